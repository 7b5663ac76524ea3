// InstrumentsPage: what a person does.
#include "core/base/number.h"
#include "core/instruments/drive.h"
#include "core/instruments/name_advice.h"
#include "ui/pages/instruments/bench_words.h"
#include "ui/pages/instruments/code_panel.h"
#include "ui/pages/instruments/instruments_page.h"
#include "ui/pages/instruments/new_metric_form.h"
#include "ui/wording/numbers.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QTableView>

#include <cmath>
#include <limits>
#include <optional>

namespace meterbench::ui {

namespace {

using instruments::Driver;
using instruments::DriverKind;
using instruments::Type;
using Values = EditPanel::Values;
using Problem = std::pair<QString, QString>;

std::optional<double> numberIn(const Values& values, const char* key) {
    return base::parseNumber(values.value(QLatin1String(key)).trimmed().toStdString());
}

EditPanel::Field field(
    const char* key, const QString& label, const QString& initial, const QString& placeholder = {}
) {
    EditPanel::Field made;
    made.key = QLatin1String(key);
    made.label = label;
    made.initial = initial;
    made.placeholder = placeholder;
    return made;
}

QString plain(double value) {
    return QString::fromStdString(base::formatNumber(value));
}

std::vector<DriverKind> kindsOf(Type type) {
    switch (type) {
    case Type::Counter:
        return {DriverKind::Constant, DriverKind::Ramp, DriverKind::Poisson, DriverKind::Replay};
    case Type::Enum:
        return {DriverKind::Cycle};
    case Type::Histogram:
        return {
            DriverKind::Constant,
            DriverKind::Ramp,
            DriverKind::Sine,
            DriverKind::RandomWalk,
            DriverKind::Replay};
    default:
        return {
            DriverKind::Constant,
            DriverKind::Ramp,
            DriverKind::Sine,
            DriverKind::RandomWalk,
            DriverKind::Poisson,
            DriverKind::Replay};
    }
}

/// Lines of seconds and value, with a comma, a semicolon or blanks between; a first line of words is
/// a head. What is wrong, with its line; empty: well.
QString readRecording(const QString& text, instruments::Recording& recording) {
    int number = 0;
    for (QString line : text.split(QLatin1Char('\n'))) {
        ++number;
        line = line.trimmed();
        if (line.isEmpty()) {
            continue;
        }
        line.replace(QLatin1Char(';'), QLatin1Char(' ')).replace(QLatin1Char(','), QLatin1Char(' '));
        const QStringList cells = line.simplified().split(QLatin1Char(' '));
        const auto seconds = base::parseNumber(cells.value(0).toStdString());
        const auto value = base::parseNumber(cells.value(1).toStdString());
        if (!seconds || !value) {
            if (number == 1) {
                continue;
            }
            return QCoreApplication::translate(
                       "meterbench::ui::InstrumentsPage", "line %1 is not SECONDS,VALUE"
            )
                .arg(number);
        }
        recording.seconds.push_back(*seconds);
        recording.values.push_back(*value);
    }
    if (!recording.seconds.empty()) { // begins with 0
        const double first = recording.seconds.front();
        for (double& seconds : recording.seconds) {
            seconds -= first;
        }
    }
    return {};
}

} // namespace

instruments::Place InstrumentsPage::placeOf(const BenchModel::Row& row) {
    const instruments::Definition& definition = row.instrument->definition;
    instruments::Place place{definition.name, {}};
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        place.labels.push_back({definition.labelNames[i], row.values[i]});
    }
    return place;
}

void InstrumentsPage::post(address::Command command, Done done) {
    m_waiting.emplace(m_address.post(std::move(command)), std::move(done));
}

void InstrumentsPage::edit(
    std::vector<instruments::Edit> edits, const QString& words, Done done
) {
    post(address::EditBench{std::move(edits), words.toStdString()}, std::move(done));
}

void InstrumentsPage::editFromPanel(
    std::vector<instruments::Edit> edits, const QString& words
) {
    edit(std::move(edits), words, [this](const address::Outcome& outcome) {
        m_panel->finish(outcome.ok ? QString() : QString::fromStdString(outcome.message));
    });
}

void InstrumentsPage::openNew() {
    m_panel->close();
    m_form->open();
}

