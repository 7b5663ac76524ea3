"""`meterbench billing-endpoint` as its clients meet it: tokens in both forms, an agent that sends to it while it misbehaves, usage
records through KILL, faults over real connections, flags."""
import base64
import http.client
import json
import os
import re
import signal
import ssl
import struct
import subprocess
import threading
import unittest
import urllib.parse

import bench

SECRET = "s3cr:t &+%"
YEAR = "startTime=2026-01-01T00:00:00Z&endTime=2027-01-01T00:00:00Z"


class Answer:
    def __init__(self, got):
        self.status = got.status
        self.headers = {name.lower(): value for name, value in got.getheaders()}
        self.text = got.read().decode()

    def json(self):
        return json.loads(self.text)


def record(value="1", key=None, customer="acme", dimension="calls", **more):
    body = {"dimensionId": dimension, "customerId": customer, "timestamp": "2026-11-30T12:00:00Z", "recordValue": value, **more}
    if key:
        body["metadata"] = {"id": key}
    return json.dumps(body)


def write_of(labels, value, time_ms):
    """Remote write 1.0 with one sample; a snappy block of one literal. Everything is shorter than 128 bytes but the whole."""
    def field(number, data):
        return bytes([number << 3 | 2, len(data)]) + data
    series = b"".join(field(1, field(1, name.encode()) + field(2, text.encode())) for name, text in sorted(labels.items()))
    series += field(2, b"\x09" + struct.pack("<d", value) + b"\x10" + varint(time_ms))
    whole = b"\x0a" + varint(len(series)) + series
    return varint(len(whole)) + b"\xf4" + (len(whole) - 1).to_bytes(2, "little") + whole


def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


