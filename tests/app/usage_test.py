"""`meterbench agent --workspace` and `meterbench usage` as an operator meets them: what an exporter counted is what was metered, to the
last digit, whatever ends the agent; whose it is, what is nobody's, and what it would cost."""
import csv
import io
import json
import os
import shutil
import signal
import subprocess
import unittest
import urllib.error
import urllib.request
from unittest import mock

import bench

GROWS_FROM = 5     # scrapes: before it, at the reset and after the end the counters stand still, so that no single scrape that a
GROWS_UNTIL = 60   # busy machine misses changes the truth
PER_SCRAPE = {"acme": 3, "globex": 5}
HOLDS_AT = 15      # acme's process ends,
RESET_AT = 25      # and starts again here
FAILS = range(40, 48)  # scrapes; the counters go on


def grown(scrape):
    return max(0, min(scrape, GROWS_UNTIL) - GROWS_FROM)


def value(customer, scrape):
    if customer == "acme" and scrape >= RESET_AT:
        return (min(scrape, GROWS_UNTIL) - RESET_AT) * PER_SCRAPE["acme"]
    if customer == "acme":
        scrape = min(scrape, HOLDS_AT)
    return grown(scrape) * PER_SCRAPE[customer] + 1000


def script(scrape):
    if scrape in FAILS:
        return 500, "", "text/plain"
    body = "# TYPE api_calls_total counter\n"
    for customer in PER_SCRAPE:
        body += 'api_calls_total{paigoCustomerID="%s",paigoDimensionId="calls"} %d\n' % (customer, value(customer, scrape))
    body += 'api_calls_total{path="/internal"} %d\n' % grown(scrape)
    return 200, body, "text/plain; version=0.0.4"


# After the reset the new value counts.
TRUTH = {"acme": (grown(HOLDS_AT) + GROWS_UNTIL - RESET_AT) * 3, "globex": grown(GROWS_UNTIL) * 5, "": grown(GROWS_UNTIL)}

WORKSPACE = """\
prometheus:
  global: {scrape_interval: 100ms, scrape_timeout: 100ms}
  scrape_configs:
    - job_name: app
      static_configs: [{targets: ['%s']}]
billing:
  meters:
    - {name: calls, selector: api_calls_total, unit: call, window: %s}
  plans:
    - id: basic
      name: Basic
      currency: EUR
      flatFee: 5
      charges:
        - {dimension: orders, model: percentage, ratePercent: 2, fixedFee: 0.5}
        - {dimension: calls, model: graduated, tiers: [{upTo: 100, unitPrice: 0}, {unitPrice: 0.0125}]}
  customers:
    globex: {name: Globex, plan: basic}
"""


