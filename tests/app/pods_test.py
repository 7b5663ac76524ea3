"""Pod time for a minute, end to end: two kube-state-metrics (their text shape, scripted by the number of the reading) see the same pods, fail,
restart; an agent with the templates is KILLed; and what `meterbench usage` says of each pod is what the exporter itself saw, within an
interval at each edge. A pod's dimension is its name, so that it has a row of its own."""
import json
import os
import signal
import subprocess
import threading
import time
import unittest

import bench

STEP = 0.5         # seconds between readings
OVER = 100         # readings; then there are no pods any more
FAILS = {30, 70, 71, 72, 73}
BOTH_FAIL = {70, 71, 72, 73}
BLANK = {85, 86}   # the first one has restarted and knows no pods yet
KILL_AT = 58


class Pod:
    """begin, end: readings. owners: from which reading on its labels say whom; before the first it has no kube_pod_labels."""

    def __init__(self, name, begin, end, owners, runs=None, ready=None, number=1):
        self.name, self.begin, self.end, self.owners, self.number = name, begin, end, owners, number
        self.states = {"kubernetes_pod_running": runs or [(begin, end)], "kubernetes_pod_ready": ready or [(begin, end)]}
        self.who = 'namespace="shop",pod="%s",uid="%d-6f0c-4a6e-9a4e"' % (name, number)

    def is_there(self, reading):
        return self.begin <= reading < self.end

    def is_on(self, meter, reading):
        return self.is_there(reading) and any(begin <= reading < end for begin, end in self.states[meter])

    def owner(self, reading):
        """Customer and dimension; nobody's has neither."""
        says = [customer for since, customer in self.owners if since <= reading]
        return (says[-1], self.name) if says and says[-1] else ("", "")


PODS = [
    Pod("always", 0, OVER, [(0, "acme")], ready=[(8, OVER)]),
    Pod("crashes", 10, 62, [(10, "globex")], runs=[(10, 28), (36, 62)], ready=[(14, 27), (40, 62)]),
    Pod("moves", 5, 95, [(5, "acme"), (50, "globex")]),
    Pod("again", 20, 40, [(20, "initech")]),
    Pod("again", 45, 66, [(45, "acme")], number=2),
    Pod("untagged", 15, 80, [(15, "")]),
    Pod("late", 25, 55, [(27, "globex")]),
    Pod("brief", 33, 35, [(33, "acme")]),
]
METERS = ("kubernetes_pod_running", "kubernetes_pod_ready")

WORKSPACE = """\
prometheus:
  global: {scrape_interval: 500ms, scrape_timeout: 500ms}
  scrape_configs:
    - job_name: kube-state-metrics
      static_configs: [{targets: ['%s', '%s']}]
billing:
  meters:
    - {template: kubernetes_pod_running}
    - {template: kubernetes_pod_ready}
"""


def body(pods, reading):
    running, labels, ready = "", "", ""
    for pod in pods:
        is_on = [pod.is_on(meter, reading) for meter in METERS]
        running += 'kube_pod_container_status_running{%s,container="db"} %d\n' % (pod.who, is_on[0])
        for condition, value in (("true", is_on[1]), ("false", not is_on[1]), ("unknown", 0)):
            ready += 'kube_pod_status_ready{%s,condition="%s"} %d\n' % (pod.who, condition, value)
        if reading >= pod.owners[0][0]:
            customer, dimension = pod.owner(reading)
            tags = ',label_paigo_customer_id="%s",label_paigo_dimension_id="%s"' % (customer, dimension) if customer else ""
            labels += 'kube_pod_labels{%s,label_app="db"%s} 1\n' % (pod.who, tags)
    return ("# HELP kube_pod_container_status_running [STABLE] Describes whether the container is currently in running state.\n"
            "# TYPE kube_pod_container_status_running gauge\n" + running +
            "# HELP kube_pod_labels [STABLE] Kubernetes labels converted to Prometheus labels.\n"
            "# TYPE kube_pod_labels gauge\n" + labels +
            "# HELP kube_pod_status_ready [STABLE] Describes whether the pod is ready to serve requests.\n"
            "# TYPE kube_pod_status_ready gauge\n" + ready)