void InstrumentsPage::addOne() {
    const BenchModel::Row* const row = current();
    const bool counts = row != nullptr && !row->isGroup &&
                        (row->instrument->definition.type == Type::Counter ||
                         row->instrument->definition.type == Type::Gauge);
    if (counts) {
        edit(
            {instruments::Increment{placeOf(*row), 1}},
            tr("Add 1 to %1").arg(bench::seriesWords(*row->instrument, row->values))
        );
    }
}

void InstrumentsPage::openAddMany() {
    const BenchModel::Row* const row = current();
    if (row == nullptr || row->isGroup || row->instrument->definition.type != Type::Counter) {
        return;
    }
    const QString series = bench::seriesWords(*row->instrument, row->values);
    EditPanel::Spec spec;
    spec.title = tr("Add to %1").arg(series);
    spec.action = tr("Add");
    spec.fields = {field("by", tr("How much"), QStringLiteral("10"))};
    spec.check = [](const Values& values) -> Problem {
        const auto by = numberIn(values, "by");
        return by && *by >= 0 && std::isfinite(*by)
                   ? Problem()
                   : Problem(tr("A counter grows by a number that is 0 or more"), QStringLiteral("by"));
    };
    spec.accept = [this, series, place = placeOf(*row)](const Values& values) {
        const double by = numberIn(values, "by").value_or(0);
        editFromPanel(
            {instruments::Increment{place, by}},
            tr("Add %1 to %2").arg(plain(by), series)
        );
    };
    m_form->hide();
    m_panel->open(std::move(spec));
}

/// What Enter and the button of a row do.
void InstrumentsPage::openMain() {
    const BenchModel::Row* const row = current();
    if (row == nullptr) {
        return;
    }
    if (row->isGroup) {
        openAddSeries();
        return;
    }
    const instruments::Definition& definition = row->instrument->definition;
    const QString series = bench::seriesWords(*row->instrument, row->values);
    const instruments::Place place = placeOf(*row);
    const instruments::State& state = row->state();
    EditPanel::Spec spec;
    switch (definition.type) {
    case Type::Counter:
        addOne();
        return;
    case Type::Gauge:
        spec.title = tr("Set %1").arg(series);
        spec.action = tr("Set");
        spec.fields = {field("to", tr("Value"), plain(state.value))};
        spec.check = [](const Values& values) -> Problem {
            return numberIn(values, "to")
                       ? Problem()
                       : Problem(tr("A gauge is a number, NaN, +Inf or -Inf"), QStringLiteral("to"));
        };
        spec.accept = [this, series, place](const Values& values) {
            const double to = numberIn(values, "to").value_or(0);
            editFromPanel(
                {instruments::SetValue{place, to}}, tr("Set %1 to %2").arg(series, plain(to))
            );
        };
        break;
    case Type::Histogram:
        spec.title = tr("Observe a value in %1").arg(series);
        spec.action = tr("Observe");
        spec.fields = {field("value", tr("Value"), QStringLiteral("1"))};
        spec.check = [](const Values& values) -> Problem {
            const auto value = numberIn(values, "value");
            return value && !std::isnan(*value)
                       ? Problem()
                       : Problem(tr("What is observed is a number"), QStringLiteral("value"));
        };
        spec.accept = [this, series, place](const Values& values) {
            const double value = numberIn(values, "value").value_or(0);
            editFromPanel(
                {instruments::Observe{place, value}},
                tr("Observe %1 in %2").arg(plain(value), series)
            );
        };
        break;
    case Type::Enum: {
        spec.title = tr("State of %1").arg(series);
        spec.action = tr("Choose");
        EditPanel::Field choice =
            field("state", tr("State"), QString::number(static_cast<int>(state.chosen)));
        choice.kind = EditPanel::Kind::Choice;
        for (const std::string& one : definition.states) {
            choice.choices << QString::fromStdString(one);
        }
        spec.fields = {choice};
        spec.accept = [this, series, place, states = definition.states](const Values& values) {
            const std::string& chosen =
                states[values.value(QStringLiteral("state")).toUInt() % states.size()];
            editFromPanel(
                {instruments::Choose{place, chosen}},
                tr("%1 is %2").arg(series, QString::fromStdString(chosen))
            );
        };
        break;
    }
    case Type::Info: {
        spec.title = tr("What %1 says").arg(series);
        spec.action = tr("Set");
        QStringList lines;
        for (const auto& [name, value] : state.info) {
            lines << QString::fromStdString(name + "=" + value);
        }
        EditPanel::Field text = field(
            "pairs", tr("Pairs"), lines.join(QLatin1Char('\n')), tr("version=2.14.1, one a line")
        );
        text.kind = EditPanel::Kind::Lines;
        spec.fields = {text};
        const auto pairsOf = [](const Values& values) {
            instruments::InfoPairs pairs;
            for (const QString& line :
                 values.value(QStringLiteral("pairs")).split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
                const qsizetype equals = line.indexOf(QLatin1Char('='));
                pairs[line.left(equals < 0 ? line.size() : equals).trimmed().toStdString()] =
                    equals < 0 ? std::string() : line.mid(equals + 1).trimmed().toStdString();
            }
            return pairs;
        };
        spec.accept = [this, series, place, pairsOf](const Values& values) {
            editFromPanel(
                {instruments::SetInfo{place, pairsOf(values)}}, tr("Edit %1").arg(series)
            );
        };
        break;
    }
    }
    m_form->hide();
    m_panel->open(std::move(spec));
}

