// All pages of the window, in the order of the rail. Explore itself: window.cpp.
#include "ui/shell/page_list.h"

#include "ui/pages/billing/billing_page.h"
#include "ui/pages/events/events_page.h"
#include "ui/pages/forwarding/forwarding_page.h"
#include "ui/pages/gateway/gateway_page.h"
#include "ui/pages/instruments/instruments_page.h"
#include "ui/pages/overview/overview_page.h"
#include "ui/pages/targets/targets_page.h"

#include <QCoreApplication>

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::MainWindow)
};

PageEntry words(PageId id, const char* key, const QString& title) {
    PageEntry made;
    made.id = id;
    made.key = QLatin1String(key);
    made.icon = made.key;
    made.title = title;
    return made;
}

template <class P>
PageEntry entry(PageId id, const char* key, const QString& title) {
    PageEntry made = words(id, key, title);
    made.make = [](const Feeds& feeds, Navigator& navigator, QWidget* parent) -> Page* {
        return new P(feeds.engine, navigator, parent);
    };
    return made;
}

/// A page that shows the address.
template <class P>
PageEntry addressEntry(PageId id, const char* key, const QString& title) {
    PageEntry made = words(id, key, title);
    made.make = [](const Feeds& feeds, Navigator& navigator, QWidget* parent) -> Page* {
        return new P(feeds.address, feeds.engine, navigator, parent);
    };
    return made;
}

PageEntry forwarding() {
    PageEntry made = words(PageId::Forwarding, "forwarding", Words::tr("Forwarding"));
    made.make = [](const Feeds& feeds, Navigator& navigator, QWidget* parent) -> Page* {
        return new ForwardingPage(feeds.engine, navigator, parent, &feeds.usage);
    };
    made.attention = &failingEndpoints;
    made.showEndpoint = [](Page& page, const std::string& name) {
        static_cast<ForwardingPage&>(page).showEndpoint(name);
    };
    return made;
}

PageEntry billing() {
    PageEntry made = words(PageId::Billing, "billing", Words::tr("Billing"));
    made.make = [](const Feeds& feeds, Navigator& navigator, QWidget* parent) -> Page* {
        return new BillingPage(feeds.usage, feeds.engine, navigator, parent, feeds.ownEndpoint);
    };
    made.attention = &causesNotBillable;
    return made;
}

} // namespace

PageEntry exploreWords() {
    return words(PageId::Explore, "explore", Words::tr("Explore"));
}

std::vector<PageEntry> pagesWith(PageEntry explore) {
    std::vector<PageEntry> pages;
    pages.push_back(entry<OverviewPage>(PageId::Overview, "overview", Words::tr("Overview")));
    PageEntry targets = entry<TargetsPage>(PageId::Targets, "targets", Words::tr("Targets"));
    targets.attention = [](const pipeline::Snapshot& now) {
        return static_cast<int>(now.targetsDown);
    };
    targets.showTarget = [](Page& page, pipeline::TargetId id) {
        static_cast<TargetsPage&>(page).showTarget(id);
    };
    pages.push_back(std::move(targets));
    pages.push_back(std::move(explore));
    pages.push_back(
        addressEntry<InstrumentsPage>(PageId::Metrics, "metrics", Words::tr("Metrics"))
    );
    PageEntry gateway = addressEntry<GatewayPage>(PageId::Gateway, "gateway", Words::tr("Gateway"));
    gateway.addressAttention = [](const address::AddressView& now) {
        return static_cast<int>(now.refusedPushes);
    };
    pages.push_back(std::move(gateway));
    pages.push_back(forwarding());
    pages.push_back(billing());
    pages.push_back(entry<EventsPage>(PageId::Events, "events", Words::tr("Events")));
    return pages;
}

} // namespace meterbench::ui
