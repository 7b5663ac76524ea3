"""Usage from an exporter to the bill: `meterbench agent` meters a Python prometheus_client process and sends the records over TLS to
`meterbench billing-endpoint`, which keeps its ledger; through faults, an outage, KILL of either and tokens that end. Then metered, sent,
accepted and billed are the same: by `meterbench reconcile`, and by what a proxy between them wrote down."""
import collections
import decimal
import http.client
import http.server
import json
import os
import signal
import ssl
import subprocess
import threading
import unittest
import urllib.request

import bench

SECRET = "s3cr:t &+%"

EXPORTER = """\
import prometheus_client as client, sys, time
calls = client.Counter("api_calls", "calls", ["paigoCustomerID", "paigoDimensionId"])
seconds = client.Counter("cpu_seconds", "seconds", ["paigoCustomerID", "paigoDimensionId"])
nobodys = client.Counter("internal_calls", "calls")
client.start_http_server(int(sys.argv[1]), "127.0.0.1")
while True:
    calls.labels("acme", "calls").inc(3)
    calls.labels("globex", "calls").inc(5)
    seconds.labels("acme", "cpu").inc(0.125)
    nobodys.inc()
    time.sleep(0.05)
"""

WORKSPACE = """\
prometheus:
  global: {scrape_interval: 200ms, scrape_timeout: 200ms}
  scrape_configs:
    - job_name: app
      static_configs: [{targets: ['127.0.0.1:%(exporter)d']}]
billing:
  meters:
    - {name: calls, selector: api_calls_total, unit: call, window: %(window)s}
    - {name: cpu, selector: cpu_seconds_total, unit: second, window: %(window)s}
    - {name: internal, selector: internal_calls_total, window: %(window)s}
  endpoints:
    - name: billing
      service: paigo
      url: https://127.0.0.1:%(proxy)d/usage
      timeout: 5s
      tls_config: {ca_file: ca.pem}
"""

OAUTH = """\
      oauth2:
        client_id: me
        client_secret_file: secret
        token_url: https://127.0.0.1:%(proxy)d/oauth/token
        tls_config: {ca_file: ca.pem}
"""


class Proxy:
    """TLS in front of the billing endpoint. Writes down every usage record that was passed on and every answer that came back."""

    def __init__(self, certificate, key, port):
        self.seen = []  # (key, body, status); status 0: no answer
        self.lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def passed_on(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name: text for name, text in self.headers.items() if name.lower() not in ("host", "connection")}
                headers["Host"] = "127.0.0.1:%d" % port
                status, answer, kind = 0, b"", ""
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=bench.PATIENCE)
                try:
                    connection.request(self.command, self.path, body=body, headers=headers)
                    got = connection.getresponse()
                    status, kind = got.status, got.getheader("Content-Type", "")
                    answer = got.read()
                except (OSError, http.client.HTTPException):
                    status = 0
                finally:
                    connection.close()
                if self.path == "/usage":
                    with outer.lock:
                        outer.seen.append((self.headers.get("Idempotency-Key"), body, status))
                if status == 0:
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = passed_on

        self.server = bench._Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
        self.server = None

    def accepted(self):
        """Sums by customer and dimension of what was answered with 201, each key once; and that a key always came with the same bytes."""
        with self.lock:
            seen = list(self.seen)
        bodies, taken = {}, set()
        for key, body, status in seen:
            assert bodies.setdefault(key, body) == body, "another body under the key " + key
            if status == 201:
                taken.add(key)
        sums = collections.Counter()
        for key in taken:
            record = json.loads(bodies[key])
            sums[record["customerId"], record["dimensionId"]] += decimal.Decimal(record["recordValue"])
        return dict(sums)