void InstrumentsPage::openAddSeries() {
    const BenchModel::Row* const row = current();
    if (row == nullptr) {
        return;
    }
    const instruments::Definition& definition = row->instrument->definition;
    if (definition.labelNames.empty()) {
        m_navigator.say(tr("%1 has no labels, so it has one series only")
                            .arg(QString::fromStdString(definition.name)));
        return;
    }
    EditPanel::Spec spec;
    spec.title = tr("Add a label set to %1").arg(QString::fromStdString(definition.name));
    spec.action = tr("Add");
    for (const std::string& name : definition.labelNames) {
        EditPanel::Field one = field(name.c_str(), QString::fromStdString(name), {});
        one.kind = EditPanel::Kind::Name;
        spec.fields.push_back(one);
    }
    spec.accept = [this, name = definition.name, names = definition.labelNames](const Values& values) {
        instruments::Place place{name, {}};
        for (const std::string& label : names) {
            place.labels.push_back(
                {label, values.value(QString::fromStdString(label)).toStdString()}
            );
        }
        editFromPanel(
            {instruments::AddSeries{place}},
            tr("Add a label set to %1").arg(QString::fromStdString(name))
        );
    };
    m_form->hide();
    m_panel->open(std::move(spec));
}

void InstrumentsPage::openHelp() {
    const BenchModel::Row* const row = current();
    if (row == nullptr) {
        return;
    }
    const instruments::Definition& definition = row->instrument->definition;
    const QString name = QString::fromStdString(definition.name);
    EditPanel::Spec spec;
    spec.title = tr("Help of %1").arg(name);
    spec.action = tr("Set");
    spec.fields = {field("help", tr("Help"), QString::fromStdString(definition.help))};
    spec.accept = [this, name](const Values& values) {
        editFromPanel(
            {instruments::SetHelp{
                name.toStdString(), values.value(QStringLiteral("help")).toStdString()}},
            tr("Edit the help of %1").arg(name)
        );
    };
    m_form->hide();
    m_panel->open(std::move(spec));
}

