// The window's own dialogs: ask for an exporter's URL, the key map, what is wrong with a file. Gui
// thread.
#pragma once

#include <QDialog>
#include <QString>
#include <QStringList>

#include <utility>
#include <vector>

class QLineEdit;
class QPushButton;

namespace meterbench::ui {

class PlainLabel;

/// What a person typed, as a complete scrape URL: http:// and /metrics are added where absent.
struct TypedUrl {
    QString url;     ///< empty when there is a problem
    QString problem; ///< what is wrong and what would be right; empty when all is well
};

[[nodiscard]] TypedUrl readScrapeUrl(const QString& typed);

class InspectDialog final : public QDialog {
    Q_OBJECT

public:
    InspectDialog(const QStringList& recent, QWidget* parent);

    [[nodiscard]] QString url() const { return m_url; }

private:
    void check();

    QLineEdit* m_field = nullptr;
    PlainLabel* m_hint = nullptr;
    QPushButton* m_ok = nullptr;
    QString m_url;
};

/// Names and their keys, in two columns.
class KeyMapDialog final : public QDialog {
    Q_OBJECT

public:
    KeyMapDialog(const std::vector<std::pair<QString, QString>>& keys, QWidget* parent);
};

/// Lines that can be selected and copied.
class ProblemsDialog final : public QDialog {
    Q_OBJECT

public:
    ProblemsDialog(const QString& title, const QStringList& lines, QWidget* parent);
};

} // namespace meterbench::ui
