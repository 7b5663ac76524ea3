// PipelineScene: the pipeline as boxes and connections in words and places, without a widget: what
// each stage says, how much flows between them, what is dropped where. Made anew from a snapshot
// and a size; painted by PipelinePicture. Any thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/pages/page.h"
#include "ui/widgets/theme.h"

#include <QPointF>
#include <QRect>
#include <QString>

#include <vector>

namespace meterbench::ui {

struct SceneBox {
    QString title;
    QString line;
    Token lineToken = Token::Text;
    QString note;
    Token noteToken = Token::Muted;
    QString shortLine; ///< where the box is too narrow for the line; empty: there is no shorter one
    QString shortNote;
    QRect rect;
    PageId leadsTo = PageId::Overview;
    std::string endpoint; ///< for the boxes of endpoints
    bool dashed = false;  ///< something that could be here
};

struct SceneEdge {
    QPointF from;
    QPointF to;
    double perSecond = 0;
    double width = 1; ///< in pixels, by the root of the rate
};

/// A red dotted branch downwards.
struct SceneDrop {
    QPointF from;
    int length = 40;
    QString text;
};

struct PipelineScene {
    std::vector<SceneBox> boxes;
    std::vector<SceneEdge> edges;
    std::vector<SceneDrop> drops;
};

[[nodiscard]] PipelineScene makeScene(const pipeline::Snapshot& now, const QSize& size);

} // namespace meterbench::ui