class Cluster:
    """Moves on with each reading of the first kube-state-metrics; the second one shows where that is."""

    def __init__(self):
        self.lock = threading.Lock()
        self.times = []  # of the readings

    def first(self, _):
        with self.lock:
            reading = len(self.times)
            self.times.append(time.time())
        return self.answer(reading, FAILS, BLANK)

    def second(self, _):
        with self.lock:
            reading = max(len(self.times) - 1, 0)
        return self.answer(reading, BOTH_FAIL, ())

    @staticmethod
    def answer(reading, fails, blank):
        if reading in fails:
            return 503, "not now", "text/plain"
        pods = [] if reading in blank else [pod for pod in PODS if pod.is_there(reading)]
        return 200, body(pods, reading), "text/plain; version=0.0.4"

    def truth(self, meter):
        """Milliseconds for customer and dimension, and the number of edges: what is so at a reading is so until the next."""
        used, edges = {}, {}
        for pod in PODS:
            before = None
            for reading in range(OVER + 1):
                now = pod.owner(reading) if pod.is_on(meter, reading) else None
                if now is not None:
                    used[now] = used.get(now, 0) + (self.times[reading + 1] - self.times[reading]) * 1000
                if now != before or (reading in BLANK and now is not None):
                    for owner in {now, before} - {None}:
                        edges[owner] = edges.get(owner, 0) + 1
                before = now
        return used, edges


class PodsTest(unittest.TestCase):
    def setUp(self):
        self.folder = bench.Folder()
        self.addCleanup(self.folder.remove)
        self.cluster = Cluster()
        targets = [bench.Target(self.cluster.first), bench.Target(self.cluster.second)]
        for target in targets:
            self.addCleanup(target.close)
        self.workspace = os.path.join(self.folder.path, "workspace.yml")
        with open(self.workspace, "w", encoding="utf-8") as file:
            file.write(WORKSPACE % tuple(target.address for target in targets))

    def agent(self):
        program = bench.Program(self.folder.path, "agent", bench.PROGRAM, "agent", "--workspace=" + self.workspace,
                                "--web.listen-address=127.0.0.1:%d" % bench.free_port(), "--gateway.listen-address=",
                                "--storage.agent.path=" + os.path.join(self.folder.path, "data"))
        self.addCleanup(program.end)
        return program

    def until(self, readings, program):
        bench.eventually(lambda: len(self.cluster.times) >= readings or program.process.poll() is not None, "%d readings" % readings,
                         patience=200)
        self.assertIsNone(program.process.poll(), program.tail())

    def usage(self):
        done = subprocess.run([bench.PROGRAM, "usage", "--storage.agent.path=" + os.path.join(self.folder.path, "data"), "--format=json",
                               "--workspace=" + self.workspace, "--by=customer,dimension,meter"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = {}
        for row in json.loads(done.stdout)["usage"]:
            sums = found.setdefault(row["meter"], {}).setdefault((row["customer"], row["dimension"]), {"usedMs": 0, "inferredMs": 0, "unmeteredMs": 0})
            sums["usedMs"] += float(row["value"]) * 1000
            for name in ("inferredMs", "unmeteredMs"):
                sums[name] += row[name]
        return found

    def test_pods_are_metered_as_the_exporter_saw_them(self):
        program = self.agent()
        self.until(KILL_AT, program)
        program.end(signal.SIGKILL)
        program = self.agent()
        self.until(OVER + 5, program)
        self.assertEqual(program.end(), 0, program.tail())
        usage, times = self.usage(), self.cluster.times
        late = max(times[i + 1] - times[i] for i in range(OVER) if i + 1 != KILL_AT)
        interval = max(STEP, late) * 1000  # as it was
        for meter in METERS:
            truth, edges = self.cluster.truth(meter)
            self.assertEqual({owner for owner, sums in usage[meter].items() if sums["usedMs"]}, set(truth), meter)
            for owner, used in truth.items():
                sums = usage[meter][owner]
                said = "%s of %s: %s, in truth %d, %d edges of %d ms" % (meter, owner, sums, used, edges[owner], interval)
                self.assertLessEqual(sums["usedMs"], used + edges[owner] * interval + sums["inferredMs"], said)
                self.assertGreaterEqual(sums["usedMs"] + sums["unmeteredMs"], used - edges[owner] * interval, said)
        # When both failed for four readings, what was not seen is told as such, and the second one bridged the single failure.
        lost = (times[74] - times[70]) * 1000 - 2 * interval
        for owner in (("acme", "always"), ("globex", "moves"), ("", "")):
            self.assertGreaterEqual(usage["kubernetes_pod_running"][owner]["unmeteredMs"], lost, owner)
        self.assertEqual(usage["kubernetes_pod_running"][("initech", "again")]["unmeteredMs"], 0)


if __name__ == "__main__":
    unittest.main()
