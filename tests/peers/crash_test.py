"""Nothing is lost, nothing comes twice: KILL in mid-scrape, in mid-write, in mid-outage, in mid-request and during a reload, TERM
in mid-outage; then damage on disk, a second process, folders that cannot be used. A counting target numbers its scrapes, so a
hole can be told from a scrape that was never reported as done."""
import datetime
import glob
import os
import random
import signal
import subprocess
import threading
import unittest

import bench

TEXT = "text/plain; version=0.0.4; charset=utf-8"
SERIES = 40


def counting(number):
    """Every series of the n-th scrape says n."""
    return 200, "".join('c{n="%d"} %d\n' % (i, number) for i in range(SERIES)), TEXT


class Agent:
    """Our agent on one folder, started again and again; knows which scrapes it reported as done."""

    def __init__(self, test, targets, receiver, interval, *flags):
        self.test = test
        self.receiver = receiver
        self.flags = flags
        self.config = test.folder.file("agent.yml", bench.agent_config([t.address for t in targets], receiver.url, interval))
        self.reported = {}  # instance → timestamps in milliseconds that were seen as done
        self.program = None

    def start(self):
        self.port = bench.free_port()
        self.program = bench.start_ours(self.test.folder, self.config, self.port, "data", *self.flags)
        self.test.addCleanup(self.program.end, signal.SIGKILL)
        bench.ready(self.port)
        return self

    def look(self):
        """What the agent reports as done right now is noted."""
        for target in bench.api(self.port, "targets?state=active")["activeTargets"]:
            if target["health"] == "up" and not target["lastScrape"].startswith("0001"):
                self.reported.setdefault(target["labels"]["instance"], set()).add(milliseconds(target["lastScrape"]))
        return self.reported

    def look_until(self, question, what):
        bench.eventually(lambda: self.look() and question(), what + "\n" + self.program.tail())

    def end(self, how):
        """The last look is immediately before."""
        self.look()
        return self.program.end(how)


def milliseconds(text):
    """An RFC 3339 time of the API."""
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round(moment.timestamp() * 1000)


class AgentTest(unittest.TestCase):
    """Targets, a receiver and a folder for each test; what finish() and check() demand of an agent."""

    maxDiff = None

    def setUp(self):
        self.folder = bench.Folder()
        self.addCleanup(self.folder.remove)
        self.receiver = bench.Receiver()
        self.targets = []

    def tearDown(self):
        for target in self.targets:
            target.close()
        self.receiver.close()

    def target(self, script=counting):
        self.targets.append(bench.Target(script))
        return self.targets[-1]

    def agent(self, interval="200ms", *flags):
        return Agent(self, self.targets, self.receiver, interval, *flags).start()

    def ups(self, address):
        return self.of_target("up", address).get(None, [])

    def of_target(self, name, address):
        """{label n: samples by time}; external labels, which a reload may change, make no difference."""
        rows = {}
        for labels, samples in self.receiver.samples(name).items():
            if dict(labels)["instance"] == address:
                rows.setdefault(dict(labels).get("n"), []).extend(samples)
        return {n: sorted(samples, key=lambda sample: sample.timestamp) for n, samples in rows.items()}

    def finish(self, agent):
        """The receiver works again: what was reported has to come, and some scrapes more."""
        agent.look()
        latest = {address: max(stamps) for address, stamps in agent.reported.items()}
        bench.eventually(lambda: all(self.ups(address)[-1:] and self.ups(address)[-1].timestamp > stamp
                                     for address, stamp in latest.items()), "everything arrived\n" + agent.program.tail())
        self.assertEqual(agent.end(signal.SIGTERM), 0, agent.program.tail())

    def check(self, agent, ends, repeated_requests):
        """Whatever was reported as done has arrived, once and in order; a hole is a scrape that an end cut off."""
        self.assertEqual(self.receiver.problems, [])
        self.assertEqual(self.receiver.disordered, 0)
        self.assertLessEqual(len(self.receiver.repeated_requests), repeated_requests)
        for target in self.targets:
            up = {sample.timestamp: sample.value for sample in self.ups(target.address)}
            self.assertEqual(agent.reported.get(target.address, set()) - set(up), set(), "reported as done, never arrived")
            rows = self.of_target("c", target.address).values()
            self.assertEqual(len(rows), SERIES)
            good = [stamp for stamp, value in up.items() if value == 1]
            failed = sum(value == 0 for value in up.values())
            for samples in rows:
                real = [sample for sample in samples if not sample.stale]
                self.assertEqual([sample.timestamp for sample in real], good)
                numbers = [int(sample.value) for sample in real]
                self.assertEqual(numbers, sorted(set(numbers)))
                # Given by the target, never arrived: at each end the scrape under way, and what came after its timeout.
                self.assertLessEqual(numbers[-1] + 1 - len(numbers), ends + failed)


