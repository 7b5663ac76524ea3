#include "ui/models/row_text.h"

#include "ui/models/find_text.h"

#include <re2/re2.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace meterbench::ui {

namespace {

constexpr char kField = '\x1f';
constexpr char kValue = '\x1e';
constexpr std::string_view kState = "state";

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out;
}

std::string needle(const std::string& key, std::string_view value, bool whole) {
    std::string out(1, kField);
    out += key;
    out += kValue;
    out += value;
    if (whole) {
        out += kField;
    }
    return out;
}

/// One term, made ready for many rows.
class TermMatcher {
public:
    TermMatcher(const FilterTerm& term, const RowText& text, std::span<const std::uint8_t> states)
        : m_term(term)
        , m_text(text)
        , m_states(states) {
        if (term.kind == FilterTerm::Kind::Word) {
            m_needles = {term.value};
        } else if (isAbsence() || term.kind == FilterTerm::Kind::Matches) {
            m_needles = {needle(term.key, {}, false), needle(upper(term.key), {}, false)};
        } else {
            m_needles = {
                needle(term.key, term.value, true), needle(upper(term.key), term.value, true)};
        }
        prepareStates();
    }

    /// Marks in `alive` what does not match, scanning the whole blob.
    void scan(std::vector<std::uint8_t>& alive) {
        if (m_term.kind == FilterTerm::Kind::Matches) {
            for (std::size_t row = 0; row < alive.size(); ++row) {
                alive[row] = alive[row] != 0 && test(row) ? 1 : 0;
            }
            return;
        }
        std::vector<std::uint8_t> found(alive.size(), 0);
        for (const std::string& one : m_needles) {
            findAll(one, found);
        }
        for (std::size_t row = 0; row < alive.size(); ++row) {
            const bool hit = ((found[row] != 0) != isAbsence()) || stateHit(row);
            alive[row] = alive[row] != 0 && hit != m_term.negated ? 1 : 0;
        }
    }

    [[nodiscard]] bool test(std::size_t row) {
        if (stateHit(row)) {
            return !m_term.negated;
        }
        const std::string_view text = m_text.row(row);
        if (m_term.kind == FilterTerm::Kind::Matches) {
            return testRegex(text) != m_term.negated;
        }
        const bool found = std::any_of(m_needles.begin(), m_needles.end(), [text](const auto& one) {
            return findText(text, one) != std::string_view::npos;
        });
        return (found != isAbsence()) != m_term.negated;
    }

private:
    /// key="" asks for rows without the key.
    [[nodiscard]] bool isAbsence() const {
        return m_term.kind == FilterTerm::Kind::Equals && m_term.value.empty();
    }

    [[nodiscard]] bool stateHit(std::size_t row) const {
        return !m_stateHits.empty() && m_stateHits[m_states[row]] != 0;
    }

    void prepareStates() {
        const bool asks = m_term.kind == FilterTerm::Kind::Word || m_term.key == kState;
        if (m_states.size() != m_text.rowCount() || !asks) {
            return;
        }
        for (const std::string& name : m_text.stateNames()) {
            bool hit = false;
            switch (m_term.kind) {
            case FilterTerm::Kind::Word:
                hit = name.find(m_term.value) != std::string::npos;
                break;
            case FilterTerm::Kind::Equals:
                hit = name == m_term.value;
                break;
            case FilterTerm::Kind::Matches:
                hit = re2::RE2::FullMatch(name, *m_term.regex);
                break;
            }
            m_stateHits.push_back(hit ? 1 : 0);
        }
    }

    void findAll(const std::string& what, std::vector<std::uint8_t>& found) const {
        const std::string_view blob = m_text.blob();
        const std::vector<std::uint32_t>& ends = m_text.ends();
        std::size_t row = 0;
        std::size_t at = findText(blob, what);
        while (at != std::string_view::npos) {
            if (ends[row] <= at) {
                row = nextRow(ends, row, at);
            }
            found[row] = 1;
            at = findText(blob, what, ends[row]);
        }
    }

    // Hits are mostly near each other, so a few steps forward come before a binary search.
    static std::size_t
    nextRow(const std::vector<std::uint32_t>& ends, std::size_t row, std::size_t at) {
        for (int step = 0; step < 8; ++step) {
            if (ends[++row] > at) {
                return row;
            }
        }
        const auto from = ends.begin() + static_cast<std::ptrdiff_t>(row);
        return static_cast<std::size_t>(std::upper_bound(from, ends.end(), at) - ends.begin());
    }

