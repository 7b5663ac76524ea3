"""Sends the same random pushes to Debian's Pushgateway and to ours and compares every answer and, from time to
time, the whole exposition. What is known to differ is listed in `plain` and where a push is made. Usage:
pushgateway_difference_test.py [pushes] [seed]."""
import base64
import gzip
import json
import os
import pathlib
import random
import re
import struct
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(__file__))
import pushgateway_cases_test as cases

STAMP = re.compile(r"^(push(?:_failure)?_time_seconds\{.*\}) (.+)$")


def ours(folder):
    port = cases.free_port()
    program = os.environ.get("MB_BIN", str(cases.ROOT / ".build/test/bin/meterbench"))
    command = [program, "gateway", "--gateway.mode=pushgateway", f"--web.listen-address=127.0.0.1:{port}"]
    return cases.Peer(command + [f"--gateway.storage-path={folder}"], f"http://127.0.0.1:{port}")


PROTOBUF = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def field(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def real(number, value):
    return varint(number << 3 | 1) + struct.pack("<d", value)


class Pushes:
    """Few names and values, so that they meet."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def name(self):
        return self.random.choice(["a", "b", "c_total", "d", "e:f", "h", "h_sum", "s", "s_count", "h_bucket", "_x"])

    def number(self):
        r = self.random
        return r.choice([
            str(r.randint(-5, 10)), str(r.random()), repr(r.uniform(-1e9, 1e9)), "NaN", "+Inf", "-Inf", "-0", "1e6",
            "1E-7", "999999", ".5", "5.", "+3", "1e21", "123456789012345678", "inf", "nan"])

    def text(self):
        return self.random.choice(["", "1", "2", "x y", "ä", "a\\\\b", "q\\\"q", "n\\nn", ",", "}", "="])

    def labels(self, extra=""):
        names = self.random.sample(["a", "b", "x", "job", "instance", "z_9"], self.random.choice([0, 0, 1, 1, 2, 3]))
        pairs = [f'{n}="{self.text() or "0"}"' for n in names] + ([extra] if extra else [])
        return "{" + ",".join(pairs) + "}" if pairs or self.random.random() < 0.1 else ""

    def family(self):
        r, name = self.random, self.name()
        kind = r.choice(["", "untyped", "gauge", "counter", "histogram", "summary"])
        if r.random() < 0.97:
            name = r.choice(["a", "b", "c_total", "d", "e:f", "h", "s"])
            kind = {"a": "", "b": "gauge", "c_total": "counter", "d": "untyped", "e:f": "gauge", "h": "histogram",
                    "s": "summary"}[name]
        out = f"# HELP {name} help of {name} \\\\ \\n end\n" if r.random() < 0.5 else ""
        out += f"# TYPE {name} {kind}\n" if kind else ""
        seen = set()
        for _ in range(r.choice([1, 1, 2, 3])):
            if kind in ("histogram", "summary"):
                label, suffix = ("le", "_bucket") if kind == "histogram" else ("quantile", "")
                own = self.labels()
                if frozenset(own.strip("{}").split(",")) in seen:
                    continue  # a bucket twice: there it is in every scrape twice, ours refuses it
                seen.add(frozenset(own.strip("{}").split(",")))
                base = own[1:-1]
                for bound in r.sample(["0.1", "1", "1e3", "+Inf", "0.99"], r.randint(0, 4)):
                    value = str(r.randint(0, 50)) if suffix else self.number()
                    out += f'{name}{suffix}{{{base + "," if base else ""}{label}="{bound}"}} {value}\n'
                out += f"{name}_sum{own} {self.number()}\n" if r.random() < 0.9 else ""
                out += f"{name}_count{own} {r.randint(0, 99)}\n" if r.random() < 0.9 else ""
            else:
                number = self.number() if "_" not in name[:2] and name[1:2] != "_" else str(r.randint(0, 9))
                out += f"{name}{self.labels()} {number}\n"  # a part's number can be a count: there it wraps around
        return out

    def protobuf(self):
        """Delimited MetricFamily messages, written by hand."""
        r, out = self.random, b""
        for name in r.sample(["a", "b", "c_total", "h", "s"], r.choice([1, 2])):  # twice: there the last one wins
            kind = {"a": 3, "b": 1, "c_total": 0, "h": 4, "s": 2}[name]
            family = field(1, name.encode()) + field(2, b"h\\lp\n") + varint(3 << 3) + varint(kind)
            seen = set()
            for _ in range(r.choice([1, 1, 2])):
                names = sorted(r.sample(["a", "x", "job"], r.choice([0, 1, 2])))
                if kind in (2, 4) and tuple(names) in seen:
                    continue  # text cannot say that a histogram stands there twice; ours refuses it while reading
                seen.add(tuple(names))
                metric = b"".join(field(1, field(1, n.encode()) + field(2, r.choice(["1", "\u00e4", '"', ""]).encode() or b"0"))
                                  for n in names)
                if kind in (2, 4):
                    value = varint(1 << 3) + varint(r.randint(0, 1000)) + real(2, r.uniform(0, 9))
                    for bound in r.sample([0.1, 0.5, 1.0, float("inf")], r.randint(0, 3)):
                        value += field(3, real(2, bound) + varint(1 << 3) + varint(r.randint(0, 300)) if kind == 4
                                       else real(1, bound) + real(2, r.random()))
                    metric += field(4 if kind == 2 else 7, value)
                else:
                    metric += field({0: 3, 1: 2, 3: 5}[kind], real(1, r.choice([1.0, 0.1, 1e9, float("nan"), -2.5])))
                family += field(4, metric)
            out += varint(len(family)) + family
        return out

    def broken(self, body):
        r = self.random
        at = r.randrange(len(body) + 1)
        return r.choice([
            body[:at], body[:at] + r.choice('{}"=,\\ \t\n#x1') + body[at:], body[:at] + body[at + 1:],
            body.replace("\n", " 1700000000000\n", 1), body.replace("\n", " \n", 1)])

    def path(self):
        r = self.random
        job = r.choice(["j", "k", "l m", "a/b", "ä"])
        path = "/job@base64/" + base64.urlsafe_b64encode(job.encode()).decode().rstrip("=") if "/" in job or \
            r.random() < 0.2 else "/job/" + cases.urllib.request.quote(job)
        for name in r.sample(["x", "instance", "q"], r.choice([0, 0, 0, 1, 2])):
            path += f"/{name}/{r.choice(['1', 'i1', 'v%20w', '%C3%A4'])}"
        if r.random() < 0.03:
            path += r.choice(["/odd", "/a-b/c", "/__x/1", "/x@base64/!!", "/y@base64/abcde", "/x/a%2Fb"])
        return path

    def push(self):
        r = self.random
        method = r.choices(["PUT", "POST", "DELETE"], [5, 5, 1])[0]
        body = "" if method == "DELETE" or r.random() < 0.03 else \
            "".join(self.family() for _ in range(r.choice([1, 1, 2, 3])))
        if body and r.random() < 0.1:
            body = self.broken(body)
        return method, self.path(), body


def plain(answer):
    """The Pushgateway blames and lists at random: of several complaints only that there are some is compared, of
    one who collides with whom, and whose type it is not."""
    status, text = answer
    text = cases.plain(text.rstrip("\n"))
    if "inconsistent with existing metrics" in text:
        return status, "inconsistent"
    return status, text


def shown(peer):
    """Series of one family with the same values in their labels come in any order, and help is that of any group."""
    lines = []
    for line in peer.exposition():
        stamp = STAMP.match(line)
        if stamp:
            line = f"{stamp[1]} {'0' if stamp[2] == '0' else 'set'}"
        if not line.startswith("# HELP"):
            lines.append(line)
    return lines


def compare_expositions(real, own, done):
    """The Pushgateway answers a DELETE before it has done it."""
    end = time.monotonic() + 60
    while True:
        a, b = shown(real), shown(own)
        if sorted(a) == sorted(b):
            return True
        if time.monotonic() > end:
            break
    print(f"after {done}: only there {sorted(set(a) - set(b))[:8]}\nonly here {sorted(set(b) - set(a))[:8]}")
    return False


def groups_of(peer):
    """What /api/v1/metrics says, without times and without help (the same for all groups there)."""
    out = {}
    for group in json.loads(peer.request("GET", "/api/v1/metrics")[1])["data"]:
        families = {}
        for name, family in group.items():
            if isinstance(family, dict) and "metrics" in family and not name.startswith("push_"):
                metrics = sorted(json.dumps(metric, sort_keys=True) for metric in family["metrics"])
                families[name] = [family["type"], metrics]
        out[json.dumps(group["labels"], sort_keys=True)] = [group["last_push_successful"], families]
    return out


def compare_json(real, own):
    there, here = groups_of(real), groups_of(own)
    for labels in sorted(there.keys() | here.keys()):
        if there.get(labels) != here.get(labels):
            print(f"JSON of {labels}\n  there {there.get(labels)}\n  here  {here.get(labels)}")
            return False
    return True


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    pushes = Pushes(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    bad = 0
    statuses = {}
    with tempfile.TemporaryDirectory() as folder:
        real, own = cases.pushgateway(), ours(folder)
        try:
            for done in range(count):
                method, path, body = pushes.push()
                data, headers = body.encode(), {}
                if method != "DELETE" and pushes.random.random() < 0.1:
                    data, headers = pushes.protobuf(), {"Content-Type": PROTOBUF}
                elif pushes.random.random() < 0.1:
                    data, headers = gzip.compress(data), {"Content-Encoding": "gzip"}
                raw = [peer.request(method, "/metrics" + path, data, dict(headers)) for peer in (real, own)]
                answers = [plain(answer) for answer in raw]
                statuses[answers[0][0]] = statuses.get(answers[0][0], 0) + 1
                if answers[0] != answers[1]:
                    bad += 1
                    print(f"{done}: {method} {path} {data!r} {headers}\n  there {raw[0]}\n  here  {raw[1]}")
                if done % 500 == 499 or done == count - 1:
                    bad += not compare_expositions(real, own, done)
                if bad > 10:
                    break
            bad += not compare_json(real, own)
        finally:
            real.stop()
            own.stop()
    print(f"{count} pushes, answers {statuses}, {bad} differences")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
