#!/usr/bin/env python3
"""A small load for run.sh where the bench kit is absent: targets and a receiver in this process, one agent beside it.

  own_load.py KIND PROGRAM TARGETS SERIES SECONDS [--hostile]
Scrapes every second. Prints one line in the kit's form: CPU per million samples that the targets served, RSS per series.
--hostile: the order of the lines differs from scrape to scrape and an eighth of the series is renamed every ten scrapes."""
import os
import random
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "peers"))
os.environ.setdefault("MB_BIN", sys.argv[2] if len(sys.argv) > 2 else "")
import bench  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
WARM_UP_SCRAPES = 5


def body(series, scrape, hostile):
    order = list(range(series))
    if hostile:
        random.Random(scrape).shuffle(order)
    name = lambda i: "i%d%s" % (i, "r%d" % (scrape // 10) if hostile and i % 8 == 0 else "")  # noqa: E731
    return "# TYPE load gauge\n" + "".join('load{item="%s",zone="a"} %d\n' % (name(i), i * 7 + scrape) for i in order)


def cpu_seconds(pid):
    with open("/proc/%d/stat" % pid) as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def peak_bytes(pid):
    with open("/proc/%d/status" % pid) as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def start(kind, program, folder, addresses, url):
    address = "127.0.0.1:%d" % bench.free_port()
    data = os.path.join(folder.path, "data")
    config = bench.agent_config(addresses, url)
    if kind == "vmagent":
        lines = config.split("remote_write:")
        config = lines[0] + "scrape_configs:" + lines[1].split("scrape_configs:")[1]
        words = ["-promscrape.config=" + folder.file("scrape.yml", config), "-remoteWrite.url=" + url,
                 "-remoteWrite.tmpDataPath=" + data, "-httpListenAddr=" + address]
    else:
        first = "agent" if kind == "ours" else "--enable-feature=agent"
        words = [first, "--config.file=" + folder.file("prometheus.yml", config), "--storage.agent.path=" + data,
                 "--web.listen-address=" + address]
    return bench.Program(folder.path, kind, program, *words)


def measure(process, served, receiver, seconds, series):
    pid = process.process.pid
    bench.eventually(lambda: served["n"] >= WARM_UP_SCRAPES * served["targets"] and receiver.requests > 0, "the first samples")
    before, scrapes, since = cpu_seconds(pid), served["n"], time.monotonic()
    threading.Event().wait(seconds)
    used, count, passed = cpu_seconds(pid) - before, served["n"] - scrapes, time.monotonic() - since
    samples = count * series
    return {"secs": "%.1f" % passed, "scraped_per_s": "%.0f" % (samples / passed),
            "cpu_s_per_M": "%.3f" % (used / (samples / 1e6)),
            "rss_bytes_per_series": "%.0f" % (peak_bytes(pid) / (served["targets"] * series)),
            "dup": receiver.repeated, "ooo": receiver.disordered}


def main():
    kind, program = sys.argv[1], sys.argv[2]
    targets, series, seconds = (int(word) for word in sys.argv[3:6])
    hostile = "--hostile" in sys.argv
    served = {"n": 0, "targets": targets}
    lock = threading.Lock()

    def script(scrape):
        with lock:
            served["n"] += 1
        return 200, body(series, scrape, hostile), "text/plain; version=0.0.4"

    folder, receiver = bench.Folder(), bench.Receiver()
    made = [bench.Target(script) for _ in range(targets)]
    process = start(kind, program, folder, [target.address for target in made], receiver.url)
    try:
        figures = measure(process, served, receiver, seconds, series)
        print("kind=%s" % kind, *("%s=%s" % pair for pair in figures.items()))
    finally:
        process.end()
        for server in (*made, receiver):
            server.close()
        folder.remove()


if __name__ == "__main__":
    main()
