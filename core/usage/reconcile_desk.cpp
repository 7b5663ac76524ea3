#include "core/usage/reconcile_desk.h"

#include <algorithm>
#include <utility>

namespace meterbench::usage {

namespace {

std::optional<delivery::UsageEndpointOptions>
optionsOf(const UsageEndpoints& endpoints, const std::string& name) {
    if (endpoints == nullptr) {
        return std::nullopt;
    }
    const auto found = std::ranges::find(*endpoints, name, &delivery::UsageEndpointOptions::name);
    return found == endpoints->end() ? std::nullopt : std::optional(*found);
}

} // namespace

ReconcileDesk::ReconcileDesk(ReconcileTools tools)
    : m_tools(tools) {
    m_tools.isCancelled = &m_isEnding;
}

ReconcileDesk::~ReconcileDesk() {
    m_isEnding = true;
    m_channel.close();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

std::uint64_t ReconcileDesk::ask(ReconcileQuestion question, Subject subject) {
    const std::scoped_lock lock(m_mutex);
    auto answer = std::make_shared<ReconcileAnswer>();
    answer->number = ++m_number;
    answer->isUnderWay = true;
    answer->endpoint = optionsOf(subject.endpoints, question.endpoint);
    answer->question = std::move(question);
    answer->workspace = std::move(subject.workspace);
    if (!m_thread.joinable()) {
        m_thread = std::thread([this] { run(); });
    }
    m_channel.sendAlways({std::move(answer), std::move(subject.journalFolder)});
    return m_number;
}

void ReconcileDesk::run() {
    while (!m_channel.isClosed()) {
        const std::vector<Job> jobs = m_channel.receiveAll(std::nullopt);
        if (!jobs.empty() && !m_isEnding) {
            work(jobs.back());
        }
    }
}

void ReconcileDesk::work(const Job& job) {
    job.answer->askedMs = m_tools.clock.nowMs();
    m_published.publish(std::make_shared<const ReconcileAnswer>(*job.answer));
    const std::int64_t beginNs = m_tools.clock.steadyNs();
    auto found = reconciled(job);
    ReconcileAnswer& made = *job.answer;
    made.tookMs = (m_tools.clock.steadyNs() - beginNs) / 1'000'000;
    if (found) {
        made.found = std::move(*found);
        made.lines = troubleFirst(made.found.rows);
        made.counts = countsOf(made.found.rows);
        made.accepted = acceptedByUnit(made.found, *made.workspace);
    } else {
        made.problem = found.error().context;
    }
    made.isUnderWay = false;
    m_published.publish(job.answer);
}

base::Result<Reconciliation> ReconcileDesk::reconciled(const Job& job) const {
    const ReconcileQuestion& question = job.answer->question;
    const std::shared_ptr<const config::Workspace>& workspace = job.answer->workspace;
    if (workspace == nullptr || job.folder.empty()) {
        return base::Error{base::Code::NotFound, "nothing is metered: there is no usage journal"};
    }
    if (!job.answer->endpoint) {
        return base::Error{
            base::Code::NotFound, "there is no usage endpoint \"" + question.endpoint + "\" any more"};
    }
    return reconcile(
        *workspace, *job.answer->endpoint, {job.folder, question.fromMs, question.toMs, true}, m_tools
    );
}

} // namespace meterbench::usage
