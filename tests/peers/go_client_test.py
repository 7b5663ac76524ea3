"""Prometheus's own Go client, from Debian's archive and unchanged, pushes, adds and deletes: to the Pushgateway and to ours, which say the
same then; and to the aggregation, where pushes add up."""
import os
import pathlib
import subprocess
import tempfile
import unittest

import gateway_peers_test as peers

SOURCE = pathlib.Path(__file__).resolve().parent / "go_client/main.go"


class GoClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.program = cls.folder / "go_client"
        environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(cls.folder / "cache"),
                       "GOFLAGS": "-p=2"}
        subprocess.run(["/usr/bin/go", "build", "-o", str(cls.program), str(SOURCE)], env=environment, check=True)

    def peer(self, started):
        self.addCleanup(started.stop)
        return started

    def client(self, peer, *words):
        return subprocess.run([str(self.program), peer.url, *words], capture_output=True, text=True, check=False)

    def test_it_pushes_adds_and_deletes(self):
        there = self.peer(peers.pushgateway())
        here = self.peer(peers.ours(self.folder / "groups", "--gateway.mode=pushgateway"))
        steps = [("push", "a", "instance=x/y", "none="), ("push", "b"), ("add", "a", "instance=x/y", "none="), ("add", "c/d"),
                 ("delete", "b"), ("delete", "nobody")]
        for step in steps:
            with self.subTest(step):
                for peer in (there, here):
                    done = self.client(peer, *step)
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertEqual([peers.without_stamps(line) for line in there.exposition()],
                                 [peers.without_stamps(line) for line in here.exposition()])
        lines = here.exposition()
        self.assertIn('work_total{instance="x/y",job="a",kind="wood",none=""} 3', lines)
        self.assertFalse([line for line in lines if 'job="b"' in line])

    def test_its_pushes_add_up(self):
        here = self.peer(peers.ours(self.folder / "sums"))
        for _ in range(3):
            done = self.client(here, "push", "a")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        lines = here.exposition()
        self.assertIn('work_total{job="a",kind="wood"} 9', lines)
        self.assertIn('took_seconds_count{job="a"} 6', lines)


if __name__ == "__main__":
    unittest.main()