class CrashTest(AgentTest):
    def test_kill_in_mid_scrape(self):
        half = threading.Event()

        def slow(number):
            if number == 5:
                half.set()
                self.leave.wait()
            return counting(number)

        self.leave = threading.Event()
        self.addCleanup(self.leave.set)
        self.target()
        self.target(slow)
        agent = self.agent()
        agent.look_until(half.is_set, "the sixth scrape of the slow target is under way")
        agent.look_until(lambda: len(self.ups(self.targets[0].address)) > 8, "the other goes on")
        agent.end(signal.SIGKILL)
        self.leave.set()
        self.finish(agent.start())
        self.check(agent, 2, 1)

    def test_kill_in_mid_write(self):
        """Many small groups and short segments; the moment of each KILL is another one."""
        chance = random.Random(7)
        for _ in range(6):
            self.target()
        agent = self.agent("100ms", "--storage.agent.segment-size=1MiB")
        kills = 6
        for _ in range(kills):
            enough = self.targets[0].count("Meterbench") + chance.randint(3, 12)
            agent.look_until(lambda: self.targets[0].count("Meterbench") >= enough, "a few scrapes more")
            threading.Event().wait(chance.random() / 10)  # the moment, not a synchronisation
            agent.end(signal.SIGKILL)
            agent.start()
        self.finish(agent)
        self.check(agent, kills + 1, kills)

    def test_kill_in_mid_outage(self):
        self.outage(signal.SIGKILL, 1)

    def test_term_in_mid_outage(self):
        self.outage(signal.SIGTERM, 0)

    def outage(self, how, repeated_requests):
        self.target()
        self.target()
        agent = self.agent()
        agent.look_until(lambda: len(self.ups(self.targets[0].address)) > 3, "a few scrapes arrived")
        self.receiver.fail = 503
        for _ in range(2):
            enough = self.targets[0].count("Meterbench") + 10
            agent.look_until(lambda: self.targets[0].count("Meterbench") >= enough and self.receiver.refused > 2,
                             "ten more scrapes in the outage")
            agent.end(how)
            agent.start()
        agent.look()
        self.receiver.fail = 0
        self.finish(agent)
        self.check(agent, 3, repeated_requests)

    def test_kill_while_a_request_waits_for_its_answer(self):
        self.target()
        agent = self.agent()
        agent.look_until(lambda: len(self.ups(self.targets[0].address)) > 3, "a few scrapes arrived")
        self.receiver.hold()
        agent.look_until(lambda: self.receiver.held, "a request is recorded, and not answered")
        enough = self.targets[0].count("Meterbench") + 5
        agent.look_until(lambda: self.targets[0].count("Meterbench") >= enough, "a few scrapes more")
        agent.end(signal.SIGKILL)
        self.receiver.release()
        self.finish(agent.start())
        self.check(agent, 2, 1)
        self.assertEqual(len(self.receiver.repeated_requests), 1)

    def test_term_waits_for_the_answer_under_way(self):
        self.target()
        agent = self.agent()
        agent.look_until(lambda: len(self.ups(self.targets[0].address)) > 3, "a few scrapes arrived")
        self.receiver.hold()
        agent.look_until(lambda: self.receiver.held, "a request is recorded, and not answered")
        agent.look()
        agent.program.process.send_signal(signal.SIGTERM)
        threading.Timer(1, self.receiver.release).start()
        self.assertEqual(agent.program.end(), 0)
        self.finish(agent.start())
        self.check(agent, 2, 0)

    def test_kill_during_reload(self):
        """Another label, another timeout, other options of the endpoint, which has no name: its URL stays, so it goes on where it was."""
        self.target()
        self.target()
        agent = self.agent()
        with open(agent.config) as file:
            plain = file.read()
        other = plain.replace("max_backoff: 500ms", "max_backoff: 600ms").replace("cluster: test", "cluster: other")
        other = other.replace("scrape_timeout: 200ms", "scrape_timeout: 190ms")
        self.assertEqual(len(set(plain.splitlines()) ^ set(other.splitlines())), 6)
        kills = (0, 0.002, 0.01, 0.03)
        for turn, delay in enumerate(kills):
            enough = self.targets[0].count("Meterbench") + 5
            self.receiver.fail = 503  # so that the former endpoint leaves something unsent
            agent.look_until(lambda: self.targets[0].count("Meterbench") >= enough, "a few scrapes more")
            self.folder.file("agent.yml", plain if turn % 2 else other)
            agent.look()
            agent.program.process.send_signal(signal.SIGHUP)
            threading.Event().wait(delay)  # the moment, not a synchronisation
            agent.end(signal.SIGKILL)
            self.receiver.fail = 0
            agent.start()
        self.finish(agent)
        self.check(agent, len(kills) + 1, len(kills))

    def test_reload_in_mid_outage(self):
        self.target()
        agent = self.agent()
        with open(agent.config) as file:
            plain = file.read()
        agent.look_until(lambda: len(self.ups(self.targets[0].address)) > 3, "a few scrapes arrived")
        self.receiver.fail = 503
        for turn in range(3):
            enough = self.targets[0].count("Meterbench") + 5
            agent.look_until(lambda: self.targets[0].count("Meterbench") >= enough and self.receiver.refused > 2, "an outage")
            word = "turn%d" % turn
            self.folder.file("agent.yml", plain.replace("cluster: test", "cluster: " + word))
            agent.program.process.send_signal(signal.SIGHUP)
            agent.look_until(lambda: word in bench.api(agent.port, "status/config")["yaml"], "the new label is in force")
        self.receiver.fail = 0
        self.finish(agent)
        self.check(agent, 1, 0)


