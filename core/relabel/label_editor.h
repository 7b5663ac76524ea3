// LabelEditor: the scratch in which relabeling works: a small sorted set of labels that owns its texts and is reused
// from series to series without allocating. Not a Labels: no identity, no promise of constancy.
#pragma once

#include "core/model/labels.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::relabel {

class LabelEditor {
public:
    void reset(std::span<const model::LabelView> labels);
    [[nodiscard]] std::string_view get(std::string_view name) const;
    /// An empty value removes. The views may point into this editor.
    void set(std::string_view name, std::string_view value);
    void erase(std::string_view name);
    /// Sorted, valid until the next change.
    [[nodiscard]] std::span<const model::LabelView> labels() const;

private:
    void refreshViews() const;

    std::vector<model::Label> m_labels; // the first m_size are alive, the rest keep their memory
    std::size_t m_size = 0;
    mutable std::vector<model::LabelView> m_views;
    mutable bool m_viewsValid = false;
};

} // namespace meterbench::relabel
