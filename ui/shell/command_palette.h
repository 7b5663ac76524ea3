// CommandPalette (Ctrl K): one field over pages, actions, targets and metric families. Every word
// typed must occur in an entry; what begins with them comes first. Up and Down choose, Enter runs,
// Esc leaves. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QString>
#include <QWidget>

#include <functional>
#include <vector>

class QLineEdit;
class QListView;

namespace meterbench::ui {

struct PaletteEntry {
    QString text;
    QString kind; ///< "page", "action", "target", "metric"
    QString keys; ///< shortcut, may be empty
    bool mono = false;
    std::function<void()> run;
};

/// The entries that match, best first, at most kPaletteResults.
inline constexpr std::size_t kPaletteResults = 100;
[[nodiscard]] std::vector<std::size_t>
matchEntries(const std::vector<PaletteEntry>& entries, const QString& typed);

class PaletteModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { KindRole = Qt::UserRole, KeysRole, MonoRole };

    using QAbstractListModel::QAbstractListModel;
    void setEntries(std::vector<PaletteEntry> entries);
    void setTyped(const QString& typed);
    [[nodiscard]] const PaletteEntry& entry(int row) const;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<PaletteEntry> m_entries;
    std::vector<std::size_t> m_shown;
};

class CommandPalette final : public QWidget {
    Q_OBJECT

public:
    explicit CommandPalette(QWidget* parent);

    /// Below `top` (in the parent's coordinates), as wide as fits.
    void open(std::vector<PaletteEntry> entries, const QRect& place);

    [[nodiscard]] QLineEdit* field() const { return m_field; }

    [[nodiscard]] QListView* list() const { return m_list; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void runRow(int row);
    void move(int step);
    void leave();
    void fit();

    QLineEdit* m_field = nullptr;
    QListView* m_list = nullptr;
    PaletteModel* m_model = nullptr;
    QPointer<QWidget> m_focusBefore; ///< may be gone when the palette closes
    int m_room = 400;                ///< pixels down to the window's bottom
};

} // namespace meterbench::ui
