"""The lines of figures that run.sh collected, as a table: ours, the peers, and ours as a share of each peer.

A line is `row=NAME kind=KIND key=value …`. A line without `kind=` is a run that failed; its cells say so."""
import sys

SPEED = [("cpu_s_per_M", "CPU s per M samples"), ("rss_bytes_per_series", "RSS bytes per series")]
CRASH = [("lost", "samples lost"), ("dup", "samples repeated"), ("ooo", "out of order")]
KINDS = ["ours", "prometheus-agent", "vmagent"]


def read(path):
    """{row: {kind: {key: value}}} in the order of the file."""
    rows = {}
    with open(path) as lines:
        for line in lines:
            pairs = dict(word.split("=", 1) for word in line.split() if "=" in word)
            kinds = rows.setdefault(pairs.get("row", "?"), {})
            if "kind" in pairs:
                kinds[pairs["kind"]] = pairs
    return rows


def number(run, key):
    try:
        return float(run[key])
    except (KeyError, ValueError, TypeError):
        return None


def cell(value):
    if value is None:
        return "failed"
    return "%.3f" % value if value < 10 and value != int(value) else "%.0f" % value


def ratio(ours, theirs):
    return "–" if ours is None or not theirs else "%.3f" % (ours / theirs)


def table(rows):
    lines = [("load", "what", "ours", "prometheus", "vmagent", "of prometheus", "of vmagent")]
    for row, kinds in rows.items():
        is_crash = row.startswith("crash")
        for key, words in CRASH if is_crash else SPEED:
            ours, prometheus, vmagent = (number(kinds.get(kind), key) for kind in KINDS)
            lines.append((row, words, cell(ours), cell(prometheus), cell(vmagent),
                          "" if is_crash else ratio(ours, prometheus), "" if is_crash else ratio(ours, vmagent)))
    return lines


def main():
    lines = table(read(sys.argv[1]))
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        left, right = line[:2], line[2:]
        print("  ".join([text.ljust(width) for text, width in zip(left, widths)]
                        + [text.rjust(width) for text, width in zip(right, widths[2:])]))
    failed = any(line[2] == "failed" for line in lines)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
