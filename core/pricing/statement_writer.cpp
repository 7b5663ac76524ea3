#include "core/pricing/statement_writer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace meterbench::pricing {

std::string amountText(Decimal amount, const Currency& currency) {
    return amount.toText(currency.exponent);
}

namespace {

enum Column : std::size_t {
    Kind,
    Customer,
    PeriodFrom,
    PeriodTo,
    PlanId,
    Dimension,
    Model,
    UnitsMetered,
    UnitsBilled,
    FreeUnits,
    CoveragePercent,
    PartKindName,
    From,
    To,
    Units,
    Count,
    UnitPrice,
    FlatFee,
    PartAmount,
    Amount,
    CurrencyCode,
    Days,
    PeriodDays,
    Columns
};

constexpr std::array<std::string_view, Columns> kColumnNames{
    "kind",        "customer",  "periodFrom",      "periodTo",
    "plan",        "dimension", "model",           "unitsMetered",
    "unitsBilled", "freeUnits", "coveragePercent", "part",
    "from",        "to",        "units",           "count",
    "unitPrice",   "flatFee",   "partAmount",      "amount",
    "currency",    "days",      "periodDays"};

/// OWASP's list of what begins a formula, also behind spaces. Numbers never come here.
bool looksLikeAFormula(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) {
        return false;
    }
    constexpr std::array<std::string_view, 4> wide{"＝", "＋", "－", "＠"};
    const std::string_view rest = text.substr(first);
    return std::string_view("=+-@\t\r\n").find(rest[0]) != std::string_view::npos ||
           std::any_of(wide.begin(), wide.end(), [&](std::string_view one) {
               return rest.starts_with(one);
           });
}

} // namespace

/// Texts always stand in quotes, so that no reader with another separator parts them.
std::string csvCell(std::string_view text) {
    if (text.empty()) {
        return {};
    }
    std::string out = looksLikeAFormula(text) ? "\"'" : "\"";
    for (const char c : text) {
        out += c;
        if (c == '"') {
            out += c;
        }
    }
    return out + '"';
}

namespace {

/// The lines of one statement; each begins with the cells that are the same in all.
class CsvLines {
public:
    CsvLines(std::string& out, const Heading& heading, const Statement& statement)
        : m_out(out)
        , m_statement(statement) {
        m_same[Customer] = csvCell(heading.customer);
        m_same[PeriodFrom] = csvCell(heading.periodFrom);
        m_same[PeriodTo] = csvCell(heading.periodTo);
        m_same[PlanId] = csvCell(statement.planId);
        m_same[CurrencyCode] = statement.currency.code;
        if (!statement.share.isWhole()) {
            m_same[Days] = std::to_string(statement.share.days);
            m_same[PeriodDays] = std::to_string(statement.share.ofDays);
        }
    }

    void line(const Line& line) {
        Cells cells = begin("line");
        cells[Dimension] = csvCell(line.dimension);
        cells[Model] = line.model;
        cells[UnitsMetered] = line.unitsMetered.toText();
        cells[UnitsBilled] = line.unitsBilled.toText();
        cells[FreeUnits] = line.freeUnits.toText();
        cells[CoveragePercent] = line.coveragePercent ? line.coveragePercent->toText() : "";
        cells[Amount] = amountText(line.amount, m_statement.currency);
        end(cells);
        for (const Part& one : line.parts) {
            part(line, one);
        }
    }

    void sum(std::string_view kind, Decimal amount) {
        Cells cells = begin(kind);
        cells[Amount] = amountText(amount, m_statement.currency);
        end(cells);
    }

    void unpriced(const Usage& usage) {
        Cells cells = begin("unpriced");
        cells[Dimension] = csvCell(usage.dimension);
        cells[UnitsMetered] = usage.units.toText();
        cells[CoveragePercent] = usage.coveragePercent.toText();
        cells[Count] = std::to_string(usage.events);
        end(cells);
    }

private:
    using Cells = std::array<std::string, Columns>;

    void part(const Line& line, const Part& part) {
        Cells cells = begin("part");
        cells[Dimension] = csvCell(line.dimension);
        cells[Model] = line.model;
        cells[PartKindName] = partName(part.kind);
        cells[From] = part.from.toText();
        cells[To] = part.to ? part.to->toText() : "";
        cells[Units] = part.units.toText();
        cells[Count] = part.count.toText();
        cells[UnitPrice] = part.unitPrice.toText();
        cells[FlatFee] = part.flatFee.toText();
        cells[PartAmount] = amountText(part.amount, m_statement.currency);
        end(cells);
    }

