// PipelinePicture: paints a PipelineScene. Each box is a button of its own (keyboard, accessible
// name and text, leads to a page); the connections and drops between them are painted by the
// picture. Gui thread.
#pragma once

#include "ui/pages/overview/pipeline_scene.h"
#include "ui/widgets/basics.h"

#include <QAbstractButton>

#include <vector>

namespace meterbench::ui {

class BoxButton final : public QAbstractButton {
    Q_OBJECT

public:
    explicit BoxButton(QWidget* parent);
    void setBox(const SceneBox& box);

    [[nodiscard]] const SceneBox& box() const { return m_box; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    SceneBox m_box;
};

class PipelinePicture final : public Card {
    Q_OBJECT

public:
    explicit PipelinePicture(QWidget* parent = nullptr);
    void show(const pipeline::SnapshotPtr& now);

    [[nodiscard]] const std::vector<BoxButton*>& boxes() const { return m_boxes; }

    [[nodiscard]] const PipelineScene& scene() const { return m_scene; }

    [[nodiscard]] QSize minimumSizeHint() const override { return {480, 190}; }

Q_SIGNALS:
    void pageRequested(meterbench::ui::PageId page);
    void endpointRequested(const QString& name);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void place();
    void paintEdge(QPainter& painter, const SceneEdge& edge) const;
    void paintDrop(QPainter& painter, const SceneDrop& drop, int right) const;

    pipeline::SnapshotPtr m_now;
    PipelineScene m_scene;
    std::vector<BoxButton*> m_boxes;
};

} // namespace meterbench::ui
