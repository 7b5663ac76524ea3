// TemplatesDialog: meters that are made already: what each measures, what it needs, and what it
// would count in the series that are there at present. Gives them as YAML for the workspace. Gui
// thread; the count runs in the thread pool.
#pragma once

#include "core/config/workspace.h"
#include "core/metering/preview.h"
#include "core/pipeline/snapshot.h"

#include <QDialog>

#include <memory>

class QLabel;
class QPlainTextEdit;

namespace meterbench::ui {

class LineTable;

class TemplatesDialog final : public QDialog {
    Q_OBJECT

public:
    /// Without a workspace the default tags are looked for.
    TemplatesDialog(
        std::shared_ptr<const config::Workspace> workspace,
        pipeline::SnapshotPtr now,
        QWidget* parent
    );
    void choose(int row);

    [[nodiscard]] LineTable* list() const { return m_list; }

    [[nodiscard]] QString previewText() const;

Q_SIGNALS:
    void previewed();

private:
    void startPreview();
    void showPreviews(const base::Result<std::vector<metering::MeterPreview>>& made);
    void showChosen();

    std::shared_ptr<const config::Workspace> m_workspace;
    pipeline::SnapshotPtr m_now;
    std::vector<metering::MeterPreview> m_previews; ///< empty: not known yet
    LineTable* m_list = nullptr;
    QLabel* m_words = nullptr;
    QLabel* m_count = nullptr;
    QPlainTextEdit* m_yaml = nullptr;
};

} // namespace meterbench::ui
