// LabelEditor: the scratch in which relabeling works: a small sorted set of labels that owns its
// texts and is reused from series to series without allocating. Not a Labels: no identity, no
// promise of constancy.
#pragma once

#include "core/model/labels.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meterbench::relabel {

class LabelEditor {
public:
    void reset(std::span<const model::LabelView> labels);
    [[nodiscard]] std::string_view get(std::string_view name) const;
    /// An empty value removes. The views may point into this editor.
    void set(std::string_view name, std::string_view value);
    void erase(std::string_view name);
    /// Removes every label whose name the question answers with true.
    template <class Question>
    void eraseIf(Question question);
    /// Sorted, valid until the next change.
    [[nodiscard]] std::span<const model::LabelView> labels() const;

private:
    [[nodiscard]] std::size_t lowerBound(std::string_view name) const;
    [[nodiscard]] bool isAt(std::size_t index, std::string_view name) const;
    void append(const model::LabelView& label);
    void insertAt(std::size_t index, std::string_view name, std::string_view value);
    void eraseAt(std::size_t index);
    void refreshViews() const;

    std::vector<model::Label> m_labels; // the first m_size are alive, the rest keep their memory
    std::size_t m_size = 0;
    mutable std::vector<model::LabelView> m_views;
    mutable bool m_viewsValid = false;
};

template <class Question>
void LabelEditor::eraseIf(Question question) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_size; ++i) {
        if (question(std::string_view(m_labels[i].name))) {
            continue;
        }
        if (kept != i) {
            std::swap(m_labels[kept], m_labels[i]);
        }
        ++kept;
    }
    m_viewsValid = m_viewsValid && kept == m_size;
    m_size = kept;
}

} // namespace meterbench::relabel
