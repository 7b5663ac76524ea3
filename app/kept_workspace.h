// KeptWorkspace: a file, and what is in force, which may differ from it. Decides whether there is
// something to save, when to ask first, and writes: whole or not at all, and only what reads back as
// what is in force. Knows no engine and no window. Main thread.
#pragma once

#include "core/base/file.h"
#include "core/config/workspace_desk.h"

#include <optional>
#include <string>

namespace meterbench::app {

class KeptWorkspace {
public:
    /// So often look() may differ from a file that was just read before that is a change: commands
    /// need a moment to come into force.
    static constexpr int kPatience = 20;

    explicit KeptWorkspace(base::FileSystem& files);

    /// The file was read and is put in force. `bytes`: what stood in it. `read`: of a prometheus.yml
    /// alone, with nothing but that.
    void opened(
        const std::string& path, bool isWorkspace, const config::Workspace& read, std::string bytes
    );
    /// What is in force now.
    void setInForce(config::Workspace workspace);
    /// Call at each look at it.
    [[nodiscard]] bool isChanged();
    [[nodiscard]] config::SaveOutcome save(const std::string& path, bool isSure);

    [[nodiscard]] const std::string& path() const { return m_path; }

    [[nodiscard]] bool isWorkspace() const { return m_isWorkspace; }

private:
    [[nodiscard]] bool staysOutside() const;
    [[nodiscard]] config::WorkspaceText textFor(const std::string& path) const;
    void saved(const std::string& path, std::string text);
    [[nodiscard]] std::optional<config::SaveResult>
    objection(const std::string& path, const std::optional<std::string>& there) const;
    [[nodiscard]] std::string
    problemOf(const config::WorkspaceText& made, const std::string& path) const;

    base::FileSystem& m_files;
    std::string m_path;
    bool m_isWorkspace = false;
    std::string m_bytes;            ///< of the file, when it was read or saved last
    std::string m_sections;         ///< of its configuration, as read
    std::string m_prometheusFile;   ///< where that stands; empty: in the file itself
    std::string m_fileText;         ///< the file as it would be saved if nothing had changed
    config::Workspace m_inForce;
    std::string m_text;             ///< of m_inForce
    int m_patience = 0;
    std::optional<std::string> m_askedAbout; ///< the bytes that were there when it was asked
};

} // namespace meterbench::app