void InstrumentsPage::openDriver() {
    const BenchModel::Row* const row = current();
    if (row == nullptr || row->isGroup || row->instrument->definition.type == Type::Info) {
        m_navigator.say(tr("Choose a series of a Counter, Gauge, Enum or Histogram to drive it"));
        return;
    }
    const instruments::Definition definition = row->instrument->definition;
    const QString series = bench::seriesWords(*row->instrument, row->values);
    const auto held = row->instrument->drivers.find(row->values);
    const bool isDriven = held != row->instrument->drivers.end();
    const Driver driver = isDriven ? held->second : Driver();
    const std::vector<DriverKind> kinds = kindsOf(definition.type);
    EditPanel::Field kind = field("kind", tr("Driver"), QStringLiteral("0"));
    kind.kind = EditPanel::Kind::Choice;
    kind.choices << tr("none");
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const std::string_view name = instruments::driverName(kinds[i]);
        kind.choices << QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
        if (isDriven ? kinds[i] == driver.kind : i == 0) {
            kind.initial = QString::number(i + 1);
        }
    }
    QStringList recorded;
    for (std::size_t i = 0; i < driver.recording.seconds.size(); ++i) {
        recorded << plain(driver.recording.seconds[i]) + QLatin1Char(',') +
                        plain(driver.recording.values[i]);
    }
    EditPanel::Field csv = field(
        "csv", tr("Recording"), recorded.join(QLatin1Char('\n')), tr("seconds,value — one a line; paste a CSV")
    );
    csv.kind = EditPanel::Kind::Lines;
    EditPanel::Field repeats = field("repeats", tr("At the end"), driver.repeats ? QStringLiteral("1") : QStringLiteral("0"), tr("begin again"));
    repeats.kind = EditPanel::Kind::Check;
    EditPanel::Spec spec;
    spec.title = tr("Drive %1").arg(series);
    spec.action = tr("Drive");
    spec.fields = {
        kind,
        field("rate", tr("Rate, a second"), plain(driver.rate)),
        field("step", tr("Step"), plain(driver.step)),
        field("from", tr("From"), plain(driver.from)),
        field("to", tr("To"), plain(driver.to)),
        field("period", tr("Period, seconds"), plain(driver.periodSeconds)),
        csv,
        repeats,
        field("speed", tr("Speed"), plain(driver.speed))};
    const auto kindOf = [kinds](const Values& values) -> std::optional<DriverKind> {
        const auto chosen = values.value(QStringLiteral("kind")).toUInt();
        return chosen == 0 || chosen > kinds.size() ? std::nullopt : std::optional(kinds[chosen - 1]);
    };
    const bool isHistogram = definition.type == Type::Histogram;
    spec.isShown = [kindOf, isHistogram](const QString& key, const Values& values) {
        const auto chosen = kindOf(values);
        if (key == QLatin1String("kind") || !chosen) {
            return key == QLatin1String("kind");
        }
        const DriverKind is = *chosen;
        if (key == QLatin1String("rate")) {
            return isHistogram || is == DriverKind::Constant || is == DriverKind::Poisson ||
                   is == DriverKind::RandomWalk;
        }
        if (key == QLatin1String("step")) {
            return is == DriverKind::Poisson || is == DriverKind::RandomWalk;
        }
        if (key == QLatin1String("from")) {
            return is == DriverKind::Ramp || is == DriverKind::Sine ||
                   is == DriverKind::RandomWalk || (isHistogram && is == DriverKind::Constant);
        }
        if (key == QLatin1String("to")) {
            return is == DriverKind::Ramp || is == DriverKind::Sine || is == DriverKind::RandomWalk;
        }
        if (key == QLatin1String("period")) {
            return is == DriverKind::Ramp || is == DriverKind::Sine || is == DriverKind::Cycle;
        }
        if (key == QLatin1String("csv")) {
            return is == DriverKind::Replay;
        }
        return key != QLatin1String("repeats") || is == DriverKind::Ramp || is == DriverKind::Replay;
    };
    const auto driverOf = [kindOf, driver](const Values& values, QString& problem) {
        Driver made = driver;
        made.kind = kindOf(values).value_or(DriverKind::Constant);
        const auto read = [&](const char* key, double& into) {
            into = numberIn(values, key).value_or(std::numeric_limits<double>::quiet_NaN());
        };
        read("rate", made.rate);
        read("step", made.step);
        read("from", made.from);
        read("to", made.to);
        read("period", made.periodSeconds);
        read("speed", made.speed);
        made.repeats = values.value(QStringLiteral("repeats")) == QLatin1String("1");
        made.recording = {};
        if (made.kind == DriverKind::Replay) {
            made.recording.name = "a recording";
            problem = readRecording(values.value(QStringLiteral("csv")), made.recording);
        }
        return made;
    };
    spec.check = [kindOf, driverOf, definition](const Values& values) -> Problem {
        if (!kindOf(values)) {
            return {};
        }
        QString problem;
        const Driver made = driverOf(values, problem);
        if (!problem.isEmpty()) {
            return {problem, QStringLiteral("csv")};
        }
        const base::Status status = instruments::checkDriver(definition, made);
        return status ? Problem() : Problem(QString::fromStdString(status.error().context), {});
    };
    spec.accept = [this, series, isDriven, kindOf, driverOf, place = placeOf(*row)](const Values& values) {
        if (!kindOf(values)) {
            if (!isDriven) {
                m_panel->close();
                return;
            }
            editFromPanel(
                {instruments::RemoveDriver{place}}, tr("Stop driving %1").arg(series)
            );
            return;
        }
        QString problem;
        editFromPanel(
            {instruments::PutDriver{place, driverOf(values, problem)}}, tr("Drive %1").arg(series)
        );
    };
    m_form->hide();
    m_panel->open(std::move(spec));
}

