#include "ui/pages/gateway/push_commands.h"

#include "core/base/number.h"
#include "ui/wording/states.h"

#include <QByteArray>

#include <algorithm>
#include <array>
#include <map>

namespace meterbench::ui {

namespace {

QByteArray bytesOf(std::string_view text) {
    return {text.data(), static_cast<qsizetype>(text.size())};
}

void appendPart(std::string& path, const model::Label& label) {
    const bool needsBase64 = label.value.empty() || label.value == "." || label.value == ".." ||
                             label.value.find('/') != std::string::npos;
    path += '/' + bytesOf(label.name).toPercentEncoding().toStdString();
    if (!needsBase64) {
        path += '/' + bytesOf(label.value).toPercentEncoding().toStdString();
        return;
    }
    const QByteArray coded =
        bytesOf(label.value)
            .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    path += "@base64/" + (coded.isEmpty() ? std::string("=") : coded.toStdString());
}

/// In single quotes for a POSIX shell.
QString shellQuoted(std::string_view text) {
    QString shown = wording::text(text);
    shown.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QLatin1Char('\'') + shown + QLatin1Char('\'');
}

const gateway::FamilyRow*
familyOf(const std::string& sample, const std::vector<gateway::FamilyRow>& families) {
    const auto find = [&families](std::string_view name) -> const gateway::FamilyRow* {
        const auto at = std::find_if(families.begin(), families.end(), [name](const auto& row) {
            return row.name == name;
        });
        return at == families.end() ? nullptr : &*at;
    };
    if (const gateway::FamilyRow* whole = find(sample)) {
        return whole;
    }
    for (const std::string_view part : {"_bucket", "_sum", "_count", "_total", "_created"}) {
        if (sample.ends_with(part)) {
            if (const auto* row =
                    find(std::string_view(sample).substr(0, sample.size() - part.size()))) {
                return row;
            }
        }
    }
    return nullptr;
}

/// In the words of the text format, which knows four types.
std::string_view typeWord(model::MetricType type) {
    switch (type) {
    case model::MetricType::Counter:
        return "counter";
    case model::MetricType::Histogram:
    case model::MetricType::GaugeHistogram:
        return "histogram";
    case model::MetricType::Summary:
        return "summary";
    case model::MetricType::Unknown:
        return "untyped";
    default:
        return "gauge";
    }
}

/// Help and type. Without the help a push would take it away from the group that has it.
std::string headOf(const gateway::FamilyRow& family) {
    std::string text;
    if (!family.help.empty()) {
        text = "# HELP " + family.name + ' ';
        for (const char c : family.help) {
            text += c == '\\' ? "\\\\" : c == '\n' ? "\\n" : std::string(1, c);
        }
        text += '\n';
    }
    text += "# TYPE " + family.name + ' ';
    text += typeWord(family.type);
    return text += '\n';
}

bool holds(const std::vector<model::Label>& labels, const model::Label& one) {
    return std::find(labels.begin(), labels.end(), one) != labels.end();
}

std::string seriesLine(const gateway::SeriesRow& row, const std::vector<model::Label>& group) {
    model::Labels labels;
    labels.set(model::kMetricName, row.name);
    for (const model::Label& label : row.labels) {
        if (!holds(group, label)) {
            labels.set(label.name, label.value);
        }
    }
    return labels.toString() + ' ' + base::formatNumber(row.value) + '\n';
}

using RowPointers = std::vector<const gateway::SeriesRow*>;

std::string bodyOf(
    const RowPointers& rows,
    const std::vector<model::Label>& group,
    const std::vector<gateway::FamilyRow>& families
) {
    // A family's lines must stand together, whatever order the rows have.
    std::map<std::string, std::string> texts;
    for (const gateway::SeriesRow* row : rows) {
        const gateway::FamilyRow* family = familyOf(row->name, families);
        std::string& text = texts[family == nullptr ? row->name : family->name];
        if (text.empty() && family != nullptr) {
            text = headOf(*family);
        }
        text += seriesLine(*row, group);
    }
    std::string body;
    for (const auto& [name, text] : texts) {
        body += text;
    }
    return body;
}

QString
pushOf(const std::string& url, const std::vector<model::Label>& group, const std::string& body) {
    const std::string target = url + pushPath(group);
    // A here-document would end at a line of its own; a quoted text has no such line.
    return QStringLiteral("printf '%s' ") + shellQuoted(body) +
           QStringLiteral(" |\n  curl -sS --data-binary @- ") + shellQuoted(target) +
           QLatin1Char('\n');
}

} // namespace

std::string pushPath(const std::vector<model::Label>& group) {
    std::string path = "/metrics";
    for (const bool isJob : {true, false}) {
        for (const model::Label& label : group) {
            if ((label.name == "job") == isJob) {
                appendPart(path, label);
            }
        }
    }
    return path;
}

QString firstPushCommand(const std::string& url) {
    return QStringLiteral("echo \"jobs_total 1\" | curl --data-binary @- ") +
           wording::text(url + "/metrics/job/demo");
}

QString scrapeCommand(const std::string& url) {
    return QStringLiteral("curl -sS --compressed ") + shellQuoted(url + "/metrics");
}

QString deleteCommand(const std::string& url, const std::vector<model::Label>& group) {
    return QStringLiteral("curl -sS -X DELETE ") + shellQuoted(url + pushPath(group));
}

QString pushCommand(
    const std::string& url,
    const std::vector<model::Label>& group,
    const std::vector<gateway::SeriesRow>& series,
    const std::vector<gateway::FamilyRow>& families
) {
    RowPointers rows;
    for (const gateway::SeriesRow& row : series) {
        rows.push_back(&row);
    }
    return pushOf(url, group, bodyOf(rows, group, families));
}

QString pushCommands(
    const std::string& url,
    const std::vector<gateway::GroupRow>& groups,
    const std::vector<gateway::SeriesRow>& series,
    const std::vector<gateway::FamilyRow>& families
) {
    // A series is of the group with the most labels that it carries all of.
    std::map<std::vector<model::Label>, RowPointers> parts;
    for (const gateway::SeriesRow& row : series) {
        const std::vector<model::Label>* best = nullptr;
        for (const gateway::GroupRow& group : groups) {
            const bool fits = std::all_of(
                group.labels.begin(),
                group.labels.end(),
                [&row](const model::Label& label) { return holds(row.labels, label); }
            );
            if (fits && (best == nullptr || group.labels.size() > best->size())) {
                best = &group.labels;
            }
        }
        parts[best == nullptr ? std::vector<model::Label>() : *best].push_back(&row);
    }
    QString all;
    for (const auto& [group, rows] : parts) {
        all += pushOf(url, group, bodyOf(rows, group, families));
    }
    return all;
}

} // namespace meterbench::ui
