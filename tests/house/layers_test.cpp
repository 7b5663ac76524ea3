// The house's rules that can be checked by reading: every include goes to a folder that its own
// folder has declared; core writes no text for people and asks no clock but base::Clock; nothing
// sleeps; nothing of the window in core.
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace {

const QString kRoot = QStringLiteral(MB_SOURCE_DIR);

QString read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// "core/relabel" → what it may include, itself too.
QMap<QString, QSet<QString>> declaredLayers() {
    QMap<QString, QSet<QString>> layers;
    const QStringList lines = read(QStringLiteral(MB_BINARY_DIR "/layers.txt"))
                                  .split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString& line : lines) {
        const QString folder = line.section(QLatin1Char(':'), 0, 0);
        QSet<QString>& allowed = layers[folder];
        allowed.insert(folder);
        for (const QString& dependency :
             line.section(QLatin1Char(':'), 1).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            allowed.insert(dependency);
        }
    }
    return layers;
}

/// The declared folder that a file lies in: the longest that its path begins with.
QString folderOf(const QString& path, const QMap<QString, QSet<QString>>& layers) {
    QString folder = path.section(QLatin1Char('/'), 0, -2);
    while (!folder.isEmpty() && !layers.contains(folder)) {
        folder = folder.section(QLatin1Char('/'), 0, -2);
    }
    return folder;
}

QStringList sources(const QStringList& folders) {
    QStringList files;
    for (const QString& folder : folders) {
        QDirIterator it(
            kRoot + QLatin1Char('/') + folder,
            {QStringLiteral("*.h"), QStringLiteral("*.cpp")},
            QDir::Files,
            QDirIterator::Subdirectories
        );
        while (it.hasNext()) {
            files.append(it.next().mid(kRoot.size() + 1));
        }
    }
    files.sort();
    return files;
}

/// Lines of the file (without comments) that match.
QStringList linesWith(const QString& path, const QRegularExpression& pattern) {
    static const QRegularExpression comment(QStringLiteral("//.*$"));
    QStringList found;
    int number = 0;
    for (QString line : read(kRoot + QLatin1Char('/') + path).split(QLatin1Char('\n'))) {
        ++number;
        line.remove(comment);
        if (pattern.match(line).hasMatch()) {
            found.append(QStringLiteral("%1:%2: %3").arg(path).arg(number).arg(line.trimmed()));
        }
    }
    return found;
}

QStringList
offences(const QStringList& folders, const QString& pattern, const QStringList& allowedFiles = {}) {
    QStringList found;
    for (const QString& path : sources(folders)) {
        if (!allowedFiles.contains(path)) {
            found += linesWith(path, QRegularExpression(pattern));
        }
    }
    return found;
}

} // namespace

class LayersTest : public QObject {
    Q_OBJECT

private slots:
    void includesGoWhereTheirFolderSaid();
    void coreWritesNoTextForPeople();
    void onlyTheClockAsksForTheTime();
    void nothingSleeps();
    void coreKnowsNoWindow();
    void qtStaysOutOfTheHotPath();
    void onlyApiNamesTheHttpServerModule();
    void onlyTheThemeNamesColours();
};

void LayersTest::includesGoWhereTheirFolderSaid() {
    const QMap<QString, QSet<QString>> layers = declaredLayers();
    QVERIFY2(layers.contains(QStringLiteral("core/base")), "no layers.txt in the build folder");
    static const QRegularExpression include(QStringLiteral("^#include \"((?:core|ui|app)/[^\"]+)\"")
    );
    QStringList wrong;
    int checked = 0;
    for (const QString& path : sources({QStringLiteral("core"), QStringLiteral("ui")})) {
        const QString from = folderOf(path, layers);
        if (from.isEmpty()) {
            continue; // a window's folder in a build without the window
        }
        for (const QString& line : read(kRoot + QLatin1Char('/') + path).split(QLatin1Char('\n'))) {
            const QRegularExpressionMatch match = include.match(line);
            if (!match.hasMatch()) {
                continue;
            }
            ++checked;
            const QString to = folderOf(match.captured(1), layers);
            if (!layers[from].contains(to)) {
                wrong.append(
                    path + QStringLiteral(" includes ") + match.captured(1) +
                    QStringLiteral(", which ") + from + QStringLiteral(" does not declare")
                );
            }
        }
    }
    QVERIFY(checked > 100);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
}

void LayersTest::coreWritesNoTextForPeople() {
    const QStringList found =
        offences({QStringLiteral("core")}, QStringLiteral("\\btr\\(|QCoreApplication::translate"));
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
}

void LayersTest::onlyTheClockAsksForTheTime() {
    const QStringList found = offences(
        {QStringLiteral("core")},
        QStringLiteral(
            "system_clock::now|\\btime\\(nullptr\\)|gettimeofday|clock_gettime|QDateTime::current"
        ),
        {QStringLiteral("core/base/base.cpp")}
    );
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
}

void LayersTest::nothingSleeps() {
    const QStringList found = offences(
        {QStringLiteral("core"),
         QStringLiteral("ui"),
         QStringLiteral("app"),
         QStringLiteral("tests")},
        QStringLiteral("sleep_for|sleep_until|\\busleep\\(|\\bnanosleep\\(|QThread::m?sleep|qSleep|"
                       "QTest::qWait\\("),
        {QStringLiteral("tests/house/layers_test.cpp")}
    );
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
}

void LayersTest::coreKnowsNoWindow() {
    const QStringList found = offences(
        {QStringLiteral("core")},
        QStringLiteral("#include "
                       "<(QtGui|QtWidgets|QWidget|QApplication|QPainter|QtCharts|QChart|QColor|"
                       "QIcon)|#include \"(ui|app)/")
    );
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
}

void LayersTest::qtStaysOutOfTheHotPath() {
    QStringList found;
    for (const QString& line : offences({QStringLiteral("core")}, QStringLiteral("#include <Q"))) {
        if (!line.startsWith(QStringLiteral("core/api/"))) {
            found.append(line);
        }
    }
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
}

void LayersTest::onlyApiNamesTheHttpServerModule() {
    QStringList found;
    for (const QString& line : offences(
             {QStringLiteral("core"), QStringLiteral("ui"), QStringLiteral("app")},
             QStringLiteral("#include <(QHttpServer|QAbstractHttpServer|QtHttpServer)")
         )) {
        if (!line.startsWith(QStringLiteral("core/api/"))) {
            found.append(line);
        }
    }
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
}

void LayersTest::onlyTheThemeNamesColours() {
    QStringList found;
    for (const QString& line : offences(
             {QStringLiteral("ui")},
             QStringLiteral("\"#[0-9a-fA-F]{6}\"|Qt::(red|green|blue|black|white|gray|yellow)\\b")
         )) {
        if (!line.startsWith(QStringLiteral("ui/widgets/theme"))) {
            found.append(line);
        }
    }
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
}

QTEST_GUILESS_MAIN(LayersTest)
#include "layers_test.moc"