    [[nodiscard]] Cells begin(std::string_view kind) const {
        Cells cells = m_same;
        cells[Kind] = kind;
        return cells;
    }

    void end(const Cells& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            m_out += cells[i];
            m_out += i + 1 < cells.size() ? "," : "\r\n";
        }
    }

    std::string& m_out;
    const Statement& m_statement;
    Cells m_same;
};

} // namespace

std::string csvHeader() {
    std::string out;
    for (const std::string_view name : kColumnNames) {
        out += out.empty() ? "" : ",";
        out += name;
    }
    return out + "\r\n";
}

void appendCsv(std::string& out, const Heading& heading, const Statement& statement) {
    CsvLines lines(out, heading, statement);
    for (const Line& line : statement.lines) {
        lines.line(line);
    }
    lines.sum("flatFee", statement.flatFee);
    lines.sum("topUp", statement.topUp);
    lines.sum("total", statement.total);
    for (const Usage& usage : statement.unpriced) {
        lines.unpriced(usage);
    }
}

namespace {

using Json = nlohmann::ordered_json;

Json textOrNull(const std::optional<Decimal>& value) {
    return value ? Json(value->toText()) : Json();
}

Json partJson(const Part& part, const Currency& currency) {
    Json out;
    out["part"] = partName(part.kind);
    out["from"] = part.from.toText();
    out["to"] = textOrNull(part.to);
    out["units"] = part.units.toText();
    out["count"] = part.count.toText();
    out["unitPrice"] = part.unitPrice.toText();
    out["flatFee"] = part.flatFee.toText();
    out["amount"] = amountText(part.amount, currency);
    return out;
}

Json lineJson(const Line& line, const Currency& currency) {
    Json out;
    out["dimension"] = line.dimension;
    out["model"] = line.model;
    out["unitsMetered"] = line.unitsMetered.toText();
    out["unitsBilled"] = line.unitsBilled.toText();
    out["freeUnits"] = line.freeUnits.toText();
    out["coveragePercent"] = textOrNull(line.coveragePercent);
    out["parts"] = Json::array();
    for (const Part& part : line.parts) {
        out["parts"].push_back(partJson(part, currency));
    }
    out["exactAmount"] = amountText(line.exactAmount, currency);
    out["amount"] = amountText(line.amount, currency);
    return out;
}

/// Null for a whole period.
Json shareJson(const Statement& statement) {
    if (statement.share.isWhole()) {
        return {};
    }
    Json out;
    out["days"] = statement.share.days;
    out["periodDays"] = statement.share.ofDays;
    out["isProrated"] = statement.isProrated;
    out["wholeFlatFee"] = amountText(statement.wholeFlatFee, statement.currency);
    out["wholeMinimumCharge"] = amountText(statement.wholeMinimumCharge, statement.currency);
    out["rounding"] = roundingName(kLineRounding);
    return out;
}

Json unpricedJson(const Usage& usage) {
    Json out;
    out["dimension"] = usage.dimension;
    out["units"] = usage.units.toText();
    out["events"] = usage.events;
    out["coveragePercent"] = usage.coveragePercent.toText();
    return out;
}

} // namespace

std::string toJson(const Heading& heading, const Statement& statement) {
    Json out;
    out["customer"] = heading.customer;
    out["periodFrom"] = heading.periodFrom;
    out["periodTo"] = heading.periodTo;
    out["plan"]["id"] = statement.planId;
    out["plan"]["name"] = statement.planName;
    out["currency"] = statement.currency.code;
    out["estimate"] = true;
    out["lineRounding"] = roundingName(kLineRounding);
    out["projectedFrom"] = textOrNull(statement.projectedFrom);
    out["partOfPeriod"] = shareJson(statement);
    out["lines"] = Json::array();
    for (const Line& line : statement.lines) {
        out["lines"].push_back(lineJson(line, statement.currency));
    }
    out["flatFee"] = amountText(statement.flatFee, statement.currency);
    out["minimumCharge"] = amountText(statement.minimumCharge, statement.currency);
    out["topUp"] = amountText(statement.topUp, statement.currency);
    out["total"] = amountText(statement.total, statement.currency);
    out["unpriced"] = Json::array();
    for (const Usage& usage : statement.unpriced) {
        out["unpriced"].push_back(unpricedJson(usage));
    }
    return out.dump(2, ' ', false, Json::error_handler_t::replace);
}

} // namespace meterbench::pricing
