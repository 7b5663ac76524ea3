#include "core/config/meter_reader.h"

#include "core/base/text.h"
#include "core/config/map_reader.h"
#include "core/config/scalars.h"
#include "core/metering/templates.h"

#include <algorithm>
#include <utility>

namespace meterbench::config {

namespace {

using metering::Meter;

/// What a meter begins with: nothing, or a template. False when the template is not known.
bool readTemplate(MapReader& map, Meter& meter) {
    std::string name;
    if (!map.text("template", name)) {
        return !map.has("template");
    }
    if (const metering::MeterTemplate* found = metering::findTemplate(name)) {
        meter = found->meter;
        return true;
    }
    const auto names = metering::templateNames();
    const auto near = base::nearestWord(name, names);
    std::string hint = "there are " + listed(names, "and");
    map.errorAt(
        "template",
        quoted(name) + " is not a template",
        near.empty() ? hint : "did you mean " + std::string(near) + "? " + hint
    );
    return false;
}

/// One meter, field by field. What could not be read keeps its default, and what the meter's own
/// check says of that would mislead: it is left out.
class MeterReader {
public:
    MeterReader(const Node& node, Reading& reading)
        : m_map(node, reading)
        , m_reading(reading) {}

    Meter read() {
        const bool isKnown = readTemplate(m_map, m_meter);
        readTextAt("name", m_meter.name);
        readTextAt("selector", m_meter.selector);
        readTextAt("dimension", m_meter.dimension);
        readJoin();
        readName("measure", metering::measureNames(), &metering::measureOf, m_meter.measure);
        note("identity", [&](const Node& node) { readTexts(node, m_reading, m_meter.identity); });
        readName("combine", metering::combineNames(), &metering::combineOf, m_meter.combine);
        note("counts_first", [&](const Node& node) {
            readBool(node, m_reading, m_meter.countsFirst);
        });
        watch("max_gap_steps", [&] { m_map.whole32("max_gap_steps", m_meter.maxGapSteps); });
        readName("window", metering::windowNames(), &metering::windowOf, m_meter.window);
        readTextAt("time_zone", m_meter.timeZone);
        readTextAt("unit", m_meter.unit);
        note("unit_size", [&](const Node& node) {
            readDecimal(node, m_reading, m_meter.unitSize);
        });
        m_map.finish();
        if (isKnown && m_map.node().kind == Kind::Map) {
            reportFaults();
        }
        return std::move(m_meter);
    }

private:
    void readJoin() {
        const Node* node = m_map.take("join");
        if (node == nullptr) {
            return;
        }
        metering::Join join = m_meter.join.value_or(metering::Join());
        MapReader map(*node, m_reading);
        if (node->kind != Kind::Map) {
            m_unread.emplace_back("join");
        }
        watch("join.selector", [&] { map.text("selector", join.selector); });
        if (const Node* on = map.take("on")) {
            watch("join.on", [&] { readTexts(*on, m_reading, join.on); });
        }
        map.finish();
        m_meter.join = std::move(join);
    }

    /// Keeps in mind when reading a field was a problem.
    template <class Read>
    void watch(std::string_view field, Read read) {
        const std::size_t before = m_reading.problems.errors();
        read();
        if (m_reading.problems.errors() != before) {
            m_unread.push_back(field);
        }
    }

    template <class Read>
    void note(std::string_view key, Read read) {
        if (const Node* node = m_map.take(key)) {
            watch(key, [&] { read(*node); });
        }
    }

    void readTextAt(std::string_view key, std::string& out) {
        watch(key, [&] { m_map.text(key, out); });
    }

    template <class Value>
    void readName(
        std::string_view key,
        const std::vector<std::string_view>& names,
        std::optional<Value> (*of)(std::string_view),
        Value& out
    ) {
        note(key, [&](const Node& node) {
            const int index = readWord(node, m_reading, names);
            if (index >= 0) {
                out = of(names[static_cast<std::size_t>(index)]).value_or(out);
            }
        });
    }

    [[nodiscard]] bool isUnread(std::string_view key) const {
        return std::find(m_unread.begin(), m_unread.end(), key) != m_unread.end();
    }

    void reportFaults() {
        for (const metering::MeterFault& fault : metering::faultsOf(m_meter)) {
            const std::string_view key =
                std::string_view(fault.field).substr(0, fault.field.find('.'));
            const bool ofMeasure = key == "combine" || key == "counts_first";
            if (!isUnread(key) && !isUnread(fault.field) && !(ofMeasure && isUnread("measure"))) {
                report(fault);
            }
        }
    }

    /// "join.on" stands in the map under "join", or is missing there.
    void report(const metering::MeterFault& fault) {
        const std::size_t dot = fault.field.find('.');
        const Entry* outer = m_map.node().find(fault.field.substr(0, dot));
        const Entry* inner = outer == nullptr || dot == std::string::npos
                                 ? outer
                                 : outer->value.find(fault.field.substr(dot + 1));
        const Entry* at = inner == nullptr ? outer : inner;
        m_reading.problems.add(
            Severity::Error,
            at == nullptr ? m_map.node().place : at->value.place,
            joinPath(m_map.node().path, fault.field),
            fault.message,
            fault.hint
        );
    }

    MapReader m_map;
    Reading& m_reading;
    Meter m_meter;
    std::vector<std::string_view> m_unread;
};

/// A meter of that name, or of other units for the same dimension, stands before.
void checkBeside(
    const std::vector<Meter>& before, const Meter& meter, const Node& node, Reading& reading
) {
    const auto placed = [&](const char* key) -> const Node& {
        const Entry* entry = node.find(key);
        return entry == nullptr ? node : entry->value;
    };
    for (const Meter& other : before) {
        if (other.name == meter.name && !meter.name.empty()) {
            reading.error(
                placed("name"),
                "two meters are called " + quoted(meter.name),
                "give one of them a name of its own"
            );
        } else if (!meter.dimension.empty() && other.dimension == meter.dimension &&
                   (other.unit != meter.unit || other.unitSize != meter.unitSize)) {
            reading.error(
                placed("dimension"),
                "meter " + quoted(other.name) + " gives dimension " + quoted(meter.dimension) +
                    " in another unit: their usage would be added up",
                "another dimension, or the same unit and unit_size"
            );
        }
    }
}

} // namespace

bool readDecimal(const Node& node, Reading& reading, base::Decimal& out) {
    std::string text;
    if (!readText(node, reading, text)) {
        return false;
    }
    const auto number = base::Decimal::parse(text);
    if (!number) {
        reading.error(node, number.error().context);
        return false;
    }
    out = *number;
    return true;
}

std::vector<Meter> readMeters(const Node& node, Reading& reading) {
    std::vector<Meter> meters;
    for (const Node& item : itemsOf(node, reading)) {
        if (item.kind == Kind::Null) {
            reading.error(item, "an empty meter", "remove the \"-\" or write a meter behind it");
            continue;
        }
        Meter meter = MeterReader(item, reading).read();
        checkBeside(meters, meter, item, reading);
        meters.push_back(std::move(meter));
    }
    return meters;
}

} // namespace meterbench::config
