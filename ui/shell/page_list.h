// The list that the shell builds its pages from: what each is called, its icon, how it is made, and
// the few calls that reach into a particular page. A page is made when it is first shown. Explore
// stands apart, because Qt Charts comes with it: a program that wants to stand at once gives an
// entry that loads it late. Gui thread.
#pragma once

#include "core/billing/desk.h"
#include "ui/feed/address_feed.h"
#include "ui/feed/usage_feed.h"
#include "ui/pages/page.h"

#include <functional>
#include <vector>

namespace meterbench::ui {

/// What pages are fed from.
struct Feeds {
    SnapshotFeed& engine;
    AddressFeed& address;
    UsageFeed& usage;
    billing::Desk* ownEndpoint = nullptr; ///< null: there is none
};

struct PageEntry {
    PageId id = PageId::Overview;
    QString key;   ///< in the settings: "overview"
    QString title; ///< in the rail
    QString icon;
    std::function<Page*(const Feeds&, Navigator&, QWidget* parent)> make;
    /// The count in the rail while the page has not been made; may be empty.
    std::function<int(const pipeline::Snapshot&)> attention;
    /// The same, of what the address says.
    std::function<int(const address::AddressView&)> addressAttention;
    std::function<void(Page&, pipeline::TargetId)> showTarget;
    std::function<void(Page&, const std::string& endpoint)> showEndpoint;
    std::function<void(Page&, const std::vector<model::SeriesRef>&)> addChart;
};

/// All pages, in the order of the rail, with `explore` in its place.
[[nodiscard]] std::vector<PageEntry> pagesWith(PageEntry explore);
/// What Explore is called, without the page itself.
[[nodiscard]] PageEntry exploreWords();
/// With the page itself (and Qt Charts).
[[nodiscard]] PageEntry explorePage();
[[nodiscard]] std::vector<PageEntry> allPages();

} // namespace meterbench::ui
