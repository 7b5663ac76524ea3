#include "core/config/workspace.h"

#include "core/base/text.h"
#include "core/config/config_reader.h"
#include "core/config/map_reader.h"
#include "core/config/meter_reader.h"
#include "core/config/plan_reader.h"
#include "core/config/scalars.h"
#include "core/config/schema_reader.h"
#include "core/config/usage_endpoint_reader.h"
#include "core/relabel/matcher.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace meterbench::config {

namespace {

using metering::Meter;
using pricing::DimensionPrice;
using pricing::Plan;
using std::chrono::year_month_day;

/// Sections that stand one step too far out.
struct Misplaced {
    std::string_view key;
    std::string_view under;
};

constexpr std::array<Misplaced, 10> kMisplaced{{
    {"schema", "billing"},
    {"meters", "billing"},
    {"plans", "billing"},
    {"customers", "billing"},
    {"endpoints", "billing"},
    {"late_within", "billing"},
    {"global", "prometheus"},
    {"scrape_configs", "prometheus"},
    {"scrape_config_files", "prometheus"},
    {"remote_write", "prometheus"},
}};

void refuseMisplaced(MapReader& map) {
    for (const Misplaced& one : kMisplaced) {
        const Entry* entry = map.node().find(one.key);
        if (entry == nullptr) {
            continue;
        }
        static_cast<void>(map.take(one.key));
        map.reading().problems.add(
            Severity::Error,
            entry->place,
            std::string(one.key),
            "stands under " + std::string(one.under) + " in a workspace",
            "indent it, below a line " + quoted(std::string(one.under) + ":")
        );
    }
}

/// A prometheus.yml beside the workspace.
std::optional<Config>
readConfigFile(const Node& node, const std::string& workspace, Reading& reading) {
    const std::string path = reading.resolved(node.text);
    const auto text = reading.files.readAll(path);
    if (!text) {
        reading.error(
            node,
            "cannot read " + path + ": " + text.error().context,
            "paths are relative to the workspace"
        );
        return std::nullopt;
    }
    std::optional<Config> config;
    Reading inner{reading.problems, reading.files, folderOf(path)};
    reading.problems.enterFile(path);
    if (const auto tree = parseTree(*text, reading.problems)) {
        config = readConfig(*tree, path, inner);
    }
    reading.problems.enterFile(workspace);
    return config;
}

std::optional<Config>
readPrometheus(const Node& node, const std::string& workspace, Reading& reading) {
    if (node.kind == Kind::Map) {
        return readConfig(node, workspace, reading);
    }
    if (node.kind == Kind::Scalar && !node.text.empty()) {
        return readConfigFile(node, workspace, reading);
    }
    reading.error(
        node,
        std::string("this must be a file or a map, not ") + kindName(node.kind),
        "write prometheus.yml, or its sections below this key"
    );
    return std::nullopt;
}

template <class Number>
bool takeNumber(std::string_view text, Number& out) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

/// "2026-01-31".
std::optional<year_month_day> dateOf(std::string_view text) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' ||
        !takeNumber(text.substr(0, 4), year) || !takeNumber(text.substr(5, 2), month) ||
        !takeNumber(text.substr(8, 2), day)) {
        return std::nullopt;
    }
    const year_month_day date{
        std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    return year > 0 && date.ok() ? std::optional(date) : std::nullopt;
}

class BillingReader {
public:
    BillingReader(const Node& node, Reading& reading, Workspace& out)
        : m_map(node, reading)
        , m_reading(reading)
        , m_out(out) {}

    void read() {
        if (const Node* schema = m_map.take("schema")) {
            m_out.schema = readSchema(*schema, m_reading);
        }
        if (const Node* meters = m_map.take("meters")) {
            m_out.meters = readMeters(*meters, m_reading);
        }
        const Node* plans = m_map.take("plans");
        if (plans != nullptr) {
            m_out.plans = readPlans(*plans, m_reading);
        }
        if (const Node* customers = m_map.take("customers")) {
            readCustomers(*customers);
        }
        if (const Node* endpoints = m_map.take("endpoints")) {
            m_out.usageEndpoints = readUsageEndpoints(*endpoints, m_reading);
        }
        static_cast<void>(m_map.duration("late_within", m_out.lateWithin));
        m_map.finish();
        if (!m_reading.problems.hasErrors() && plans != nullptr) {
            compareDimensions(*plans);
        }
    }

private:
    void readCustomers(const Node& node) {
        if (node.kind != Kind::Map) {
            m_reading.error(
                node,
                std::string("this must be a map, not ") + kindName(node.kind),
                "write the id of each customer as a key, and name and plan below it"
            );
        }
        const auto pattern = relabel::Matcher::compile(m_out.schema.customerPattern);
        for (const Entry& entry : node.entries) {
            if (pattern && !pattern->matches(entry.key)) {
                m_reading.problems.add(
                    Severity::Error,
                    entry.place,
                    joinPath(node.path, entry.key),
                    "no series of this customer can count: the id does not match " +
                        quoted(m_out.schema.customerPattern),
                    "mend the id, or customer_pattern in the schema"
                );
            }
            m_out.customers.push_back(readCustomer(entry));
        }
    }

