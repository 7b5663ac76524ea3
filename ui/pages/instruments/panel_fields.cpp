#include "ui/pages/instruments/panel_fields.h"

#include "core/base/number.h"

namespace meterbench::ui::bench {

EditPanel::Field
field(const char* key, const QString& label, const QString& initial, const QString& placeholder) {
    EditPanel::Field made;
    made.key = QLatin1String(key);
    made.label = label;
    made.initial = initial;
    made.placeholder = placeholder;
    return made;
}

std::optional<double> numberIn(const EditPanel::Values& values, const char* key) {
    return base::parseNumber(values.value(QLatin1String(key)).trimmed().toStdString());
}

QString plain(double value) {
    return QString::fromStdString(base::formatNumber(value));
}

} // namespace meterbench::ui::bench
