"""The agent as a user meets it: reload, its end, lifecycle routes, what it listens on, how it asks targets and receivers, limits,
and that a secret is nowhere to be seen."""
import base64
import gzip
import signal
import subprocess
import threading
import time
import unittest
import urllib.error
import urllib.request

import bench

TEXT = "text/plain; version=0.0.4; charset=utf-8"
GLOBAL = """
global: {scrape_interval: 200ms, scrape_timeout: 200ms, external_labels: {cluster: test}}
"""


class Exporter:
    """Answers `body`, packed when asked for; remembers the headers and the path of each request. hang(): no answer."""

    def __init__(self, body="a 1\n"):
        self.body = body
        self.requests = []
        self.packed = 0
        self.hanging = 0
        self.open = threading.Event()
        self.open.set()
        outer = self

        class Handler(bench._Quiet):
            def do_GET(self):
                outer.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                outer.hanging += not outer.open.is_set()
                outer.open.wait()
                body = outer.body.encode()
                self.send_response(200)
                self.send_header("Content-Type", TEXT)
                if "gzip" in self.headers.get("Accept-Encoding", ""):
                    outer.packed += 1
                    body = gzip.compress(body)
                    self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = bench._Server(("127.0.0.1", 0), Handler)
        self.address = "127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.open.set()
        self.server.shutdown()
        self.server.server_close()


def post(port, path):
    request = urllib.request.Request("http://127.0.0.1:%d%s" % (port, path), method="POST")
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.status


class AgentTest(unittest.TestCase):
    def setUp(self):
        self.folder = bench.Folder()
        self.addCleanup(self.folder.remove)

    def exporter(self, *words):
        exporter = Exporter(*words)
        self.addCleanup(exporter.close)
        return exporter

    def receiver(self):
        receiver = bench.Receiver()
        self.addCleanup(receiver.close)
        return receiver

    def start(self, config, *flags):
        self.config = self.folder.file("agent.yml", config)
        self.port = bench.free_port()
        self.program = bench.start_ours(self.folder, self.config, self.port, "data", *flags)
        self.addCleanup(self.program.end)
        bench.ready(self.port)

    def eventually(self, question, what):
        return bench.eventually(question, what + "\n" + self.program.tail())

    def said(self):
        with open(self.program.log, errors="replace") as log:
            return log.read()

    def job(self, exporter, more=""):
        return GLOBAL + "scrape_configs:\n  - job_name: j\n    static_configs: [{targets: ['%s']}]\n%s" % (exporter.address, more)

    def writing(self, *receivers, more=""):
        return "remote_write:\n" + "".join("  - url: '%s'\n    metadata_config: {send: false}\n%s" % (receiver.url, more)
                                           for receiver in receivers)

    def target(self):
        """The one target as the API shows it, once it was scraped."""
        def scraped():
            found = bench.api(self.port, "targets?state=active")["activeTargets"]
            return found and found[0]["health"] != "unknown" and found[0]
        return self.eventually(scraped, "the target was scraped")

    def latest(self, receiver, name):
        """{labels without name, job and instance: value} of the last sample of each series."""
        return {tuple(pair for pair in labels if pair[0] not in ("__name__", "job", "instance", "cluster")): samples[-1].value
                for labels, samples in receiver.samples(name).items()}


