"""`meterbench demo --headless --scene=NAME`: every scene of the director is played on real parts, and its last line says that what was
metered was sent, accepted and billed, but for what the scene intends."""
import json
import re
import subprocess
import unittest
from decimal import Decimal

import bench

SUMS = ("metered", "sent", "accepted", "billed")


def play(scene):
    done = subprocess.run([bench.PROGRAM, "demo", "--headless", "--scene=" + scene], text=True, capture_output=True, timeout=4 * bench.PATIENCE)
    return done, done.stdout.splitlines()


class DemoScenesTest(unittest.TestCase):
    def played(self, scene):
        done, lines = play(scene)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        settlement = json.loads(lines[-1])
        self.assertLess(Decimal(0), Decimal(settlement["metered"]))
        self.assertEqual(1, len({settlement[sum] for sum in SUMS}), settlement)
        return lines, settlement

    def test_three_customers_appear(self):
        lines, settlement = self.played("customers")
        self.assertEqual([], settlement["differences"])
        for customer in ("acme", "globex", "initech"):
            self.assertTrue(any(now.strip().startswith(customer + ": EUR") and " calls · " in more for now, more in zip(lines, lines[1:])), lines)

    def test_a_spike_costs_by_tiers(self):
        _, settlement = self.played("spike")
        self.assertEqual([], settlement["differences"])
        self.assertLess(Decimal(25), Decimal(settlement["metered"]))

    def test_a_reset_is_seen_and_counts_nothing_twice(self):
        lines, settlement = self.played("restart")
        self.assertTrue(any("resets seen" in line for line in lines), lines)
        self.assertEqual([], settlement["differences"])

    def test_an_outage_loses_nothing(self):
        lines, settlement = self.played("outage")
        self.assertTrue(any("0 records accepted" in line and "connection refused" in line for line in lines), lines)
        self.assertEqual([], settlement["differences"])

    def test_a_forgotten_label_is_seen_and_repaired(self):
        lines, settlement = self.played("label")
        self.assertTrue(any(re.fullmatch(r"nobody: \d+ jobs?, no customer", line.strip()) for line in lines), lines)
        (difference,) = settlement["differences"]
        self.assertEqual(("", "jobs", "no customer", True), tuple(difference[key] for key in ("customer", "dimension", "cause", "intended")))
        self.assertLess(Decimal(0), Decimal(difference["amount"]))

    def test_the_period_ends_with_statements(self):
        lines, settlement = self.played("statement")
        totals = [Decimal(line.split("total EUR ")[1]) for line in lines if "total EUR " in line]
        self.assertEqual(3, len(totals))
        self.assertEqual(Decimal(settlement["billed"]), sum(totals))

    def test_there_is_no_other_scene(self):
        done, lines = play("hamlet")
        self.assertEqual((2, []), (done.returncode, lines))
        self.assertIn("customers, spike, restart, outage, label, statement", done.stderr)


if __name__ == "__main__":
    unittest.main()
