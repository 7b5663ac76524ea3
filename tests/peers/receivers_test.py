"""node_exporter and a program that uses prometheus_client, in both formats, through our agent into Prometheus's remote-write
receiver and into VictoriaMetrics: what can be queried there equals a direct scrape, read by prometheus_client's own parsers."""
import json
import math
import re
import threading
import time
import unittest
import urllib.parse
import urllib.request

import prometheus_client
import prometheus_client.openmetrics.parser as openmetrics_parser
import prometheus_client.parser as text_parser
from prometheus_client.exposition import MetricsHandler

import bench

REPORT = {"up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling",
          "scrape_series_added"}
EXTERNAL = {"cluster": "peers", "replica": "a"}
OPENMETRICS = "application/openmetrics-text; version=1.0.0"

# Gauges of node_exporter that do not move; of the other types those are compared that did not move between two scrapes.
CONSTANT_GAUGES = {"node_boot_time_seconds", "node_memory_MemTotal_bytes", "node_exporter_build_info", "node_uname_info",
                   "node_os_info", "node_network_info", "node_network_mtu_bytes", "node_filesystem_size_bytes",
                   "process_start_time_seconds", "process_max_fds", "go_info", "node_dmi_info", "node_cpu_info"}

CONFIG = """
global:
  scrape_interval: 1s
  external_labels: {cluster: peers, replica: a}
remote_write:
  - {url: '%s'}
  - {url: '%s'}
scrape_configs:
  - job_name: node
    static_configs: [{targets: ['%s']}]
  - job_name: python_text
    scrape_protocols: [PrometheusText0.0.4]
    static_configs: [{targets: ['%s']}]
  - job_name: python_openmetrics
    scrape_protocols: [OpenMetricsText1.0.0]
    static_configs: [{targets: ['%s']}]
"""


class PythonProgram:
    """One metric of each type of prometheus_client, with values and labels that are easy to spoil; they never change."""

    def __init__(self):
        registry = prometheus_client.CollectorRegistry()
        counter = prometheus_client.Counter("orders", "Orders, by\ncustomer \\ country.", ["customer"], registry=registry)
        counter.labels('say "hi"\\\n').inc(12345678.25)
        counter.labels("Grüße €").inc(1e17)
        counter.labels("").inc()
        gauge = prometheus_client.Gauge("temperature_celsius", "", ["place", "a", "Z"], registry=registry)
        for place, value in [("x", -273.15), ("y", math.inf), ("z", -math.inf), ("tiny", 5e-324), ("exact", 0.1 + 0.2)]:
            gauge.labels(place, "1", "2").set(value)
        histogram = prometheus_client.Histogram("latency_seconds", "How long.", ["route"], registry=registry)
        for value in (0.001, 0.005, 0.3, 1, 2.5, 99):
            histogram.labels("/a?b=c{d}").observe(value)
        summary = prometheus_client.Summary("size_bytes", "How large.", registry=registry)
        summary.observe(10)
        summary.observe(0.5)
        prometheus_client.Info("build", "Of what.", registry=registry).info({"version": "1.2", "revision": "abc"})
        prometheus_client.Enum("state", "Which.", states=["starting", "running"], registry=registry).state("running")
        self.server = bench._Server(("127.0.0.1", 0), MetricsHandler.factory(registry))
        self.address = "127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def go_number(text):
    """le and quantile as 3.x writes them: always with a point or an exponent."""
    return text if any(c in text for c in ".eIN") else text + ".0"


def direct(address, accept="text/plain;version=0.0.4"):
    """{series as sorted pairs: (value, type)} of one scrape that goes past the agent."""
    body = bench.get("http://%s/metrics" % address, Accept=accept)
    parser = openmetrics_parser if "openmetrics" in accept else text_parser
    series = {}
    for family in parser.text_string_to_metric_families(body):
        for sample in family.samples:
            labels = {name: go_number(value) if name in ("le", "quantile") else value
                      for name, value in sample.labels.items() if value}
            name = sample.name
            if "\n%s " % name not in body and "\n%s{" % name not in body:
                name = name[:-len("_total")]  # the parser's addition to counters of the old style
            series[tuple(sorted({**labels, "__name__": name}.items()))] = (sample.value, family.type)
    return series


