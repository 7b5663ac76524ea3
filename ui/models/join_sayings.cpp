#include "ui/models/join_sayings.h"

#include "core/metering/thing.h"
#include "core/relabel/selector.h"
#include "ui/models/present_layouts.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <algorithm>
#include <utility>

namespace meterbench::ui {

namespace {

constexpr qint64 kHearAgainMs = 1'000;

bool hasJoin(const pipeline::MetererOptions& options) {
    return std::ranges::any_of(options.meters, [](const metering::Meter& meter) {
        return meter.join.has_value();
    });
}

} // namespace

JoinSayingsPtr JoinSayings::hear(
    std::shared_ptr<const pipeline::MetererOptions> options,
    const std::vector<model::LayoutPtr>& layouts
) {
    auto sayings = std::make_shared<JoinSayings>();
    sayings->m_said.resize(options->meters.size());
    const auto schema = metering::TaggingSchema::compile(options->schema);
    for (std::size_t number = 0; schema && number < options->meters.size(); ++number) {
        const auto& join = options->meters[number].join;
        const auto selector =
            join ? relabel::Selector::parse(join->selector) : relabel::Selector();
        if (!join || !selector) {
            continue;
        }
        for (const model::LayoutPtr& layout : layouts) {
            for (std::size_t position = 0; position < layout->size(); ++position) {
                const model::Labels labels = layout->labels.at(position);
                if (selector->matches(labels)) {
                    const auto views = labels.views();
                    sayings->m_said[number][metering::textOf(views, join->on)] =
                        schema->judge(views).verdict;
                }
            }
        }
    }
    sayings->m_options = std::move(options);
    return sayings;
}

std::optional<metering::Verdict>
JoinSayings::of(std::size_t meter, const model::Labels& labels) const {
    const auto& join = m_options->meters[meter].join;
    if (!join) {
        return std::nullopt;
    }
    const auto found = m_said[meter].find(metering::textOf(labels.views(), join->on));
    return found == m_said[meter].end() ? std::nullopt : std::optional(found->second);
}

void JoinListener::follow(const pipeline::Snapshot& now) {
    const auto options = now.metered == nullptr ? nullptr : now.metered->options;
    const bool isOther = options != m_options;
    if (isOther) {
        m_options = options;
        m_sayings.reset();
        m_layouts.clear();
    }
    const bool isSoon = m_sinceHeard.isValid() && m_sinceHeard.elapsed() < kHearAgainMs;
    if (m_isHearing || options == nullptr || !hasJoin(*options) || (isSoon && !isOther)) {
        return;
    }
    m_sinceHeard.start();
    std::vector<model::LayoutPtr> layouts = layoutsOf(now);
    if (m_sayings == nullptr || layouts != m_layouts) {
        hear(std::move(layouts));
    }
}

void JoinListener::hear(std::vector<model::LayoutPtr> layouts) {
    m_isHearing = true;
    m_layouts = layouts;
    const QPointer<JoinListener> self(this);
    QThreadPool::globalInstance()->start([self, options = m_options, heard = std::move(layouts)] {
        JoinSayingsPtr sayings = JoinSayings::hear(options, heard);
        QMetaObject::invokeMethod(
            qApp,
            [self, sayings = std::move(sayings)] {
                if (self == nullptr) {
                    return;
                }
                self->m_isHearing = false;
                if (sayings->options() == self->m_options) {
                    self->m_sayings = sayings;
                    Q_EMIT self->heard();
                }
            },
            Qt::QueuedConnection
        );
    });
}

} // namespace meterbench::ui