class DeliveryTest(unittest.TestCase):
    def setUp(self):
        self.folder = bench.Folder()
        self.addCleanup(self.folder.remove)
        self.programs = 0
        certificate, key = os.path.join(self.folder.path, "ca.pem"), os.path.join(self.folder.path, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-batch",
                        "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        self.folder.file("secret", SECRET)
        self.billing_port = bench.free_port()
        self.proxy = Proxy(certificate, key, self.billing_port)
        self.addCleanup(self.proxy.close)
        self.exporter_port = bench.free_port()
        self.exporter = self.start("exporter", "/usr/bin/python3", "-c", EXPORTER, str(self.exporter_port))
        bench.eventually(lambda: "api_calls_total" in bench.get("http://127.0.0.1:%d/metrics" % self.exporter_port), "it exports")
        self.workspace = os.path.join(self.folder.path, "workspace.yml")

    def start(self, name, *words):
        self.programs += 1
        program = bench.Program(self.folder.path, "%s-%d" % (name, self.programs), *words)
        self.addCleanup(program.end)
        return program

    def write(self, window, oauth=False):
        """Another window makes another meter: what is under way is closed then."""
        text = WORKSPACE + (OAUTH if oauth else "")
        with open(self.workspace, "w", encoding="utf-8") as file:
            file.write(text % {"exporter": self.exporter_port, "proxy": self.proxy.port, "window": window})

    def billing(self, *flags):
        program = self.start("billing", bench.PROGRAM, "billing-endpoint", "--web.listen-address=127.0.0.1:%d" % self.billing_port,
                             "--storage.path=" + os.path.join(self.folder.path, "ledger"), *flags)
        bench.eventually(lambda: bench.get("http://127.0.0.1:%d/-/ready" % self.billing_port), "the endpoint is ready")
        return program

    def agent(self):
        self.agent_port = bench.free_port()
        return self.start("agent", bench.PROGRAM, "agent", "--workspace=" + self.workspace,
                          "--web.listen-address=127.0.0.1:%d" % self.agent_port, "--gateway.listen-address=",
                          "--storage.agent.path=" + os.path.join(self.folder.path, "data"))

    def scraped(self, program, what="something was metered"):
        """Since this agent's start, more than once."""
        bench.eventually(lambda: program.process.poll() is not None or bench.ready(self.agent_port), "the agent is ready")
        self.assertIsNone(program.process.poll(), program.tail())
        before = self.open_value()
        bench.eventually(lambda: self.open_value() > before, what)

    def usage(self):
        done = subprocess.run([bench.PROGRAM, "usage", "--format=json", "--workspace=" + self.workspace,
                               "--storage.agent.path=" + os.path.join(self.folder.path, "data")],
                              capture_output=True, text=True, check=False)
        return json.loads(done.stdout)["usage"] if done.returncode == 0 else []

    def open_value(self):
        return sum(decimal.Decimal(row["value"]) for row in self.usage() if row["customer"] == "globex")

    def reconcile(self):
        done = subprocess.run([bench.PROGRAM, "reconcile", "--format=json", "--workspace=" + self.workspace,
                               "--storage.agent.path=" + os.path.join(self.folder.path, "data")],
                              capture_output=True, text=True, check=False)
        return done.returncode, (json.loads(done.stdout)["endpoints"][0]["rows"] if done.stdout else done.stderr)

    def fault(self, kind, requests):
        urllib.request.urlopen(urllib.request.Request(
            "http://127.0.0.1:%d/-/fault" % self.billing_port, json.dumps({"kind": kind, "requests": requests}).encode(),
            headers=self.bearer()), timeout=bench.PATIENCE).close()

    def bearer(self):
        if not self.has_client:
            return {}
        form = json.dumps({"grant_type": "client_credentials", "client_id": "me", "client_secret": SECRET}).encode()
        with urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:%d/oauth/token" % self.billing_port, form,
                                                           headers={"Content-Type": "application/json"})) as answer:
            return {"Authorization": "Bearer " + json.load(answer)["access_token"]}

    has_client = False

    def settled(self):
        """Nothing waits, and the receiver has what was accepted; the rows then."""
        def ask():
            code, rows = self.reconcile()
            waits = isinstance(rows, str) or any(one["cause"] == "waiting to be sent" for row in rows for one in row["differences"])
            return rows if code == 0 and not waits else None
        return bench.eventually(ask, "everything is sent: %s" % (self.reconcile(),))

    def test_metered_is_billed(self):
        self.through_everything(oauth=False)

    def test_metered_is_billed_with_tokens_that_end(self):
        self.write("hour", oauth=True)
        checked = subprocess.run([bench.PROGRAM, "check", "workspace", self.workspace], capture_output=True, text=True, check=False)
        if "oauth2" in checked.stdout:
            self.skipTest(checked.stdout)
        self.has_client = True
        self.through_everything(oauth=True, flags=["--client-id=me", "--client-secret-file=" + os.path.join(self.folder.path, "secret"),
                                                   "--token.expires-in=1"])

    def test_an_expired_certificate_costs_nothing(self):
        """Signed by the same CA, one day too late; then a good one takes its place."""
        self.proxy.close()
        self.billing_port = self.proxy.port  # the workspace names it
        ca, ca_key = self.certificate("ca")
        os.replace(ca, os.path.join(self.folder.path, "ca.pem"))
        old, good = self.signed("old", ca_key, -1), self.signed("good", ca_key, 2)
        self.write("hour")
        agent = self.agent()
        self.scraped(agent)
        agent.end()
        billing = self.billing_over_tls(*old)
        self.write("day")
        agent = self.agent()
        bench.eventually(lambda: "no usage record is taken" in agent.tail(), "the agent says so")
        self.assertIn("certificate has expired", agent.tail())
        code, words = self.reconcile()
        self.assertEqual(code, 1)
        self.assertIn("certificate has expired", words)
        billing.end()
        self.billing_over_tls(*good)
        rows = self.settled()
        self.assertEqual({row["customer"]: row["billed"] == row["sent"] != "0" for row in rows if row["customer"]},
                         {"acme": True, "globex": True})
        agent.end()

    def certificate(self, name):
        certificate, key = (os.path.join(self.folder.path, name + end) for end in (".crt", ".key"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-batch",
                        "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=" + name], check=True, capture_output=True)
        return certificate, key

    def signed(self, name, ca_key, days):
        path = os.path.join(self.folder.path, name)
        subprocess.run(["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-batch",
                        "-keyout", path + ".key", "-out", path + ".csr", "-subj", "/CN=localhost"], check=True, capture_output=True)
        subprocess.run(["openssl", "x509", "-req", "-in", path + ".csr", "-CA", os.path.join(self.folder.path, "ca.pem"), "-CAkey", ca_key,
                        "-CAcreateserial", "-days", str(days), "-out", path + ".crt", "-extfile",
                        self.folder.file(name + ".ext", "subjectAltName=IP:127.0.0.1")], check=True, capture_output=True)
        return path + ".crt", path + ".key"

    def billing_over_tls(self, certificate, key):
        program = self.start("billing", bench.PROGRAM, "billing-endpoint", "--web.listen-address=127.0.0.1:%d" % self.billing_port,
                             "--storage.path=" + os.path.join(self.folder.path, "ledger"), "--web.tls-cert-file=" + certificate,
                             "--web.tls-key-file=" + key)

        def listens():
            with open(program.log) as log:
                return "listening on" in log.read()
        bench.eventually(listens, "the endpoint listens")
        return program

    def through_everything(self, oauth, flags=()):
        """Windows change three times: each time what is under way becomes a record of each meter and thing."""
        self.write("hour", oauth)
        billing = self.billing(*flags)
        agent = self.agent()
        self.scraped(agent)
        for kind, requests in (("503", 2), ("partial", 1), ("reset", 1), ("401", 1)):
            self.fault(kind, requests)
        agent.end()
        self.write("day", oauth)
        agent = self.agent()  # records, and faults
        self.scraped(agent)
        self.settled()
        billing.end(signal.SIGKILL)  # an outage
        agent.end()
        self.write("hour", oauth)
        agent = self.agent()  # records that find nobody
        self.scraped(agent)
        code, rows = self.reconcile()
        self.assertEqual(code, 1, rows)  # the receiver cannot be asked
        agent.end(signal.SIGKILL)
        billing = self.billing(*flags)
        self.fault("slow:2000", 3)
        agent = self.agent()  # taken, but not answered:
        before = len(self.proxy.seen)
        bench.eventually(lambda: self.taken() >= 1 or len(self.proxy.seen) > before, "a record is on its way")
        agent.end(signal.SIGKILL)
        agent = self.agent()
        self.scraped(agent)
        rows = self.settled()
        agent.end()
        self.judge(rows)

    def taken(self):
        with urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:%d/api/v1/ledger" % self.billing_port,
                                                           headers=self.bearer()), timeout=bench.PATIENCE) as answer:
            return sum(row["count"] for row in json.load(answer)["usage"])

    def judge(self, rows):
        wire = self.proxy.accepted()
        with urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:%d/api/v1/ledger" % self.billing_port,
                                                           headers=self.bearer()), timeout=bench.PATIENCE) as answer:
            ledger = {(row["customerId"], row["dimensionId"]): decimal.Decimal(row["sum"]) for row in json.load(answer)["usage"]}
        owners = {("acme", "calls"), ("acme", "cpu"), ("globex", "calls")}
        self.assertEqual(set(ledger), owners)
        closed = collections.Counter()
        for row in self.usage():
            if not row["open"] and row["customer"]:
                closed[row["customer"], row["dimension"]] += decimal.Decimal(row["value"])
        for row in rows:
            owner = (row["customer"], row["dimension"])
            if owner not in owners:
                self.assertEqual((row["customer"], row["sent"], row["billed"]), ("", "0", "0"))
                continue
            sums = {name: decimal.Decimal(row[name]) for name in ("metered", "open", "sent", "accepted", "billed")}
            self.assertEqual(sums["metered"] - sums["open"], sums["sent"], row)
            self.assertEqual(sums["sent"], sums["accepted"], row)
            self.assertEqual(sums["accepted"], sums["billed"], row)
            self.assertGreater(sums["billed"], 0)
            self.assertEqual(sums["billed"], ledger[owner])
            self.assertEqual(wire[owner], ledger[owner])
            self.assertEqual(closed[owner], ledger[owner])
        keys = [key for key, _, _ in self.proxy.seen]
        self.assertGreater(len(keys), len(set(keys)))  # some came again


if __name__ == "__main__":
    unittest.main()
