#include "ui/pages/targets/scrape_lines.h"

#include "core/relabel/program.h"
#include "ui/models/family_values.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QCoreApplication>

#include <bit>
#include <set>
#include <unordered_map>

namespace meterbench::ui {

namespace {

constexpr std::size_t kLinesAtMost = 5'000;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::ScrapeLines)
};

Line heading(const QString& text, const QString& value = {}) {
    return {Line::Kind::Heading, {}, text, value, {}, Tone::Neutral, 0};
}

Line note(const QString& text) {
    return {Line::Kind::Note, {}, text, {}, {}, Tone::Neutral, 0};
}

Line entry(const QString& mark, Tone tone, const QString& text, const QString& value = {}) {
    return {Line::Kind::Entry, mark, text, value, {}, tone, 0};
}

/// Without the labels that every series of the target has.
QString shortName(const model::Labels& series, const pipeline::TargetState& target) {
    model::Labels own = series;
    for (const model::Label& label : target.labels) {
        if (series.get(label.name) == label.value) {
            own.erase(label.name);
        }
    }
    return wording::text(own.toString());
}

void appendPart(std::vector<Line>& lines, const QString& title, std::vector<Line> part) {
    if (part.empty()) {
        return;
    }
    lines.push_back(heading(title, wording::count(part.size())));
    const std::size_t shown = std::min(part.size(), kLinesAtMost);
    lines.insert(lines.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(shown));
    if (shown < part.size()) {
        lines.push_back(note(Words::tr("and %1 more").arg(wording::count(part.size() - shown))));
    }
}

std::vector<Line> goneLines(const pipeline::TargetState& target) {
    std::set<model::SeriesRef> alive;
    for (const model::BatchPtr& batch : target.batches) {
        for (std::size_t i = 0; i < batch->values.size(); ++i) {
            if (!model::isAbsent(batch->values[i]) && !model::isStale(batch->values[i])) {
                alive.insert(batch->layout->refs[i]);
            }
        }
    }
    std::vector<Line> gone;
    for (const model::BatchPtr& batch : target.previous) {
        for (std::size_t i = 0; i < batch->values.size(); ++i) {
            const double value = batch->values[i];
            if (!model::isAbsent(value) && !model::isStale(value) &&
                !alive.contains(batch->layout->refs[i])) {
                gone.push_back(entry(
                    QStringLiteral("−"),
                    Tone::Bad,
                    shortName(batch->layout->labels.at(i), target),
                    wording::number(value)
                ));
            }
        }
    }
    return gone;
}

QString ruleTitle(std::size_t at, const relabel::Rule& rule) {
    QString title =
        QStringLiteral("%1 · %2").arg(at + 1).arg(wording::text(relabel::actionName(rule.action)));
    if (!rule.targetLabel.empty()) {
        title += QStringLiteral(" → ") + wording::text(rule.targetLabel);
    }
    return title;
}

QString ruleDetail(const relabel::Rule& rule) {
    QStringList sources;
    for (const std::string& source : rule.sourceLabels) {
        sources.push_back(wording::text(source));
    }
    QStringList parts;
    if (!sources.isEmpty()) {
        parts.push_back(Words::tr("from %1").arg(sources.join(QStringLiteral(", "))));
    }
    if (rule.regex != "(.*)") {
        parts.push_back(Words::tr("regex %1").arg(wording::text(rule.regex)));
    }
    if (rule.replacement != "$1") {
        parts.push_back(Words::tr("replacement \"%1\"").arg(wording::text(rule.replacement)));
    }
    if (rule.modulus != 0) {
        parts.push_back(Words::tr("modulus %1").arg(rule.modulus));
    }
    return parts.join(QStringLiteral(" · "));
}

void appendDifference(std::vector<Line>& lines, const relabel::Step& step) {
    for (const model::Label& label : step.after) {
        const std::string_view before = step.before.get(label.name);
        if (before.empty()) {
            lines.push_back(entry(
                QStringLiteral("+"),
                Tone::Good,
                wording::text(label.name),
                wording::text(label.value)
            ));
        } else if (before != label.value) {
            lines.push_back(entry(
                QStringLiteral("~"),
                Tone::Attention,
                wording::text(label.name),
                wording::text(before) + QStringLiteral(" → ") + wording::text(label.value)
            ));
        }
    }
    for (const model::Label& label : step.before) {
        if (!step.after.has(label.name)) {
            lines.push_back(entry(
                QStringLiteral("−"),
                Tone::Bad,
                wording::text(label.name),
                wording::text(label.value)
            ));
        }
    }
}

void appendStep(std::vector<Line>& lines, const relabel::Step& step, const relabel::Rule& rule) {
    lines.push_back(heading(ruleTitle(step.rule, rule)));
    lines.back().second = ruleDetail(rule);
    if (!step.kept) {
        lines.push_back(entry(QStringLiteral("−"), Tone::Bad, Words::tr("dropped here")));
    } else if (!step.changed) {
        lines.push_back(note(Words::tr("changed nothing")));
    } else {
        appendDifference(lines, step);
    }
}

} // namespace

