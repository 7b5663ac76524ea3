// Any plan and any usage, parted by a line "--". Whatever comes: a plan that is taken reads back
// the same, every text of a Decimal reads back, and lines, fee and top-up add up to the total.
#include "core/base/check.h"
#include "core/pricing/plan_json.h"
#include "core/pricing/statement_writer.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace meterbench;
using pricing::Decimal;

void checkStatement(const base::Result<pricing::Statement>& statement) {
    if (!statement) {
        MB_CHECK(!statement.error().context.empty(), "a refusal has a reason");
        return;
    }
    std::optional<Decimal> sum = statement->flatFee + statement->topUp;
    for (const pricing::Line& line : statement->lines) {
        sum = sum + line.amount;
        std::optional<Decimal> units = line.freeUnits;
        for (const pricing::Part& part : line.parts) {
            units = units + part.units;
        }
        MB_CHECK(units == line.unitsBilled, "units of parts add up to what is billed");
    }
    MB_CHECK(sum == statement->total, "lines add up to the total");
    MB_CHECK(nlohmann::json::accept(pricing::toJson({}, *statement)), "JSON is JSON");
    std::string csv;
    pricing::appendCsv(csv, {}, *statement);
    MB_CHECK(csv.ends_with("\r\n"), "CSV ends its last line");
}

void checkDecimal(std::string_view text) {
    const base::Result<Decimal> value = Decimal::parse(text);
    if (value) {
        const base::Result<Decimal> again = Decimal::parse(value->toText());
        MB_CHECK(again && *again == *value, "a decimal's text reads back");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view whole(reinterpret_cast<const char*>(data), size);
    const std::size_t at = whole.find("\n--\n");
    const std::string_view first = whole.substr(0, at);
    const std::string_view second =
        at == std::string_view::npos ? std::string_view("[]") : whole.substr(at + 4);
    checkDecimal(first);
    const base::Result<pricing::Plan> plan = pricing::readPlan(first);
    const auto usage = pricing::readUsage(second);
    if (!plan) {
        return 0;
    }
    const base::Result<pricing::Plan> again = pricing::readPlan(pricing::writePlan(*plan));
    MB_CHECK(again && *again == *plan, "what is written reads back");
    if (usage) {
        checkStatement(pricing::price(*plan, *usage));
        checkStatement(pricing::project(*plan, *usage, *Decimal::parse("0.3")));
    }
    return 0;
}