class FolderTest(AgentTest):
    """The folder itself: damaged, taken, not usable."""

    def ends_at_once(self, folder, **more):
        """The words of an agent that cannot start on this folder."""
        config = self.folder.file("agent.yml", "scrape_configs: []\n")
        run = subprocess.run([bench.PROGRAM, "agent", "--config.file=" + config, "--storage.agent.path=" + folder, "--gateway.listen-address=",
                              "--web.listen-address=127.0.0.1:%d" % bench.free_port()],
                             capture_output=True, text=True, timeout=bench.PATIENCE, **more)
        self.assertEqual(run.returncode, 1, run.stderr)
        return run.stderr

    def test_a_second_process_is_refused(self):
        self.target()
        agent = self.agent()
        words = self.ends_at_once(self.folder.path + "/data")
        self.assertIn("in use", words)
        self.assertIn("process %d" % agent.program.process.pid, words)
        before = len(self.ups(self.targets[0].address))
        agent.look_until(lambda: len(self.ups(self.targets[0].address)) > before, "the first one goes on")
        self.finish(agent)
        self.check(agent, 1, 0)

    def test_a_folder_that_cannot_be_made(self):
        words = self.ends_at_once(self.folder.file("a-file", "") + "/data")
        self.assertIn(self.folder.path + "/a-file/data", words)
        self.assertIn("Not a directory", words)

    def test_a_folder_that_cannot_be_written(self):
        closed = os.path.join(self.folder.path, "closed")
        os.mkdir(closed)
        os.chmod(self.folder.path, 0o755)
        os.chmod(closed, 0o555)
        nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        try:
            subprocess.run([bench.PROGRAM, "--version"], check=True, capture_output=True, **nobody)
        except PermissionError:
            self.skipTest("nobody cannot run the program where it lies")
        words = self.ends_at_once(closed, **nobody)
        self.assertIn(closed, words)
        self.assertIn("Permission denied", words)

    def test_flipped_bytes_cost_their_page_and_are_told(self):
        """Damage in the middle of what was not sent: the rest arrives, in order; the loss is in the ledger and the metrics."""
        self.target()
        self.receiver.fail = 503
        agent = self.agent("100ms")
        [segment] = bench.eventually(lambda: glob.glob(self.folder.path + "/data/*.segment"), "a segment")
        agent.look_until(lambda: os.path.getsize(segment) > 4 * 32768 and self.receiver.refused, "four pages")
        agent.end(signal.SIGTERM)
        with open(segment, "r+b") as file:
            file.seek(2 * 32768 + 5000)
            kept = file.read(3)
            file.seek(-3, os.SEEK_CUR)
            file.write(bytes(byte ^ 0xFF for byte in kept))
        agent.start()
        self.receiver.fail = 0
        latest = max(agent.look()[self.targets[0].address])
        agent.look_until(lambda: self.ups(self.targets[0].address)[-1:]
                         and self.ups(self.targets[0].address)[-1].timestamp > latest, "the rest arrived")
        self.assertEqual(self.receiver.disordered, 0)
        self.assertEqual(self.receiver.repeated, 0)
        arrived = {sample.timestamp for sample in self.ups(self.targets[0].address)}
        lost = {stamp for stamp in agent.reported[self.targets[0].address] if stamp <= latest} - arrived
        self.assertTrue(lost, "a damaged page held samples")
        # 45 samples of 8 bytes and little more each: a page holds fewer than 90 groups; one more reaches into it.
        self.assertLess(len(lost), 91)
        self.assertEqual(len([stamp for stamp in agent.reported[self.targets[0].address]
                              if min(lost) < stamp < max(lost) and stamp in arrived]), 0, "one hole")
        self.assertEqual(bench.api(agent.port, "status/runtimeinfo")["corruptionCount"], 1)
        self.assertEqual(bench.metric(agent.port, "prometheus_agent_corruptions_total"), 1)
        entry = bench.eventually(lambda: [entry for entry in bench.api(agent.port, "endpoints")["log"]["ledger"]
                                          if "damage" in entry["reason"]], "the ledger has the damage")[0]
        self.assertIn("segment 1", entry["detail"])
        # What was lost in numbers: whole scrapes; more than were looked at while they happened.
        self.assertEqual(entry["samples"] % 45, 0)
        self.assertGreaterEqual(entry["samples"], 45 * len(lost))
        self.assertLess(entry["samples"], 45 * 91)
        bench.eventually(lambda: any(event["kind"] == "samples lost" for event in bench.api(agent.port, "events")["events"]),
                         "an event tells the loss")
        agent.end(signal.SIGTERM)


if __name__ == "__main__":
    unittest.main()