class UsageTest(unittest.TestCase):
    def setUp(self):
        self.folder = bench.Folder()
        self.addCleanup(self.folder.remove)
        self.target = bench.Target(script)
        self.addCleanup(self.target.close)
        self.workspace = os.path.join(self.folder.path, "workspace.yml")
        self.write("hour")

    def write(self, window):
        with open(self.workspace, "w", encoding="utf-8") as file:
            file.write(WORKSPACE % (self.target.address, window))

    def agent(self):
        port = bench.free_port()
        program = bench.Program(self.folder.path, "agent", bench.PROGRAM, "agent", "--workspace=" + self.workspace,
                                "--web.listen-address=127.0.0.1:%d" % port, "--gateway.listen-address=",
                                "--storage.agent.path=" + os.path.join(self.folder.path, "data"))
        program.port = port
        self.addCleanup(program.end)
        return program

    def scraped(self):
        return self.target.served.get("Meterbench", 0) or max(self.target.served.values(), default=0)

    def until(self, scrapes, program):
        bench.eventually(lambda: self.scraped() >= scrapes or program.process.poll() is not None, "%d scrapes" % scrapes)
        self.assertIsNone(program.process.poll(), program.tail())

    def usage(self, *flags):
        done = subprocess.run([bench.PROGRAM, "usage", "--storage.agent.path=" + os.path.join(self.folder.path, "data"), *flags],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def report(self, *flags):
        return json.loads(self.usage("--format=json", *flags))

    def by_customer(self, *flags):
        found = {}
        for row in self.report("--by=customer", *flags)["usage"]:
            found[row["customer"]] = found.get(row["customer"], 0) + int(row["value"])
        return found

    def test_what_was_counted_is_what_was_metered(self):
        program = self.agent()
        self.until(10, program)
        for scrapes in (25, 40):  # one of them while the reset is on its way into the log
            program.end(signal.SIGKILL)
            program = self.agent()
            self.until(scrapes, program)
        self.until(GROWS_UNTIL + 5, program)
        self.assertEqual(program.end(), 0, program.tail())
        self.assertEqual(self.by_customer("--workspace=" + self.workspace), TRUTH)
        rows = self.report("--workspace=" + self.workspace)["usage"]
        resets = {row["customer"]: row["resets"] for row in rows}
        self.assertEqual(resets, {"acme": 1, "globex": 0, "": 0})
        self.assertEqual({row["customer"]: row["dimension"] for row in rows}, {"acme": "calls", "globex": "calls", "": ""})

    def test_what_it_would_cost(self):
        program = self.agent()
        self.until(GROWS_UNTIL + 5, program)
        program.end()
        estimates = self.report("--workspace=" + self.workspace)["estimates"]
        self.assertEqual([(one["customer"], one["total"]) for one in estimates], [("globex", "7.19")])  # 5 + 175 of 275 calls at 0.0125
        [row] = [row for row in self.report("--workspace=" + self.workspace)["usage"] if row["customer"] == "globex"]
        seen = row["measuredMs"] + row["inferredMs"]
        tenths = 1000 * seen // (seen + row["unmeteredMs"])
        self.assertLess(tenths, 1000)
        [line] = [line for line in estimates[0]["lines"] if line["dimension"] == "calls"]
        self.assertEqual(float(line["coveragePercent"]), tenths / 10)
        self.assertEqual(estimates[0]["withoutFees"], ["orders"])  # 65 scrapes are no events
        text = self.usage("--workspace=" + self.workspace)
        self.assertIn("without the fee for each event of orders", text)
        self.assertIn("Estimate for globex by plan basic: EUR 7.19", text)
        self.assertIn("so far", text)

    def statement(self, *flags, code=0):
        done = subprocess.run([bench.PROGRAM, "statement", "--storage.agent.path=" + os.path.join(self.folder.path, "data"),
                               "--workspace=" + self.workspace, *flags], capture_output=True, text=True, check=False,
                              env={key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")})
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_statements(self):
        program = self.agent()
        self.until(GROWS_UNTIL + 5, program)
        address = "http://127.0.0.1:%s/api/v1/" % program.port
        # The journal's state is as of the last commit.
        bench.eventually(lambda: '"total":"7.19"' in self.fetched(address + "statement?customer=globex")[1], "what was counted in the journal")
        live = [self.fetched(address + path) for path in ("statement?customer=globex", "statement?customer=globex&format=csv", "usage")]
        self.assertEqual(self.fetched(address + "statement?customer=acme"), (404, mock.ANY))
        self.assertEqual(self.fetched(address + "statement?period=soon")[0], 400)
        program.end()
        [one] = json.loads(live[0][1])["data"]["statements"]
        self.assertEqual((one["customer"], one["total"]), ("globex", "7.19"))
        self.assertEqual(live[1][1].splitlines()[-1].split(",")[0], "total")
        self.assertEqual([row["total"] for row in json.loads(live[2][1])["data"]["estimates"]], ["7.19"])
        text = self.statement("--customer=globex").stdout
        for says in ("Statement for globex (Globex) by plan Basic, ", "an estimate, not an invoice", "flat fee", "the period is not over",
                     "above 100", "without the fee for each event of orders"):
            self.assertIn(says, text)
        self.assertRegex(text, r"total +7\.19\n")
        rows = list(csv.DictReader(io.StringIO(self.statement("--all", "--format=csv").stdout)))
        self.assertEqual([row["amount"] for row in rows if row["kind"] == "total"], ["7.19"])
        out = os.path.join(self.folder.path, "out")
        told = self.statement("--all", "--format=pdf", "--output=" + out + "/").stderr
        [name] = os.listdir(out)
        self.assertRegex(name, r"^statement-globex-20\d\d-\d\d\.pdf$")
        self.assertIn(name, told)
        with open(os.path.join(out, name), "rb") as file:
            body = file.read()
        self.assertTrue(body.startswith(b"%PDF-") and body.rstrip().endswith(b"%%EOF"))
        one = os.path.join(out, "one.pdf")
        self.statement("--customer=globex", "--format=pdf", "--output=" + one)
        self.assertTrue(os.path.getsize(one) > 1000)
        for flags, says in ((["--customer=acme"], "is not in the workspace"), (["--customer=globes"], "did you mean \"globex\""),
                            (["--customer=globex", "--from=1990-01-01", "--to=2026-01-01"], "more than 120 periods"),
                            (["--customer=globex", "--from=2026-01-01", "--to=2026-03-02", "--format=pdf", "--output=" + one], "give a folder"),
                            (["--customer=globex", "--format=csv", "--output=" + out + "/no/such/file.csv"], "file.csv")):
            self.assertIn(says, self.statement(*flags, code=1).stderr)
        bare = os.path.join(self.folder.path, "bare")  # a build without the window
        os.mkdir(bare)
        for name in ("meterbench", "meterbench_core.so"):
            shutil.copy(os.path.join(os.path.dirname(os.path.realpath(bench.PROGRAM)), name), bare)
        done = subprocess.run([os.path.join(bare, "meterbench"), "statement", "--storage.agent.path=" + os.path.join(self.folder.path, "data"),
                               "--workspace=" + self.workspace, "--all", "--format=pdf", "--output=" + os.path.join(bare, "x.pdf")],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("PDF needs a build with the window", done.stderr)
        self.assertFalse(os.path.exists(os.path.join(bare, "x.pdf")))
        past = self.statement("--customer=globex", "--period=2020-02", "--format=json")
        self.assertIn("nothing was used by globex in 2020-02-01 to 2020-02-29", past.stderr)
        self.assertEqual(json.loads(past.stdout)["statements"][0]["total"], "5.00")
        two = self.statement("--customer=globex", "--from=2020-01-16", "--to=2020-02-02").stdout
        self.assertIn("spans several periods", two)
        self.assertIn("of 16 of the 31 days of the period: flat fee and minimum are those of a whole period", two)

    def test_statements_by_days_and_by_day(self):
        with open(self.workspace, "a", encoding="utf-8") as file:
            file.write("    globe: {plan: basic, period_start: 2020-01-31}\n    initech:\n")
        with open(self.workspace, encoding="utf-8") as file:
            text = file.read().replace("flatFee: 5", "flatFee: 5\n      proration: days")
        with open(self.workspace, "w", encoding="utf-8") as file:
            file.write(text)
        self.agent_once()
        [one] = json.loads(self.statement("--customer=globe", "--period=2021-02", "--format=json").stdout)["statements"]
        self.assertEqual((one["periodFrom"], one["periodTo"], one["total"]), ("2021-02-28T00:00:00Z", "2021-03-31T00:00:00Z", "5.00"))
        [one] = json.loads(self.statement("--customer=globe", "--from=2021-03-01", "--to=2021-03-11", "--format=json").stdout)["statements"]
        self.assertEqual(one["partOfPeriod"]["days"], 10)
        self.assertEqual(one["total"], "1.61")  # 10 of 31 days of 5.00
        self.assertIn("no plan, so no statement: initech", self.statement("--all").stderr)
        self.assertIn("has no plan", self.statement("--customer=initech", code=1).stderr)

    def agent_once(self):
        program = self.agent()
        self.until(10, program)
        program.end()

    def fetched(self, url):
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def test_rows_as_csv(self):
        program = self.agent()
        self.until(GROWS_UNTIL + 5, program)
        program.end()
        text = self.usage("--workspace=" + self.workspace, "--format=csv")
        self.assertTrue(text.startswith("customer,dimension,meter,begin,end,value,units,unit,open,"))
        rows = list(csv.DictReader(io.StringIO(text), strict=True))
        self.assertEqual({row["customer"]: int(row["units"]) for row in rows}, TRUTH)
        self.assertEqual({row["open"] for row in rows}, {"true"})

    def test_a_meter_that_changes_closes_what_was_under_way(self):
        program = self.agent()
        self.until(GROWS_UNTIL + 5, program)
        program.end()
        self.assertEqual(self.report()["usage"], [])  # no window is over, and without the meters nothing open is known
        self.write("day")
        program = self.agent()
        self.until(GROWS_UNTIL + 15, program)
        program.end()
        self.assertEqual(self.by_customer(), TRUTH)
        again = self.by_customer("--workspace=" + self.workspace)
        self.assertEqual(again, TRUTH)  # the new meter saw them standing still

    def verify(self, folder, *flags):
        return subprocess.run([bench.PROGRAM, "usage", *(flags or ["--verify"]), "--storage.agent.path=" + folder],
                              capture_output=True, text=True, check=False)

    def test_whether_the_journal_is_what_was_written(self):
        self.write("month")  # no window ends meanwhile, but at midnight
        program = self.agent()
        self.until(GROWS_UNTIL + 5, program)
        data = os.path.join(self.folder.path, "data")
        self.assertIn("0 records, 0 lines", self.verify(data).stdout)  # also while the agent runs
        program.end()
        self.write("day")  # the meter changes: what was under way is closed
        program = self.agent()
        self.until(GROWS_UNTIL + 15, program)
        program.end()
        done = self.verify(data)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"[1-9]\d* records, 3 lines, sums of days agree")
        done = self.verify(data, "--recompute", "--workspace=" + self.workspace)
        self.assertEqual(done.returncode, 0, done.stderr)  # an hour that begins after the agent would take an hour
        self.assertIn("0 windows recomputed: none can be compared", done.stdout)
        self.assertRegex(done.stdout, r"Not compared: [1-9]\d* windows that begin before what the log covers")
        copy = os.path.join(self.folder.path, "copy")
        shutil.copytree(data, copy)
        with open(os.path.join(copy, "usage", "usage.db"), "r+b") as file:
            body = file.read()
            at = body.index(b"globex")
            file.seek(at)
            file.write(bytes([body[at] ^ 1]))
        done = self.verify(copy)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("usage.db", done.stderr)

    def test_wrong_use_says_what_would_be_right(self):
        for flags, says in ((["--by=who"], "customer, dimension, meter, window"), (["--from=yesterday"], "2026-11-30"),
                            (["--format=xml"], "text, json or csv"), (["--verify", "--by=meter"], "without --by"),
                            (["--recompute"], "give --workspace"), (["--recompute", "--verify"], "one of them"),
                            (["more"], "is no flag"), (["--formt=json"], "--format")):
            done = subprocess.run([bench.PROGRAM, "usage", *flags], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, flags)
            self.assertIn(says, done.stderr)
        done = subprocess.run([bench.PROGRAM, "usage", "--storage.agent.path=" + self.folder.path], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("no usage was metered there", done.stderr)
        done = subprocess.run([bench.PROGRAM, "agent", "--workspace=x.yml", "--config.file=y.yml"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("give one of them", done.stderr)


if __name__ == "__main__":
    unittest.main()
