#include "ui/pages/gateway/row_senses.h"

#include "ui/pages/gateway/gateway_words.h"

namespace meterbench::ui {

std::weak_ordering FamilySense::order(const Row& a, const Row& b) {
    return a.name <=> b.name;
}

bool FamilySense::isTextSame(const Row& a, const Row& b) {
    return a.name == b.name && a.type == b.type && a.policy == b.policy &&
           a.isCumulative == b.isCumulative && a.proposesCumulative == b.proposesCumulative &&
           a.help == b.help;
}

void FamilySense::addText(RowText& text, const Row& row) {
    text.addOwn("name", row.name);
    text.addOwn("help", row.help);
    text.addOwn("type", model::metricTypeName(row.type));
    text.addOwn("policy", policyWord(row.policy).toStdString());
    text.addOwn(
        "totals",
        row.isCumulative         ? "differences"
        : row.proposesCumulative ? "proposed"
                                 : ""
    );
}

std::weak_ordering GroupSense::order(const Row& a, const Row& b) {
    return a.labels <=> b.labels;
}

bool GroupSense::isTextSame(const Row& a, const Row& b) {
    return a.labels == b.labels;
}

void GroupSense::addText(RowText& text, const Row& row) {
    for (const model::Label& label : row.labels) {
        text.addField(label.name, label.value);
    }
}

std::uint8_t GroupSense::state(const Row& row) {
    return row.failedMs > row.pushedMs ? 1 : 0;
}

std::weak_ordering PushSense::order(const Row& a, const Row& b) {
    const std::weak_ordering byId = b.mark->id <=> a.mark->id;
    return byId != 0 ? byId : a.isProblem <=> b.isProblem;
}

bool PushSense::isTextSame(const Row& a, const Row& b) {
    return a.mark == b.mark && a.isProblem == b.isProblem;
}

void PushSense::addText(RowText& text, const Row& row) {
    const address::PushMark& mark = *row.mark;
    text.addOwn("pusher", mark.pusher);
    text.addOwn("method", mark.method);
    text.addOwn("path", mark.path);
    text.addOwn("status", std::to_string(mark.status));
    text.addOwn("outcome", mark.refusal.empty() ? "taken" : "refused");
    text.addOwn("reason", mark.refusal);
}

std::weak_ordering SeriesSense::order(const Row& a, const Row& b) {
    const std::weak_ordering byName = a.name <=> b.name;
    return byName != 0 ? byName : a.labels <=> b.labels;
}

bool SeriesSense::isTextSame(const Row& a, const Row& b) {
    return a.name == b.name && a.labels == b.labels;
}

} // namespace meterbench::ui
