"""The commands and what they answer: flags and their hints, exit codes, configurations that cannot be used, the checks, the
demo without a window."""
import os
import socket
import subprocess
import unittest

import bench


def run(*words, body=None, **more):
    return subprocess.run([bench.PROGRAM, *words], input=body, capture_output=True, text=True, timeout=bench.PATIENCE, **more)


class CommandLineTest(unittest.TestCase):
    def setUp(self):
        self.folder = bench.Folder()
        self.good = self.folder.file("good.yml", "scrape_configs: [{job_name: a}]\n")

    def tearDown(self):
        self.folder.remove()

    def agent(self, *words, config=None):
        return run("agent", "--config.file=" + (config or self.good), "--storage.agent.path=" + self.folder.path + "/data",
                   "--web.listen-address=127.0.0.1:%d" % bench.free_port(), "--gateway.listen-address=", *words)

    def test_help_and_version(self):
        for words in (["--help"], ["agent", "--help"], ["check", "metrics", "--help"], ["check", "config", "--help"],
                      ["check", "workspace", "--help"], ["usage", "--help"], ["statement", "--help"]):
            answer = run(*words)
            self.assertEqual((answer.returncode, answer.stderr), (0, ""), words)
            self.assertIn("meterbench", answer.stdout)
        self.assertRegex(run("--version").stdout, r"^meterbench \d+\.\d+\.\d+\n$")
        flags = run("agent", "--help").stdout
        for flag in ("config.file", "storage.agent.path", "web.listen-address", "web.enable-lifecycle", "log.level"):
            self.assertIn("--" + flag + " ", flags)

    def test_a_wrong_flag_is_told_with_the_nearest_one(self):
        rows = [
            ("--confg.file=x", "did you mean --config.file?"),
            ("--web.listen-adress=127.0.0.1:1", "did you mean --web.listen-address?"),
            ("--storage.agent.path", "needs a value"),
            ("--web.enable-lifecycle=maybe", "true or false"),
            ("--log.level=loud", "debug, info, warn or error"),
            ("--storage.agent.budget=many", "--storage.agent.budget"),
            ("--storage.agent.budget=1MiB", "at least two segments"),
            ("--rehearsal.pace=0", "from 1 to 3600"),
            ("--rehearsal.pace=60", "--rehearsal.since"),
            ("--rehearsal.since=9999999999", "that has been"),
            ("prometheus.yml", "--config.file=FILE"),
            ("--zzzzzzzz=1", "--help"),
        ]
        for word, words in rows:
            with self.subTest(word):
                answer = self.agent(word)
                self.assertEqual(answer.returncode, 2)
                self.assertIn(words, answer.stderr)
                self.assertEqual(len(answer.stderr.strip().splitlines()), 1, answer.stderr)

    def test_a_wrong_configuration_is_told_with_its_place(self):
        rows = [
            ("scrape_configs:\n  - job_name: a\n    scrape_intervall: 5s\n", 3, 5, "scrape_interval"),
            ("global: {scrape_interval: soon}\n", 1, 27, "soon"),
            ("scrape_configs:\n  - job_name: a\n    job_name: b\n", 3, 5, "job_name"),
            ("remote_write:\n  - url: 'http://h/'\n    write_relabel_configs:\n      - regex: '('\n", 4, 16, "regex"),
            ("scrape_configs: [\n", 2, 1, ""),
            ("rule_files: [x.yml]\n", 1, 1, "agent"),
        ]
        for text, line, column, word in rows:
            with self.subTest(text):
                path = self.folder.file("bad.yml", text)
                answer = self.agent(config=path)
                self.assertEqual(answer.returncode, 1)
                self.assertIn("%s:%d:%d: " % (path, line, column), answer.stderr)
                self.assertIn(word, answer.stderr)
                self.assertIn("nothing was started", answer.stderr)

    def test_a_missing_configuration(self):
        answer = self.agent(config=self.folder.path + "/none.yml")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("none.yml", answer.stderr)
        self.assertIn("No such file", answer.stderr)

    def test_a_port_that_is_taken(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            address = "127.0.0.1:%d" % taken.getsockname()[1]
            answer = self.agent("--web.listen-address=" + address)
        self.assertEqual(answer.returncode, 1)
        self.assertIn(address, answer.stderr)
        self.assertIn("in use", answer.stderr)

    def test_an_address_that_is_none(self):
        for address in ("127.0.0.1:99999", "nonsense", "127.0.0.1", ":-1"):
            with self.subTest(address):
                answer = self.agent("--web.listen-address=" + address)
                self.assertEqual(answer.returncode, 1)
                self.assertIn(address, answer.stderr)

    def test_check_metrics(self):
        rows = [
            ("# HELP a_total A.\n# TYPE a_total counter\na_total 1\n", [], 0),
            ("a_total 1 2 3 4\n", [], 1),
            ("a 1\n", [], 3),
            ("a 1\n", ["--lint=none"], 0),
            ("# TYPE a gauge\na 1\n", ["--format=openmetrics", "--lint=none"], 1),
            ("# TYPE a gauge\na 1\n# EOF\n", ["--format=openmetrics", "--lint=none"], 0),
            ("", ["--format=yaml"], 2),
        ]
        for body, words, code in rows:
            with self.subTest(body=body, words=words):
                answer = run("check", "metrics", *words, body=body)
                self.assertEqual(answer.returncode, code, answer.stdout + answer.stderr)
                if code in (1, 3):
                    self.assertRegex(answer.stdout, r"(?m)^\d+:\d+: (error|style): ")

    def test_check_config(self):
        bad = self.folder.file("bad.yml", "scrape_configs: [{job_nam: a}]\n")
        odd = self.folder.file("odd.yml", "global: {}\n")
        self.assertEqual(run("check", "config", self.good).returncode, 0)
        answer = run("check", "config", self.good, bad)
        self.assertEqual(answer.returncode, 1)
        self.assertIn(bad + ":1:19: error: ", answer.stdout)
        self.assertIn("did you mean job_name", answer.stdout)
        self.assertEqual(run("check", "config", odd).returncode, 0)
        self.assertEqual(run("check", "config").returncode, 2)
        self.assertEqual(run("check", "config", "--lnt=all", self.good).returncode, 2)
        self.assertEqual(run("check", "nothing").returncode, 2)

    def test_check_workspace(self):
        good = self.folder.file("shop.yml", "prometheus: good.yml\nbilling: {meters: [{template: api_calls, dimension: api}]}\n")
        bad = self.folder.file("odd.yml", "billing: {meters: [{template: api_cals}]}\n")
        answer = run("check", "workspace", good)
        self.assertEqual((answer.returncode, answer.stderr), (0, ""), answer.stdout)
        self.assertIn("1 job, 0 targets, 0 endpoints, 1 meter, 0 plans, 0 customers; 0 errors, 0 warnings", answer.stdout)
        answer = run("check", "workspace", good, bad)
        self.assertEqual(answer.returncode, 1)
        self.assertIn("odd.yml:1:31: error: billing.meters[0].template: \"api_cals\" is not a template; did you mean api_calls?",
                      answer.stdout)
        body = 'http_requests_total{paigoCustomerID="acme"} 1\nhttp_requests_total 2\n'
        answer = run("check", "workspace", "--metrics=-", good, body=body)
        self.assertEqual(answer.returncode, 3)
        self.assertIn("meter api_calls: 2 series of 2 things, 1 would count\n", answer.stdout)

    def test_the_demo_without_a_window(self):
        answer = run("demo", "--headless", "--duration=5s")
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        self.assertIn("complete", answer.stdout.strip().splitlines()[-1])
        self.assertEqual(run("demo", "--headless", "--duration=soon").returncode, 2)

    def test_the_demo_leaves_no_files(self):
        place = os.path.join(self.folder.path, "tmp")
        os.mkdir(place)
        answer = run("demo", "--headless", "--duration=1s", env={**os.environ, "TMPDIR": place}, cwd=place)
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        self.assertEqual(os.listdir(place), [])


if __name__ == "__main__":
    unittest.main()