    bool testRegex(std::string_view text) {
        bool any = false;
        for (const std::string& one : m_needles) {
            const std::size_t at = findText(text, one);
            if (at == std::string_view::npos) {
                continue;
            }
            any = true;
            const std::size_t begin = at + one.size();
            const std::size_t end = text.find(kField, begin);
            if (matches(text.substr(begin, end - begin))) {
                return true;
            }
        }
        return !any && m_stateHits.empty() && matches({});
    }

    // Rows share values (a job, a zone), so each value is asked about once.
    bool matches(std::string_view value) {
        const auto known = m_known.find(value);
        if (known != m_known.end()) {
            return known->second;
        }
        const re2::StringPiece piece(value.data(), value.size());
        const bool hit = re2::RE2::FullMatch(piece, *m_term.regex);
        if (m_known.size() < 4096) {
            m_known.emplace(value, hit);
        }
        return hit;
    }

    const FilterTerm& m_term;
    const RowText& m_text;
    std::span<const std::uint8_t> m_states;
    std::vector<std::string> m_needles;
    std::vector<std::uint8_t> m_stateHits;
    std::unordered_map<std::string_view, bool> m_known;
};

RowList alive(const std::vector<std::uint8_t>& marks) {
    RowList rows;
    rows.reserve(marks.size());
    for (std::size_t row = 0; row < marks.size(); ++row) {
        if (marks[row] != 0) {
            rows.push_back(static_cast<std::uint32_t>(row));
        }
    }
    return rows;
}

RowList everyRow(std::size_t count) {
    RowList rows(count);
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
}

} // namespace

RowText::RowText(std::vector<std::string> stateNames)
    : m_stateNames(std::move(stateNames)) {}

void RowText::reserve(std::size_t rows, std::size_t bytes) {
    m_ends.reserve(rows);
    m_blob.reserve(bytes);
}

void RowText::append(std::string_view text, bool own) {
    for (const char c : text) {
        const bool change = own ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z';
        const char plain = c == kField || c == kValue ? ' ' : c;
        m_blob.push_back(change ? static_cast<char>(plain ^ 0x20) : plain);
    }
}

void RowText::addField(std::string_view key, std::string_view value) {
    if (value.empty()) {
        return; // as with labels: an empty value is none
    }
    if (m_atRowStart) {
        m_blob.push_back(kField);
        m_atRowStart = false;
    }
    append(key, false);
    m_blob.push_back(kValue);
    append(value, false);
    m_blob.push_back(kField);
}

void RowText::addOwn(std::string_view key, std::string_view value) {
    if (value.empty()) {
        return; // as with labels: an empty value is none
    }
    if (m_atRowStart) {
        m_blob.push_back(kField);
        m_atRowStart = false;
    }
    append(key, true);
    m_blob.push_back(kValue);
    append(value, false);
    m_blob.push_back(kField);
}

void RowText::endRow() {
    m_ends.push_back(static_cast<std::uint32_t>(m_blob.size()));
    m_atRowStart = true;
}

std::string_view RowText::row(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : m_ends[index - 1];
    return std::string_view(m_blob).substr(begin, m_ends[index] - begin);
}

RowList matchRows(
    const RowText& text,
    const Filter& filter,
    std::span<const std::uint8_t> states,
    const RowList* within
) {
    if (filter.empty()) {
        return within != nullptr ? *within : everyRow(text.rowCount());
    }
    std::vector<TermMatcher> matchers;
    matchers.reserve(filter.terms().size());
    for (const FilterTerm& term : filter.terms()) {
        matchers.emplace_back(term, text, states);
    }
    // A few rows are quicker one by one; many are quicker in one sweep over the blob.
    if (within != nullptr && within->size() < text.rowCount() / 4 + 1) {
        RowList rows;
        std::copy_if(
            within->begin(),
            within->end(),
            std::back_inserter(rows),
            [&](std::uint32_t row) {
                return std::all_of(matchers.begin(), matchers.end(), [row](TermMatcher& matcher) {
                    return matcher.test(row);
                });
            }
        );
        return rows;
    }
    std::vector<std::uint8_t> marks(text.rowCount(), within == nullptr ? 1 : 0);
    if (within != nullptr) {
        for (const std::uint32_t row : *within) {
            marks[row] = 1;
        }
    }
    for (TermMatcher& matcher : matchers) {
        matcher.scan(marks);
    }
    return alive(marks);
}

} // namespace meterbench::ui
