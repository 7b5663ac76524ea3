"""`meterbench reconcile` as an operator and a script meet it: flags, texts, forms and exit codes, against a receiver that says what it is
told to say. The journal is made once, by an agent that meters and sends."""
import csv
import http.server
import io
import json
import os
import subprocess
import threading
import unittest
import urllib.parse

import bench

WORKSPACE = """\
prometheus:
  global: {scrape_interval: 100ms, scrape_timeout: 100ms}
  scrape_configs:
    - job_name: app
      static_configs: [{targets: ['%(target)s']}]
billing:
  meters:
    - {name: calls, selector: api_calls_total, unit: call, window: %(window)s}
  endpoints:
    - {name: billing, service: paigo, url: 'http://127.0.0.1:%(port)d/usage', timeout: 5s}
%(more)s"""


def body(scrape):
    """The counters grow in the first scrapes and stand still then: by 30 and by 50."""
    return """\
# TYPE api_calls_total counter
api_calls_total{paigoCustomerID="acme",paigoDimensionId="calls"} %d
api_calls_total{paigoCustomerID="globex",paigoDimensionId="calls"} %d
""" % (6 * min(scrape, 5), 10 * min(scrape, 5))


class Receiver:
    """Takes every usage record; its ledger is what a test says: None for what it really has, else a function of (path, query)."""

    def __init__(self):
        self.records = {}
        self.says = None
        self.asked = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self, status, body):
                body = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.records[self.headers["Idempotency-Key"]] = json.loads(body)
                self.answer(201, {"message": "taken"})

            def do_GET(self):
                parts = urllib.parse.urlsplit(self.path)
                query = urllib.parse.parse_qs(parts.query)
                outer.asked.append((parts.path, query))
                self.answer(*(outer.says or outer.truth)(parts.path, query))

        self.server = bench._Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def lines(self):
        sums = {}
        for record in self.records.values():
            line = sums.setdefault((record["customerId"], record["dimensionId"]), [0, 0])
            line[0] += int(record["recordValue"])
            line[1] += 1
        return [{"customerId": customer, "dimensionId": dimension, "sum": str(total), "count": count}
                for (customer, dimension), (total, count) in sorted(sums.items())]

    def truth(self, path, _query):
        return (200, {"usage": self.lines()}) if path == "/api/v1/ledger" else (404, {"message": "nothing"})

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class ReconcileTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = bench.Folder()
        cls.addClassCleanup(cls.folder.remove)
        cls.target = bench.Target(lambda scrape: (200, body(scrape), "text/plain; version=0.0.4"))
        cls.addClassCleanup(cls.target.close)
        cls.receiver = Receiver()
        cls.addClassCleanup(cls.receiver.close)
        cls.workspace = cls.write("workspace.yml", "hour")
        program = cls.agent()
        bench.eventually(lambda: max(cls.target.served.values(), default=0) >= 10, "it is scraped")
        program.end()
        cls.write("workspace.yml", "day")  # what was under way becomes records
        program = cls.agent()
        bench.eventually(lambda: len(cls.receiver.records) >= 2, "both records are sent")
        program.end()

    @classmethod
    def write(cls, name, window="day", more="", port=None):
        return cls.folder.file(name, WORKSPACE % {"target": cls.target.address, "window": window, "more": more,
                                                  "port": port or cls.receiver.port})

    @classmethod
    def agent(cls):
        program = bench.Program(cls.folder.path, "agent", bench.PROGRAM, "agent", "--workspace=" + cls.workspace,
                                "--web.listen-address=127.0.0.1:%d" % bench.free_port(), "--gateway.listen-address=",
                                "--storage.agent.path=" + os.path.join(cls.folder.path, "data"))
        cls.addClassCleanup(program.end)
        return program

    def setUp(self):
        self.receiver.says = None
        self.receiver.asked.clear()

    def run_it(self, *flags, workspace=None, data="data"):
        return subprocess.run([bench.PROGRAM, "reconcile", "--storage.agent.path=" + os.path.join(self.folder.path, data),
                               "--workspace=" + (workspace or self.workspace), *flags], capture_output=True, text=True, check=False)

    def says(self, change):
        """A ledger that is the true one but for a change of its lines."""
        def answer(path, query):
            status, body = self.receiver.truth(path, query)
            if status == 200:
                body = {"usage": change(body["usage"])}
            return status, body
        self.receiver.says = answer

    # right

    def test_equal_sums_end_with_0(self):
        done = self.run_it()
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], "Endpoint billing, paigo, http://127.0.0.1:%d/usage" % self.receiver.port)
        self.assertEqual(lines[1].split(), ["CUSTOMER", "DIMENSION", "METERED", "SENT", "ACCEPTED", "BILLED", "DIFFERENCE"])
        self.assertEqual(lines[2].split()[:6], ["acme", "calls", "30", "30", "30", "30"])
        self.assertEqual(lines[3].split()[:6], ["globex", "calls", "50", "50", "50", "50"])

    def test_the_forms_say_the_same(self):
        rows = json.loads(self.run_it("--format=json").stdout)["endpoints"][0]["rows"]
        self.assertEqual([(row["customer"], row["metered"], row["billed"]) for row in rows], [("acme", "30", "30"), ("globex", "50", "50")])
        text = self.run_it("--format=csv").stdout
        table = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual([(row["endpoint"], row["customer"], row["meter"], row["unit"], row["sent"], row["billed"], row["records"])
                          for row in table if row["cause"] in ("", "window still open")],
                         [("billing", "acme", "calls", "call", "30", "30", "1"), ("billing", "globex", "calls", "call", "50", "50", "1")])

    def test_a_ledger_in_pages(self):
        def pages(path, query):
            lines = self.receiver.lines()
            return (200, {"usage": lines[1:]}) if "after" in query else (200, {"usage": lines[:1], "next": "a b/+"})
        self.receiver.says = pages
        done = self.run_it()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual([query.get("after") for _, query in self.receiver.asked], [None, ["a b/+"]])

    def test_a_time_is_asked_of_each_customer(self):
        def usage(path, query):
            customer = path.split("/")[2]
            self.assertEqual(query["startTime"], ["2020-01-01T00:00:00Z"])
            return 200, [{"dimensionId": "calls", "usage": [{"value": {"acme": "30", "globex": "50"}[customer]}]}]
        self.receiver.says = usage
        done = self.run_it("--from=2020-01-01", "--to=2100-01-01T00:00:00Z")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual([path for path, _ in self.receiver.asked], ["/customers/acme/usage", "/customers/globex/usage"])
        self.receiver.says = None
        self.assertEqual(self.run_it("--to=2020-01-01").stdout.splitlines()[2:], [])  # nothing was metered then

    def test_help(self):
        done = self.run_it("--help")
        self.assertEqual(done.returncode, 0)
        for flag in ("--workspace", "--endpoint", "--from", "--to", "--format", "--storage.agent.path"):
            self.assertIn(flag, done.stdout)

    def test_one_endpoint_of_several(self):
        more = "    - {name: 'lago', service: lago, url: 'http://127.0.0.1:1/api/v1/events/batch'}\n"
        both = self.write("both.yml", more=more)
        done = self.run_it(workspace=both)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("BILLED: lago is not asked for what it bills", done.stdout)
        self.assertEqual(done.stdout.count("Endpoint "), 2)
        done = self.run_it("--endpoint=billing", workspace=both)
        self.assertEqual(done.stdout.count("Endpoint "), 1)
        csv_lines = self.run_it("--format=csv", workspace=both).stdout.splitlines()
        self.assertEqual(sum(line.startswith("endpoint,") for line in csv_lines), 1)

    # differences

    def differs(self, change, cause):
        self.says(change)
        done = self.run_it("--format=json")
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        trouble = {row["customer"]: one for row in json.loads(done.stdout)["endpoints"][0]["rows"]
                   for one in row["differences"] if one["trouble"]}
        self.assertEqual(trouble["acme"]["cause"], cause)
        text = self.run_it()
        self.assertEqual(text.returncode, 3)
        self.assertIn(cause, text.stdout)
        self.assertNotIn("globex", trouble)
        return trouble["acme"]

    def test_a_sum_that_differs(self):
        one = self.differs(lambda lines: [dict(lines[0], sum="29"), lines[1]], "the receiver's sum differs")
        self.assertEqual(one["value"], "-1")

    def test_records_that_are_there_twice(self):
        one = self.differs(lambda lines: [dict(lines[0], sum="60", count=2), lines[1]], "the receiver has more")
        self.assertEqual((one["value"], one["records"]), ("30", 1))

    def test_records_that_are_missing(self):
        one = self.differs(lambda lines: lines[1:], "not in the receiver's ledger")
        self.assertEqual((one["value"], one["records"]), ("30", 1))

    def test_what_waits_is_no_trouble(self):
        later = self.write("later.yml", more="    - {name: new, service: paigo, url: 'http://127.0.0.1:%d/usage'}\n" % self.receiver.port)
        self.says(lambda lines: [])
        done = self.run_it("--endpoint=new", "--format=json", workspace=later)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        causes = [one["cause"] for row in json.loads(done.stdout)["endpoints"][0]["rows"] for one in row["differences"]]
        self.assertEqual(causes.count("waiting to be sent"), 2)

    # wrong use

    def test_wrong_use_ends_with_2_and_names_the_flag(self):
        for flags, words in ((("--format=xml",), "--format is text, json or csv, not \"xml\""),
                             (("--from=yesterday",), "--from: \"yesterday\" is no time; 2026-11-30T12:00:00Z or 2026-11-30 would be"),
                             (("--to=12:00",), "--to: \"12:00\" is no time"),
                             (("now",), "\"now\" is no flag"),
                             (("--colour=red",), "colour")):
            done = self.run_it(*flags)
            self.assertEqual((done.returncode, done.stdout), (2, ""), done)
            self.assertIn(words, done.stderr)
            self.assertTrue(done.stderr.startswith("meterbench reconcile: "), done.stderr)
        done = subprocess.run([bench.PROGRAM, "reconcile"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--workspace: name the file that has billing.endpoints", done.stderr)

    # what cannot be read

    def cannot(self, words, *flags, **named):
        done = self.run_it(*flags, **named)
        self.assertEqual((done.returncode, done.stdout), (1, ""), done)
        self.assertIn(words, done.stderr)
        return done.stderr

    def test_an_endpoint_that_nobody_answers_at(self):
        port = bench.free_port()
        words = self.cannot("billing: http://127.0.0.1:%d/api/v1/ledger" % port, workspace=self.write("nobody.yml", port=port))
        self.assertIn("refused", words.lower())

    def test_an_endpoint_that_says_no(self):
        self.receiver.says = lambda path, query: (403, {"message": "not you"})
        self.assertIn("not you", self.cannot("status 403"))

    def test_an_answer_that_is_none(self):
        self.receiver.says = lambda path, query: (200, {"usage": [{"customerId": "acme"}]})
        self.cannot("there is no text dimensionId")

    def test_an_endpoint_that_is_not_there(self):
        self.cannot("the workspace has no usage endpoint \"none\"", "--endpoint=none")

    def test_a_workspace_that_is_not_there(self):
        self.cannot("missing.yml", workspace=os.path.join(self.folder.path, "missing.yml"))

    def test_a_journal_that_is_not_there(self):
        self.cannot("usage", data="nowhere")


if __name__ == "__main__":
    unittest.main()
