"""`meterbench gateway` as its users meet it: pushes that merge, by curl and by Python's client library; what survives KILL; who may
ask; TLS; flags, variables and files; the agent that forwards what was pushed."""
import base64
import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import unittest
import urllib.error
import urllib.parse
import urllib.request

import prometheus_client
from prometheus_client.parser import text_string_to_metric_families

import bench

COUNTER = "# TYPE jobs_total counter\njobs_total 1\n"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body


def ask(port, method, path, body=b"", **headers):
    """One request on a connection of its own; every status is an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=bench.PATIENCE)
    try:
        connection.request(method, path, body=body.encode() if isinstance(body, str) else body,
                           headers={name.replace("_", "-"): value for name, value in headers.items()})
        got = connection.getresponse()
        return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read().decode())
    finally:
        connection.close()


def samples(text):
    """{name{labels}: value} of an exposition, by the client library's parser."""
    return {(sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(text) for sample in family.samples}


def basic(user):
    return "Basic " + base64.b64encode(user.encode()).decode()


class GatewayTest(unittest.TestCase):
    def setUp(self):
        self.folder = bench.Folder()
        self.addCleanup(self.folder.remove)
        self.programs = []
        self.addCleanup(lambda: [program.end() for program in self.programs])

    def start(self, *flags, data="data", env=None):
        """On a free port; the program and its port."""
        port = bench.free_port()
        program = bench.Program(self.folder.path, "gateway", *(["env"] + env if env else []), bench.PROGRAM, "gateway",
                                "--web.listen-address=127.0.0.1:%d" % port,
                                "--gateway.storage-path=" + os.path.join(self.folder.path, data), *flags)
        self.programs.append(program)
        bench.eventually(lambda: program.process.poll() is not None or bench.get("http://127.0.0.1:%d/-/ready" % port), "ready")
        self.assertIsNone(program.process.poll(), program.tail())
        return program, port

    def metrics(self, port):
        return samples(ask(port, "GET", "/metrics").body)

    # pushes

    def test_pushes_are_merged_by_every_way_to_push(self):
        _, port = self.start()
        for method in ("PUT", "POST"):
            for path in ("/metrics", "/metrics/", "/metrics/job/a", "/metrics/job/a/"):
                answer = ask(port, method, path, COUNTER)
                self.assertEqual((answer.status, answer.body), (202, ""), (method, path))
        self.assertEqual(self.metrics(port), {("jobs_total", ()): 4.0, ("jobs_total", (("job", "a"),)): 4.0})

    def test_packed_bodies(self):
        _, port = self.start()
        self.assertEqual(ask(port, "POST", "/metrics", gzip.compress(COUNTER.encode()), Content_Encoding="gzip").status, 202)
        self.assertEqual(self.metrics(port), {("jobs_total", ()): 1.0})
        broken = ask(port, "POST", "/metrics", b"no gzip", Content_Encoding="gzip")
        self.assertEqual(broken.status, 400)
        unknown = ask(port, "POST", "/metrics", COUNTER, Content_Encoding="br")
        self.assertEqual(unknown.status, 415)
        self.assertIn("gzip", unknown.body)

    def test_a_refused_push_leaves_nothing(self):
        _, port = self.start()
        ask(port, "POST", "/metrics", "# TYPE x_total counter\nx_total 1\n")
        mixed = "# TYPE a counter\na 1\n# TYPE x_total gauge\nx_total 5\n# TYPE z counter\nz 1\n"
        for _ in range(5):
            answer = ask(port, "POST", "/metrics", mixed)
            self.assertEqual((answer.status, answer.body), (400, "cannot merge metric 'x_total': type COUNTER != GAUGE\n"))
        self.assertEqual(self.metrics(port), {("x_total", ()): 1.0})
        place = ask(port, "POST", "/metrics", "a 1\nb{c=\"1} 2\n")
        self.assertEqual(place.status, 400)
        self.assertIn("in line 2: column 5", place.body)

    def test_fifty_threads_sum_exactly(self):
        _, port = self.start()
        statuses = []

        def push():
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=bench.PATIENCE)
            for _ in range(40):
                connection.request("POST", "/metrics/job/storm", body=COUNTER.encode())
                answer = connection.getresponse()
                answer.read()
                statuses.append(answer.status)
            connection.close()

        threads = [threading.Thread(target=push) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(statuses.count(202), 2000)
        self.assertEqual(self.metrics(port), {("jobs_total", (("job", "storm"),)): 2000.0})

    def test_a_python_client_that_resends_totals_counts_once(self):
        rules = self.folder.file("rules.yml", "cumulative: [totals]\n")
        _, port = self.start("--gateway.rules-file=" + rules)
        registry = prometheus_client.CollectorRegistry()
        counter = prometheus_client.Counter("work", "Work done.", registry=registry)
        gauge = prometheus_client.Gauge("level", "A level.", registry=registry)
        for value in (1, 2, 5):
            counter.inc()
            gauge.set(value)
            prometheus_client.pushadd_to_gateway("127.0.0.1:%d" % port, "totals", registry)
            prometheus_client.pushadd_to_gateway("127.0.0.1:%d" % port, "increments", registry)
        got = self.metrics(port)
        self.assertEqual(got[("work_total", (("job", "totals"),))], 3.0)
        self.assertEqual(got[("work_total", (("job", "increments"),))], 1.0 + 2.0 + 3.0)  # each push is an increment there
        self.assertLess(got[("work_created", (("job", "increments"),))], 4e9)  # a time is never summed

    def test_names_restrict_the_exposition_as_the_client_library_does(self):
        _, port = self.start()
        registry = prometheus_client.CollectorRegistry()
        prometheus_client.Counter("work", "Work done.", ["kind"], registry=registry).labels("a b").inc(2)
        prometheus_client.Histogram("wait_seconds", "Waited.", buckets=[0.5], registry=registry).observe(0.7)
        prometheus_client.Gauge("level", "A level.", registry=registry).set(3)
        body = prometheus_client.generate_latest(registry).decode()
        self.assertEqual(ask(port, "POST", "/metrics", body).status, 202)
        for names in (["work_total"], ["work"], ["wait_seconds_bucket", "level"], ["wait_seconds_sum", "nowhere"], ["nowhere"], [""]):
            with self.subTest(names):
                query = urllib.parse.urlencode([("name[]", name) for name in names])
                given = set(filter(None, names))
                wanted = registry.restricted_registry(given) if given else registry
                got = ask(port, "GET", "/metrics?" + query).body
                self.assertEqual(samples(got), samples(prometheus_client.generate_latest(wanted).decode()))

    # what survives

    def test_every_answered_push_survives_kill(self):
        program, port = self.start()
        done = [0] * 8
        stop = threading.Event()

        def push(i):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=bench.PATIENCE)
            try:
                while not stop.is_set():
                    connection.request("POST", "/metrics/job/p%d" % i, body=COUNTER.encode())
                    if connection.getresponse().read() == b"":
                        done[i] += 1
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()

        threads = [threading.Thread(target=push, args=(i,)) for i in range(len(done))]
        for thread in threads:
            thread.start()
        bench.eventually(lambda: min(done) >= 50, "every thread has pushed")
        program.process.send_signal(signal.SIGKILL)
        program.process.wait()
        stop.set()
        for thread in threads:
            thread.join()
        _, port = self.start()
        got = self.metrics(port)
        for i, answered in enumerate(done):
            kept = got[("jobs_total", (("job", "p%d" % i),))]
            self.assertIn(kept - answered, (0.0, 1.0), i)  # the last one may have been taken and not answered

    def test_groups_survive_kill(self):
        """Each pusher puts 1, 2, 3 … into its group: after the kill the group holds the last that was answered, or the one behind it."""
        program, port = self.start("--gateway.mode=pushgateway")
        done = [0] * 8
        stop = threading.Event()

        def push(i):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=bench.PATIENCE)
            try:
                while not stop.is_set():
                    connection.request("PUT", "/metrics/job/p%d" % i, body=b"last %d\n" % (done[i] + 1))
                    answer = connection.getresponse()
                    if answer.read() == b"" and answer.status == 200:
                        done[i] += 1
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()

        threads = [threading.Thread(target=push, args=(i,)) for i in range(len(done))]
        for thread in threads:
            thread.start()
        bench.eventually(lambda: min(done) >= 50, "every thread has pushed")
        program.process.send_signal(signal.SIGKILL)
        program.process.wait()
        stop.set()
        for thread in threads:
            thread.join()
        _, port = self.start("--gateway.mode=pushgateway")
        got = self.metrics(port)
        for i, answered in enumerate(done):
            kept = got[("last", (("instance", ""), ("job", "p%d" % i)))]
            self.assertIn(kept - answered, (0.0, 1.0), i)

    def test_a_second_process_is_refused(self):
        self.start()
        second = subprocess.run([bench.PROGRAM, "gateway", "--web.listen-address=127.0.0.1:%d" % bench.free_port(),
                                 "--gateway.storage-path=" + os.path.join(self.folder.path, "data")],
                                capture_output=True, text=True, timeout=bench.PATIENCE)
        self.assertEqual(second.returncode, 1)
        self.assertIn("is in use", second.stderr)

    # who may ask

    def test_users_and_hashes(self):
        web = self.folder.file("web.yml", "basic_auth_users:\n  ann: $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n")
        _, port = self.start("--AuthUsers=pusher=a,other=", "--gateway.read-users=viewer=r")
        self.assertEqual(ask(port, "POST", "/metrics", COUNTER).status, 401)
        refused = ask(port, "POST", "/metrics", COUNTER, Authorization=basic("pusher:b"))
        self.assertEqual((refused.status, refused.body), (401, ""))
        self.assertEqual(refused.headers["www-authenticate"], 'Basic realm="Authorization Required"')
        self.assertEqual(ask(port, "POST", "/metrics", COUNTER, Authorization=basic("pusher:a")).status, 202)
        self.assertEqual(ask(port, "POST", "/metrics", COUNTER, Authorization=basic("other:")).status, 202)
        self.assertEqual(ask(port, "POST", "/metrics", COUNTER, Authorization=basic("viewer:r")).status, 401)
        self.assertEqual(ask(port, "GET", "/metrics").status, 401)
        got = ask(port, "GET", "/metrics", Authorization=basic("viewer:r"))
        self.assertEqual(samples(got.body), {("jobs_total", ()): 2.0})
        self.assertEqual(ask(port, "GET", "/-/healthy").status, 200)
        _, port = self.start("--web.config.file=" + web, data="hashed")
        self.assertEqual(ask(port, "POST", "/metrics", COUNTER, Authorization=basic("ann:U*V")).status, 401)
        self.assertEqual(ask(port, "POST", "/metrics", COUNTER, Authorization=basic("ann:U*U")).status, 202)

    def test_hosts_and_origins(self):
        _, port = self.start()
        foreign = ask(port, "POST", "/metrics", COUNTER, Host="attacker.example")
        self.assertEqual(foreign.status, 421)
        self.assertEqual(ask(port, "POST", "/metrics", COUNTER, Host="gateway").status, 202)
        self.assertEqual(ask(port, "POST", "/metrics", COUNTER, Origin="http://attacker.example").status, 403)
        self.assertEqual(self.metrics(port), {("jobs_total", ()): 1.0})
        _, port = self.start("--cors=https://shop.example", data="cors")
        preflight = ask(port, "OPTIONS", "/metrics/job/a", Origin="https://shop.example",
                        Access_Control_Request_Method="POST", Access_Control_Request_Headers="content-type")
        self.assertEqual(preflight.status, 204)
        self.assertEqual(preflight.headers["access-control-allow-origin"], "https://shop.example")
        self.assertIn("POST", preflight.headers["access-control-allow-methods"])
        self.assertIn("Content-Type", preflight.headers["access-control-allow-headers"])
        pushed = ask(port, "POST", "/metrics/job/a", COUNTER, Origin="https://shop.example")
        self.assertEqual((pushed.status, pushed.headers["access-control-allow-origin"]), (202, "https://shop.example"))
        self.assertEqual(ask(port, "POST", "/metrics", COUNTER, Origin="https://other.example").status, 403)

    def test_tls(self):
        key, certificate = (os.path.join(self.folder.path, name) for name in ("key.pem", "cert.pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"], check=True, capture_output=True)
        web = self.folder.file("web.yml", "tls_server_config: {cert_file: cert.pem, key_file: key.pem}\n")
        port = bench.free_port()
        program = bench.Program(self.folder.path, "tls", bench.PROGRAM, "gateway", "--web.listen-address=127.0.0.1:%d" % port,
                                "--gateway.storage-path=" + self.folder.path + "/tls", "--web.config.file=" + web)
        self.programs.append(program)

        def curl(*words):
            return subprocess.run(["curl", "--silent", "--show-error", "--cacert", certificate, *words],
                                  capture_output=True, text=True, timeout=bench.PATIENCE)

        url = "https://127.0.0.1:%d" % port
        bench.eventually(lambda: curl(url + "/-/ready").stdout == "OK", "ready over TLS")
        large = "".join('c{i="%d"} 1\n' % i for i in range(20000))
        body = self.folder.file("body", large)
        self.assertEqual(curl("--data-binary", "@" + body, "-w", "%{http_code}", url + "/metrics/job/a").stdout, "202")
        self.assertEqual(len(samples(curl(url + "/metrics").stdout)), 20000)

    def test_wrong_files_are_told_with_their_place(self):
        rows = [
            ("--web.config.file=", "web.yml", "basic_auth_users:\n  ann: secret\n", "web.yml:2:8", "htpasswd"),
            ("--web.config.file=", "tls.yml", "tls_server_config: {cert_file: nowhere.pem, key_file: nowhere.pem}\n", "nowhere.pem", ""),
            ("--gateway.rules-file=", "rules.yml", "policies:\n  - family: a\n    policy: median\n", "rules.yml:3:13", "mean"),
            ("--gateway.rules-file=", "soon.yml", "expiries: [{family: a, after: soon}]\n", "soon.yml:1:31", ""),
        ]
        for flag, name, text, place, hint in rows:
            with self.subTest(name):
                path = self.folder.file(name, text)
                answer = subprocess.run([bench.PROGRAM, "gateway", "--web.listen-address=127.0.0.1:0",
                                         "--gateway.storage-path=" + self.folder.path + "/wrong", flag + path],
                                        capture_output=True, text=True, timeout=bench.PATIENCE)
                self.assertIn(answer.returncode, (1, 2))
                self.assertIn(place, answer.stderr)
                self.assertIn(hint, answer.stderr)
                self.assertNotIn("secret", answer.stderr)

    # flags, variables, file

    def test_flags_come_before_variables_before_the_file(self):
        from_file, from_variable, from_flag = (bench.free_port() for _ in range(3))
        self.folder.file("prom-agg-conf.yaml", 'apiListen: "127.0.0.1:%d"\nAuthUsers: [a=b, c=d]\n' % from_file)

        def listening(env, *flags):
            program = bench.Program(self.folder.path, "levels", "env", *env, bench.PROGRAM, "gateway",
                                    "--gateway.storage-path=" + self.folder.path + "/levels", *flags)
            try:
                return bench.eventually(lambda: next((port for port in (from_file, from_variable, from_flag)
                                                      if reachable(port)), None), "listens")
            finally:
                program.end()

        def reachable(port):
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        variable = "PAG_APILISTEN=127.0.0.1:%d" % from_variable
        self.assertEqual(listening([]), from_file)
        self.assertEqual(listening([variable]), from_variable)
        self.assertEqual(listening([variable], "--apiListen=127.0.0.1:%d" % from_flag), from_flag)

    def test_the_lifecycle_address(self):
        port = bench.free_port()
        _, own = self.start("--lifecycleListen=127.0.0.1:%d" % port, "--AuthUsers=a=b")
        for path in ("/healthy", "/ready"):
            self.assertTrue(json.loads(bench.get("http://127.0.0.1:%d%s" % (port, path)))["alive"])
        ask(own, "POST", "/metrics/job/nightly", COUNTER, Authorization=basic("a:b"))
        own_metrics = samples(bench.get("http://127.0.0.1:%d/metrics" % port))
        self.assertEqual(own_metrics[("prom_agg_gateway_metric_pushes", (("push_job", "nightly"),))], 1.0)
        self.assertEqual(own_metrics[("prom_agg_gateway_total_families", ())], 1.0)
        self.assertEqual(ask(port, "POST", "/metrics", COUNTER).status, 404)

    def test_quit_and_wipe_are_off_unless_told(self):
        _, port = self.start()
        self.assertEqual(ask(port, "PUT", "/-/quit").status, 403)
        self.assertEqual(ask(port, "PUT", "/api/v1/admin/wipe").status, 404)
        program, port = self.start("--web.enable-lifecycle", "--web.enable-admin-api", data="open")
        ask(port, "POST", "/metrics", COUNTER)
        self.assertEqual(ask(port, "GET", "/-/quit").status, 405)
        self.assertEqual(ask(port, "PUT", "/api/v1/admin/wipe").status, 202)
        self.assertEqual(self.metrics(port), {})
        self.assertEqual(ask(port, "PUT", "/-/quit").status, 200)
        self.assertEqual(program.process.wait(bench.PATIENCE), 0)

    def test_limits_are_named(self):
        _, port = self.start("--gateway.max-body-size=1KiB", "--gateway.max-series=3", "--gateway.max-series-per-group=2")
        large = ask(port, "POST", "/metrics", "a 1\n" * 500)
        self.assertEqual(large.status, 413)
        self.assertIn("1", large.body)
        three = ask(port, "POST", "/metrics/job/a", "a 1\nb 1\nc 1\n")
        self.assertEqual(three.status, 429)
        self.assertIn("2", three.body)
        self.assertEqual(ask(port, "POST", "/metrics/job/a", "a 1\nb 1\n").status, 202)
        self.assertEqual(ask(port, "POST", "/metrics/job/b", "a 1\nb 1\n").status, 429)
        self.assertEqual(len(self.metrics(port)), 2)

    # the agent

    def test_the_agent_forwards_what_was_pushed(self):
        receiver = bench.Receiver()
        self.addCleanup(receiver.close)
        config = self.folder.file("agent.yml", "remote_write: [{url: '%s'}]\n" % receiver.url)
        port, gateway = bench.free_port(), bench.free_port()
        self.programs.append(bench.start_ours(self.folder, config, port, "data-agent",
                                              "--gateway.listen-address=127.0.0.1:%d" % gateway))
        bench.eventually(lambda: bench.get("http://127.0.0.1:%d/-/ready" % gateway), "ready")
        ask(gateway, "POST", "/metrics/job/nightly/instance/", COUNTER)
        got = bench.eventually(lambda: receiver.samples("jobs_total"), "forwarded")
        self.assertEqual([dict(labels)["job"] for labels in got], ["nightly"])
        ask(gateway, "POST", "/metrics/job/nightly/instance/", COUNTER)
        bench.eventually(lambda: [series[-1].value for series in receiver.samples("jobs_total").values()] == [2.0], "2 is forwarded")


if __name__ == "__main__":
    unittest.main()