    Customer readCustomer(const Entry& entry) {
        Customer customer;
        customer.id = entry.key;
        MapReader map(entry.value, m_reading);
        map.text("name", customer.name);
        if (map.text("plan", customer.plan)) {
            checkPlan(map, customer.plan);
        }
        readDate(map, "period_start", customer.periodStart);
        readDate(map, "since", customer.since);
        map.finish();
        return customer;
    }

    static void readDate(MapReader& map, std::string_view key, std::optional<year_month_day>& out) {
        std::string text;
        if (!map.text(key, text)) {
            return;
        }
        out = dateOf(text);
        if (!out) {
            map.errorAt(key, quoted(text) + " is not a date", "write it as 2026-01-31");
        }
    }

    void checkPlan(MapReader& map, const std::string& id) {
        std::vector<std::string_view> ids;
        for (const Plan& plan : m_out.plans) {
            ids.emplace_back(plan.id);
        }
        if (std::find(ids.begin(), ids.end(), id) != ids.end()) {
            return;
        }
        const auto near = base::nearestWord(id, ids);
        map.errorAt(
            "plan",
            "there is no plan " + quoted(id),
            !near.empty() ? "did you mean " + std::string(near) + "?"
            : ids.empty() ? "write it down under plans"
                          : "there is " + listed(ids, "and")
        );
    }

    /// Prices of what nobody meters, if all meters say their dimension.
    void compareDimensions(const Node& plans) {
        std::vector<std::string_view> metered;
        for (const Meter& meter : m_out.meters) {
            metered.emplace_back(meter.dimension);
        }
        if (std::find(metered.begin(), metered.end(), "") != metered.end()) {
            return;
        }
        for (std::size_t i = 0; i < m_out.plans.size(); ++i) {
            const std::vector<DimensionPrice>& charges = m_out.plans[i].charges;
            for (std::size_t k = 0; k < charges.size(); ++k) {
                const std::string& name = charges[k].dimension;
                if (std::find(metered.begin(), metered.end(), name) == metered.end()) {
                    const Node& price = plans.items[i].find("charges")->value.items[k];
                    const auto near = base::nearestWord(name, metered);
                    m_reading.warning(
                        price.find("dimension")->value,
                        "no meter gives dimension " + quoted(name),
                        near.empty() ? "" : "did you mean " + std::string(near) + "?"
                    );
                }
            }
        }
    }

    MapReader m_map;
    Reading& m_reading;
    Workspace& m_out;
};

Workspace readWorkspace(const Node& tree, const std::string& path, Reading& reading) {
    Workspace workspace;
    workspace.path = path;
    MapReader map(tree, reading);
    if (const Node* prometheus = map.take("prometheus")) {
        workspace.prometheus = readPrometheus(*prometheus, path, reading);
    }
    if (const Node* billing = map.take("billing")) {
        BillingReader(*billing, reading, workspace).read();
    }
    refuseMisplaced(map);
    map.finish();
    return workspace;
}

} // namespace

bool looksLikeWorkspace(std::string_view text) {
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        for (const std::string_view key : {"billing", "prometheus"}) {
            const bool isOne = line.starts_with(key) && line.substr(key.size()).starts_with(':');
            if (isOne) {
                return true;
            }
        }
    }
    return false;
}

WorkspaceOutcome
loadWorkspace(std::string_view text, const std::string& path, base::FileSystem& files) {
    ProblemList problems;
    problems.enterFile(path);
    Reading reading{problems, files, folderOf(path)};
    WorkspaceOutcome outcome;
    if (const auto tree = parseTree(text, problems)) {
        Workspace workspace = readWorkspace(*tree, path, reading);
        if (!problems.hasErrors()) {
            if (workspace.prometheus) {
                workspace.prometheus->text = toYaml(*workspace.prometheus);
            }
            outcome.workspace = std::move(workspace);
        }
    }
    outcome.problems = problems.take();
    return outcome;
}

WorkspaceOutcome loadWorkspaceFile(const std::string& path, base::FileSystem& files) {
    const auto text = files.readAll(path);
    if (text) {
        return loadWorkspace(*text, path, files);
    }
    WorkspaceOutcome outcome;
    outcome.problems.push_back(
        {Severity::Error, path, 0, 0, "", "cannot read the file: " + text.error().context, ""}
    );
    return outcome;
}

} // namespace meterbench::config
