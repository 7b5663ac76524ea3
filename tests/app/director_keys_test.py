"""The demo director by keys, in the real window on an X server of its own: every scene from its first step to its end, and each time what was
metered was sent, accepted and billed. Pictures of the ends are in the folder that MB_PICTURES names, if it does."""
import json
import os
import shutil
import subprocess
import unittest
from decimal import Decimal

import bench
import screen

SCENES = ("customers", "spike", "restart", "outage", "label", "statement")
SUMS = ("metered", "sent", "accepted", "billed")
HURRY = 2  # times Ctrl+.; each doubles the pace


@unittest.skipUnless(screen.is_there(), "Xvfb or xdotool is not installed")
class DirectorKeysTest(unittest.TestCase):
    def setUp(self):
        self.folder = bench.Folder()
        self.addCleanup(self.folder.remove)
        self.screen = screen.Screen(self.folder.path, 1280, 800)
        self.addCleanup(self.screen.end)
        self.log = os.path.join(self.folder.path, "director.log")
        self.statements = 0
        self.text = ""

    def window(self, *words):
        at = lambda name: os.path.join(self.folder.path, name)
        program = bench.Program(self.folder.path, "window", "/usr/bin/env", *("%s=%s" % pair for pair in self.screen.environment.items()),
                                "XDG_RUNTIME_DIR=" + self.folder.path, bench.PROGRAM, *words, "--director.log=" + self.log,
                                "--gateway.listen-address=", "--gateway.storage-path=" + at("gateway"), "--settings=" + at("settings.ini"))
        self.addCleanup(program.end)
        return program

    def lines(self):
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf-8") as log:
            return [json.loads(line) for line in log if line.endswith("\n")]

    def awaits(self, what, **fields):
        """The newest line, once it has these fields."""
        def ask():
            lines = self.lines()
            is_so = lines and all(lines[-1][name] == value for name, value in fields.items())
            return lines[-1] if is_so else None
        try:
            return bench.eventually(ask, what, 2 * bench.PATIENCE)
        except AssertionError as late:
            raise AssertionError("%s; %s" % (late, self.lines()[-1:])) from None

    def test_every_scene_by_keys(self):
        program = self.window("demo", "--scene=customers")
        self.awaits("the first step is done", scene="customers", step=1, state="done")
        self.pid = program.process.pid
        self.screen.focus_program(self.pid)
        before = self.lines()[-1]["pace"]
        for _ in range(HURRY):
            self.screen.press("ctrl+period")
        self.awaits("the day passes faster", pace=before * 2 ** HURRY)
        self.screen.press("ctrl+shift+r")
        self.awaits("all is as at the beginning", state="not begun", scene="")
        settlements = [self.play(name) for name in SCENES]
        for name, settlement in zip(SCENES, settlements):
            with self.subTest(name):
                self.assertLess(Decimal(0), Decimal(settlement["metered"]))
                self.assertEqual(1, len({settlement[sum] for sum in SUMS}), settlement)
                self.assertTrue(all(one["intended"] for one in settlement["differences"]), settlement)
        label = settlements[SCENES.index("label")]["differences"]
        self.assertEqual([("", "jobs", "no customer")], [(one["customer"], one["dimension"], one["cause"]) for one in label])
        for before, after in zip(settlements, settlements[1:]):
            self.assertLess(Decimal(before["metered"]), Decimal(after["metered"]))  # one journal, that grows
        self.statement()
        self.assertIsNone(program.process.poll(), program.tail())

    def statement(self):
        """The statement of the first customer, saved as PDF by keys; then as text, and as people see it."""
        if not shutil.which("pdftoppm"):
            self.save_statement()
            return
        shown = [line for line in self.lines()[-1]["shown"] if line.startswith("Acme Ltd: total EUR ")]
        total = "€ " + shown[0].split("EUR ")[1]

        def ask():  # the page is a moment behind the director
            self.pdf = self.save_statement()
            self.text = subprocess.run(["pdftotext", "-layout", self.pdf, "-"], check=True, capture_output=True, text=True).stdout
            return total in self.text.replace("\u00a0", " ") and "not over" not in self.text  # of the period that ended
        try:
            bench.eventually(ask, "the statement of the ended period has the total %s" % total)
        except AssertionError as never:
            raise AssertionError("%s\n%s" % (never, self.text)) from None
        self.assertIn("Acme Ltd", self.text)
        picture = os.path.join(os.environ.get("MB_PICTURES") or self.folder.path, "statement")
        subprocess.run(["pdftoppm", "-png", "-r", "80", "-singlefile", self.pdf, picture], check=True, capture_output=True)
        self.assertGreater(os.path.getsize(picture + ".png"), 10_000)

    def save_statement(self):
        self.statements += 1
        pdf = os.path.join(self.folder.path, "statement-%d.pdf" % self.statements)
        self.screen.press("ctrl+7")
        self.screen.press("s")
        self.screen.focus_titled("Statement")
        self.screen.press("shift+Tab")  # from the customer backwards: the last button, Save PDF…
        self.screen.press("space")
        self.screen.focus_titled("Save statement")
        self.screen.type(pdf)
        self.screen.press("Return")
        bench.eventually(lambda: os.path.exists(pdf), "the statement is saved")
        self.screen.focus_titled("Statement")
        self.screen.press("Escape")
        self.screen.awaits_no_window("Statement")
        self.screen.focus_program(self.pid)
        return pdf

    def play(self, name):
        """Page Down until it is over; what was compared then. Each step is waited for: Page Down does nothing while one is under way."""
        step = 1
        self.screen.press("Next")
        while True:
            now = self.awaits_step(name, step)
            if now["state"] == "over":
                break
            self.screen.press("Next")
            step += 1
        self.assertEqual(now["steps"], step)
        if name == "statement":
            self.awaits_page("it shows the period that ended, and all of it sent and accepted",
                             lambda page: "ended" in page and "Reading" not in page and page.count("= same") == 2)
        self.take(name)
        return now["settlement"]

    def awaits_step(self, name, step):
        def ask():
            now = self.lines()[-1]
            return now if (now["scene"], now["step"]) == (name, step) and now["state"] in ("done", "over") else None
        try:
            return bench.eventually(ask, "step %d of %s is done" % (step, name), 2 * bench.PATIENCE)
        except AssertionError as late:
            raise AssertionError("%s; %s" % (late, self.lines()[-1:])) from None

    def awaits_page(self, what, is_so):
        """The window follows the director a moment behind."""
        try:
            bench.eventually(lambda: is_so(self.lines()[-1]["page"]), what, 2 * bench.PATIENCE)
        except AssertionError as late:
            raise AssertionError("%s; %s" % (late, self.lines()[-1]["page"])) from None

    def take(self, name):
        folder = os.environ.get("MB_PICTURES") or self.folder.path
        colours = self.screen.picture(os.path.join(folder, "director-keys-%s.png" % name))
        self.assertGreater(colours, 8, "the window shows nothing")


if __name__ == "__main__":
    unittest.main()
