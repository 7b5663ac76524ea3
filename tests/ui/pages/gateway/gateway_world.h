// A page of Gateway with a scripted address behind it, for the tests of what it shows and does.
#pragma once

#include "tests/support/recording_navigator.h"
#include "tests/support/scripted_address.h"
#include "tests/support/scripted_source.h"
#include "tests/ui/pages/gateway/pushed_world.h"
#include "ui/pages/gateway/gateway_page.h"

#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QThreadPool>

namespace meterbench::tests {

inline QPushButton* buttonOf(QWidget* parent, const QString& text) {
    for (QPushButton* button : parent->findChildren<QPushButton*>()) {
        if (button->text() == text) {
            return button;
        }
    }
    return nullptr;
}

/// A page with a scripted address behind it.
struct GatewayWorld {
    ScriptedAddress script;
    ui::AddressFeed address{script};
    ScriptedSource source;
    ui::SnapshotFeed feed{source};
    RecordingNavigator navigator;
    ui::GatewayPage page{address, feed, navigator, nullptr};

    explicit GatewayWorld(const address::AddressView& view = pushedView(smallGateway())) {
        page.resize(1300, 700);
        page.show();
        page.activateWindow();
        // Shortcuts belong to the active window.
        (void)QTest::qWaitForWindowActive(&page);
        show(view);
        page.table(ui::GatewayPage::Families)->setFocus();
    }

    /// The view, with the series of what the page watches.
    void show(address::AddressView view) {
        if (view.gateway != nullptr) {
            auto held = std::make_shared<address::GatewayView>(*view.gateway);
            fillSeries(*held, script.watched.selection);
            view.gateway = held;
        }
        shown = view;
        script.show(view);
        address.poll();
    }

    /// Again, for what is watched now.
    void showAgain() { show(shown); }

    void answer(bool ok, const std::string& message) {
        shown.outcomes.push_back({script.commands.size(), ok, message, {}});
        script.show(shown);
        address.poll();
    }

    template <class Command>
    [[nodiscard]] Command last() const {
        return std::get<Command>(script.commands.at(script.commands.size() - 1));
    }

    void click(const char* text) {
        QTest::mouseClick(buttonOf(&page, QString::fromUtf8(text)), Qt::LeftButton);
    }

    address::AddressView shown;
};

} // namespace meterbench::tests
