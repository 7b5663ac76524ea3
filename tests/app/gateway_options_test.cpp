// What the flags of the address come to: where a value comes from, what is said about wrong ones,
// that no secret is shown, and that the flags of the agent and of `meterbench gateway` agree.
#include "app/gateway_options.h"
#include "tests/support/failing_file.h"

#include <QTest>

#include <map>
#include <set>
#include <sstream>

using namespace meterbench;
using app::Arguments;
using app::Flag;
using app::GatewayRow;

namespace {

using Words = std::vector<std::string>;

constexpr const char* kFile = "prom-agg-conf.yaml";

/// A command line with what is around it.
struct Start {
    base::Result<address::AddressOptions> options(const Words& words, bool alone = true) {
        const auto arguments = Arguments::parse(words, app::gatewayFlags(alone));
        if (!arguments) {
            return arguments.error();
        }
        return app::gatewayOptions(
            *arguments,
            alone,
            {files,
             [this](const char* name) {
                 const auto found = environment.find(name);
                 return found == environment.end() ? nullptr : found->second.c_str();
             },
             kFile}
        );
    }

    std::string problem(const Words& words, bool alone = true) {
        const auto read = options(words, alone);
        return read ? std::string() : read.error().context;
    }

    tests::MemoryFileSystem memory;
    tests::FailingFileSystem files{memory};
    std::map<std::string, std::string> environment;
};

std::string usersText(const std::vector<address::User>& users) {
    std::string text;
    for (const address::User& user : users) {
        text += user.name + "=" + user.secret + (user.isHash ? "# " : " ");
    }
    return text;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) {
        all += text + " ";
    }
    return all;
}

/// Every field that a flag fills, a line each.
std::string described(const address::AddressOptions& options) {
    std::ostringstream out;
    out << "listen " << options.listenAddress << "\nlifecycle " << options.lifecycleAddress
        << "\nfolder " << options.dataFolder << "\nmode " << static_cast<int>(options.mode)
        << "\nprofile " << static_cast<int>(options.profile) << "\nexpiries "
        << options.rules.expiries.size() << "\nseries " << options.limits.series << " "
        << options.limits.seriesPerPusher << "\nbody " << options.server.bodyBytes << "\nhosts "
        << joined(options.server.hosts) << "\norigins " << joined(options.server.origins)
        << "\ntls " << options.tls.certificateFile << "\nwriters " << usersText(options.writers)
        << "\nreaders " << usersText(options.readers) << "\ncors " << options.corsOrigin
        << "\npaths " << options.telemetryPath << " " << options.routePrefix << "\nlifecycle "
        << options.enableLifecycle << "\nadmin " << options.enableAdmin << "\ncheck "
        << options.checkConsistency << "\nutf8 " << options.utf8Names << "\n";
    return out.str();
}

/// A value for each flag that is not its standard.
const std::map<std::string, std::string> kOthers{
    {"gateway.listen-address", "127.0.0.2:1"},
    {"gateway.lifecycle-address", "127.0.0.2:2"},
    {"gateway.mode", "pushgateway"},
    {"gateway.profile", "compatible"},
    {"gateway.storage-path", "elsewhere"},
    {"gateway.rules-file", "rules.yml"},
    {"gateway.cors-origin", "https://shop.example"},
    {"gateway.auth-users", "writer=w"},
    {"gateway.read-users", "reader=r"},
    {"gateway.web-config-file", "web.yml"},
    {"gateway.allowed-host", "push.example"},
    {"gateway.telemetry-path", "/m"},
    {"gateway.route-prefix", "/push"},
    {"gateway.enable-lifecycle", "true"},
    {"gateway.enable-admin-api", "true"},
    {"gateway.disable-consistency-check", "true"},
    {"gateway.enable-utf8-names", "true"},
    {"gateway.max-body-size", "2MiB"},
    {"gateway.max-series", "5"},
    {"gateway.max-series-per-group", "4"},
};

constexpr const char* kHash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

void putFiles(Start& start) {
    start.memory.put("rules.yml", "expiries: [{family: a, after: 1h}]\n");
    start.memory.put("web.yml", std::string("basic_auth_users:\n  ann: ") + kHash + "\n");
}

