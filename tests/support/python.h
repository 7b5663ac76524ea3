// Debian's Python as a second implementation: a script runs to its end and its output comes back.
// Tests skip themselves where what they need is not installed. The deadline only keeps a test run
// from hanging.
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QStringList>

namespace meterbench::support {

struct PythonRun {
    bool isGood = false;
    QByteArray output;
    QByteArray errors;
};

inline PythonRun
runProgram(const QString& program, const QStringList& arguments, const QByteArray& input) {
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    PythonRun run;
    run.isGood = process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit &&
                 process.exitCode() == 0;
    run.output = process.readAllStandardOutput();
    run.errors = process.readAllStandardError() + process.errorString().toUtf8();
    return run;
}

/// The script comes from memory; -I keeps the surroundings out (-X utf8: whatever the locale).
inline PythonRun runPython(const QByteArray& script, const QByteArray& input = {}) {
    return runProgram(
        QStringLiteral("/usr/bin/python3"),
        {QStringLiteral("-I"),
         QStringLiteral("-X"),
         QStringLiteral("utf8"),
         QStringLiteral("-c"),
         QString::fromUtf8(script)},
        input
    );
}

inline bool pythonHas(const QByteArray& module) {
    return runPython("import " + module).isGood;
}

} // namespace meterbench::support