class LifeTest(AgentTest):
    def ends_within_five_seconds(self):
        begin = time.monotonic()
        self.assertEqual(self.program.end(patience=30), 0, self.program.tail())
        # Half a second for a machine that has other things to do.
        self.assertLess(time.monotonic() - begin, 5.5)

    def test_hup_takes_a_good_file_and_refuses_a_bad_one(self):
        exporter = self.exporter()
        self.start(self.job(exporter))
        self.target()
        self.folder.file("agent.yml", self.job(exporter).replace("job_name: j", "job_nam: j"))
        self.program.process.send_signal(signal.SIGHUP)
        self.eventually(lambda: "the former configuration goes on" in self.said(), "the bad file is refused")
        self.assertIn(self.config + ":4:5: ", self.said())
        self.eventually(lambda: bench.metric(self.port, "prometheus_config_last_reload_successful") == 0, "the metric tells it")
        self.assertIs(bench.api(self.port, "status/runtimeinfo")["reloadConfigSuccess"], False)
        count = len(exporter.requests)
        self.eventually(lambda: len(exporter.requests) > count + 2, "scrapes go on")
        self.folder.file("agent.yml", self.job(exporter).replace("job_name: j", "job_name: k"))
        self.program.process.send_signal(signal.SIGHUP)
        self.eventually(lambda: bench.api(self.port, "scrape_pools")["scrapePools"] == ["k"], "the good file is in force")
        self.eventually(lambda: bench.metric(self.port, "prometheus_config_last_reload_successful") == 1, "the metric tells it")
        self.assertIs(bench.api(self.port, "status/runtimeinfo")["reloadConfigSuccess"], True)

    def test_term_with_a_hanging_target_and_a_hanging_receiver(self):
        exporter, slow, receiver = self.exporter(), self.exporter(), self.receiver()
        slow.open.clear()
        receiver.hold()
        config = GLOBAL.replace("scrape_timeout: 200ms", "scrape_timeout: 1m").replace("interval: 200ms", "interval: 1m")
        self.start(config + self.writing(receiver) +
                   "scrape_configs:\n  - job_name: j\n    scrape_interval: 200ms\n    scrape_timeout: 200ms\n"
                   "    static_configs: [{targets: ['%s']}]\n"
                   "  - job_name: slow\n    scrape_interval: 10s\n    scrape_timeout: 10s\n"
                   "    static_configs: [{targets: ['%s']}]\n" % (exporter.address, slow.address))
        self.eventually(lambda: slow.hanging and receiver.held, "both hang")
        self.ends_within_five_seconds()

    def test_term_with_nothing_configured(self):
        self.start("")
        self.ends_within_five_seconds()

    def test_int_ends_it_too(self):
        self.start("")
        self.assertEqual(self.program.end(signal.SIGINT), 0)

    def test_lifecycle_routes_are_closed_unless_opened(self):
        self.start("")
        for route in ("/-/reload", "/-/quit"):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                post(self.port, route)
            self.assertEqual(refused.exception.code, 403)
            self.assertIn("Lifecycle API is not enabled", refused.exception.read().decode())
        self.assertTrue(bench.get("http://127.0.0.1:%d/-/healthy" % self.port))

    def test_lifecycle_routes(self):
        exporter = self.exporter()
        self.start("", "--web.enable-lifecycle")
        self.folder.file("agent.yml", self.job(exporter))
        self.assertEqual(post(self.port, "/-/reload"), 200)
        self.assertEqual(self.target()["health"], "up")
        self.folder.file("agent.yml", "nonsense: 1\n")
        with self.assertRaises(urllib.error.HTTPError) as refused:
            post(self.port, "/-/reload")
        self.assertEqual(refused.exception.code, 500)
        self.assertIn("agent.yml:1:1", refused.exception.read().decode())
        self.assertEqual(post(self.port, "/-/quit"), 200)
        self.eventually(lambda: self.program.process.poll() == 0, "it ends in order")

    def test_it_listens_on_loopback_only(self):
        self.start("")
        listening = set()
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            with open(table) as rows:
                for row in rows.readlines()[1:]:
                    local, state = row.split()[1], row.split()[3]
                    if state == "0A" and int(local.split(":")[1], 16) == self.port:
                        listening.add(local.split(":")[0])
        self.assertEqual(listening, {"0100007F"})

    def test_the_standard_address_is_loopback(self):
        answer = subprocess.run([bench.PROGRAM, "agent", "--help"], capture_output=True, text=True, check=True)
        self.assertRegex(answer.stdout, r"--web.listen-address .*\(127\.0\.0\.1:9090\)")


