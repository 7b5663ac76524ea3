// A workspace that is written reads back as the same workspace: random ones, with texts that YAML
// would rather read as something else. Secrets of their own never stand in it.
#include "core/config/workspace.h"
#include "core/metering/templates.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace meterbench;
using base::Decimal;
using config::Workspace;

namespace {

/// Absolute, as names of files are read from its folder.
constexpr const char* kPath = "/somewhere/shop.yml";

config::WorkspaceOutcome loaded(const std::string& text) {
    base::PosixFileSystem files;
    return config::loadWorkspace(text, kPath, files);
}

class Dice {
public:
    explicit Dice(unsigned seed)
        : m_random(seed) {}

    int upTo(int most) { return std::uniform_int_distribution<int>(0, most)(m_random); }

    bool coin() { return upTo(1) == 1; }

    /// Awkward in YAML; unique by the number.
    std::string text() {
        static const std::vector<std::string> odd{
            "yes",       "null",       "1e3",   "0x1f",   "2026-01-31", "12:30", "a: b",
            "a #b",      "- a",        "{a}",   "[b]",    "\"q\"",      "it's",  "\\",
            "tab\there", "line\nline", " lead", "trail ", "é☃",         "*x",    "&y",
            "!z",        "%p",         "@at",   "`t",     "|",          ">",     "?",
            "~",         "<<",         "a,b",   "\x7f",   ":",          "#",     "=x"};
        return odd[static_cast<std::size_t>(upTo(static_cast<int>(odd.size()) - 1))] +
               std::to_string(++m_count);
    }

    /// Of printable characters.
    std::string line() {
        for (;;) {
            std::string made = text();
            if (std::ranges::none_of(made, [](char c) {
                    return c == '\n' || c == '\t' || c == 0x7f;
                })) {
                return made;
            }
        }
    }

    /// With up to 12 fraction digits.
    Decimal amount(int digits = 12) {
        const auto whole = Decimal::fromInteger(upTo(1'000'000));
        auto scale = Decimal::fromInteger(1);
        for (int i = upTo(digits); i > 0; --i) {
            scale = *scale.times(Decimal::fromInteger(10), base::Rounding::Floor);
        }
        return *whole.dividedBy(scale, base::Rounding::Floor);
    }

    Decimal aboveZero() { return *(amount() + Decimal::fromInteger(1)); }

