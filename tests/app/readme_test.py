"""README.md's commands work as written: each fenced sh block behind a line `<!-- run -->` is run with `meterbench` on the path,
in a folder of its own that has the repository's resources; it has to end by itself with exit code 0. The ports of the
gateway and the billing endpoint are replaced by free ones."""
import os
import re
import socket
import subprocess
import unittest

import bench

README = os.path.join(bench.TOP, "README.md")
BLOCK = re.compile(r"^<!-- run -->\s*\n+```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(text):
    return BLOCK.findall(text)


class ReadmeTest(unittest.TestCase):
    def setUp(self):
        self.folder = bench.Folder()
        self.addCleanup(self.folder.remove)
        commands = os.path.join(self.folder.path, "commands")
        os.mkdir(commands)
        os.symlink(bench.PROGRAM, os.path.join(commands, "meterbench"))
        self.work = os.path.join(self.folder.path, "work")
        os.mkdir(self.work)
        for name in ("resources", "installers", "tests"):
            os.symlink(os.path.join(bench.TOP, name), os.path.join(self.work, name))
        self.environment = {**os.environ, "PATH": commands + os.pathsep + os.environ["PATH"]}

    def run_block(self, script):
        for port in (9091, 9292):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                script = script.replace("127.0.0.1:%d" % port, "127.0.0.1:%d" % probe.getsockname()[1])
        return subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=self.work, env=self.environment, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=2 * bench.PATIENCE)

    def test_marked_blocks_are_found(self):
        text = "a\n<!-- run -->\n```sh\none\ntwo\n```\n```sh\nnot marked\n```\n<!-- run -->\n\n```sh\nthree\n```\n"
        self.assertEqual(blocks(text), ["one\ntwo\n", "three\n"])

    def test_a_block_that_fails_is_noticed(self):
        self.assertNotEqual(self.run_block("meterbench check config nothing.yml\ntrue\n").returncode, 0)
        self.assertEqual(self.run_block("meterbench --version | grep -q meterbench\n").returncode, 0)

    def test_every_marked_block_of_the_readme(self):
        if not os.path.exists(README):
            self.skipTest("there is no README.md beside the sources")
        with open(README) as file:
            text = file.read()
        found = blocks(text)
        self.assertEqual(len(found), text.count("<!-- run -->"), "a marker without a fence of sh behind it")
        self.assertTrue(found, "README.md marks no block with <!-- run -->")
        for script in found:
            with self.subTest(script):
                done = self.run_block(script)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