class AskingTest(AgentTest):
    def test_basic_auth_headers_and_parameters(self):
        exporter = self.exporter()
        secret = self.folder.file("password", "s3cret/file\n")
        self.start(self.job(exporter, "    metrics_path: /probe\n    params: {module: [http_2xx], x: ['1', 'a b']}\n"
                                      "    basic_auth: {username: me, password_file: '%s'}\n"
                                      "    http_headers: {X-Scope: {values: [one]}, X-Key: {secrets: [k3y]}}\n" % secret))
        self.assertEqual(self.target()["health"], "up")
        path, headers = exporter.requests[0]
        self.assertEqual(path.split("?")[0], "/probe")
        self.assertEqual(set(path.split("?")[1].split("&")), {"module=http_2xx", "x=1", "x=a+b"})
        self.assertEqual(headers["authorization"], "Basic " + base64.b64encode(b"me:s3cret/file").decode())
        self.assertEqual((headers["x-scope"], headers["x-key"]), ("one", "k3y"))
        self.assertEqual(headers["x-prometheus-scrape-timeout-seconds"], "0.2")

    def test_bearer_to_target_and_receiver(self):
        exporter, receiver = self.exporter(), self.receiver()
        self.start(self.job(exporter, "    authorization: {credentials: t0ken}\n") +
                   self.writing(receiver, more="    authorization: {type: Token, credentials: r3ceive}\n"
                                               "    headers: {X-Scope-OrgID: tenant}\n"))
        self.eventually(lambda: receiver.requests, "something arrived")
        self.assertEqual(exporter.requests[0][1]["authorization"], "Bearer t0ken")
        headers = receiver.headers[0]
        self.assertEqual((headers["authorization"], headers["x-scope-orgid"]), ("Token r3ceive", "tenant"))
        self.assertEqual((headers["content-encoding"], headers["content-type"]), ("snappy", "application/x-protobuf"))
        self.assertEqual(headers["x-prometheus-remote-write-version"], "0.1.0")

    def test_basic_auth_to_the_receiver(self):
        exporter, receiver = self.exporter(), self.receiver()
        self.start(self.job(exporter) + self.writing(receiver, more="    basic_auth: {username: u, password: p4ss}\n"))
        self.eventually(lambda: receiver.requests, "something arrived")
        self.assertEqual(receiver.headers[0]["authorization"], "Basic " + base64.b64encode(b"u:p4ss").decode())

    def test_gzip(self):
        exporter, receiver = self.exporter("".join("a{n=\"%d\"} %d\n" % (i, i) for i in range(500))), self.receiver()
        self.start(self.job(exporter) + self.writing(receiver))
        self.eventually(lambda: len(self.latest(receiver, "a")) == 500, "all arrived")
        self.assertTrue(exporter.packed)
        self.folder.file("agent.yml", self.job(exporter, "    enable_compression: false\n"))
        self.program.process.send_signal(signal.SIGHUP)
        self.eventually(lambda: "gzip" not in exporter.requests[-1][1].get("accept-encoding", ""), "no longer asked for")
        self.assertEqual(self.target()["health"], "up")

    def test_a_refused_request_is_not_sent_again_and_entered(self):
        exporter, receiver = self.exporter(), self.receiver()
        receiver.fail = 400
        self.start(self.job(exporter) + self.writing(receiver))
        entry = self.eventually(lambda: bench.api(self.port, "endpoints")["log"]["ledger"], "the loss is in the ledger")[0]
        self.assertIn("refused", entry["reason"])
        self.assertGreaterEqual(entry["samples"], 6)
        receiver.fail = 0
        self.eventually(lambda: receiver.requests, "it goes on")

    def test_two_endpoints_each_with_its_rules(self):
        exporter, one, two = self.exporter('a 1\nb{x="1"} 2\n'), self.receiver(), self.receiver()
        self.start(self.job(exporter) +
                   self.writing(one, more="    write_relabel_configs: [{source_labels: [__name__], regex: a, action: keep}]\n") +
                   self.writing(two, more="    write_relabel_configs:\n      - {target_label: cluster, replacement: other}\n"
                                          "      - {source_labels: [__name__], regex: up, action: drop}\n"
                                          "      - {regex: x, action: labeldrop}\n").replace("remote_write:\n", ""))
        self.eventually(lambda: self.latest(one, "a") and self.latest(two, "b"), "both have something")
        self.eventually(lambda: two.samples("scrape_series_added"), "the report too")
        self.assertEqual({dict(labels)["__name__"] for labels in one.snapshot()}, {"a"})
        self.assertEqual({dict(labels)["cluster"] for labels in one.snapshot()}, {"test"})
        self.assertEqual({dict(labels)["cluster"] for labels in two.snapshot()}, {"other"})
        self.assertFalse(two.samples("up"))
        self.assertEqual(self.latest(two, "b"), {(): 2.0})

    def test_honor_labels_and_timestamps(self):
        now = int(time.time() * 1000)
        exporter = self.exporter('a{job="mine",cluster="inner"} 1 %d\n' % (now - 5000))
        rows = [("", {"job": "j", "exported_job": "mine"}, True), ("    honor_labels: true\n", {"job": "mine"}, True),
                ("    honor_timestamps: false\n", {"job": "j", "exported_job": "mine"}, False)]
        for more, expected, honored in rows:
            with self.subTest(more):
                receiver = self.receiver()
                self.start(self.job(exporter, more) + self.writing(receiver))
                self.eventually(lambda: receiver.samples("a"), "it arrived")
                [(labels, samples)] = receiver.samples("a").items()
                self.assertEqual({name: value for name, value in labels if "job" in name}, expected)
                self.assertEqual(dict(labels)["cluster"], "inner")
                self.assertEqual(samples[0].timestamp == now - 5000, honored)
                self.program.end()


