// Numbers as Python writes them, against Python itself: repr() and the way of its
// prometheus_client, for doubles of every size, made with a fixed seed and by hand where the form
// changes.
#include "core/exposition/number_text.h"
#include "tests/support/python.h"

#include <QRegularExpression>
#include <QtTest>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace meterbench;

namespace {

/// Where the forms change, and the ends of what there is.
std::vector<double> edges() {
    std::vector<double> all{0.0, -0.0, 0.1, 1.0 / 3, 5e-324, 2.2250738585072014e-308, INFINITY};
    all.push_back(std::numeric_limits<double>::max());
    all.push_back(std::numeric_limits<double>::quiet_NaN());
    for (int power = -325; power <= 308; ++power) {
        const double ten = std::pow(10.0, power);
        for (const double one : {ten, std::nextafter(ten, 0.0), std::nextafter(ten, INFINITY)}) {
            all.insert(all.end(), {one, one * 1.5, one * 1.25e3});
        }
    }
    for (int power = 0; power < 64; ++power) {
        const double two = std::ldexp(1.0, power);
        all.insert(all.end(), {two - 1, two, two + 1, two * 1.5});
    }
    return all;
}

std::vector<double> values() {
    std::vector<double> all = edges();
    std::mt19937_64 random(20230101);
    for (int i = 0; i < 20'000; ++i) { // any bits; numbers of a daily size; whole ones
        all.push_back(std::bit_cast<double>(random()));
        all.push_back(
            std::ldexp(static_cast<double>(random() >> 11U), static_cast<int>(random() % 80) - 60)
        );
        all.push_back(static_cast<double>(random() >> (random() % 63)));
    }
    const std::size_t count = all.size();
    for (std::size_t i = 0; i < count; ++i) {
        all.push_back(-all[i]);
    }
    return all;
}

QByteArray bitsOf(const std::vector<double>& numbers) {
    QByteArray lines;
    for (const double number : numbers) {
        lines += QByteArray::number(std::bit_cast<quint64>(number), 16) + '\n';
    }
    return lines;
}

/// One line for each line of bits: what the expression makes of `d`.
QByteArray pythonFor(const QByteArray& expression) {
    return "import struct, sys\n"
           "try:\n"
           "    from prometheus_client.utils import floatToGoString\n"
           "except ImportError:\n"
           "    pass\n"
           "for line in sys.stdin:\n"
           "    d, = struct.unpack('>d', int(line, 16).to_bytes(8, 'big'))\n"
           "    print(" +
           expression + ")\n";
}

} // namespace

class PythonFloatTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() {
        if (!support::runPython("pass").isGood) {
            QFAIL("there is no /usr/bin/python3");
        }
        m_values = values();
    }

    void isPythonsRepr() {
        const auto written = ask("repr(d)");
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            QCOMPARE(
                QByteArray::fromStdString(exposition::formatPythonFloat(m_values[i])),
                written.at(static_cast<qsizetype>(i))
            );
        }
    }

    void isTheClientsText() {
        if (!support::pythonHas("prometheus_client")) {
            QFAIL("Debian's python3-prometheus-client is not installed");
        }
        const auto written = ask("floatToGoString(d)");
        // Up to 0.20 exponents above 9 have three digits there.
        const QRegularExpression three(QStringLiteral("e\\+0(\\d\\d)$"));
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            QString text = QString::fromUtf8(written.at(static_cast<qsizetype>(i)));
            text.replace(three, QStringLiteral("e+\\1"));
            QCOMPARE(
                QString::fromStdString(exposition::formatPythonClientFloat(m_values[i])), text
            );
        }
    }

private:
    QList<QByteArray> ask(const QByteArray& expression) const {
        const auto run = support::runPython(pythonFor(expression), bitsOf(m_values));
        auto lines = run.output.split('\n');
        lines.removeLast();
        if (!run.isGood || lines.size() != static_cast<qsizetype>(m_values.size())) {
            qFatal("python: %s", run.errors.constData());
        }
        return lines;
    }

    std::vector<double> m_values;
};

QTEST_GUILESS_MAIN(PythonFloatTest)
#include "python_float_test.moc"