void InstrumentsPage::pauseDriver() {
    const BenchModel::Row* const row = current();
    const auto held = row == nullptr || row->isGroup ? decltype(row->instrument->drivers.end())()
                                                     : row->instrument->drivers.find(row->values);
    if (row == nullptr || row->isGroup || held == row->instrument->drivers.end()) {
        openDriver();
        return;
    }
    Driver driver = held->second;
    driver.isPaused = !driver.isPaused;
    const QString series = bench::seriesWords(*row->instrument, row->values);
    edit(
        {instruments::PutDriver{placeOf(*row), driver}},
        driver.isPaused ? tr("Pause %1").arg(series) : tr("Start %1").arg(series)
    );
}

void InstrumentsPage::removeCurrent() {
    const BenchModel::Row* const row = current();
    if (row == nullptr) {
        return;
    }
    const bool isWhole = row->isGroup || row->values.empty();
    const QString what = isWhole ? QString::fromStdString(row->instrument->definition.name)
                                 : bench::seriesWords(*row->instrument, row->values);
    edit(
        {isWhole ? instruments::Edit(instruments::Remove{row->instrument->definition.name})
                 : instruments::Edit(instruments::RemoveSeries{placeOf(*row)})},
        tr("Remove %1").arg(what)
    );
    m_navigator.say(tr("%1 is removed; Undo brings it back").arg(what));
}

void InstrumentsPage::undo() {
    post(address::UndoBench{}, {});
}

void InstrumentsPage::redo() {
    post(address::RedoBench{}, {});
}

void InstrumentsPage::chartCurrent() {
    const BenchModel::Row* const row = current();
    if (row == nullptr || row->isGroup) {
        return;
    }
    const std::vector<model::SeriesRef> refs = m_series.refsOf(*row);
    if (refs.empty()) {
        m_navigator.say(tr("This series has not been scraped yet; it can be charted in a moment"));
        return;
    }
    m_navigator.addToChart(refs);
}

void InstrumentsPage::import() {
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Import metrics"), {}, tr("Metrics (*.yaml *.yml *.prom *.txt);;All files (*)")
    );
    if (path.isEmpty()) {
        return;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        m_navigator.say(tr("%1 cannot be read: %2").arg(QFileInfo(path).fileName(), file.errorString()));
        return;
    }
    post(
        address::ImportBench{file.readAll().toStdString(), QFileInfo(path).fileName().toStdString()},
        [this](const address::Outcome& outcome) {
            m_navigator.say(
                outcome.ok ? tr("Imported") : QString::fromStdString(outcome.message)
            );
        }
    );
}

void InstrumentsPage::exportAs(address::BenchForm form) {
    const QString name = form == address::BenchForm::Yaml ? QStringLiteral("metrics.yaml")
                                                          : QStringLiteral("metrics.prom");
    const QString path = QFileDialog::getSaveFileName(this, tr("Export metrics"), name);
    if (path.isEmpty()) {
        return;
    }
    post(address::ExportBench{form}, [this, path](const address::Outcome& outcome) {
        QFile file(path);
        const bool isWritten = outcome.ok && file.open(QIODevice::WriteOnly) &&
                               file.write(QByteArray::fromStdString(outcome.text)) >= 0;
        m_navigator.say(
            isWritten ? tr("Exported to %1").arg(path)
            : outcome.ok
                ? tr("%1 cannot be written: %2").arg(path, file.errorString())
                : QString::fromStdString(outcome.message)
        );
    });
}

