#include "core/relabel/label_editor.h"

#include <algorithm>

namespace meterbench::relabel {

void LabelEditor::reset(std::span<const model::LabelView> labels) {
    m_size = 0;
    m_viewsValid = false;
    for (const model::LabelView& label : labels) {
        const bool inOrder = m_size == 0 || m_labels[m_size - 1].name < label.name;
        if (inOrder && !label.value.empty()) {
            append(label);
        } else {
            set(label.name, label.value);
        }
    }
}

std::string_view LabelEditor::get(std::string_view name) const {
    const std::size_t index = lowerBound(name);
    return isAt(index, name) ? std::string_view(m_labels[index].value) : std::string_view();
}

void LabelEditor::set(std::string_view name, std::string_view value) {
    const std::size_t index = lowerBound(name);
    const bool there = isAt(index, name);
    if (value.empty()) {
        if (there) {
            eraseAt(index);
        }
        return;
    }
    m_viewsValid = false;
    if (there) {
        m_labels[index].value.assign(value);
    } else {
        insertAt(index, name, value);
    }
}

void LabelEditor::erase(std::string_view name) {
    const std::size_t index = lowerBound(name);
    if (isAt(index, name)) {
        eraseAt(index);
    }
}

std::span<const model::LabelView> LabelEditor::labels() const {
    if (!m_viewsValid) {
        refreshViews();
    }
    return m_views;
}

std::size_t LabelEditor::lowerBound(std::string_view name) const {
    const auto end = m_labels.begin() + static_cast<std::ptrdiff_t>(m_size);
    const auto at = std::lower_bound(
        m_labels.begin(),
        end,
        name,
        [](const model::Label& label, std::string_view wanted) { return label.name < wanted; }
    );
    return static_cast<std::size_t>(at - m_labels.begin());
}

bool LabelEditor::isAt(std::size_t index, std::string_view name) const {
    return index < m_size && m_labels[index].name == name;
}

void LabelEditor::append(const model::LabelView& label) {
    if (m_size == m_labels.size()) {
        m_labels.emplace_back();
    }
    m_labels[m_size].name.assign(label.name);
    m_labels[m_size].value.assign(label.value);
    ++m_size;
}

void LabelEditor::insertAt(std::size_t index, std::string_view name, std::string_view value) {
    // Both views may point into labels of ours: copy them before any label moves.
    if (m_size == m_labels.size()) {
        model::Label added{std::string(name), std::string(value)};
        m_labels.push_back(std::move(added));
    } else {
        m_labels[m_size].name.assign(name);
        m_labels[m_size].value.assign(value);
    }
    const auto begin = m_labels.begin();
    std::rotate(
        begin + static_cast<std::ptrdiff_t>(index),
        begin + static_cast<std::ptrdiff_t>(m_size),
        begin + static_cast<std::ptrdiff_t>(m_size) + 1
    );
    ++m_size;
}

void LabelEditor::eraseAt(std::size_t index) {
    const auto at = m_labels.begin() + static_cast<std::ptrdiff_t>(index);
    std::rotate(at, at + 1, m_labels.begin() + static_cast<std::ptrdiff_t>(m_size));
    --m_size;
    m_viewsValid = false;
}

void LabelEditor::refreshViews() const {
    m_views.clear();
    for (std::size_t i = 0; i < m_size; ++i) {
        m_views.push_back({m_labels[i].name, m_labels[i].value});
    }
    m_viewsValid = true;
}

} // namespace meterbench::relabel