const Flag* find(const std::vector<Flag>& flags, const std::string& name) {
    const auto found = std::ranges::find(flags, name, &Flag::name);
    return found == flags.end() ? nullptr : &*found;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

class GatewayOptionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    // the tables

    void theTablesAgree() {
        const std::vector<Flag> alone = app::gatewayFlags(true);
        const std::vector<Flag> beside = app::gatewayFlags(false);
        QCOMPARE(beside.size(), app::gatewayRows().size());
        std::set<std::string> names;
        for (const Flag& flag : alone) {
            QVERIFY2(names.insert(flag.name).second, flag.name.c_str());
        }
        for (const GatewayRow& row : app::gatewayRows()) {
            const Flag* const own = find(beside, row.name);
            const Flag* const there = find(alone, row.name);
            QVERIFY2(own != nullptr && there != nullptr, row.name);
            QVERIFY2(
                own->standard == there->standard && there->help.starts_with(own->help), row.name
            );
            QVERIFY2(own->isSecret == there->isSecret && !own->help.empty(), row.name);
            for (const char* const other : {row.alias, row.older}) {
                QVERIFY2(!has(own->help, "(also"), row.name);
                if (*other != '\0') {
                    QVERIFY2(has(there->help, "--" + std::string(other)), row.name);
                    QVERIFY2(find(alone, other)->standard == row.standard, row.name);
                    QVERIFY2(find(alone, other)->isSecret == row.isSecret, row.name);
                    QVERIFY2(find(beside, other) == nullptr, row.name);
                }
            }
            QCOMPARE(*row.older == '\0', *row.variable == '\0');
            QVERIFY2(has(there->help, row.variable), row.name);
        }
    }

    /// Each flag moves something, the same in both commands and under each of its names.
    void eachFlagIsCarriedOut_data() {
        QTest::addColumn<QByteArray>("alias");
        QTest::addColumn<QByteArray>("older");
        QTest::addColumn<QByteArray>("variable");
        for (const GatewayRow& row : app::gatewayRows()) {
            QTest::newRow(row.name)
                << QByteArray(row.alias) << QByteArray(row.older) << QByteArray(row.variable);
        }
    }

    void eachFlagIsCarriedOut() {
        QFETCH(QByteArray, alias);
        QFETCH(QByteArray, older);
        QFETCH(QByteArray, variable);
        const std::string name = QTest::currentDataTag();
        QVERIFY2(kOthers.contains(name), "a new flag: give it a value here");
        const std::string& value = kOthers.at(name);
        Start start;
        putFiles(start);
        const auto flag = [&](const std::string& as) { return Words{"--" + as + "=" + value}; };
        const auto moved = start.options(flag(name));
        QVERIFY2(moved.ok(), moved ? "" : moved.error().context.c_str());
        QVERIFY(described(*moved) != described(*start.options({})));
        QCOMPARE(described(*start.options(flag(name), false)), described(*moved));
        for (const QByteArray& other : {alias, older}) {
            if (!other.isEmpty()) {
                QCOMPARE(described(*start.options(flag(other.toStdString()))), described(*moved));
            }
        }
        if (!variable.isEmpty()) {
            start.environment[variable.toStdString()] = value;
            QCOMPARE(described(*start.options({})), described(*moved));
        }
    }

    void whatIsStandard() {
        Start start;
        const auto options = start.options({}, false);
        QVERIFY2(options.ok(), options ? "" : options.error().context.c_str());
        QCOMPARE(
            QByteArray::fromStdString(described(*options)),
            QByteArray(
                "listen 127.0.0.1:9091\nlifecycle \nfolder data-gateway/\nmode 0\nprofile 0\n"
                "expiries 0\nseries 10000000 1000000\nbody 16777216\nhosts \norigins \ntls \n"
                "writers \nreaders \ncors \npaths /metrics \nlifecycle 0\nadmin 0\ncheck 1\n"
                "utf8 0\n"
            )
        );
        QVERIFY(options->mode == address::Mode::Aggregation);
        QVERIFY(options->profile == gateway::Profile::Strict);
    }

    // where a value comes from

    void flagsComeBeforeVariablesBeforeTheFile() {
        Start start;
        start.memory.put(
            kFile,
            "apiListen: 127.0.0.1:1\nlifecycleListen: 127.0.0.1:2\ncors: '*'\nAuthUsers: [a=b, "
            "c=d]\n"
        );
        const auto file = start.options({});
        QVERIFY2(file.ok(), file ? "" : file.error().context.c_str());
        QCOMPARE(file->listenAddress, std::string("127.0.0.1:1"));
        QCOMPARE(file->lifecycleAddress, std::string("127.0.0.1:2"));
        QCOMPARE(file->corsOrigin, std::string("*"));
        QCOMPARE(usersText(file->writers), std::string("a=b c=d "));
        start.environment["PAG_APILISTEN"] = "127.0.0.1:3";
        QCOMPARE(start.options({})->listenAddress, std::string("127.0.0.1:3"));
        QCOMPARE(start.options({})->lifecycleAddress, std::string("127.0.0.1:2"));
        for (const char* const flag :
             {"apiListen", "web.listen-address", "gateway.listen-address"}) {
            const Words words{"--" + std::string(flag), "127.0.0.1:4"};
            QCOMPARE(start.options(words)->listenAddress, std::string("127.0.0.1:4"));
        }
    }

    /// Said with its standard value, a flag is said.
    void aFlagWithItsStandardValueCountsToo() {
        Start start;
        start.environment["PAG_APILISTEN"] = "127.0.0.1:3";
        const auto options = start.options({"--gateway.listen-address=127.0.0.1:9091"});
        QCOMPARE(options->listenAddress, std::string("127.0.0.1:9091"));
        start.environment["PAG_CORS"] = "*";
        QCOMPARE(start.options({"--cors="})->corsOrigin, std::string());
    }

    void ofSeveralNamesTheOwnOneCounts() {
        Start start;
        const auto options = start.options(
            {"--apiListen=127.0.0.1:1",
             "--gateway.listen-address=127.0.0.1:2",
             "--web.listen-address=127.0.0.1:3"}
        );
        QCOMPARE(options->listenAddress, std::string("127.0.0.1:2"));
    }

    /// As there: a variable that is set to nothing is not set. Else it would let everybody write.
    void anEmptyVariableIsNone() {
        Start start;
        start.memory.put(kFile, "AuthUsers: a=b\n");
        start.environment["PAG_AUTHUSERS"] = "";
        start.environment["PAG_APILISTEN"] = "";
        const auto options = start.options({});
        QCOMPARE(usersText(options->writers), std::string("a=b "));
        QCOMPARE(options->listenAddress, std::string("127.0.0.1:9091"));
    }

    void besideTheAgentVariablesAndFileAreNotItsOwn() {
        Start start;
        start.memory.put(kFile, "apiListen: 127.0.0.1:1\n");
        start.environment["PAG_APILISTEN"] = "127.0.0.1:3";
        start.environment["PAG_AUTHUSERS"] = "a=b";
        const auto options = start.options({}, false);
        QCOMPARE(options->listenAddress, std::string("127.0.0.1:9091"));
        QVERIFY(options->writers.empty());
        QVERIFY(has(start.problem({"--apiListen=127.0.0.1:1"}, false), "unknown flag --apiListen"));
    }

    /// The agent has flags of its own by the Pushgateway's names: they say where its API listens.
    void theAgentsOwnFlagsAreNotTheGateways() {
        Start start;
        std::vector<Flag> flags = app::gatewayFlags(false);
        flags.push_back({"web.listen-address", "127.0.0.1:9090", "of the agent"});
        flags.push_back({"web.enable-lifecycle", "false", "of the agent"});
        const auto arguments =
            Arguments::parse({"--web.listen-address=127.0.0.1:1", "--web.enable-lifecycle"}, flags);
        const auto options = app::gatewayOptions(*arguments, false, {start.files, {}, {}});
        QCOMPARE(options->listenAddress, std::string("127.0.0.1:9091"));
        QVERIFY(!options->enableLifecycle);
    }

    // users

    void usersOfFlagsAndOfTheWebFile() {
        Start start;
        putFiles(start);
        const std::string ann = std::string("ann=") + kHash + "# ";
        const auto options = start.options(
            {"--gateway.web-config-file=web.yml",
             "--gateway.auth-users=a=b,c=",
             "--gateway.read-users=r=s"}
        );
        QCOMPARE(usersText(options->writers), ann + "a=b c= ");
        QCOMPARE(usersText(options->readers), ann + "r=s ");
    }

    void whoMayReadWhenOnlyWritersAreNamed() {
        Start start;
        QVERIFY(start.options({"--gateway.auth-users=a=b"})->readers.empty());
    }

    // what is wrong

    void wrongValues_data() {
        QTest::addColumn<Words>("words");
        QTest::addColumn<QByteArray>("names");
        QTest::addColumn<QByteArray>("wouldBeRight");
        const auto row = [](const char* name, const char* word, const char* names, const char* right
                         ) {
            QTest::newRow(name) << Words{word} << QByteArray(names) << QByteArray(right);
        };
        row("a mode that is none",
            "--gateway.mode=merge",
            "--gateway.mode",
            "aggregation or pushgateway, not \"merge\"");
        row("a mode that is nothing",
            "--gateway.mode=",
            "--gateway.mode",
            "aggregation or pushgateway");
        row("a profile",
            "--gateway.profile=lax",
            "--gateway.profile",
            "strict or compatible, not \"lax\"");
        row("an origin without a scheme",
            "--gateway.cors-origin=a.example",
            "--gateway.cors-origin",
            "http:// or https://, not \"a.example\"");
        row("the same by another name", "--cors=a.example", "--cors", "http:// or https://");
        row("no number",
            "--gateway.max-series=many",
            "--gateway.max-series",
            "a whole number, 0 or more, not \"many\"");
        row("a number below nothing",
            "--gateway.max-series-per-group=-1",
            "--gateway.max-series-per-group",
            "0 or more, not \"-1\"");
        row("no whole number", "--gateway.max-series=1.5", "--gateway.max-series", "a whole number"
        );
        row("no size",
            "--gateway.max-body-size=big",
            "--gateway.max-body-size",
            "16MiB, not \"big\"");
        row("a size of nothing", "--gateway.max-body-size=0", "--gateway.max-body-size", "16MiB");
        row("a path without a slash",
            "--web.telemetry-path=metrics",
            "--web.telemetry-path",
            "such as /metrics, not \"metrics\"");
        row("the path of the start page",
            "--gateway.telemetry-path=/",
            "--gateway.telemetry-path",
            "such as /metrics");
        row("a path with a slash behind it",
            "--gateway.telemetry-path=/m/",
            "--gateway.telemetry-path",
            "such as /metrics");
        row("a prefix without a slash",
            "--gateway.route-prefix=push",
            "--gateway.route-prefix",
            "begins with /, not \"push\"");
        row("a user without a password",
            "--gateway.auth-users=a=b,c",
            "--gateway.auth-users",
            "user 2 of the list is not written as name=password");
        row("a list by another name", "--AuthUsers=a", "--AuthUsers", "name=password");
        row("a reader without a name",
            "--gateway.read-users==x",
            "--gateway.read-users",
            "name=password");
        row("a switch",
            "--gateway.enable-lifecycle=yes",
            "--gateway.enable-lifecycle",
            "true or false, not \"yes\"");
        row("no value", "--gateway.mode", "--gateway.mode", "needs a value");
        row("a flag with a slip",
            "--gateway.listen-adress=x",
            "--gateway.listen-adress",
            "did you mean --gateway.listen-address?");
        row("a file that is not there",
            "--gateway.rules-file=nowhere.yml",
            "nowhere.yml",
            "cannot read the file");
    }

    void wrongValues() {
        QFETCH(Words, words);
        QFETCH(QByteArray, names);
        QFETCH(QByteArray, wouldBeRight);
        Start start;
        const std::string problem = start.problem(words);
        QVERIFY2(has(problem, names.toStdString()), problem.c_str());
        QVERIFY2(has(problem, wouldBeRight.toStdString()), problem.c_str());
    }

    void whoseValueIsWrongIsSaid() {
        Start start;
        start.environment["PAG_CORS"] = "a.example";
        QVERIFY2(start.problem({}).starts_with("PAG_CORS is * or"), start.problem({}).c_str());
        start.environment.clear();
        start.memory.put(kFile, "cors: a.example\n");
        QVERIFY2(
            start.problem({}).starts_with("cors in prom-agg-conf.yaml is * or"),
            start.problem({}).c_str()
        );
        start.memory.put(kFile, "AuthUsers: [a=b, hidden]\n");
        QVERIFY2(
            start.problem({}).starts_with("AuthUsers in prom-agg-conf.yaml: user 2"),
            start.problem({}).c_str()
        );
    }

    void aBrokenFileIsSaidWithItsPlace() {
        Start start;
        start.memory.put(kFile, "cors: '*'\napiListn: 1\n");
        QVERIFY2(has(start.problem({}), "prom-agg-conf.yaml:2:1"), start.problem({}).c_str());
        QVERIFY2(has(start.problem({}), "apiListen"), start.problem({}).c_str());
        QCOMPARE(start.problem({}, false), std::string()); // not asked there
    }

    /// It may say who may write.
    void aFileThatCannotBeReadIsNotPassedOver() {
        Start start;
        start.memory.put(kFile, "AuthUsers: a=b\n");
        start.files.faults.failReads = true;
        const std::string problem = start.problem({});
        QVERIFY2(has(problem, "prom-agg-conf.yaml"), problem.c_str());
        QVERIFY2(has(problem, "Input/output error"), problem.c_str());
    }

    // secrets

    void secretsAreNotSaid_data() {
        QTest::addColumn<Words>("words");
        QTest::newRow("a list that is wrong")
            << Words{"--gateway.auth-users=ann=hidden=x,bob=hidden"};
        QTest::newRow("an entry that is a password") << Words{"--gateway.read-users=hidden"};
        QTest::newRow("by another name") << Words{"--AuthUsers=ann=hidden,hidden"};
        QTest::newRow("a flag with a slip") << Words{"--AuthUser=ann=hidden"};
        QTest::newRow("another flag is wrong")
            << Words{"--AuthUsers=ann=hidden", "--gateway.mode=x"};
        QTest::newRow("a password in the web file") << Words{"--gateway.web-config-file=plain.yml"};
    }

    void secretsAreNotSaid() {
        QFETCH(Words, words);
        Start start;
        start.memory.put("plain.yml", "basic_auth_users:\n  ann: hidden\n");
        const std::string problem = start.problem(words);
        QVERIFY(!problem.empty());
        QVERIFY2(!has(problem, "hidden"), problem.c_str());
    }

    /// What GET /api/v1/status/flags of the agent answers.
    void secretsAreNotShown() {
        const Words words{
            "--gateway.auth-users=ann=hidden",
            "--AuthUsers=bob=hidden",
            "--gateway.mode=pushgateway"};
        const auto arguments = Arguments::parse(words, app::gatewayFlags(true));
        const std::map<std::string, std::string> shown = arguments->shown();
        QCOMPARE(shown.size(), app::gatewayFlags(true).size());
        QCOMPARE(shown.at("gateway.auth-users"), std::string("<secret>"));
        QCOMPARE(shown.at("AuthUsers"), std::string("<secret>"));
        QCOMPARE(shown.at("gateway.read-users"), std::string()); // there is none
        QCOMPARE(shown.at("gateway.mode"), std::string("pushgateway"));
        for (const auto& [name, value] : shown) {
            QVERIFY2(!has(value, "hidden"), name.c_str());
        }
    }

    // what follows of itself

    void pathsAreTidied() {
        Start start;
        QCOMPARE(
            start.options({"--gateway.route-prefix=/push//"})->routePrefix, std::string("/push")
        );
        QCOMPARE(start.options({"--web.route-prefix=/"})->routePrefix, std::string());
    }

    void anOriginMayCall() {
        Start start;
        const auto options = start.options({"--gateway.cors-origin=https://a.example"});
        QCOMPARE(options->server.origins, Words{"https://a.example"});
        QVERIFY(start.options({})->server.origins.empty());
    }

    void switchesNeedNoValue() {
        Start start;
        const auto options =
            start.options({"--web.enable-lifecycle", "--push.disable-consistency-check=false"});
        QVERIFY(options->enableLifecycle);
        QVERIFY(options->checkConsistency);
    }
};

QTEST_GUILESS_MAIN(GatewayOptionsTest)
#include "gateway_options_test.moc"
