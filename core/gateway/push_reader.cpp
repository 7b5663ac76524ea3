#include "core/gateway/push_reader.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/gateway/series_key.h"

#include <algorithm>
#include <string>

namespace meterbench::gateway {

namespace {

using exposition::EntryKind;
using model::MetricType;

bool isDistribution(MetricType type) {
    return type == MetricType::Histogram || type == MetricType::Summary;
}

} // namespace

bool PushReader::refill(Push& push, const std::vector<double>& values) {
    m_push = &push;
    for (std::uint32_t i = 0; i < push.distributionCount; ++i) {
        push.distributions[i].clear();
    }
    for (std::size_t i = 0; i < push.samples.size(); ++i) {
        const PushSample& sample = push.samples[i];
        PushSeries& series = push.series[sample.series];
        const double value = values[i];
        if (series.distribution == kNoDistribution) {
            const bool isCounter = push.families[series.family].type == MetricType::Counter;
            if (isStrict() && isCounter && !(value >= 0)) {
                return false;
            }
            series.value = value;
        } else if (!refillPart(push.distributions[series.distribution], sample, value)) {
            return false;
        }
    }
    for (const PushSeries& series : push.series) {
        if (series.distribution != kNoDistribution && !refinish(series)) {
            return false;
        }
    }
    return true;
}

std::optional<Refusal> PushReader::read(std::string_view path, std::string_view body, Push& push) {
    m_body = body;
    m_push = &push;
    m_families.clear();
    m_series.clear();
    m_lastName = {};
    m_recent = SlotTable::kNone;
    push.families.clear();
    push.series.clear();
    push.samples.clear();
    push.keys.clear();
    push.distributionCount = 0;
    push.hidesLabels = false;
    auto labels = readPathLabels(path, m_profile);
    if (auto* refusal = std::get_if<Refusal>(&labels)) {
        return *refusal;
    }
    push.path = std::get<0>(std::move(labels));
    if (!body.empty() && body.back() != '\n') {
        return refuse(body.data() + body.size(), "unexpected end of input stream");
    }
    const std::size_t nul = body.find('\0');
    if (nul != std::string_view::npos) {
        return refuse(body.data() + nul, "a NUL byte: the text format has none");
    }
    exposition::PullParser parser(body, exposition::Format::Text);
    if (auto problem = readEntries(parser)) {
        return problem;
    }
    for (const PushSeries& series : push.series) {
        if (series.distribution != kNoDistribution) {
            if (auto problem = finishDistribution(series)) {
                return problem;
            }
        }
    }
    return std::nullopt;
}

PushReader::Problem PushReader::readEntries(exposition::PullParser& parser) {
    for (;;) {
        Problem problem;
        switch (parser.next()) {
        case EntryKind::Sample:
            problem = readSample(parser);
            break;
        case EntryKind::Type:
            problem = readType(parser, lineStart(parser));
            break;
        case EntryKind::Help:
            problem = readHelp(parser, lineStart(parser));
            break;
        case EntryKind::Error:
            return syntaxProblem(parser.problem());
        case EntryKind::End:
            return std::nullopt;
        case EntryKind::Unit:
            break;
        }
        if (problem) {
            return problem;
        }
    }
}

/// Where the line of a TYPE or HELP begins.
const char* PushReader::lineStart(const exposition::PullParser& parser) const {
    const std::size_t end = parser.offsetBytes() - 1; // every line ends with a break
    const std::size_t last = end == 0 ? std::string_view::npos : m_body.rfind('\n', end - 1);
    return m_body.data() + last + 1; // npos + 1 is 0
}

PushReader::Problem PushReader::readType(const exposition::PullParser& parser, const char* at) {
    if (!model::isLegacyMetricName(parser.family())) {
        return refuse(at, "invalid metric name " + quoted(parser.family()));
    }
    m_lastName = {}; // from here on a name may belong to another family
    PushFamily& family = m_push->families[familyOf(parser.family())];
    if (family.hasType || family.series != 0) {
        return refuse(
            at,
            "second TYPE line for metric name " + quoted(family.name) +
                ", or TYPE reported after samples"
        );
    }
    family.hasType = true;
    family.type = parser.type();
    return std::nullopt;
}

PushReader::Problem PushReader::readHelp(const exposition::PullParser& parser, const char* at) {
    if (!model::isLegacyMetricName(parser.family())) {
        return refuse(at, "invalid metric name " + quoted(parser.family()));
    }
    m_lastName = {};
    PushFamily& family = m_push->families[familyOf(parser.family())];
    if (family.hasHelp) {
        return refuse(at, "second HELP line for metric name " + quoted(family.name));
    }
    family.hasHelp = true;
    family.help = parser.text();
    return std::nullopt;
}

PushReader::Problem PushReader::readSample(exposition::PullParser& parser) {
    const exposition::Sample& sample = parser.sample();
    const char* const at = sample.series.data();
    std::string_view name;
    if (auto problem = readName(parser, name)) {
        return problem;
    }
    if (name != m_lastName) {
        m_lastPlace = placeOf(name);
        m_lastName = name;
    }
    if (isStrict() && sample.timestampMs) {
        return refuse(
            at,
            "pushed metrics must not have timestamps: a merged value is of the time of its scrape"
        );
    }
    if (auto problem = readKey(m_lastPlace, at)) {
        return problem;
    }
    return addValue(m_lastPlace, sample);
}

PushReader::Problem PushReader::readName(exposition::PullParser& parser, std::string_view& name) {
    const std::string_view text = parser.sample().series;
    m_labels.clear();
    if (text.back() != '}' && text.front() != '{') {
        name = text;
        return std::nullopt;
    }
    if (!parser.labels(m_labels)) {
        return syntaxProblem(parser.problem());
    }
    const auto isName = [](const model::LabelView& label) {
        return label.name == model::kMetricName;
    };
    const auto first = std::find_if(m_labels.begin(), m_labels.end(), isName);
    if (first == m_labels.end() || !model::isLegacyMetricName(first->value)) {
        return refuse(
            text.data(),
            "invalid metric name" +
                (first == m_labels.end() ? std::string() : ' ' + quoted(first->value))
        );
    }
    name = first->value;
    m_labels.erase(first);
    if (std::any_of(m_labels.begin(), m_labels.end(), isName)) {
        return refuse(text.data(), "label name \"__name__\" is reserved");
    }
    for (std::size_t i = 1; i < m_labels.size(); ++i) {
        if (m_labels[i].name == m_labels[i - 1].name) {
            return refuse(text.data(), "duplicate label names for metric " + quoted(name));
        }
    }
    return std::nullopt;
}

std::uint32_t PushReader::findFamily(std::string_view name, std::uint64_t hash) const {
    return m_families.find(hash, [&](std::uint32_t place) {
        return m_push->families[place].name == name;
    });
}

std::uint32_t PushReader::familyOf(std::string_view name) {
    if (m_recent < m_push->families.size() && m_push->families[m_recent].name == name) {
        return m_recent; // HELP, TYPE and samples of one name stand together
    }
    const std::uint64_t hash = base::hash64(name);
    std::uint32_t place = findFamily(name, hash);
    if (place == SlotTable::kNone) {
        place = static_cast<std::uint32_t>(m_push->families.size());
        PushFamily& family = m_push->families.emplace_back();
        family.name = name;
        family.hash = hash;
        m_families.insert(hash, place, [&](std::uint32_t at) { return m_push->families[at].hash; });
    }
    m_recent = place;
    return place;
}

/// As the format's reference parser: the name itself first, then what a histogram or a summary of
/// this body calls its parts; everything else is a family of its own.
PushReader::Place PushReader::placeOf(std::string_view name) {
    struct Suffix {
        std::string_view text;
        Part part;
    };

    static constexpr Suffix kSuffixes[]{
        {"_bucket", Part::Bucket}, {"_sum", Part::Sum}, {"_count", Part::Count}};
    const bool isRecent =
        m_recent < m_push->families.size() && m_push->families[m_recent].name == name;
    std::uint32_t family = isRecent ? m_recent : findFamily(name, base::hash64(name));
    for (const Suffix& suffix : kSuffixes) {
        if (family != SlotTable::kNone || !name.ends_with(suffix.text)) {
            continue;
        }
        const std::string_view whole = name.substr(0, name.size() - suffix.text.size());
        const std::uint32_t owner = findFamily(whole, base::hash64(whole));
        if (owner == SlotTable::kNone) {
            continue;
        }
        const MetricType type = m_push->families[owner].type;
        if (type == MetricType::Histogram ||
            (type == MetricType::Summary && suffix.part != Part::Bucket)) {
            return {owner, suffix.part};
        }
    }
    family = familyOf(name);
    const bool isSummary = m_push->families[family].type == MetricType::Summary;
    return {family, isSummary ? Part::Quantile : Part::Value};
}

/// Writes the key of the sample behind the keys that stand; the path's labels are merged in.
PushReader::Problem PushReader::readKey(const Place& place, const char* at) {
    m_keyStart = m_push->keys.size();
    m_hasBound = false;
    m_policy.reset();
    auto path = m_push->path.begin();
    const auto pathEnd = m_push->path.end();
    const auto takePath = [&] {
        if (isInKeys(*path, m_profile)) {
            appendLabel(m_push->keys, m_keyStart, path->name, path->value);
        }
        ++path;
    };
    for (const model::LabelView& label : m_labels) {
        while (path != pathEnd && path->name < label.name) {
            takePath();
        }
        if (path != pathEnd && path->name == label.name) {
            return refuseLabels(at, "duplicate label " + path->name);
        }
        if (auto problem = readLabel(label, place, at)) {
            return problem;
        }
    }
    while (path != pathEnd) {
        takePath();
    }
    return std::nullopt;
}

PushReader::Problem
PushReader::readLabel(const model::LabelView& label, const Place& place, const char* at) {
    const MetricType type = m_push->families[place.family].type;
    const bool isBound = (type == MetricType::Histogram && label.name == "le") ||
                         (type == MetricType::Summary && label.name == "quantile");
    if (isBound) {
        return readBound(label, place, at);
    }
    if (!model::isLegacyLabelName(label.name)) {
        return refuse(at, "invalid label name " + quoted(label.name));
    }
    if (!base::isValidUtf8(label.value)) {
        return refuse(at, "invalid label value " + quoted(label.value));
    }
    if (isStrict() && label.name == "clearmode") {
        m_push->hidesLabels = true;
        return readClearMode(label.value, place, at);
    }
    if (isStrict() && label.name.starts_with("__")) {
        return refuse(at, "label name " + quoted(label.name) + " is reserved: it begins with __");
    }
    if (!label.value.empty() || !isStrict()) {
        appendLabel(m_push->keys, m_keyStart, label.name, label.value);
    } else {
        m_push->hidesLabels = true;
    }
    return std::nullopt;
}

PushReader::Problem
PushReader::readClearMode(std::string_view word, const Place& place, const char* at) {
    m_policy = policyOfWord(word);
    const MetricType type = m_push->families[place.family].type;
    if (!m_policy) {
        return refuse(
            at,
            "unknown clearmode " + quoted(word) +
                ": sum, aggregate, last, replace, max, min, mean, info or family"
        );
    }
    if (!suits(*m_policy, type)) {
        return refuse(
            at,
            "clearmode " + quoted(word) + " is for single numbers; a " +
                std::string(model::metricTypeName(type)) + " takes sum, last or info"
        );
    }
    return std::nullopt;
}

PushReader::Problem PushReader::addValue(const Place& place, const exposition::Sample& sample) {
    const char* const at = sample.series.data();
    const MetricType type = m_push->families[place.family].type;
    if (auto problem = checkNumber(place.part, sample)) {
        return problem;
    }
    if ((place.part == Part::Bucket || place.part == Part::Quantile) && !m_hasBound) {
        return refuse(
            at,
            place.part == Part::Bucket ? "a bucket of a histogram needs the label le"
                                       : "a sample of a summary needs the label quantile"
        );
    }
    bool isNew = false;
    PushSeries& series = seriesOf(place, at, isNew);
    const auto offsetOf = [this](const char* p) {
        return static_cast<std::uint32_t>(p - m_body.data());
    };
    m_push->samples.push_back(
        {offsetOf(sample.valueText.data()),
         offsetOf(sample.valueText.data() + sample.valueText.size()),
         static_cast<std::uint32_t>(&series - m_push->series.data()),
         place.part,
         m_bound}
    );
    if (m_policy) {
        series.policy = m_policy;
    }
    if (isDistribution(type)) {
        return place.part == Part::Value
                   ? Problem(refuse(
                         at,
                         "a histogram has samples _bucket, _sum and _count, none of its own name"
                     ))
                   : addPart(series, place.part, sample);
    }
    if (!isNew) {
        return duplicate(series, at);
    }
    if (isStrict() && type == MetricType::Counter && !(sample.value >= 0)) {
        return refuse(
            sample.valueText.data(),
            "counter " + quoted(m_push->families[place.family].name) + " has the value " +
                std::string(sample.valueText) + ": a push adds 0 or more"
        );
    }
    series.value = sample.value;
    series.timestampMs = sample.timestampMs.value_or(kNoTimestamp);
    return std::nullopt;
}

PushSeries& PushReader::seriesOf(const Place& place, const char* at, bool& isNew) {
    const std::string_view key = std::string_view(m_push->keys).substr(m_keyStart);
    const std::uint64_t hash = base::hash64(key);
    const std::uint64_t slot = hash ^ m_push->families[place.family].hash;
    auto& all = m_push->series;
    const auto isIt = [&](std::uint32_t index) {
        return all[index].family == place.family && m_push->key(all[index]) == key;
    };
    const auto last = static_cast<std::uint32_t>(all.size()) - 1;
    std::uint32_t found = !all.empty() && isIt(last) ? last : m_series.find(slot, isIt);
    isNew = found == SlotTable::kNone;
    if (!isNew) {
        m_push->keys.resize(m_keyStart);
        return all[found];
    }
    found = static_cast<std::uint32_t>(all.size());
    PushSeries& series = all.emplace_back();
    series.hash = hash;
    series.keyStart = static_cast<std::uint32_t>(m_keyStart);
    series.keySize = static_cast<std::uint32_t>(key.size());
    series.family = place.family;
    series.at = at;
    if (isDistribution(m_push->families[place.family].type)) {
        series.distribution = newDistribution();
    }
    ++m_push->families[place.family].series;
    m_series.insert(slot, found, [&](std::uint32_t index) {
        return all[index].hash ^ m_push->families[all[index].family].hash;
    });
    return series;
}

Refusal PushReader::refuse(const char* at, std::string_view message) const {
    const auto offset = static_cast<std::size_t>(at - m_body.data());
    const std::string_view before = m_body.substr(0, offset);
    const std::size_t start = before.rfind('\n') + 1; // npos + 1 is 0
    Refusal refusal;
    refusal.line = 1 + static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
    refusal.column = 1 + static_cast<std::uint32_t>(offset - start);
    refusal.message = "text format parsing error in line " + std::to_string(refusal.line) + ": ";
    refusal.message += message;
    return refusal;
}

/// The older gateway finds these after parsing and says them without a place.
Refusal PushReader::refuseLabels(const char* at, std::string message) const {
    Refusal refusal = refuse(at, {});
    refusal.message = std::move(message);
    return refusal;
}

Refusal PushReader::syntaxProblem(const exposition::ParseProblem& problem) const {
    Refusal refusal;
    refusal.line = problem.line;
    refusal.column = problem.column;
    refusal.message = "text format parsing error in line " + std::to_string(problem.line) +
                      ": column " + std::to_string(problem.column) + ": " + problem.message;
    if (*problem.hint != '\0') {
        refusal.message.append(" (").append(problem.hint).append(")");
    }
    return refusal;
}

PushReader::Problem PushReader::duplicate(const PushSeries& series, const char* at) const {
    return refuseLabels(
        at,
        "duplicate labels: " +
            shownSeries(m_push->families[series.family].name, m_push->key(series))
    );
}

} // namespace meterbench::gateway
