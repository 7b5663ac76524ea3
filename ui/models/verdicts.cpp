#include "ui/models/verdicts.h"

#include "ui/wording/numbers.h"

#include <QCoreApplication>

#include <utility>

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::Verdicts)
};

/// More series than that were not looked at lately.
constexpr std::size_t kMostKnown = 200'000;

} // namespace

QString SeriesVerdict::words() const {
    const QString name = QString::fromStdString(join);
    switch (kind) {
    case Kind::Undecided:
        return Words::tr("decided by the join with %1").arg(name);
    case Kind::Billable:
        return Verdicts::text(metering::Verdict::Billable);
    case Kind::Lacking:
        break;
    }
    return join.empty() ? Verdicts::text(lacks)
                        : Words::tr("%1, by %2").arg(Verdicts::text(lacks), name);
}

void VerdictSum::add(const std::optional<SeriesVerdict>& verdict) {
    if (!verdict) {
        return;
    }
    ++m_asked;
    m_lacking += verdict->kind == SeriesVerdict::Kind::Lacking ? 1U : 0U;
    m_undecided += verdict->kind == SeriesVerdict::Kind::Undecided ? 1U : 0U;
    if (!m_last || verdict->kind < m_last->kind) {
        m_last = verdict;
    }
}

std::optional<SeriesVerdict::Kind> VerdictSum::kind() const {
    using Kind = SeriesVerdict::Kind;
    if (m_asked == 0) {
        return std::nullopt;
    }
    if (m_lacking == m_asked) {
        return Kind::Lacking;
    }
    if (m_undecided == m_asked) {
        return Kind::Undecided;
    }
    return m_lacking + m_undecided == 0 ? std::optional(Kind::Billable) : std::nullopt;
}

QString VerdictSum::words() const {
    if (m_asked == 0) {
        return {};
    }
    return m_lacking == 0 || m_asked == 1
               ? m_last->words()
               : Words::tr("%1 not billable").arg(wording::count(m_lacking));
}

bool Verdicts::follow(
    const std::shared_ptr<const pipeline::MetererOptions>& options, const JoinSayingsPtr& sayings
) {
    const JoinSayingsPtr fitting =
        sayings != nullptr && sayings->options() == options ? sayings : nullptr;
    if (options == m_options && fitting == m_sayings) {
        return false;
    }
    m_known.clear();
    m_sayings = fitting;
    if (options == m_options) {
        return true;
    }
    m_options = options;
    m_meters.clear();
    m_schema.reset();
    if (options == nullptr) {
        return true;
    }
    auto schema = metering::TaggingSchema::compile(options->schema);
    if (!schema) {
        return true; // the meters do not run with it either
    }
    m_schema = std::move(*schema);
    for (std::size_t number = 0; number < options->meters.size(); ++number) {
        const metering::Meter& meter = options->meters[number];
        if (auto selector = relabel::Selector::parse(meter.selector)) {
            m_meters.push_back(
                {number,
                 std::move(*selector),
                 !meter.dimension.empty(),
                 meter.join ? meter.join->selector : std::string()}
            );
        }
    }
    return true;
}

const std::optional<SeriesVerdict>&
Verdicts::keep(model::SeriesRef ref, std::optional<SeriesVerdict> verdict) const {
    if (m_known.size() >= kMostKnown) {
        m_known.clear();
    }
    return m_known.emplace(ref, std::move(verdict)).first->second;
}

/// Billable by one meter is billable; else what is open, else what it lacks least.
std::optional<SeriesVerdict> Verdicts::judge(const model::Labels& labels) const {
    std::optional<SeriesVerdict> best;
    for (const Meter& meter : m_meters) {
        if (!meter.selector.matches(labels)) {
            continue;
        }
        SeriesVerdict one = judgeBy(meter, labels);
        if (!best || best->kind < one.kind ||
            (best->kind == one.kind && best->lacks < one.lacks)) {
            best = std::move(one);
        }
    }
    return best;
}

SeriesVerdict Verdicts::judgeBy(const Meter& meter, const model::Labels& labels) const {
    using Kind = SeriesVerdict::Kind;
    if (!meter.join.empty() && m_sayings == nullptr) {
        return {Kind::Undecided, metering::Verdict::NoCustomer, meter.join};
    }
    std::optional<metering::Verdict> said;
    if (!meter.join.empty()) {
        said = m_sayings->of(meter.number, labels);
    }
    metering::Verdict verdict = said ? *said : m_schema->judge(labels.views()).verdict;
    if (verdict == metering::Verdict::NoDimension && meter.hasDimension) {
        verdict = metering::Verdict::Billable;
    }
    const bool isBillable = verdict == metering::Verdict::Billable;
    return {
        isBillable ? Kind::Billable : Kind::Lacking,
        verdict,
        isBillable ? std::string() : meter.join};
}

QString Verdicts::text(metering::Verdict verdict) {
    switch (verdict) {
    case metering::Verdict::NotMetered:
        return Words::tr("not metered");
    case metering::Verdict::NoCustomer:
        return Words::tr("no customer");
    case metering::Verdict::NoDimension:
        return Words::tr("no dimension");
    case metering::Verdict::MalformedId:
        return Words::tr("malformed id");
    case metering::Verdict::Duplicate:
        return Words::tr("duplicate");
    case metering::Verdict::Stale:
        return Words::tr("stale");
    case metering::Verdict::Billable:
        break;
    }
    return Words::tr("billable");
}

} // namespace meterbench::ui
