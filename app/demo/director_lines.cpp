// Director: what can be seen after a step, in lines.

#include "app/demo/director.h"
#include "core/base/text.h"

#include <algorithm>

namespace meterbench::app {

namespace {

std::string moneyText(base::Decimal amount, const pricing::Currency& currency) {
    return currency.code + " " + amount.toText(currency.exponent);
}

/// "23,993".
std::string grouped(std::string digits) {
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::size_t first = digits.starts_with('-') ? 1 : 0;
    for (std::size_t at = point; at > first + 3;) {
        at -= 3;
        digits.insert(at, ",");
    }
    return digits;
}

/// "23,993 calls", "377.3 GB hours"; the dimensions of the stage.
std::string unitsText(const std::string& dimension, base::Decimal units) {
    const char* const unit = dimension == "api-calls" ? "call"
                             : dimension == "jobs"    ? "job"
                                                      : "GB hour";
    const std::string text = units.roundedTo(1, base::Rounding::HalfAwayFromZero).toText();
    return grouped(text) + " " + unit + (text == "1" ? "" : "s");
}

} // namespace

std::vector<std::string> Director::usageLines() {
    const Tally now = tally();
    std::vector<std::string> lines;
    for (const config::Customer& customer : m_workspace.customers) {
        std::string line;
        for (const auto& [of, units] : now.units) {
            if (of.first == customer.id) {
                line += (line.empty() ? "" : " · ") + unitsText(of.second, units);
            }
        }
        const auto statement = price(customer, now.units);
        lines.push_back(
            customer.id + ": " +
            (statement ? moneyText(statement->total, statement->currency)
                       : statement.error().context)
        );
        lines.push_back("    " + (line.empty() ? std::string("nothing used") : line));
    }
    for (const auto& [of, units] : now.units) {
        if (of.first.empty()) {
            lines.push_back(
                "nobody: " + unitsText(of.second, units) + ", no customer"
            );
        }
    }
    return lines;
}

std::vector<std::string> Director::deliveryLines() const {
    std::vector<std::string> lines;
    for (const auto& one : m_program.engine().snapshot()->deliveries) {
        const auto waiting = static_cast<std::uint64_t>(one->lastSequence - one->doneThrough);
        lines.push_back(
            one->name + ": " + base::counted(one->accepted, "record") + " accepted, " +
            std::to_string(waiting) + " waiting, " + std::to_string(one->retries) +
            " sent again, " + std::to_string(one->passedOver) + " of nobody" +
            (one->lastError.empty() ? "" : "; " + one->lastError)
        );
    }
    return lines;
}

std::vector<std::string> Director::statementLines() {
    const Tally now = tally(m_settledToMs);
    std::vector<std::string> lines;
    for (const config::Customer& customer : m_workspace.customers) {
        const auto statement = price(customer, now.units);
        if (!statement) {
            lines.push_back(customer.name + ": " + statement.error().context);
            continue;
        }
        lines.push_back(
            customer.name + ": total " + moneyText(statement->total, statement->currency)
        );
        for (const pricing::Line& line : statement->lines) {
            lines.push_back(
                "    " + unitsText(line.dimension, line.unitsMetered) + " = " +
                moneyText(line.amount, statement->currency)
            );
        }
    }
    return lines;
}

} // namespace meterbench::app