class BillingEndpointTest(unittest.TestCase):
    def setUp(self):
        self.folder = bench.Folder()
        self.addCleanup(self.folder.remove)
        self.programs = []
        self.starts = 0
        self.addCleanup(lambda: [program.end() for program in self.programs])
        self.token = None

    def start(self, *flags, port=0):
        """On a port that the system chooses, or on one that it chose before."""
        self.starts += 1
        name = "endpoint-%d" % self.starts
        self.program = bench.Program(self.folder.path, name, bench.PROGRAM, "billing-endpoint", "--web.listen-address=127.0.0.1:%d" % port,
                                     "--storage.path=" + os.path.join(self.folder.path, "ledger"), *flags)
        self.programs.append(self.program)

        def listening():
            with open(self.program.log) as log:
                return self.program.process.poll() is not None or re.search(r"listening on 127\.0\.0\.1:(\d+),", log.read())
        found = bench.eventually(listening, "it listens")
        self.assertIsNone(self.program.process.poll(), self.program.tail())
        self.port = int(found.group(1))

    def start_with_client(self, *flags, port=0):
        self.start("--client-id=me", "--client-secret-file=" + self.folder.file("secret", SECRET + "\n"), *flags, port=port)

    def ask(self, method, path, body=None, **headers):
        """One request on a connection of its own; every status is an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=bench.PATIENCE)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            headers.setdefault("Authorization", "Bearer " + self.token)
        try:
            connection.request(method, path, body=body, headers=headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def fetch_token(self, secret=SECRET):
        """As Go's oauth2 library, and so Prometheus, asks: both encoded, then joined."""
        both = "me:" + urllib.parse.quote_plus(secret)
        return self.ask("POST", "/oauth/token", "grant_type=client_credentials", Content_Type="application/x-www-form-urlencoded",
                        Authorization="Basic " + base64.b64encode(both.encode()).decode())

    def ledger(self):
        answer = self.ask("GET", "/api/v1/ledger")
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json()

    def fault(self, kind, requests=1):
        answer = self.ask("POST", "/-/fault", json.dumps({"kind": kind, "requests": requests}))
        self.assertEqual(answer.status, 200, answer.text)

    def ids(self):
        """metadata.id of every record of acme, as often as it is there."""
        answer = self.ask("GET", "/customers/acme/usage?" + YEAR)
        return [] if answer.status == 404 else [one["metadata"]["id"] for row in answer.json() for one in row["records"]]

    # tokens

    def test_tokens_in_both_forms(self):
        self.start_with_client("--token.expires-in=120")
        paigo = {"audience": "https://api", "grant_type": "client_credentials", "client_id": "me", "client_secret": SECRET}
        answers = [self.fetch_token(), self.ask("POST", "/oauth/token", json.dumps(paigo), Content_Type="application/json")]
        for answer in answers:
            self.assertEqual((answer.status, answer.json()["expires_in"], answer.json()["token_type"]), (200, 120, "Bearer"))
        self.assertEqual(len({answer.json()["access_token"] for answer in answers}), 2)
        for answer in answers:
            self.token = answer.json()["access_token"]
            self.assertEqual(self.ask("POST", "/usage", record()).status, 201)
        self.token = None
        wrong = self.fetch_token("guess")
        self.assertEqual((wrong.status, wrong.json()["error"]), (401, "invalid_client"))
        self.assertEqual(self.ask("POST", "/usage", record()).status, 401)
        self.assertEqual(self.ask("GET", "/-/ready").status, 200)

    def test_curl_fetches_a_token(self):
        self.start_with_client()
        done = subprocess.run(["curl", "-fsS", "-u", "me:" + SECRET, "-d", "grant_type=client_credentials",
                               "http://127.0.0.1:%d/oauth/token" % self.port], capture_output=True, text=True, timeout=bench.PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.token = json.loads(done.stdout)["access_token"]
        self.assertEqual(self.ask("GET", "/api/v1/ledger").status, 200)

    # an agent sends

    def test_an_agent_sends_through_faults(self):
        """The n-th scrape has the value n, so the last value says how many samples there must be: nothing lost, nothing twice."""
        self.start_with_client()
        self.token = self.fetch_token().json()["access_token"]
        target = bench.Target(lambda number: (200, "\n".join((
            'calls_total{paigoCustomerID="acme",paigoDimensionId="calls"} %d' % number,
            'calls_total{paigoCustomerID="globex",paigoDimensionId="calls"} %d' % number,
            'calls_total{paigoCustomerID="acme"} 5',
            'calls_total{paigoDimensionId="calls"} 5', "")), "text/plain"))
        self.addCleanup(target.close)
        for kind, requests in (("503", 2), ("partial", 2), ("reset", 1), ("429:1", 1), ("slow:50", 1)):
            self.fault(kind, requests)
        config = bench.agent_config([target.address], "http://127.0.0.1:%d/api/v1/write" % self.port).replace(
            "    metadata_config", "    authorization: {credentials: %s}\n    metadata_config" % self.token).replace(
            "    queue_config: {", "    queue_config: {retry_on_http_429: true, ")
        agent = bench.start_ours(self.folder, self.folder.file("agent.yml", config), bench.free_port())
        self.programs.append(agent)

        def sent():
            ledger = self.ledger()
            rows = ledger["samples"]["lines"]
            return not ledger["faults"]["planned"] and rows and rows[0]["samples"] >= 6 and ledger
        ledger = bench.eventually(sent, "samples arrive and faults are used up\n" + agent.tail())
        rows = {(row["customerId"], row["dimensionId"]): row for row in ledger["samples"]["lines"]}
        self.assertEqual(set(rows), {("acme", "calls"), ("globex", "calls")})
        for row in rows.values():
            self.assertEqual(row["samples"], int(row["lastValue"]) + 1)
            self.assertGreaterEqual(row["repeats"], 1)  # what was taken and not heard of is sent again
        verdicts = {line["verdict"]: line for line in ledger["samples"]["verdicts"]}
        self.assertEqual(verdicts["no dimension"]["series"], 1)
        self.assertIn('paigoCustomerID="acme"', verdicts["no dimension"]["example"])
        self.assertGreaterEqual(verdicts["no customer"]["series"], 2)  # up and its like too
        self.assertEqual(verdicts["billable"]["samples"], sum(row["samples"] for row in rows.values()))
        self.assertEqual(ledger["faults"]["done"], {"503": 2, "partial": 2, "reset": 1, "429:1": 1, "slow:50": 1})
        self.assertEqual(ledger["writesRefused"]["total"], 0)

    def calls(self):
        """The row of the one billable series, and the whole ledger."""
        self.token = self.fetch_token().json()["access_token"]
        ledger = self.ledger()
        rows = ledger["samples"]["lines"]
        return (rows[0] if rows else None), ledger

    def test_an_agent_fetches_its_tokens(self):
        """Tokens end in the middle of it, and a restart of the endpoint forgets them: all is accepted, nothing twice. The n-th
        scrape has the value n."""
        self.start_with_client("--token.expires-in=2")
        target = bench.Target(lambda number: (200, 'calls_total{paigoCustomerID="acme",paigoDimensionId="calls"} %d\n' % number,
                                              "text/plain"))
        self.addCleanup(target.close)
        secret = self.folder.file("agent-secret", SECRET + "\n")
        config = bench.agent_config([target.address], "http://127.0.0.1:%d/" % self.port, "250ms").replace(
            "    metadata_config", "    oauth2: {client_id: me, client_secret_file: %s, token_url: 'http://127.0.0.1:%d/oauth/token'}\n"
            "    metadata_config" % (secret, self.port))
        agent_port = bench.free_port()
        agent = bench.start_ours(self.folder, self.folder.file("agent.yml", config), agent_port)
        self.programs.append(agent)

        def sent(count):
            row, ledger = self.calls()
            return row and row["samples"] >= count and (row, ledger)
        row, ledger = bench.eventually(lambda: sent(16), "samples arrive over two lives of a token\n" + agent.tail())
        self.assertEqual((row["samples"], row["repeats"]), (int(row["lastValue"]) + 1, 0))
        self.fault("503", 100000)  # nothing more is taken by this one
        bench.eventually(lambda: self.ledger()["faults"]["done"].get("503"), "a write was refused")
        self.assertEqual(self.program.end(), 0)
        self.start_with_client("--token.expires-in=3600", port=self.port)
        more = row["samples"] + 16
        row, ledger = bench.eventually(lambda: sent(more), "samples arrive with a new token\n" + agent.tail())
        self.assertEqual((row["samples"], row["repeats"]), (int(row["lastValue"]) + 1, 0))  # over the restart
        self.assertEqual(ledger["writesRefused"]["total"], 0)
        with open(agent.log, errors="replace") as log:
            self.assertNotIn(SECRET, log.read())

    def test_a_refused_client_is_said(self):
        self.start_with_client()
        target = bench.Target(lambda number: (200, "a 1\n", "text/plain"))
        self.addCleanup(target.close)
        config = bench.agent_config([target.address], "http://127.0.0.1:%d/" % self.port, "250ms").replace(
            "    metadata_config", "    oauth2: {client_id: me, client_secret: guess, token_url: 'http://127.0.0.1:%d/oauth/token'}\n"
            "    metadata_config" % self.port)
        agent = bench.start_ours(self.folder, self.folder.file("agent.yml", config), bench.free_port())
        self.programs.append(agent)

        def said():
            with open(agent.log, errors="replace") as log:
                return "token: 127.0.0.1:%d answered 401: invalid_client" % self.port in log.read()
        bench.eventually(said, "the log says why\n" + agent.tail())

    @unittest.skipUnless(os.path.exists(bench.PEERS + "/usr/bin/prometheus"), "Debian's prometheus is not unpacked")
    def test_tokens_are_asked_for_as_prometheus_does(self):
        asked = {}

        class Handler(bench._Quiet):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                asked.setdefault(self.path, []).append((self.headers.get("Authorization"), self.headers.get("Content-Type"), body))
                answer = json.dumps({"access_token": "t", "token_type": "Bearer", "expires_in": 3600}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
        server = bench._Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        target = bench.Target(lambda number: (200, "a 1\n", "text/plain"))
        self.addCleanup(target.close)
        secret = self.folder.file("secret", SECRET + "\n")
        for path, start in (("/ours", bench.start_ours), ("/theirs", bench.start_prometheus_agent)):
            receiver = bench.Receiver()
            self.addCleanup(receiver.close)
            config = bench.agent_config([target.address], receiver.url, "250ms").replace(
                "    metadata_config", "    oauth2: {client_id: 'a b:c', client_secret_file: %s, scopes: [write, 'read all'], endpoint_params:"
                " {audience: 'https://api/'}, token_url: 'http://127.0.0.1:%d%s'}\n    metadata_config"
                % (secret, server.server_address[1], path))
            program = start(self.folder, self.folder.file(path[1:] + ".yml", config), bench.free_port())
            self.programs.append(program)
            bench.eventually(lambda: receiver.requests >= 3, "writes arrive\n" + program.tail())
            self.assertEqual({one["authorization"] for one in receiver.headers}, {"Bearer t"})
        self.assertEqual(len(asked["/ours"]), 1)
        self.assertEqual(asked["/ours"], asked["/theirs"])

    # usage records

    def test_what_was_answered_is_there_after_a_kill(self):
        """Four clients send keyed records one by one until the endpoint is killed in the middle of it."""
        self.start()
        lock = threading.Lock()
        answered, asked = [], []
        enough = threading.Event()

        def send(client):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=bench.PATIENCE)
            number = 0
            try:
                while True:
                    key = "%d-%d" % (client, number)
                    with lock:
                        asked.append(key)
                    connection.request("POST", "/usage", record("0.1", key))
                    answer = Answer(connection.getresponse())
                    if answer.status == 201:
                        with lock:
                            answered.append(key)
                            if len(answered) >= 400:
                                enough.set()
                    number += 1
            except (OSError, http.client.HTTPException):
                pass  # it was killed
            finally:
                connection.close()

        threads = [threading.Thread(target=send, args=(client,)) for client in range(4)]
        for thread in threads:
            thread.start()
        self.assertTrue(enough.wait(bench.PATIENCE))
        self.program.end(signal.SIGKILL)
        for thread in threads:
            thread.join(bench.PATIENCE)
        self.programs.remove(self.program)
        self.start()
        there = self.ids()
        self.assertEqual(len(there), len(set(there)), "a record is there twice")
        self.assertEqual(set(answered) - set(there), set(), "a record that was answered is lost")
        self.assertEqual(set(there) - set(asked), set())
        for key in asked:  # as a sender does that has heard nothing
            self.assertEqual(self.ask("POST", "/usage", record("0.1", key)).status, 201)
        row = self.ledger()["usage"][0]
        self.assertEqual((row["count"], row["repeats"]), (len(asked), len(there)))
        self.assertEqual(row["sum"], str(len(asked) / 10).removesuffix(".0"))

    def test_counts_are_there_after_a_kill(self):
        """Samples, repeats and refusals, and which times are known."""
        self.start()
        body = write_of({"__name__": "calls_total", "paigoCustomerID": "acme", "paigoDimensionId": "calls"}, 7, 1000)
        kind = {"Content_Type": "application/x-protobuf", "Content_Encoding": "snappy"}
        for _ in range(2):
            self.assertEqual(self.ask("POST", "/api/v1/write", body, **kind).status, 204)
        self.assertEqual(self.ask("POST", "/api/v1/write", b"no", **kind).status, 400)
        self.assertEqual(self.ask("POST", "/usage", "{}").status, 400)
        for _ in range(3):
            self.assertEqual(self.ask("POST", "/usage", record("2", "k")).status, 201)
        before = self.ledger()
        self.program.end(signal.SIGKILL)
        self.start()
        after = self.ledger()
        self.assertEqual(before, after)
        self.assertEqual((after["samples"]["lines"][0]["samples"], after["samples"]["repeats"]), (1, 1))
        self.assertEqual((after["usage"][0]["repeats"], after["usageRefused"]["total"], after["writesRefused"]["total"]), (2, 1, 1))
        self.assertEqual(self.ask("POST", "/api/v1/write", body, **kind).status, 204)
        self.assertEqual(self.ledger()["samples"]["repeats"], 2)

    def test_a_full_ledger_says_so_and_pages_are_read(self):
        self.start("--storage.most-records=5")
        for customer in "abcde":
            self.assertEqual(self.ask("POST", "/usage", record(customer=customer)).status, 201)
        full = self.ask("POST", "/usage", record(customer="f"))
        self.assertEqual(full.status, 507, full.text)
        self.assertIn("it holds 5 usage records", full.json()["message"])
        customers, after = [], ""
        while after is not None:
            page = self.ask("GET", "/api/v1/ledger?limit=2" + after).json()
            customers.append([row["customerId"] for row in page["usage"]])
            after = "&after=" + urllib.parse.quote(page["next"], safe="") if "next" in page else None
        self.assertEqual(customers, [["a", "b"], ["c", "d"], ["e"]])

    def test_repeats_conflicts_and_mistakes(self):
        self.start()
        for body, headers, status in ((record("2", "k"), {}, 201), (record("2", "k"), {}, 201), (record("3", "k"), {}, 409),
                                      (record("2"), {"Idempotency_Key": "h"}, 201), (record("2"), {"Idempotency_Key": "h"}, 201),
                                      (record(2), {}, 400), (record("2", customer=""), {}, 400)):
            self.assertEqual(self.ask("POST", "/usage", body, **headers).status, status, body)
        ledger = self.ledger()
        self.assertEqual([(row["customerId"], row["sum"], row["count"], row["repeats"]) for row in ledger["usage"]],
                         [("acme", "4", 2, 2)])
        self.assertEqual(ledger["usageRefused"]["total"], 3)
        self.assertTrue(any(one["reason"].startswith("recordValue") for one in ledger["usageRefused"]["reasons"]))

    # faults

    def test_faults_on_a_connection(self):
        self.start("--fault=503,429:9")
        self.assertEqual(self.ask("POST", "/usage", record("1", "a")).status, 503)
        limited = self.ask("POST", "/usage", record("1", "a"))
        self.assertEqual((limited.status, limited.headers["retry-after"]), (429, "9"))
        self.fault("reset")
        with self.assertRaises(ConnectionResetError):
            self.ask("POST", "/usage", record("1", "a"))
        self.assertEqual(self.ledger()["usage"], [])
        self.fault("partial")
        with self.assertRaises(http.client.IncompleteRead):
            self.ask("POST", "/usage", record("1", "a"))
        self.assertEqual(self.ids(), ["a"])
        self.assertEqual(self.ask("POST", "/usage", record("1", "a")).status, 201)
        self.assertEqual(self.ids(), ["a"])
        self.assertEqual(self.ledger()["faults"], {"planned": [], "done": {"429:9": 1, "503": 1, "partial": 1, "reset": 1}})

    def test_https(self):
        certificate, key = (os.path.join(self.folder.path, name) for name in ("tls.pem", "tls-key.pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-batch",
                        "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        self.start("--web.tls-cert-file=" + certificate, "--web.tls-key-file=" + key)
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=bench.PATIENCE,
                                                 context=ssl.create_default_context(cafile=certificate))
        connection.request("POST", "/usage", record())
        self.assertEqual(connection.getresponse().status, 201)
        connection.close()

    # the command

    def test_it_ends_in_order(self):
        self.start()
        self.assertIn("billing endpoint", self.ask("GET", "/").text)
        self.assertEqual(self.program.end(), 0)

    def test_wrong_flags(self):
        empty = self.folder.file("empty", "\n")
        for flags, words in ((["--client-id=me"], "--client-secret-file"),
                             (["--client-id=me", "--client-secret-file=nothing"], "nothing"),
                             (["--client-id=me", "--client-secret-file=" + empty], "empty"),
                             (["--token.expires-in=0"], "--token.expires-in"),
                             (["--fault=404"], "404"), (["--fault=429"], "429"),
                             (["--fault=503", "--fault.requests=0"], "--fault.requests"),
                             (["--log.level=loud"], "--log.level"), (["--web.listen-address="], "--web.listen-address"),
                             (["--clientid=me"], "client-id"), (["start"], "start")):
            done = subprocess.run([bench.PROGRAM, "billing-endpoint", *flags], capture_output=True, text=True,
                                  cwd=self.folder.path, timeout=bench.PATIENCE)
            self.assertEqual(done.returncode, 2, flags)
            self.assertIn(words, done.stderr)

    def test_what_cannot_start_says_why(self):
        for flags, words in ((["--schema.customer-pattern=("], "("), (["--web.tls-cert-file=nothing.pem"], "nothing.pem"),
                             (["--web.listen-address=127.0.0.1:99999"], "99999")):
            done = subprocess.run([bench.PROGRAM, "billing-endpoint", *flags], capture_output=True, text=True,
                                  cwd=self.folder.path, timeout=bench.PATIENCE)
            self.assertEqual(done.returncode, 1, (flags, done.stderr))
            self.assertIn(words, done.stderr)


if __name__ == "__main__":
    unittest.main()