void InstrumentsPage::copyAs(address::CopyForm form) {
    const BenchModel::Row* const row = current();
    post(
        address::CopyAs{row == nullptr ? std::string() : row->instrument->definition.name, form},
        [this](const address::Outcome& outcome) {
            if (outcome.ok) {
                QApplication::clipboard()->setText(QString::fromStdString(outcome.text));
            }
            m_navigator.say(
                outcome.ok ? tr("Copied") : QString::fromStdString(outcome.message)
            );
        }
    );
}

void InstrumentsPage::buildMenus() {
    auto* copy = new QMenu(m_copy);
    copy->addAction(tr("curl"), this, [this] { copyAs(address::CopyForm::Curl); });
    copy->addAction(tr("Python"), this, [this] { copyAs(address::CopyForm::Python); });
    copy->addAction(tr("Go"), this, [this] { copyAs(address::CopyForm::Go); });
    copy->addSeparator();
    copy->addAction(tr("Exposition of all"), this, [this] {
        const address::AddressViewPtr& view = m_address.current();
        if (view->bench != nullptr) {
            QApplication::clipboard()->setText(QString::fromStdString(*view->bench->text));
        }
    });
    m_copy->setMenu(copy);
    auto* more = new QMenu(m_more);
    more->addAction(tr("Import…"), this, &InstrumentsPage::import);
    more->addAction(tr("Export as YAML…"), this, [this] { exportAs(address::BenchForm::Yaml); });
    more->addAction(tr("Export as exposition…"), this, [this] {
        exportAs(address::BenchForm::Text);
    });
    m_more->setMenu(more);
}

void InstrumentsPage::showMenu(const QPoint& at) {
    const BenchModel::Row* const row = current();
    if (row == nullptr) {
        return;
    }
    QMenu menu(this);
    if (!row->isGroup) {
        menu.addAction(bench::actionWords(row->instrument->definition.type), this, &InstrumentsPage::openMain);
        if (row->instrument->definition.type == Type::Counter) {
            menu.addAction(tr("Add more…"), this, &InstrumentsPage::openAddMany);
        }
        menu.addAction(tr("Show on a chart"), this, &InstrumentsPage::chartCurrent);
        menu.addSeparator();
        menu.addAction(tr("Drive…"), this, &InstrumentsPage::openDriver);
        if (row->instrument->drivers.contains(row->values)) {
            menu.addAction(
                row->instrument->drivers.at(row->values).isPaused ? tr("Start the driver")
                                                                  : tr("Pause the driver"),
                this,
                &InstrumentsPage::pauseDriver
            );
        }
        menu.addSeparator();
    }
    menu.addAction(tr("Add a label set…"), this, &InstrumentsPage::openAddSeries);
    menu.addAction(tr("Edit the help…"), this, &InstrumentsPage::openHelp);
    menu.addSeparator();
    menu.addAction(tr("Remove"), this, &InstrumentsPage::removeCurrent);
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

/// Keys of the current row. The table would take letters for a search, so they are caught before it;
/// Enter in a field of the form belongs to the form.
bool InstrumentsPage::eventFilter(QObject* watched, QEvent* event) {
    const bool isKey = watched == m_table && event->type() == QEvent::KeyPress;
    return (isKey && actOnRow(*static_cast<QKeyEvent*>(event))) ||
           Page::eventFilter(watched, event);
}

bool InstrumentsPage::actOnRow(const QKeyEvent& event) {
    if ((event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) != 0) {
        return false;
    }
    switch (event.key()) {
    case Qt::Key_Plus:
        addOne();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        openMain();
        return true;
    case Qt::Key_Delete:
        removeCurrent();
        return true;
    case Qt::Key_D:
        openDriver();
        return true;
    case Qt::Key_P:
        pauseDriver();
        return true;
    case Qt::Key_L:
        openAddSeries();
        return true;
    case Qt::Key_C:
        chartCurrent();
        return true;
    default:
        return false;
    }
}

void InstrumentsPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Insert) {
        openNew();
    } else if (event->key() == Qt::Key_Z && event->modifiers().testFlag(Qt::ControlModifier)) {
        event->modifiers().testFlag(Qt::ShiftModifier) ? redo() : undo();
    } else {
        Page::keyPressEvent(event);
    }
}

} // namespace meterbench::ui