    std::optional<std::chrono::year_month_day> date() {
        using namespace std::chrono;
        if (coin()) {
            return std::nullopt;
        }
        return year(2000 + upTo(40)) / month(static_cast<unsigned>(1 + upTo(11))) /
               day(static_cast<unsigned>(1 + upTo(27)));
    }

private:
    std::mt19937 m_random;
    int m_count = 0;
};

metering::Meter meter(Dice& dice) {
    metering::Meter made;
    if (dice.coin()) {
        const auto names = metering::templateNames();
        made = metering::findTemplate(
                   names[static_cast<std::size_t>(dice.upTo(static_cast<int>(names.size()) - 1))]
        )
                   ->meter;
    } else {
        made.selector = "requests_total{path=~\"/a|b: c\",code!=\"5\"}";
        const auto measures = metering::measureNames();
        made.measure = *metering::measureOf(
            measures[static_cast<std::size_t>(dice.upTo(static_cast<int>(measures.size()) - 1))]
        );
        const bool isCounter = made.measure == metering::Measure::Increase;
        made.countsFirst = isCounter && dice.coin();
        made.combine =
            isCounter ? metering::Combine::Refuse : static_cast<metering::Combine>(dice.upTo(2));
        made.window = static_cast<metering::Window>(dice.upTo(3));
        made.timeZone = dice.coin() ? "UTC" : "Europe/Berlin";
        made.maxGapSteps = static_cast<std::uint32_t>(1 + dice.upTo(9));
        if (dice.coin()) {
            made.identity = {"pod", "container"};
        }
        if (dice.coin()) {
            made.join = metering::Join{"kube_pod_labels", {"namespace", "pod"}};
        }
    }
    made.name = dice.text();
    made.dimension = dice.coin() ? "" : dice.text();
    made.unit = dice.coin() ? "" : dice.text();
    made.unitSize = dice.aboveZero();
    return made;
}

std::vector<pricing::Tier> tiers(Dice& dice) {
    std::vector<pricing::Tier> made;
    Decimal bound;
    for (int i = dice.upTo(3); i > 0; --i) {
        bound = *(bound + dice.aboveZero());
        made.push_back({bound, dice.amount(), dice.coin() ? Decimal() : dice.amount()});
    }
    made.push_back({{}, dice.amount(), {}});
    return made;
}

pricing::Charge charge(Dice& dice) {
    switch (dice.upTo(4)) {
    case 0:
        return pricing::PerUnit{dice.amount()};
    case 1:
        return pricing::Package{dice.aboveZero(), dice.amount()};
    case 2:
        return pricing::Graduated{tiers(dice)};
    case 3:
        return pricing::Volume{tiers(dice)};
    default:
        return pricing::Percentage{dice.amount(), dice.amount()};
    }
}

pricing::Plan plan(Dice& dice) {
    pricing::Plan made;
    made.id = dice.text();
    made.name = dice.coin() ? "" : dice.text();
    const std::vector<pricing::Currency> currencies{{"EUR", 2}, {"JPY", 0}, {"KWD", 3}};
    made.currency = currencies[static_cast<std::size_t>(dice.upTo(2))];
    made.flatFee = dice.amount(made.currency.exponent);
    made.minimumCharge = dice.amount(made.currency.exponent);
    made.proration = dice.coin() ? pricing::Proration::Days : pricing::Proration::None;
    for (int i = dice.upTo(3); i > 0; --i) {
        made.charges.push_back(
            {dice.text(),
             charge(dice),
             dice.coin() ? Decimal() : dice.amount(),
             dice.coin() ? Decimal() : dice.amount(),
             static_cast<base::Rounding>(dice.upTo(3))}
        );
    }
    return made;
}

delivery::UsageEndpointOptions endpoint(Dice& dice) {
    delivery::UsageEndpointOptions made;
    made.name = dice.text();
    made.service = static_cast<delivery::Service>(dice.upTo(2));
    made.url = "https://billing.example/usage?a=b#c";
    made.timeout = std::chrono::milliseconds(1 + dice.upTo(100'000));
    if (made.service != delivery::Service::Paigo) {
        made.mostRecordsPerRequest = static_cast<std::uint32_t>(1 + dice.upTo(99));
    }
    if (dice.coin()) {
        made.http.hasBasicAuth = true;
        made.http.basicAuth.username = dice.text();
        made.http.basicAuth.password.file = "/somewhere/password";
    } else if (dice.coin()) {
        made.http.hasAuthorization = true;
        made.http.authorization.credentials.file = "/somewhere/token";
    }
    made.http.tls.insecureSkipVerify = dice.coin();
    made.http.tls.serverName = dice.coin() ? "" : "billing.example";
    made.http.http2 = dice.coin();
    if (dice.coin()) {
        made.http.headers = {{"X-Tenant", {dice.line(), dice.line()}, {}}};
    }
    return made;
}

Workspace workspace(unsigned seed) {
    Dice dice(seed);
    Workspace made;
    made.path = kPath;
    if (dice.coin()) {
        made.schema.customerLabels = {dice.text(), dice.text()};
        made.schema.customerPattern = "(?s).+";
        made.schema.dimensionPattern = "[^\"]*|.+";
    }
    for (int i = dice.upTo(3); i > 0; --i) {
        made.meters.push_back(meter(dice));
    }
    for (int i = dice.upTo(3); i > 0; --i) {
        made.plans.push_back(plan(dice));
    }
    for (int i = dice.upTo(3); i > 0; --i) {
        config::Customer customer{dice.text(), dice.coin() ? "" : dice.text(), "", dice.date()};
        if (made.schema.customerPattern == ".+") {
            customer.id = "customer " + std::to_string(i); // a dot is no line's end
        }
        customer.plan = made.plans.empty() || dice.coin() ? "" : made.plans.front().id;
        customer.since = dice.date();
        made.customers.push_back(std::move(customer));
    }
    for (int i = dice.upTo(2); i > 0; --i) {
        made.usageEndpoints.push_back(endpoint(dice));
    }
    made.lateWithin = std::chrono::minutes(dice.upTo(100));
    return made;
}

std::string wrongIn(const config::WorkspaceOutcome& outcome) {
    std::string text;
    for (const config::Problem& problem : outcome.problems) {
        text += problem.toString() + "\n";
    }
    return text;
}

/// The first part that differs; empty: none does.
std::string difference(const Workspace& one, const Workspace& other) {
    if (one.prometheus.has_value() != other.prometheus.has_value()) {
        return "prometheus";
    }
    if (one.prometheus && (one.prometheus->jobs != other.prometheus->jobs ||
                           one.prometheus->endpoints != other.prometheus->endpoints ||
                           one.prometheus->externalLabels != other.prometheus->externalLabels ||
                           one.prometheus->text != other.prometheus->text)) {
        return "prometheus's parts";
    }
    return one.schema != other.schema                   ? "schema"
           : one.meters != other.meters                 ? "meters"
           : one.plans != other.plans                   ? "plans"
           : one.customers != other.customers           ? "customers"
           : one.usageEndpoints != other.usageEndpoints ? "endpoints"
           : one.lateWithin != other.lateWithin         ? "late_within"
                                                        : "";
}

} // namespace

class WorkspaceToYamlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void whatIsWrittenReadsBack() {
        int withEverything = 0;
        for (unsigned seed = 1; seed <= 500; ++seed) {
            const Workspace made = workspace(seed);
            const std::string text = toYaml(made);
            const auto outcome = loaded(text);
            QVERIFY2(outcome.workspace.has_value(), (wrongIn(outcome) + text).c_str());
            const std::string other = difference(*outcome.workspace, made);
            QVERIFY2(
                other.empty(), (other + " of seed " + std::to_string(seed) + "\n" + text).c_str()
            );
            QCOMPARE(toYaml(*outcome.workspace), text);
            withEverything += !made.meters.empty() && !made.plans.empty() &&
                              !made.customers.empty() && !made.usageEndpoints.empty();
        }
        QVERIFY(withEverything > 50);
    }

    void itsPrometheusGoesAlong() {
        const auto first =
            loaded("prometheus:\n"
                   "  global: {scrape_interval: 20s, external_labels: {site: 'a: \"b\"'}}\n"
                   "  scrape_configs:\n"
                   "    - job_name: 'yes'\n"
                   "      params: {match: ['{a=\"b\"}', '#']}\n"
                   "      static_configs: [{targets: ['h:1', 'h:2'], labels: {env: '1e3'}}]\n"
                   "      metric_relabel_configs:\n"
                   "        - {source_labels: [a, b], regex: 'x(.*);\\n', target_label: c, "
                   "replacement: '$1: '}\n"
                   "  remote_write:\n"
                   "    - {url: 'http://h/w', basic_auth: {username: u, password_file: pw}}\n"
                   "    - {url: 'http://h/w', name: second, headers: {X-A: 'b #c'}}\n"
                   "billing: {customers: {acme: }}\n");
        QVERIFY2(first.workspace.has_value(), wrongIn(first).c_str());
        const std::string text = toYaml(*first.workspace);
        const auto again = loaded(text);
        QVERIFY2(again.workspace.has_value(), (wrongIn(again) + text).c_str());
        const std::string other = difference(*again.workspace, *first.workspace);
        QVERIFY2(other.empty(), (other + "\n" + text).c_str());
        QVERIFY(text.find("/somewhere/pw") != std::string::npos);
    }

    void secretsAreNeverWritten() {
        const auto outcome =
            loaded("prometheus:\n"
                   "  remote_write: [{url: 'http://u:hunter1@h/w', authorization: {credentials: "
                   "hunter2}}]\n"
                   "billing:\n"
                   "  endpoints:\n"
                   "    - {name: a, service: paigo, url: 'https://u:hunter3@h/usage',\n"
                   "       basic_auth: {username: u, password: hunter4}, proxy_url: "
                   "'http://u:hunter6@p',\n"
                   "       http_headers: {X-Key: {secrets: [hunter5]}}}\n");
        QVERIFY2(outcome.workspace.has_value(), wrongIn(outcome).c_str());
        const std::string text = toYaml(*outcome.workspace);
        QVERIFY2(text.find("hunter") == std::string::npos, text.c_str());
        QVERIFY(text.find("<secret>") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(WorkspaceToYamlTest)
#include "workspace_to_yaml_test.moc"
