#include "core/model/layout.h"

#include "core/base/hash.h"
#include "core/model/batch.h"

namespace meterbench::model {

const Family* Layout::family(std::size_t position) const {
    if (position >= familyAt.size() || familyAt[position] == kNoFamily || !families) {
        return nullptr;
    }
    return &(*families)[familyAt[position]];
}

std::size_t Layout::sizeBytes() const {
    return sizeof *this + labels.sizeBytes() + refs.capacity() * sizeof(SeriesRef) +
           familyAt.capacity() * sizeof(std::uint32_t);
}

LayoutBuilder::LayoutBuilder(SourceId source)
    : m_layout(std::make_shared<Layout>()) {
    m_layout->source = source;
}

void LayoutBuilder::append(std::span<const LabelView> sortedLabels, std::uint32_t family) {
    m_layout->labels.append(sortedLabels);
    m_layout->refs.push_back(seriesRef(sortedLabels));
    m_layout->familyAt.push_back(family);
}

LayoutPtr LayoutBuilder::finish(std::shared_ptr<const FamilyTable> families, bool isReport) {
    Layout& layout = *m_layout;
    layout.families = std::move(families);
    layout.isReport = isReport;
    layout.labels.seal();
    layout.refs.shrink_to_fit();
    layout.familyAt.shrink_to_fit();
    const std::string_view refs(
        reinterpret_cast<const char*>(layout.refs.data()), layout.refs.size() * sizeof(SeriesRef)
    );
    layout.id = base::hash64(refs, layout.source);
    const SourceId source = layout.source;
    LayoutPtr finished = std::exchange(m_layout, std::make_shared<Layout>());
    m_layout->source = source;
    return finished;
}

std::size_t Batch::sizeBytes() const {
    return sizeof *this + values.capacity() * sizeof(double) +
           loose.capacity() * sizeof(LooseSample) + exemplars.capacity() * (sizeof(Exemplar) + 64);
}

} // namespace meterbench::model
