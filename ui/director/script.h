// Script: what the director's panel shows: the scenes, where the story is, what the presenter says
// now and what can be seen. A plain value, already in the user's language.
#pragma once

#include <QString>
#include <QStringList>

namespace meterbench::ui {

struct Script {
    QStringList scenes;
    int scene = -1; ///< that plays; -1: none yet
    int step = 0;   ///< of the scene, from 1
    int steps = 0;
    bool isBusy = false; ///< the step is under way
    bool isOver = false; ///< the scene has no further step
    QString says;
    QStringList shown;
    QString time;     ///< of the day on the stage
    QString pace;     ///< "60 × as fast"
    QString verdict;  ///< how the four sums compare; empty: not yet
    bool isAsIntended = true;

    friend bool operator==(const Script&, const Script&) = default;
};

} // namespace meterbench::ui