class LimitsTest(AgentTest):
    COUNTERS = ["prometheus_target_" + name for name in (
        "scrapes_exceeded_sample_limit_total", "scrapes_exceeded_body_size_limit_total",
        "scrape_pool_exceeded_label_limits_total", "scrape_pool_exceeded_target_limit_total")]

    def refused(self, more, body, words, metric):
        exporter = self.exporter(body)
        receiver = self.receiver()
        self.start(self.job(exporter, more) + self.writing(receiver))
        self.eventually(lambda: words in self.target()["lastError"], words)  # a busy machine may let a first scrape time out
        self.assertEqual(self.target()["health"], "down")
        self.eventually(lambda: 0.0 in self.latest(receiver, "up").values(), "up is 0")
        self.assertFalse(receiver.samples("a"))
        self.eventually(lambda: bench.metric(self.port, metric) > 0, metric)
        for other in self.COUNTERS:
            self.assertEqual(bench.metric(self.port, other) > 0, other == metric, other)

    def test_sample_limit(self):
        self.refused("    sample_limit: 2\n", "a 1\nb 2\nc 3\n", "sample limit",
                     "prometheus_target_scrapes_exceeded_sample_limit_total")

    def test_body_size_limit(self):
        self.refused("    body_size_limit: 100B\n", "a 1\n" + "# " + "x" * 200 + "\n", "body",
                     "prometheus_target_scrapes_exceeded_body_size_limit_total")

    def test_label_limit(self):
        self.refused("    label_limit: 3\n", 'a{x="1",y="2"} 1\n', "label",
                     "prometheus_target_scrape_pool_exceeded_label_limits_total")

    def test_target_limit(self):
        exporter, other = self.exporter(), self.exporter()
        self.start(self.job(exporter, "    target_limit: 1\n").replace("targets: [", "targets: ['%s', " % other.address))
        self.assertIn("target_limit", self.target()["lastError"])
        self.eventually(lambda: bench.metric(self.port, "prometheus_target_scrape_pool_exceeded_target_limit_total") > 0, "counted")
        self.assertEqual(exporter.requests + other.requests, [])


class SecretsTest(AgentTest):
    def test_no_secret_is_shown_anywhere(self):
        exporter, receiver = self.exporter(), self.receiver()
        with_password = receiver.url.replace("://", "://user:hush1@")
        self.start(GLOBAL + "remote_write:\n  - url: '%s'\n    headers: {X-Api-Key: shown}\n"
                            "  - url: '%s?again=1'\n    authorization: {credentials: hush2}\n"
                            "scrape_configs:\n  - job_name: j\n    basic_auth: {username: u, password: hush3}\n"
                            "    http_headers: {X-Key: {secrets: [hush4]}}\n"
                            "    static_configs: [{targets: ['%s', '127.0.0.1:1']}]\n"
                   % (with_password, receiver.url, exporter.address), "--log.level=debug", "--gateway.auth-users=ann=hush6")
        self.eventually(lambda: receiver.requests > 2, "something arrived")
        self.assertEqual(exporter.requests[0][1]["x-key"], "hush4")
        receiver.fail = 500  # so that the log and the routes have to name the endpoint
        self.eventually(lambda: receiver.refused > 1, "errors")
        self.folder.file("agent.yml", "remote_write: [{url: 'http://user:hush5@h/', nonsense: 1}]\n")
        self.program.process.send_signal(signal.SIGHUP)
        self.eventually(lambda: "former configuration" in self.said(), "a bad file is refused")
        shown = [self.said()]
        shown += [bench.get("http://127.0.0.1:%d%s" % (self.port, route)) for route in (
            "/metrics", "/api/v1/status/config", "/api/v1/targets", "/api/v1/endpoints", "/api/v1/events", "/api/v1/status/flags",
            "/api/v1/scrape_pools/config?scrapePool=j", "/api/v1/status/runtimeinfo")]
        for text in shown:
            self.assertNotIn("hush", text)
        self.assertIn("<secret>", shown[2])


if __name__ == "__main__":
    unittest.main()
