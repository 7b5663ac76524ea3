#include "ui/pages/targets/copy_forms.h"

#include "core/base/number.h"
#include "core/base/text.h"
#include "ui/wording/states.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace meterbench::ui {

namespace {

QJsonObject objectOf(const model::Labels& labels) {
    QJsonObject object;
    for (const model::Label& label : labels) {
        object.insert(wording::text(label.name), wording::text(label.value));
    }
    return object;
}

QString healthWord(pipeline::Health health) {
    switch (health) {
    case pipeline::Health::Up:
        return QStringLiteral("up");
    case pipeline::Health::Down:
        return QStringLiteral("down");
    case pipeline::Health::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

} // namespace

QString expositionOf(const pipeline::TargetState& target) {
    std::string text;
    std::vector<model::LabelView> labels;
    for (const model::BatchPtr& batch : target.batches) {
        for (std::size_t i = 0; i < batch->values.size(); ++i) {
            if (model::isAbsent(batch->values[i]) || model::isStale(batch->values[i])) {
                continue;
            }
            batch->layout->labels.labelsAt(i, labels);
            text += model::toSeriesText(labels) + ' ' + base::formatNumber(batch->values[i]) + '\n';
        }
    }
    return wording::text(text);
}

QString selectorOf(const pipeline::TargetState& target) {
    return wording::text(target.labels.toString());
}

QString jsonOf(const pipeline::TargetState& target) {
    QJsonObject object{
        {QStringLiteral("discoveredLabels"), objectOf(target.discoveredLabels)},
        {QStringLiteral("labels"), objectOf(target.labels)},
        {QStringLiteral("scrapePool"), wording::text(target.pool)},
        {QStringLiteral("scrapeUrl"), wording::text(target.url)},
        {QStringLiteral("lastError"),
         target.lastError ? wording::text(target.lastError->context) : QString()},
        {QStringLiteral("lastScrapeDuration"), target.lastDurationSeconds},
        {QStringLiteral("health"), healthWord(target.health)}};
    if (target.lastScrapeMs != 0) {
        object.insert(
            QStringLiteral("lastScrape"), wording::text(base::formatTimeUtc(target.lastScrapeMs))
        );
    }
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented));
}

QString curlOf(const pipeline::TargetState& target) {
    QString url = wording::text(target.url);
    url.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QStringLiteral("curl -sS --compressed '%1'").arg(url);
}

} // namespace meterbench::ui
