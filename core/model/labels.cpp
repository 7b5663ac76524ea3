#include "core/model/labels.h"

#include "core/base/hash.h"

#include <algorithm>

namespace meterbench::model {

namespace {

bool isNameStart(char c, bool colonAllowed) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (colonAllowed && c == ':');
}

bool isLegacyName(std::string_view name, bool colonAllowed) {
    if (name.empty() || !isNameStart(name.front(), colonAllowed)) {
        return false;
    }
    return std::all_of(name.begin(), name.end(), [&](char c) {
        return isNameStart(c, colonAllowed) || (c >= '0' && c <= '9');
    });
}

auto lowerBound(auto& labels, std::string_view name) {
    return std::lower_bound(
        labels.begin(),
        labels.end(),
        name,
        // Not "<": clang 14 cannot compare these two in a template.
        [](const Label& label, std::string_view wanted) { return label.name.compare(wanted) < 0; }
    );
}

} // namespace

Labels::Labels(std::initializer_list<Label> labels) {
    for (const Label& label : labels) {
        set(label.name, label.value);
    }
}

Labels::Labels(std::span<const LabelView> labels) {
    m_labels.reserve(labels.size());
    for (const LabelView& label : labels) {
        set(label.name, label.value);
    }
}

std::string_view Labels::get(std::string_view name) const {
    const auto at = lowerBound(m_labels, name);
    return at != m_labels.end() && at->name == name ? std::string_view(at->value)
                                                    : std::string_view();
}

bool Labels::has(std::string_view name) const {
    const auto at = lowerBound(m_labels, name);
    return at != m_labels.end() && at->name == name;
}

void Labels::set(std::string_view name, std::string_view value) {
    if (value.empty()) {
        erase(name);
        return;
    }
    const auto at = lowerBound(m_labels, name);
    if (at != m_labels.end() && at->name == name) {
        at->value = value;
    } else {
        m_labels.insert(at, Label{std::string(name), std::string(value)});
    }
}

void Labels::erase(std::string_view name) {
    const auto at = lowerBound(m_labels, name);
    if (at != m_labels.end() && at->name == name) {
        m_labels.erase(at);
    }
}

SeriesRef Labels::ref() const {
    return seriesRef(views());
}

std::vector<LabelView> Labels::views() const {
    std::vector<LabelView> views;
    views.reserve(m_labels.size());
    for (const Label& label : m_labels) {
        views.push_back({label.name, label.value});
    }
    return views;
}

std::string Labels::toString() const {
    return toSeriesText(views());
}

SeriesRef seriesRef(std::span<const LabelView> sortedLabels) {
    thread_local std::string bytes;
    bytes.clear();
    for (const LabelView& label : sortedLabels) {
        bytes.append(label.name).push_back('\xff');
        bytes.append(label.value).push_back('\xff');
    }
    return base::hash64(bytes);
}

std::string toSeriesText(std::span<const LabelView> sortedLabels) {
    std::string name;
    std::string inside;
    const auto separate = [&] {
        if (!inside.empty()) {
            inside += ',';
        }
    };
    for (const LabelView& label : sortedLabels) {
        if (label.name == kMetricName) {
            if (isLegacyMetricName(label.value)) {
                name = label.value;
            } else {
                inside.insert(
                    0, "\"" + escapedLabelValue(label.value) + (inside.empty() ? "\"" : "\",")
                );
            }
            continue;
        }
        separate();
        const bool legacy = isLegacyLabelName(label.name);
        inside += legacy ? std::string(label.name) : "\"" + escapedLabelValue(label.name) + "\"";
        inside += "=\"" + escapedLabelValue(label.value) + "\"";
    }
    return inside.empty() && !name.empty() ? name : name + "{" + inside + "}";
}

std::string escapedLabelValue(std::string_view value) {
    std::string out;
    out.reserve(value.size());
    for (const char c : value) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || c == '"') {
            out += '\\';
        }
        out += c;
    }
    return out;
}

bool isLegacyMetricName(std::string_view name) {
    return isLegacyName(name, true);
}

bool isLegacyLabelName(std::string_view name) {
    return isLegacyName(name, false);
}

void LabelTable::append(std::span<const LabelView> labels) {
    for (const LabelView& label : labels) {
        const Symbol name = symbol(label.name);
        m_pairs.emplace_back(name, symbol(label.value));
    }
    m_ends.push_back(static_cast<std::uint32_t>(m_pairs.size()));
}

void LabelTable::seal() {
    m_text.shrink_to_fit();
    m_textEnds.shrink_to_fit();
    m_pairs.shrink_to_fit();
    m_ends.shrink_to_fit();
    std::vector<Symbol>().swap(m_lookup); // "= {}" would keep the memory
}

void LabelTable::labelsAt(std::size_t index, std::vector<LabelView>& out) const {
    out.clear();
    for (std::uint32_t i = index == 0 ? 0 : m_ends[index - 1]; i < m_ends[index]; ++i) {
        out.push_back({text(m_pairs[i].first), text(m_pairs[i].second)});
    }
}

Labels LabelTable::at(std::size_t index) const {
    std::vector<LabelView> views;
    labelsAt(index, views);
    return Labels(views);
}

std::string_view LabelTable::get(std::size_t index, std::string_view name) const {
    for (std::uint32_t i = index == 0 ? 0 : m_ends[index - 1]; i < m_ends[index]; ++i) {
        if (text(m_pairs[i].first) == name) {
            return text(m_pairs[i].second);
        }
    }
    return {};
}

std::size_t LabelTable::sizeBytes() const {
    return m_text.capacity() + m_textEnds.capacity() * sizeof(std::uint32_t) +
           m_pairs.capacity() * sizeof(m_pairs[0]) + m_ends.capacity() * sizeof(std::uint32_t) +
           m_lookup.capacity() * sizeof(Symbol);
}

LabelTable::Symbol LabelTable::symbol(std::string_view wanted) {
    if ((m_textEnds.size() + 1) * 2 > m_lookup.size()) {
        growLookup();
    }
    const std::size_t mask = m_lookup.size() - 1;
    std::size_t slot = base::hash64(wanted) & mask;
    while (m_lookup[slot] != 0) {
        if (text(m_lookup[slot] - 1) == wanted) {
            return m_lookup[slot] - 1;
        }
        slot = (slot + 1) & mask;
    }
    m_text += wanted;
    m_textEnds.push_back(static_cast<std::uint32_t>(m_text.size()));
    m_lookup[slot] = static_cast<Symbol>(m_textEnds.size());
    return m_lookup[slot] - 1;
}

std::string_view LabelTable::text(Symbol symbol) const {
    const std::uint32_t start = symbol == 0 ? 0 : m_textEnds[symbol - 1];
    return std::string_view(m_text).substr(start, m_textEnds[symbol] - start);
}

std::span<const std::pair<LabelTable::Symbol, LabelTable::Symbol>>
LabelTable::pairsAt(std::size_t index) const {
    const std::uint32_t first = index == 0 ? 0 : m_ends[index - 1];
    return std::span(m_pairs).subspan(first, m_ends[index] - first);
}

void LabelTable::growLookup() {
    m_lookup.assign(std::max<std::size_t>(64, m_lookup.size() * 2), 0);
    const std::size_t mask = m_lookup.size() - 1;
    for (Symbol s = 0; s < m_textEnds.size(); ++s) {
        std::size_t slot = base::hash64(text(s)) & mask;
        while (m_lookup[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        m_lookup[slot] = s + 1;
    }
}

} // namespace meterbench::model
