// Pictures of Forwarding for people to look at: MB_SHOTS names a folder; without it nothing is
// done.
#include "tests/ui/pages/forwarding/usage_world.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QSignalSpy>
#include <QTest>

using namespace meterbench;
using namespace meterbench::tests::forwarding;
using namespace meterbench::ui;
using pipeline::TrialKind;
using pipeline::TrialMark;

namespace {

pipeline::CommandOutcome tested(TrialKind last, TrialMark mark, const char* words, int status) {
    pipeline::CommandOutcome outcome;
    outcome.command = 1;
    outcome.steps = {
        {TrialKind::Name, TrialMark::Good, {}, -1, 0},
        {TrialKind::Connection, TrialMark::Good, "203.0.113.7:443", 12'000, 0},
        {TrialKind::Tls, TrialMark::Good, {}, -1, 0},
        {TrialKind::Token, TrialMark::Good, "there is one", 230'000, 0},
        {last, mark, words, 8'000, status}};
    return outcome;
}

pipeline::SnapshotPtr withRules() {
    auto now = metered();
    auto view = std::make_shared<pipeline::EndpointView>(*now->endpoints[0]);
    view->options.writeRelabelRules = billableRulesOf({});
    view->state.samplesDroppedByRule = {40'000, 12};
    view->state.samplesRelabeledAway = 40'012;
    now->endpoints[0] = view;
    return now;
}

} // namespace

class ForwardingShots : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void pictures_data() {
        QTest::addColumn<bool>("isDark");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QString>("content");
        for (const bool isDark : {true, false}) {
            for (const QSize size : {QSize(1096, 724), QSize(844, 528)}) {
                for (const char* content :
                     {"empty",
                      "usage",
                      "rules",
                      "dialog-paigo",
                      "dialog-billable",
                      "dialog-lago",
                      "dialog-unmetered",
                      "dialog-record",
                      "dialog-record-empty",
                      "dialog-record-tested",
                      "dialog-record-wrong",
                      "dialog-sample"}) {
                    const QString name =
                        QStringLiteral("%1-%2-%3")
                            .arg(
                                isDark ? QStringLiteral("dark") : QStringLiteral("light"),
                                QString::number(size.width()),
                                QString::fromLatin1(content)
                            );
                    QTest::newRow(qPrintable(name))
                        << isDark << size << QString::fromLatin1(content);
                }
            }
        }
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("MB_SHOTS");
        if (folder.isEmpty()) {
            QSKIP("MB_SHOTS names no folder");
        }
        QFETCH(bool, isDark);
        QFETCH(QSize, size);
        QFETCH(QString, content);
        QApplication::setStyle(new Theme(isDark ? Appearance::Dark : Appearance::Light));
        Stage stage(
            content == QLatin1String("empty")   ? std::make_shared<const pipeline::Snapshot>()
            : content == QLatin1String("rules") ? withRules()
            : content == QLatin1String("dialog-unmetered") ? tests::makeSnapshot(12, 12)
            : content == QLatin1String("dialog-lago")      ? metered()
                                                           : withUsage()
        );
        stage.page.resize(size);
        QWidget* shown = &stage.page;
        if (content == QLatin1String("usage")) {
            stage.page.showUsageEndpoint("lago");
            buttonOf(&stage.page, QStringLiteral("Test"))->click();
            Q_EMIT stage.feed.outcome(
                tested(TrialKind::Record, TrialMark::Bad, "HTTP status 404: no page", 404)
            );
        } else if (content == QLatin1String("rules")) {
            stage.page.showEndpoint("long-term");
        } else if (content.startsWith(QLatin1String("dialog"))) {
            shown = dialogOf(stage, content);
        }
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
        QVERIFY(shown->grab().save(
            folder + QLatin1Char('/') + QString::fromLatin1(QTest::currentDataTag()) +
            QStringLiteral(".png")
        ));
    }

private:
    static void showRecord(EndpointDialog& dialog, const QString& content) {
        if (content != QLatin1String("dialog-sample")) {
            dialog.usePreset(EndpointPreset::PaigoUsage);
            fieldOf(&dialog, QStringLiteral("Client id"))->setText(QStringLiteral("agent-7"));
            fieldOf(&dialog, QStringLiteral("Client secret"))->setText(QStringLiteral("hush"));
        }
        TrialRecordFields& fields = *dialog.trialRecord();
        fields.box()->click();
        QCoreApplication::processEvents();
        if (content == QLatin1String("dialog-record-empty")) {
            return;
        }
        fields.customer()->setText(QStringLiteral("acme"));
        fields.dimension()->setText(QStringLiteral("api-calls"));
        if (content == QLatin1String("dialog-record-wrong")) {
            fields.value()->setText(QStringLiteral("a lot"));
        }
        if (content == QLatin1String("dialog-record-tested")) {
            pipeline::CommandOutcome outcome =
                tested(TrialKind::Record, TrialMark::Good, "HTTP status 400: {}", 400);
            outcome.steps.push_back(
                {TrialKind::TestRecord, TrialMark::Good, "HTTP status 201", 9'000, 201, true}
            );
            dialog.showTestOutcome(outcome);
        }
    }

    static QWidget* dialogOf(Stage& stage, const QString& content) {
        EndpointDialog* dialog = stage.page.openNew();
        if (content == QLatin1String("dialog-lago")) {
            dialog->usePreset(EndpointPreset::Lago);
            fieldOf(dialog, QStringLiteral("Token"))->setText(QStringLiteral("hush"));
            dialog->showTestOutcome(tested(
                TrialKind::Record,
                TrialMark::Good,
                "HTTP status 422: {\"code\":\"validation_errors\"}",
                422
            ));
        } else if (content == QLatin1String("dialog-unmetered")) {
            dialog->usePreset(EndpointPreset::OpenMeter);
        } else {
            dialog->usePreset(EndpointPreset::Paigo);
            fieldOf(dialog, QStringLiteral("Client id"))->setText(QStringLiteral("agent-7"));
            fieldOf(dialog, QStringLiteral("Client secret"))->setText(QStringLiteral("hush"));
        }
        if (content.startsWith(QLatin1String("dialog-record")) ||
            content == QLatin1String("dialog-sample")) {
            showRecord(*dialog, content);
        }
        if (content == QLatin1String("dialog-billable")) {
            QSignalSpy previewed(dialog->billable(), &BillableView::previewed);
            dialog->billable()->box()->click();
            [&] { QVERIFY(previewed.wait()); }();
        }
        return dialog;
    }
};

QTEST_MAIN(ForwardingShots)
#include "forwarding_shots.moc"
