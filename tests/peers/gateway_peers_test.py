"""The gateway beside Debian's programs: the Python client pushes to the Pushgateway and to ours, both say the same as text and as
JSON; Prometheus scrapes ours."""
import json
import os
import pathlib
import re
import tempfile
import unittest
import urllib.request

import prometheus_client
import pushgateway_cases_test as cases

import bench


def ours(folder, *flags):
    port = cases.free_port()
    command = [bench.PROGRAM, "gateway", f"--web.listen-address=127.0.0.1:{port}", f"--gateway.storage-path={folder}", *flags]
    return cases.Peer(command, f"http://127.0.0.1:{port}")


def pushgateway():
    port = cases.free_port()
    program = str(cases.PEERS / "usr/bin/prometheus-pushgateway")
    return cases.Peer([program, f"--web.listen-address=127.0.0.1:{port}", "--log.level=error", "--web.enable-admin-api",
                       "--persistence.file="],
                      f"http://127.0.0.1:{port}")


def without_stamps(text):
    text = re.sub(r"^(push(?:_failure)?_time_seconds\{.*\}) .*$", r"\1 T", text, flags=re.MULTILINE)
    text = re.sub(r'"time_stamp":"[^"]*"', '"time_stamp":"T"', text)
    return re.sub(r'(_time_seconds":\{[^}]*?"metrics":\[\{"labels":\{[^}]*\},"value":)"[^"]*"', r'\1"T"', text)


class GatewayPeersTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def peer(self, started):
        self.addCleanup(started.stop)
        return started

    def both(self):
        return self.peer(pushgateway()), self.peer(ours(self.folder / "data", "--gateway.mode=pushgateway", "--web.enable-admin-api"))

    @staticmethod
    def registry():
        registry = prometheus_client.CollectorRegistry()
        counter = prometheus_client.Counter("work", "Work done.", ["kind"], registry=registry)
        counter.labels("wood").inc(3)
        counter.labels('st"one\n').inc(2.5)
        prometheus_client.Gauge("level", "A level.", registry=registry).set(-4)
        histogram = prometheus_client.Histogram("took_seconds", "Time.", buckets=(0.1, 1), registry=registry)
        histogram.observe(0.05)
        histogram.observe(5)
        prometheus_client.Summary("size_bytes", "Sizes.", registry=registry).observe(7)
        prometheus_client.Info("build", "The build.", registry=registry).info({"version": "1"})
        prometheus_client.Enum("state", "The state.", states=["on", "off"], registry=registry).state("off")
        return registry

    def same(self, there, here, what):
        self.assertEqual([without_stamps(line) for line in there.exposition()],
                         [without_stamps(line) for line in here.exposition()], what)

    def test_the_python_client_pushes_adds_and_deletes(self):
        there, here = self.both()
        registry = self.registry()
        steps = [
            ("push", lambda at: prometheus_client.push_to_gateway(at, "a", registry, {"instance": "x/y", "none": ""})),
            ("another", lambda at: prometheus_client.push_to_gateway(at, "b", registry)),
            ("add", lambda at: prometheus_client.pushadd_to_gateway(at, "a", registry)),
            ("delete", lambda at: prometheus_client.delete_from_gateway(at, "b")),
        ]
        for what, step in steps:
            for peer in (there, here):
                step(peer.url.removeprefix("http://"))
            self.same(there, here, what)
        self.assertIn("work_total", "".join(here.exposition()))

    def test_the_json_is_the_same(self):
        there, here = self.both()
        registry = self.registry()
        for peer in (there, here):
            prometheus_client.push_to_gateway(peer.url.removeprefix("http://"), "a", registry, {"instance": "1"})
            self.assertEqual(peer.request("POST", "/metrics/job/a/instance/1", b"work_total 3\nlevel{ 4\n")[0], 400)
            self.assertEqual(peer.request("PUT", "/metrics/job/b", b"# TYPE took_seconds gauge\ntook_seconds 3\n")[0], 400)
        answers = []
        for peer in (there, here):
            status, text = peer.request("GET", "/api/v1/metrics")
            self.assertEqual(status, 200)
            answer = json.loads(without_stamps(text))
            answer["data"].sort(key=lambda group: json.dumps(group["labels"]))
            answers.append(answer)
        self.maxDiff = None
        self.assertEqual(answers[0], answers[1])
        for peer in (there, here):
            status = json.loads(peer.request("GET", "/api/v1/status")[1])
            self.assertEqual(status["status"], "success")
            self.assertEqual(sorted(status["data"]), ["build_information", "flags", "start_time"])

    def test_the_other_routes_answer_alike(self):
        there, here = self.both()
        for peer in (there, here):
            prometheus_client.push_to_gateway(peer.url.removeprefix("http://"), "a", self.registry())
        rows = [("GET", "/-/healthy"), ("GET", "/-/ready"), ("GET", "/metrics/job/a"), ("PUT", "/metrics"), ("PUT", "/metrics/instance/a"),
                ("POST", "/-/quit"), ("PUT", "/-/quit"), ("DELETE", "/metrics/job/nobody"),
                ("PUT", "/metrics/job/a/b"), ("PUT", "/api/v1/admin/wipe"), ("GET", "/api/v1/admin/wipe")]
        for method, path in rows:
            with self.subTest(method + " " + path):
                body = b"" if method in ("PUT", "POST") else None
                self.assertEqual(there.request(method, path, body)[0], here.request(method, path, body)[0])
        # The Pushgateway answers a wipe before it has done it (api/v1/api.go submits a request for each group).
        bench.eventually(lambda: not [line for line in there.exposition() if "work_total" in line], "the wipe of the Pushgateway")
        self.same(there, here, "after the wipe")

    def test_prometheus_scrapes_it(self):
        here = self.peer(ours(self.folder / "data"))
        for _ in range(3):
            self.assertEqual(here.request("PUT", "/metrics/job/a", b"# TYPE jobs_total counter\njobs_total 1\n")[0], 202)
        made = {"metric_type": 4, "metric_name": "state", "value": "up", "states": ["up", "down"], "labels": {"node": "n1"}}
        self.assertEqual(here.request("POST", "/create_metric", json.dumps(made).encode(), {"Content-Type": "application/json"})[0], 200)
        config = self.folder / "prometheus.yml"
        config.write_text("global: {scrape_interval: 1s}\nscrape_configs:\n- job_name: g\n  honor_labels: true\n  static_configs:\n"
                          f"  - targets: ['{here.url.removeprefix('http://')}']\n")
        port = cases.free_port()
        there = self.peer(cases.Peer(
            [str(cases.PEERS / "usr/bin/prometheus"), f"--config.file={config}", f"--storage.tsdb.path={self.folder / 'tsdb'}",
             f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"], f"http://127.0.0.1:{port}"))

        def found(query):
            with urllib.request.urlopen(f"{there.url}/api/v1/query?query={query}", timeout=60) as answer:
                return [row["value"][1] for row in json.load(answer)["data"]["result"]]

        bench.eventually(lambda: found("jobs_total"), "Prometheus has the pushed counter")
        self.assertEqual(found('jobs_total{job="a"}'), ["3"])
        self.assertEqual(found('state{node="n1",state="up"}'), ["1"])
        self.assertEqual(found('up{job="g"}'), ["1"])


if __name__ == "__main__":
    unittest.main()