std::vector<Line> changeLines(const pipeline::TargetState& target) {
    const ScrapeValues values(target);
    std::vector<Line> fresh;
    std::vector<Line> changed;
    std::size_t same = 0;
    for (std::uint32_t b = 0; b < target.batches.size(); ++b) {
        const model::Batch& batch = *target.batches[b];
        for (std::uint32_t i = 0; i < batch.values.size(); ++i) {
            const SeriesPlace place{b, i, batch.layout->refs[i]};
            const double now = batch.values[i];
            if (model::isAbsent(now) || model::isStale(now)) {
                continue;
            }
            const std::optional<double> before = values.former(place);
            if (before &&
                std::bit_cast<std::uint64_t>(*before) == std::bit_cast<std::uint64_t>(now)) {
                ++same;
                continue;
            }
            const QString name = shortName(values.labels(place), target);
            if (!before) {
                fresh.push_back(entry(QStringLiteral("+"), Tone::Good, name, wording::number(now)));
                continue;
            }
            const double change = now - *before;
            const QString sign = change < 0 ? QStringLiteral("−") : QStringLiteral("+");
            changed.push_back(entry(
                QStringLiteral("~"),
                Tone::Attention,
                name,
                QStringLiteral("%1 (%2%3)")
                    .arg(wording::number(now), sign, wording::number(std::abs(change)))
            ));
        }
    }
    std::vector<Line> lines;
    appendPart(lines, Words::tr("New"), std::move(fresh));
    appendPart(lines, Words::tr("Gone"), goneLines(target));
    appendPart(lines, Words::tr("Changed"), std::move(changed));
    if (same > 0) {
        lines.push_back(note(Words::tr("%1 series stayed the same").arg(wording::count(same))));
    }
    return lines;
}

void appendLabels(std::vector<Line>& lines, const QString& title, const model::Labels& labels) {
    lines.push_back(heading(title, wording::count(labels.size())));
    for (const model::Label& label : labels) {
        lines.push_back(
            entry({}, Tone::Neutral, wording::text(label.name), wording::text(label.value))
        );
    }
}

std::vector<Line> relabelLines(
    const QString& title, const model::Labels& start, const std::vector<relabel::Rule>& rules
) {
    std::vector<Line> lines;
    appendLabels(lines, title, start);
    if (rules.empty()) {
        lines.push_back(note(Words::tr("No relabeling rules: the labels are taken as they are.")));
        return lines;
    }
    const base::Result<relabel::Program> program = relabel::Program::compile(rules);
    if (!program) {
        lines.push_back(note(wording::error(program.error())));
        return lines;
    }
    for (const relabel::Step& step : program->trace(start)) {
        appendStep(lines, step, rules[step.rule]);
    }
    return lines;
}

std::vector<Line> lintLines(const std::vector<exposition::Problem>& problems) {
    std::vector<Line> format;
    std::vector<Line> style;
    for (const exposition::Problem& problem : problems) {
        const bool isFormat = problem.level == exposition::Level::Format;
        Line line;
        line.mark = isFormat ? QStringLiteral("▲") : QStringLiteral("◆");
        line.tone = isFormat ? Tone::Bad : Tone::Attention;
        line.kind = Line::Kind::Entry;
        line.text = wording::text(problem.message);
        line.value = QStringLiteral("%1:%2").arg(problem.line).arg(problem.column);
        line.second =
            problem.hint.empty() ? QString::fromLatin1(problem.rule) : wording::text(problem.hint);
        line.at = static_cast<int>(problem.line);
        (isFormat ? format : style).push_back(std::move(line));
    }
    std::vector<Line> lines;
    appendPart(lines, Words::tr("Breaks the format"), std::move(format));
    appendPart(lines, Words::tr("Style"), std::move(style));
    return lines;
}

} // namespace meterbench::ui
