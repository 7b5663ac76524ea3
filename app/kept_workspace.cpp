#include "app/kept_workspace.h"

#include <QSaveFile>

#include <utility>

namespace meterbench::app {

namespace {

std::string folderOf(const std::string& path) {
    return path.substr(0, path.rfind('/') + 1); // "" without a folder
}

/// As a file in `folder` names it: what lies in there, by its place in it.
std::string nameFrom(const std::string& folder, const std::string& path) {
    const bool isInside = !folder.empty() && path.starts_with(folder);
    return isInside ? path.substr(folder.size()) : path;
}

} // namespace

KeptWorkspace::KeptWorkspace(base::FileSystem& files)
    : m_files(files)
    , m_fileText(config::toFile({}).text)
    , m_text(m_fileText) {
    m_inForce.prometheus.emplace();
    m_sections = config::sectionsOf(*m_inForce.prometheus);
}

void KeptWorkspace::opened(
    const std::string& path, bool isWorkspace, const config::Workspace& read, std::string bytes
) {
    m_path = path;
    m_isWorkspace = isWorkspace;
    m_bytes = std::move(bytes);
    const config::Config prometheus = read.prometheus.value_or(config::Config());
    m_sections = config::sectionsOf(prometheus);
    m_prometheusFile = isWorkspace && prometheus.path != path ? prometheus.path : "";
    m_fileText =
        config::toFile(read, m_prometheusFile.empty() ? "" : nameFrom(folderOf(path), m_prometheusFile))
            .text;
    m_text = m_fileText; // until it is said what is in force
    m_patience = kPatience;
    m_askedAbout.reset();
}

/// A configuration that stands in a file of its own, and has not changed, stays there.
bool KeptWorkspace::staysOutside() const {
    return !m_prometheusFile.empty() && m_inForce.prometheus &&
           config::sectionsOf(*m_inForce.prometheus) == m_sections;
}

config::WorkspaceText KeptWorkspace::textFor(const std::string& path) const {
    return config::toFile(
        m_inForce, staysOutside() ? nameFrom(folderOf(path), m_prometheusFile) : std::string()
    );
}

void KeptWorkspace::setInForce(config::Workspace workspace) {
    m_inForce = std::move(workspace);
    m_text = textFor(m_path).text;
    if (m_text == m_fileText) {
        m_patience = 0;
    }
}

bool KeptWorkspace::isChanged() {
    if (m_text == m_fileText) {
        return false;
    }
    if (m_patience > 0) {
        --m_patience;
        return false;
    }
    return true;
}

std::optional<config::SaveResult> KeptWorkspace::objection(
    const std::string& path, const std::optional<std::string>& there
) const {
    if (!there) {
        return std::nullopt;
    }
    const bool isOfPrometheus = path == m_path && !m_isWorkspace;
    if (isOfPrometheus || (!there->empty() && !config::looksLikeWorkspace(*there))) {
        return config::SaveResult::NotAWorkspace;
    }
    if (path != m_path || there == m_askedAbout) {
        return std::nullopt; // who chose the name has been asked
    }
    if (*there != m_bytes) {
        return config::SaveResult::ChangedOutside;
    }
    return m_bytes != m_fileText ? std::optional(config::SaveResult::WrittenByHand) : std::nullopt;
}

/// What keeps it from being read as what is in force; empty: nothing.
std::string
KeptWorkspace::problemOf(const config::WorkspaceText& made, const std::string& path) const {
    const config::WorkspaceOutcome outcome = config::loadWorkspace(made.text, path, m_files);
    std::string problem;
    for (const config::Problem& one : outcome.problems) {
        if (one.severity == config::Severity::Error) {
            problem += (problem.empty() ? "" : "\n") + one.toString();
        }
    }
    if (!outcome.workspace) {
        return problem;
    }
    config::Workspace again = *outcome.workspace;
    std::string file;
    if (again.prometheus && again.prometheus->path != path) {
        file = nameFrom(folderOf(path), again.prometheus->path);
    }
    return config::toFile(std::move(again), file).text == made.text
               ? std::string()
               : "it would not read back as what is in force";
}

config::SaveOutcome KeptWorkspace::save(const std::string& path, bool isSure) {
    std::optional<std::string> there;
    if (auto bytes = m_files.readAll(path)) {
        there = std::move(*bytes);
    } else if (bytes.error().code != base::Code::NotFound) {
        return {config::SaveResult::NotWritten, bytes.error().context};
    }
    config::WorkspaceText made = textFor(path);
    if (!isSure) {
        m_askedAbout.reset();
    }
    if (const auto why = objection(path, there)) {
        m_askedAbout = there;
        return {*why, {}, std::move(made.leftOut)};
    }
    if (std::string problem = problemOf(made, path); !problem.empty()) {
        return {config::SaveResult::NotReadable, std::move(problem)};
    }
    QSaveFile file(QString::fromStdString(path));
    const auto size = static_cast<qint64>(made.text.size());
    if (!file.open(QIODevice::WriteOnly) || file.write(made.text.data(), size) != size ||
        !file.commit()) {
        return {config::SaveResult::NotWritten, file.errorString().toStdString()};
    }
    saved(path, made.text);
    return {config::SaveResult::Saved, {}, std::move(made.leftOut)};
}

void KeptWorkspace::saved(const std::string& path, std::string text) {
    if (!staysOutside()) {
        m_prometheusFile.clear();
    }
    m_path = path;
    m_isWorkspace = true;
    m_bytes = text;
    m_fileText = text;
    m_text = std::move(text);
    m_patience = 0;
    m_askedAbout.reset();
}

} // namespace meterbench::app
