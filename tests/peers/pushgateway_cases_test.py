"""Plays the cases of tests/data/gateway_groups to Debian's Pushgateway and compares its answers and its
exposition with expected.txt, its /api/v1/metrics with expected.json (a case with differs.txt says there why ours
is another). With --write it writes them: that is where the expectations come from. The stamps become the number
of their request, times that many seconds after 1970."""
import datetime
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = pathlib.Path(os.environ.get("MB_PEERS", ROOT / ".build/peers"))
OWN = re.compile(r"(# (HELP|TYPE) )?(go_|process_|promhttp_|pushgateway_)")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


COLLIDES = re.compile(r'collected [a-z ]+ named "(\S+)" collides with previously collected [a-z]+ named "(\S+)"')


NOT_A = re.compile(r'collected metric (".*?") \{.*\} is not an? [A-Z]+')


def plain(text):
    """Which of two that collide or are of two types the Pushgateway blames is left to chance."""
    text = NOT_A.sub(r"\1 is of two types", text)
    return COLLIDES.sub(lambda m: "collision of " + " and ".join(sorted(m.groups())), text)


class Peer:
    def __init__(self, command, url):
        self.url = url
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.request("GET", "/metrics")
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        raise SystemExit(f"{command[0]} does not answer")

    def request(self, method, path, body=None, headers=None):
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=headers or {})
        if body is not None and "Content-Type" not in (headers or {}):
            request.add_header("Content-Type", "text/plain; version=0.0.4")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode("utf-8", "surrogateescape")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", "surrogateescape")

    def exposition(self):
        text = self.request("GET", "/metrics")[1]
        return [line for line in text.splitlines() if not OWN.match(line)]

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def pushgateway():
    port = free_port()
    program = str(PEERS / "usr/bin/prometheus-pushgateway")
    return Peer([program, f"--web.listen-address=127.0.0.1:{port}", "--persistence.file="], f"http://127.0.0.1:{port}")


def requests_of(folder):
    for block in (folder / "requests.txt").read_text().split("---\n")[:-1]:
        head, body = block.split("\n", 1)
        yield *head.split(" ", 1), body


def request_at(times, second):
    """The number of the request that was under way then; 0: none."""
    return next((i + 1 for i, (a, b) in enumerate(times) if a <= second <= b), 0)


def seconds(stamp):
    """Of RFC 3339 in UTC, nanoseconds and all."""
    whole, _, fraction = stamp.rstrip("Z").partition(".")
    begin = datetime.datetime.fromisoformat(whole + "+00:00").timestamp()
    return begin + float("0." + (fraction or "0"))


def api_metrics(peer, times):
    """The groups as JSON, sorted by their labels."""
    groups = json.loads(peer.request("GET", "/api/v1/metrics")[1])["data"]
    for group in groups:
        for name, family in group.items():
            if isinstance(family, dict) and "time_stamp" in family:
                family["time_stamp"] = f"1970-01-01T00:00:{request_at(times, seconds(family['time_stamp'])):02}Z"
                if name in ("push_time_seconds", "push_failure_time_seconds"):
                    stamp = family["metrics"][0]
                    stamp["value"] = str(request_at(times, float(stamp["value"])))
    groups.sort(key=lambda group: json.dumps(group["labels"], sort_keys=True))
    return json.dumps(groups, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def play(folder):
    peer = pushgateway()
    answers, times = [], []
    try:
        for method, path, body in requests_of(folder):
            begin = time.time()
            status, text = peer.request(method, "/metrics" + path, body.encode("utf-8", "surrogateescape"))
            times.append((begin, time.time()))
            text = text.rstrip("\n")
            answers.append(f"{status} {text}" if text and status != 200 else str(status))
        lines = []
        for line in peer.exposition():
            if line.startswith(("push_time_seconds{", "push_failure_time_seconds{")):
                series, value = line.rsplit(" ", 1)
                line = f"{series} {request_at(times, float(value)) or value}"
            lines.append(line + "\n")
        groups = api_metrics(peer, times)
    finally:
        peer.stop()
    return "\n".join(answers) + "\n\n" + "".join(lines), groups


def main():
    bad = 0
    for folder in sorted((ROOT / "tests/data/gateway_groups").iterdir()):
        if (folder / "differs.txt").exists():
            continue
        for got, name in zip(play(folder), ("expected.txt", "expected.json")):
            expected = folder / name
            if expected.exists() and plain(got) == plain(expected.read_text(errors="surrogateescape")):
                continue
            if "--write" in sys.argv:
                expected.write_text(got, errors="surrogateescape")
            else:
                bad += 1
                print(f"{folder.name}: the Pushgateway says\n{got}")
    return bad


if __name__ == "__main__":
    sys.exit(main())
