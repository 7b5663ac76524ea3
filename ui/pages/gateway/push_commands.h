// Shell commands of the Gateway page: the first push, the push that repeats what is held, the
// delete, the scrape. Everything that came from outside is quoted for a POSIX shell and encoded for
// the path (name@base64 where a value cannot stand in a path). Any thread.
#pragma once

#include "core/address/view.h"

#include <QString>

namespace meterbench::ui {

/// echo "jobs_total 1" | curl --data-binary @- URL/metrics/job/demo
[[nodiscard]] QString firstPushCommand(const std::string& url);
[[nodiscard]] QString scrapeCommand(const std::string& url);
/// Of a group.
[[nodiscard]] QString deleteCommand(const std::string& url, const std::vector<model::Label>& group);
/// The push that would bring these series under this path; `families` tell their types.
[[nodiscard]] QString pushCommand(
    const std::string& url,
    const std::vector<model::Label>& group,
    const std::vector<gateway::SeriesRow>& series,
    const std::vector<gateway::FamilyRow>& families
);
/// One push for each group that the series are of.
[[nodiscard]] QString pushCommands(
    const std::string& url,
    const std::vector<gateway::GroupRow>& groups,
    const std::vector<gateway::SeriesRow>& series,
    const std::vector<gateway::FamilyRow>& families
);
/// /metrics/job/x/name@base64/value; the job stands first.
[[nodiscard]] std::string pushPath(const std::vector<model::Label>& group);

} // namespace meterbench::ui
