#include "ui/pages/targets/add_target_dialog.h"

#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>

#include <array>

namespace meterbench::ui {

namespace {

constexpr std::array kSeconds{1, 5, 15, 30, 60};

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::AddTargetDialog)
};

PlainLabel* caption(const QString& text, QWidget* parent) {
    return new PlainLabel(text, 13, Token::Muted, QFont::Normal, parent);
}

} // namespace

TargetUrl understandTargetUrl(const QString& text) {
    QString written = text.trimmed();
    if (written.isEmpty()) {
        return {};
    }
    if (written.contains(QLatin1Char(' '))) {
        return {{}, Words::tr("An address has no spaces.")};
    }
    if (!written.contains(QLatin1String("://"))) {
        written.prepend(QLatin1String("http://"));
    }
    QUrl url(written, QUrl::StrictMode);
    if (url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https")) {
        return {{}, Words::tr("Only http:// and https:// can be scraped.")};
    }
    if (!url.isValid()) {
        return {{}, Words::tr("Not a valid address: write host:port or a URL.")};
    }
    if (url.host().isEmpty()) {
        return {{}, Words::tr("The host is missing, as in localhost:9100.")};
    }
    if (!url.userInfo().isEmpty()) {
        return {{}, Words::tr("Put user and password into a configuration, not into the URL.")};
    }
    if (url.path().isEmpty() || url.path() == QLatin1String("/")) {
        url.setPath(QStringLiteral("/metrics"));
    }
    url.setFragment({});
    return {url.toString(QUrl::FullyEncoded), {}};
}

AddTargetDialog::AddTargetDialog(QWidget* parent)
    : QDialog(parent)
    , m_url(new QLineEdit(this))
    , m_interval(new QComboBox(this))
    , m_verdict(new PlainLabel({}, 12, Token::Muted, QFont::Normal, this))
    , m_add(makeButton(tr("Add target"), ButtonKind::Primary, this)) {
    setWindowTitle(tr("Add target"));
    setMinimumWidth(520);
    m_url->setFont(Theme::of(this).monoFont());
    m_url->setPlaceholderText(QStringLiteral("localhost:9100"));
    m_url->setAccessibleName(tr("Address of the exporter"));
    m_interval->setAccessibleName(tr("Scrape interval"));
    for (const int seconds : kSeconds) {
        m_interval->addItem(tr("every %1 s").arg(seconds), seconds);
    }
    m_interval->setCurrentIndex(1);
    m_verdict->setElided(true);
    m_add->setDefault(true);
    auto* cancel = makeButton(tr("Cancel"), ButtonKind::Outlined, this);

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(20, 20, 20, 16);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->addWidget(caption(tr("Address"), this), 0, 0);
    grid->addWidget(m_url, 0, 1);
    grid->addWidget(m_verdict, 1, 1);
    grid->addWidget(caption(tr("Interval"), this), 2, 0);
    grid->addWidget(m_interval, 2, 1, Qt::AlignLeft);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_add);
    grid->setRowMinimumHeight(3, 8);
    grid->addLayout(buttons, 4, 0, 1, 2);
    grid->setColumnStretch(1, 1);

    connect(m_url, &QLineEdit::textChanged, this, &AddTargetDialog::judge);
    connect(m_add, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    judge();
}

void AddTargetDialog::judge() {
    const TargetUrl understood = understandTargetUrl(m_url->text());
    const bool good = !understood.url.isEmpty();
    m_add->setEnabled(good);
    m_url->setProperty("mbWrong", !understood.problem.isEmpty());
    m_url->update();
    m_verdict->setToken(understood.problem.isEmpty() ? Token::Muted : Token::Bad);
    if (!understood.problem.isEmpty()) {
        m_verdict->setText(understood.problem);
    } else if (good) {
        m_verdict->setText(tr("Scrapes %1").arg(understood.url));
    } else {
        m_verdict->setText(tr("host:port is enough; /metrics is added"));
    }
}

pipeline::AddTarget AddTargetDialog::command() const {
    return {
        understandTargetUrl(m_url->text()).url.toStdString(),
        std::chrono::seconds(m_interval->currentData().toInt())};
}

} // namespace meterbench::ui