class Store:
    """What both receivers answer; at: milliseconds. Each finds in its way when a target was last seen up (last_scrape) and
    the samples with exactly this time (exactly_at)."""

    def __init__(self, port):
        self.base = "http://127.0.0.1:%d" % port

    def ask(self, path, **question):
        return bench.get(self.base + path + "?" + urllib.parse.urlencode(question))

    def query(self, expression, at):
        answer = json.loads(self.ask("/api/v1/query", query=expression, time="%.3f" % (at / 1000), nocache="1"))
        return [(row["metric"], float(row["value"][1])) for row in answer["data"]["result"]]

    def count(self, job, at):
        return self.query('count({job="%s"})' % job, at)[0][1]

    def series_at(self, job, at):
        """{series without the agent's labels: value} of the scrape at this millisecond, and the labels taken off."""
        found, added = {}, set()
        for labels, value in self.exactly_at(job, at):
            added.add(tuple((name, labels.pop(name, None)) for name in ("job", "instance", *EXTERNAL)))
            found[tuple(sorted(labels.items()))] = value
        return found, added


class Prometheus(Store):
    def __init__(self, folder, port):
        super().__init__(port)
        empty = folder.file("empty.yml", "")
        self.program = bench.Program(folder.path, "prometheus", bench.PEERS + "/usr/bin/prometheus", "--config.file=" + empty,
                                     "--storage.tsdb.path=" + folder.path + "/prometheus", "--log.level=warn",
                                     "--web.listen-address=127.0.0.1:%d" % port, "--web.enable-remote-write-receiver")
        self.write_url = self.base + "/api/v1/write"

    def is_ready(self):
        return self.ask("/-/ready")

    def samples(self, selector, span, at):
        answer = json.loads(self.ask("/api/v1/query", query=selector + span, time="%.3f" % (at / 1000)))
        return [(row["metric"], round(stamp * 1000), float(value))
                for row in answer["data"]["result"] for stamp, value in row["values"]]

    def last_scrape(self, job):
        ups = self.samples('up{job="%s"}' % job, "[1m]", time.time() * 1000)
        return max((stamp for _, stamp, value in ups if value == 1), default=0)

    def exactly_at(self, job, at):
        return [(labels, value) for labels, stamp, value in self.samples('{job="%s"}' % job, "[1ms]", at) if stamp == at]


class VictoriaMetrics(Store):
    def __init__(self, folder, port):
        super().__init__(port)
        self.program = bench.Program(folder.path, "victoria-metrics", bench.PEERS + "/usr/bin/victoria-metrics",
                                     "-storageDataPath=" + folder.path + "/victoria", "-httpListenAddr=127.0.0.1:%d" % port,
                                     "-search.latencyOffset=1ms", "-memory.allowedBytes=256MB", "-loggerLevel=WARN")
        self.write_url = self.base + "/api/v1/write"

    def is_ready(self):
        return self.ask("/health")

    def last_scrape(self, job):
        self.ask("/internal/force_flush")
        return max((stamp for row in self.export('up{job="%s"}' % job)
                    for stamp, value in zip(row["timestamps"], row["values"]) if value == 1), default=0)

    def export(self, selector, **span):
        lines = self.ask("/api/v1/export", **{"match[]": selector, **span})
        # It writes infinities as Go does, which is no JSON.
        return [json.loads(re.sub(r"(?<=[\[,])([+-]?)Inf(?=[],])", r'"\1Inf"', line)) for line in lines.splitlines()]

    def exactly_at(self, job, at):
        moment = "%.3f" % (at / 1000)
        for row in self.export('{job="%s"}' % job, start=moment, end=moment):
            for stamp, value in zip(row["timestamps"], row["values"]):
                if stamp == at:
                    yield row["metric"], float(value)


class ReceiversTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = bench.Folder()
        cls.programs = []
        cls.python = PythonProgram()
        node = bench.free_port()
        cls.programs.append(bench.Program(cls.folder.path, "node", bench.PEERS + "/usr/bin/prometheus-node-exporter",
                                          "--web.listen-address=127.0.0.1:%d" % node, "--log.level=warn"))
        cls.node = "127.0.0.1:%d" % node
        bench.eventually(lambda: direct(cls.node), "node_exporter answers")
        cls.stores = [Prometheus(cls.folder, bench.free_port()), VictoriaMetrics(cls.folder, bench.free_port())]
        cls.programs += [store.program for store in cls.stores]
        for store in cls.stores:
            bench.eventually(store.is_ready, "%s is ready\n%s" % (type(store).__name__, store.program.tail()))
        config = cls.folder.file("agent.yml", CONFIG % (*(store.write_url for store in cls.stores), cls.node,
                                                        cls.python.address, cls.python.address))
        cls.programs.append(bench.start_ours(cls.folder, config, bench.free_port()))

    @classmethod
    def tearDownClass(cls):
        for program in reversed(cls.programs):
            program.end()
        cls.python.close()
        cls.folder.remove()

    def both_sides(self, store, job, scrape):
        """A direct scrape, the first scrape by the agent after it as the receiver has it, and a direct scrape after that."""
        before = scrape()
        begin = time.time() * 1000
        at = bench.eventually(lambda: (lambda last: last if last > begin else 0)(store.last_scrape(job)),
                              "%s has a scrape of %s\n%s" % (type(store).__name__, job, self.programs[-1].tail()))
        # Another scrape behind it: this one is complete, for requests come in order.
        bench.eventually(lambda: store.last_scrape(job) > at, "%s has one more scrape of %s" % (type(store).__name__, job))
        arrived, added = store.series_at(job, at)
        self.assertEqual(store.count(job, at), len(arrived))
        return before, arrived, added, scrape()

    def check_added_labels(self, job, address, added):
        self.assertEqual(added, {(("job", job), ("instance", address), *EXTERNAL.items())})

    def check_value(self, store, labels, arrived, served):
        if isinstance(store, VictoriaMetrics) and math.isfinite(served):
            # It keeps decimal numbers: about 15 digits, and nothing that is smaller than its exponents reach.
            self.assertTrue(math.isclose(arrived, served, rel_tol=1e-14, abs_tol=1e-300), (labels, arrived, served))
        else:
            self.assertEqual(arrived, served, labels)

    def check_report(self, store, job, arrived):
        values = {dict(labels)["__name__"]: value for labels, value in arrived.items()}
        self.assertLessEqual(REPORT, set(values))
        self.assertEqual(values["up"], 1)
        self.assertEqual(values["scrape_samples_scraped"], len(arrived) - len(REPORT))
        self.assertEqual(values["scrape_samples_post_metric_relabeling"], len(arrived) - len(REPORT))
        self.assertIn(values["scrape_series_added"], (0, len(arrived) - len(REPORT)))  # the first scrape adds all of them
        self.assertTrue(0 < values["scrape_duration_seconds"] < 60)
        return {labels: value for labels, value in arrived.items() if dict(labels)["__name__"] not in REPORT}

    def check_python_program(self, job, accept):
        for store in self.stores:
            with self.subTest(type(store).__name__):
                before, arrived, added, after = self.both_sides(store, job, lambda: direct(self.python.address, accept))
                self.assertEqual(before, after)
                self.assertGreater(len(before), 30)
                self.check_added_labels(job, self.python.address, added)
                arrived = self.check_report(store, job, arrived)
                self.assertEqual(set(arrived), set(before))
                for labels, (served, _) in before.items():
                    self.check_value(store, labels, arrived[labels], served)

    def test_python_program_in_text(self):
        self.check_python_program("python_text", "text/plain;version=0.0.4")

    def test_python_program_in_openmetrics(self):
        self.check_python_program("python_openmetrics", OPENMETRICS)

    def test_node_exporter(self):
        for store in self.stores:
            with self.subTest(type(store).__name__):
                before, arrived, added, after = self.both_sides(store, "node", lambda: direct(self.node))
                self.check_added_labels("node", self.node, added)
                arrived = self.check_report(store, "node", arrived)
                # Devices and processes of this machine may come and go meanwhile; nothing else.
                self.assertLessEqual(set(before) & set(after), set(arrived))
                self.assertLessEqual(set(arrived), set(before) | set(after))
                compared = 0
                for labels in set(before) & set(after):
                    (served, kind), (later, _) = before[labels], after[labels]
                    if served == later and (kind == "counter" or dict(labels)["__name__"] in CONSTANT_GAUGES):
                        self.check_value(store, labels, arrived[labels], served)
                        compared += 1
                self.assertGreater(compared, 20)
                boot = [value for labels, value in arrived.items() if dict(labels)["__name__"] == "node_boot_time_seconds"]
                self.assertEqual(len(boot), 1)


if __name__ == "__main__":
    unittest.main()
