"""From real exporters to the bill, through a real nginx. A Python process with prometheus_client and Debian's node_exporter are scraped and
metered by `meterbench agent`, in a rehearsal: an hour of the day passes in six seconds, so that hours end. Samples (remote write) and usage
records leave over TLS with OAuth2 for nginx, behind which `meterbench billing-endpoint` keeps its ledger. In the middle the receiver is
killed, tokens end, answers get lost and the agent is killed while a record is under way.

At the end metered, sent, accepted and billed are the same: by `meterbench reconcile`, by the bodies that nginx wrote down, by what follows
from the raw samples in them, and by what the exporters say that they counted. Then the windows are metered a second time from the log."""
import collections
import decimal
import json
import os
import re
import signal
import subprocess
import time
import unittest
import urllib.request

import bench
import front
import wire

SECRET = "s3cr:t &+%"
PACE = 600
NODE = bench.PEERS + "/usr/bin/prometheus-node-exporter"
SUMS = ("metered", "sent", "accepted", "billed")

# USR1: begin to count; USR2: a customer comes; HUP: nothing is counted any more, and the truth is written.
EXPORTER = """\
import json, os, signal, sys, threading, time
import prometheus_client as client
calls = client.Counter("api_calls", "calls", ["paigoCustomerID", "paigoDimensionId"])
seconds = client.Counter("cpu_seconds", "seconds", ["paigoCustomerID", "paigoDimensionId"])
nobodys = client.Counter("internal_calls", "calls")
rates = {}
eighths = {}
told = {"ends": False}
def begin(*_): rates.update({("acme", "calls"): 24, ("globex", "calls"): 40, ("acme", "cpu"): 1})
def come(*_): rates[("initech", "calls")] = 56
def end(*_): told["ends"] = True
for number, what in ((signal.SIGUSR1, begin), (signal.SIGUSR2, come), (signal.SIGHUP, end)):
    signal.signal(number, what)
for customer in ("acme", "globex"):
    calls.labels(customer, "calls")
seconds.labels("acme", "cpu")
client.start_http_server(int(sys.argv[1]), "127.0.0.1")
while not told["ends"]:
    for (customer, dimension), rate in list(rates.items()):
        (seconds if dimension == "cpu" else calls).labels(customer, dimension).inc(rate / 8)
        eighths[customer + " " + dimension] = eighths.get(customer + " " + dimension, 0) + rate
        nobodys.inc()
    time.sleep(0.02)
with open(sys.argv[2] + ".part", "w") as out:
    json.dump(eighths, out)
os.rename(sys.argv[2] + ".part", sys.argv[2])
while True:
    signal.pause()
"""

WORKSPACE = """\
prometheus:
  global: {scrape_interval: 2m, scrape_timeout: 10s}
  scrape_configs:
    - job_name: app
      static_configs: [{targets: ['127.0.0.1:%(app)d']}]
    - job_name: node
      static_configs:
        - targets: ['127.0.0.1:%(node)d']
          labels: {paigoCustomerID: globex, paigoDimensionId: host}
  remote_write:
    - url: %(front)s/
      metadata_config: {send: false}
      queue_config: {max_backoff: 200ms, batch_send_deadline: 200ms}
      tls_config: {ca_file: ca.pem}
      oauth2: &oauth
        client_id: me
        client_secret_file: secret
        token_url: %(front)s/oauth/token
        tls_config: {ca_file: ca.pem}
billing:
  meters:
    - {name: calls, selector: api_calls_total, unit: call, counts_first: true, max_gap_steps: 25}
    - {name: cpu, selector: cpu_seconds_total, unit: second, max_gap_steps: 25}
    - {name: internal, selector: internal_calls_total, max_gap_steps: 25}
    - template: host_compute_time
      max_gap_steps: 25
    - {name: switches, selector: node_context_switches_total, dimension: switches, max_gap_steps: 25}
  endpoints:
    - name: billing
      service: paigo
      url: %(front)s/usage
      timeout: 5s
      tls_config: {ca_file: ca.pem}
      oauth2: *oauth
"""

COUNTED = {("acme", "calls"), ("globex", "calls"), ("initech", "calls"), ("acme", "cpu")}
HOST, SWITCHES = ("globex", "host"), ("globex", "switches")


class Workings(unittest.TestCase):
    """The programs, and how to ask them."""

    maxDiff = None

    def setUp(self):
        self.folder = bench.Folder()
        self.addCleanup(self.folder.remove)
        self.programs = 0
        front.authority(self.folder.path)
        self.folder.file("secret", SECRET)
        self.since = int(time.time())
        self.billing_port = bench.free_port()
        self.front = front.Front(self.folder.path, self.billing_port)
        self.addCleanup(self.front.end)
        self.app_port, self.node_port = bench.free_port(), bench.free_port()
        self.truth_file = os.path.join(self.folder.path, "truth")
        self.workspace = self.folder.file("workspace.yml", WORKSPACE % {
            "app": self.app_port, "node": self.node_port, "front": self.front.url})
        self.data = os.path.join(self.folder.path, "data")

    def start(self, name, *words):
        self.programs += 1
        program = bench.Program(self.folder.path, "%s-%d" % (name, self.programs), *words)
        self.addCleanup(program.end)
        return program

    def exporters(self):
        self.app = self.start("app", "/usr/bin/python3", "-c", EXPORTER, str(self.app_port), self.truth_file)
        self.node = self.start("node", NODE, "--web.listen-address=127.0.0.1:%d" % self.node_port, "--collector.disable-defaults",
                               "--collector.stat")
        bench.eventually(lambda: "api_calls_total" in bench.get("http://127.0.0.1:%d/metrics" % self.app_port), "it exports")
        bench.eventually(lambda: "node_boot_time_seconds" in bench.get("http://127.0.0.1:%d/metrics" % self.node_port), "node exports")

    def billing(self, token_seconds):
        program = self.start("billing", bench.PROGRAM, "billing-endpoint", "--web.listen-address=127.0.0.1:%d" % self.billing_port,
                             "--storage.path=" + os.path.join(self.folder.path, "ledger"), "--client-id=me",
                             "--client-secret-file=" + os.path.join(self.folder.path, "secret"), "--token.expires-in=%d" % token_seconds)
        bench.eventually(lambda: bench.get("http://127.0.0.1:%d/-/ready" % self.billing_port), "the endpoint is ready")
        return program

    def agent(self):
        port = bench.free_port()
        program = self.start("agent", bench.PROGRAM, "agent", "--workspace=" + self.workspace, "--web.listen-address=127.0.0.1:%d" % port,
                             "--gateway.listen-address=", "--storage.agent.path=" + self.data, "--rehearsal.pace=%d" % PACE,
                             "--rehearsal.since=%d" % self.since)
        bench.eventually(lambda: program.process.poll() is not None or bench.ready(port), "the agent is ready")
        self.assertIsNone(program.process.poll(), program.tail())
        return program

    def ask(self, *words):
        done = subprocess.run([bench.PROGRAM, *words, "--storage.agent.path=" + self.data], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def usage(self):
        code, out, _ = self.ask("usage", "--format=json", "--workspace=" + self.workspace)
        return json.loads(out)["usage"] if code == 0 else []

    def metered(self):
        sums = collections.Counter()
        for row in self.usage():
            sums[row["customer"], row["dimension"]] += decimal.Decimal(row["value"])
        return sums

    def closed(self):
        """What of globex's calls is in windows that are over."""
        return sum(decimal.Decimal(row["value"]) for row in self.usage() if (row["customer"], row["dimension"]) == ("globex", "calls") and not row["open"])

    def to_billing(self, path, body):
        """Past nginx, so that nothing of the test stands in its file."""
        asked = urllib.request.Request("http://127.0.0.1:%d%s" % (self.billing_port, path), body and json.dumps(body).encode(),
                                       headers={"Content-Type": "application/json"})
        if path != "/oauth/token":
            token = self.to_billing("/oauth/token", {"grant_type": "client_credentials", "client_id": "me", "client_secret": SECRET})
            asked.add_header("Authorization", "Bearer " + token["access_token"])
        with urllib.request.urlopen(asked, timeout=bench.PATIENCE) as answer:
            return json.loads(answer.read() or b"null")

    def fault(self, kind, requests):
        self.to_billing("/-/fault", {"kind": kind, "requests": requests})

    def ledger(self):
        return {(row["customerId"], row["dimensionId"]): decimal.Decimal(row["sum"]) for row in self.to_billing("/api/v1/ledger", None)["usage"]}

    def taken(self):
        return sum(row["count"] for row in self.to_billing("/api/v1/ledger", None)["usage"])

    def sent_usage(self, *statuses):
        return [one for one in self.front.requests("/usage") if one.upstream in statuses]

    def rows(self):
        """Of reconcile, once nothing is open or waits."""
        code, out, words = self.ask("reconcile", "--format=json", "--workspace=" + self.workspace)
        if code != 0:
            self.last = words
            return None
        self.last = rows = json.loads(out)["endpoints"][0]["rows"]
        waits = any(row["open"] != "0" or any(one["cause"] == "waiting to be sent" for one in row["differences"]) for row in rows)
        return None if waits else rows

    def settled(self):
        try:
            return bench.eventually(self.rows, "everything is closed and sent")
        except AssertionError as late:
            raise AssertionError("%s: %s" % (late, self.last)) from None


class Recount:
    """What follows from the requests that nginx wrote down, with nothing of Meterbench's."""

    def __init__(self, requests):
        self.keys = {}
        self.bodies = {}
        self.series = {}
        for one in requests:
            if one.path == "/usage":
                assert self.bodies.setdefault(one.key, one.body) == one.body, "another body under the key " + one.key
                if one.upstream == 201:
                    self.keys[one.key] = json.loads(one.body)
            elif one.path == "/" and one.upstream == 204:
                for labels, samples in wire.write_request(one.body):
                    self.series.setdefault(labels, {}).update({sample.timestamp: sample for sample in samples})

    def billed(self):
        sums = collections.Counter()
        for record in self.keys.values():
            sums[record["customerId"], record["dimensionId"]] += decimal.Decimal(record["recordValue"])
        return sums

    def samples(self, name, **labels):
        """Of each series with these labels, by time."""
        for known, samples in self.series.items():
            if {"__name__": name, **labels}.items() <= dict(known).items():
                yield dict(known), [samples[stamp] for stamp in sorted(samples)]

    @staticmethod
    def growth(samples, counts_first):
        """The sum of the positive steps of a counter."""
        values = [decimal.Decimal(repr(one.value)) for one in samples if not one.stale]
        return (values[0] if counts_first else 0) + sum(max(now - before, decimal.Decimal(0)) for before, now in zip(values, values[1:]))

    @staticmethod
    def seconds(samples):
        """From each sample to the next one, however late. Where the target fails for good: to the failure, but not beyond a step, the
        middle one of the last five."""
        good = [one.timestamp for one in samples if not one.stale]
        gaps = [now - before for before, now in zip(good, good[1:])]
        end = [one.timestamp for one in samples if one.stale]
        assert len(end) <= 1 and (not end or end[0] > good[-1]), "the target fails once, at the end"
        last = min(end[0] - good[-1], sorted(gaps[-5:])[2]) if end else 0
        return decimal.Decimal(sum(gaps) + last) / 1000

    def expected(self):
        sums = collections.Counter()
        for name, counts_first in (("api_calls_total", True), ("cpu_seconds_total", False)):
            for labels, samples in self.samples(name):
                sums[labels["paigoCustomerID"], labels["paigoDimensionId"]] += self.growth(samples, counts_first)
        for _, samples in self.samples("node_context_switches_total"):
            sums[SWITCHES] += self.growth(samples, False)
        for _, samples in self.samples("node_boot_time_seconds"):
            sums[HOST] += self.seconds(samples)
        return sums


def context_switches():
    """Of this machine, as the kernel says it."""
    with open("/proc/stat", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("ctxt "))


@unittest.skipUnless(front.program() and os.path.exists(NODE), "Debian's nginx and node_exporter are not unpacked; tests/peers/fetch.sh does")
class BillingEndToEndTest(Workings):
    def test_metered_is_sent_is_accepted_is_billed(self):
        switches_before = context_switches()
        self.exporters()
        billing = self.billing(3600)
        agent = self.agent()
        bench.eventually(lambda: self.metered()[HOST] > 0, "the host is metered")
        self.app.process.send_signal(signal.SIGUSR1)
        for kind, requests in (("503", 2), ("partial", 2), ("reset", 2), ("401", 1), ("429:1", 1)):
            self.fault(kind, requests)
        bench.eventually(lambda: self.taken() >= 3, "an hour has ended, and its records are taken")
        self.app.process.send_signal(signal.SIGUSR2)
        billing.end(signal.SIGKILL)
        closed = self.closed()
        bench.eventually(lambda: self.closed() > closed and self.front.requests()[-1].status == 502, "an hour ends, and its records find nobody")
        self.billing(2)  # knows none of the tokens that are out; those that it makes end soon
        before = len(self.sent_usage(201))
        bench.eventually(lambda: len(self.sent_usage(201)) > before, "they are taken now")
        self.fault("slow:1500", 6)
        taken = self.taken()
        bench.eventually(lambda: self.taken() > taken, "a record is taken, and not answered yet")
        agent.end(signal.SIGKILL)
        agent = self.agent()
        for _ in range(2):  # of the hours from here on the log has all samples
            closed = self.closed()
            bench.eventually(lambda: self.closed() > closed, "an hour ends")
        self.app.process.send_signal(signal.SIGHUP)
        truth = bench.eventually(self.truth, "the exporter has written what it counted")
        bench.eventually(lambda: all(self.metered()[owner] == truth[owner] for owner in COUNTED), "all of it is metered")
        self.app.end()
        self.node.end()
        rows = self.settled()
        switches = context_switches() - switches_before
        agent.end()
        self.judge(rows, truth, switches)
        self.judge_faults()
        self.judge_windows()

    def truth(self):
        if not os.path.exists(self.truth_file):
            return None
        with open(self.truth_file, encoding="utf-8") as file:
            return {tuple(owner.split()): decimal.Decimal(eighths) / 8 for owner, eighths in json.load(file).items()}

    def judge(self, rows, truth, switches):
        """All counts of everybody."""
        self.assertEqual(COUNTED, set(truth))
        recount = Recount(self.front.requests())
        billed, expected, ledger = recount.billed(), recount.expected(), self.ledger()
        self.assertEqual(COUNTED | {HOST, SWITCHES}, set(ledger))
        self.assertEqual(ledger, dict(billed))
        self.assertEqual(ledger, {owner: expected[owner] for owner in ledger})
        self.assertEqual({owner: ledger[owner] for owner in COUNTED}, truth)
        self.assertTrue(0 < ledger[SWITCHES] <= switches, (ledger[SWITCHES], switches))
        for row in rows:
            owner = (row["customer"], row["dimension"])
            if owner[0]:
                self.assertEqual([ledger[owner]] * 4, [decimal.Decimal(row[sum]) for sum in SUMS], row)
                self.assertEqual([], row["differences"])
        self.assertEqual(set(ledger), {(row["customer"], row["dimension"]) for row in rows if row["customer"]})

    def judge_faults(self):
        """All that was to go wrong went wrong."""
        usage = self.front.requests("/usage")
        self.assertGreater(len([one for one in self.front.requests() if one.status == 502]), 0)
        self.assertGreater(len([one for one in self.front.requests() if one.upstream == 401]), 1)  # the one asked for, and the lost tokens
        keys = [one.key for one in usage if one.upstream == 201]
        self.assertGreater(len(keys), len(set(keys)))  # taken, and sent again
        tokens = [one for one in self.front.requests("/oauth/token") if one.upstream == 200]
        self.assertGreater(len(tokens), 4)

    def judge_windows(self):
        """Metered a second time from the log; then the journal by itself."""
        code, out, words = self.ask("usage", "--recompute", "--workspace=" + self.workspace)
        self.assertEqual(0, code, out + words)
        compared = re.match(r"(\d+) windows recomputed, all the same\.", out)
        self.assertTrue(compared, out)
        self.assertGreater(int(compared.group(1)), 10)
        code, out, words = self.ask("usage", "--verify")
        self.assertEqual(0, code, out + words)


if __name__ == "__main__":
    unittest.main()
