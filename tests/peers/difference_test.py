"""Prometheus's own agent and ours over the same scripted targets, each into a recording receiver: the same series, values,
stale markers and report series, scrape by scrape. Timestamps and durations differ by nature and are left out. Bounds are
written so that 3.x's normalisation of le and quantile ("1" to "1.0"), which 2.42 does not know, changes nothing."""
import unittest

import bench

TEXT = "text/plain; version=0.0.4; charset=utf-8"
OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
SCRAPES = 14


def lines(*words):
    return "\n".join(words) + "\n"


def come_and_go(n):
    body = ["# TYPE steady counter", "steady %d" % (n * 10)]
    if n % 4 < 2:
        body.append('sometimes{n="1"} %d' % n)
    if n >= 3:
        body.append('late{n="2"} %d' % n)
    if n % 2:
        body.reverse()
    return 200, lines(*body), TEXT


def dies_and_returns(n):
    if n in (4, 5, 9):
        return 500, "gone\n", TEXT
    return 200, lines("a %d" % n, 'b{x="1"} 2'), TEXT


def odd_values(n):
    values = ["NaN", "+Inf", "-Inf", "0", "-0", "1e300", "1e-300", "4.9e-324", "123456789012345678", "0.1"]
    return 200, lines("# TYPE odd gauge", *("odd{i=\"%d\"} %s" % (i, values[(i + n) % 10]) for i in range(10))), TEXT


def counter_resets(n):
    return 200, lines("# TYPE c counter", "c_total %d" % (n % 5 * 7)), TEXT


def clashing_labels(n):
    return 200, lines('m{job="mine",instance="there",exported_job="x"} %d' % n, 'm{cluster="inner"} 1', "m 3"), TEXT


def histogram(n):
    return 200, lines("# HELP h Seconds.", "# TYPE h histogram", 'h_bucket{le="0.5"} %d' % n, 'h_bucket{le="1.5"} %d' % (2 * n),
                      'h_bucket{le="+Inf"} %d' % (3 * n), "h_sum %f" % (n * 1.5), "h_count %d" % (3 * n),
                      "# TYPE s summary", 's{quantile="0.5"} 1', 's{quantile="0.99"} %d' % n, "s_sum 1", "s_count 2"), TEXT


def openmetrics(n):
    return 200, lines("# TYPE r counter", "# HELP r Requests.", 'r_total{code="200"} %d # {trace_id="ab"} 0.5' % n,
                      'r_created{code="200"} 1.5e9', "# TYPE i info", 'i_info{v="1.%d"} 1' % (n // 5), "# EOF"), OPENMETRICS


def broken_now_and_then(n):
    if n in (3, 7):
        # First in the body: Prometheus gives no marker to series that it read before it met the error (ours does).
        return 200, lines("this is no sample line {", "a 1", "b 2"), TEXT
    return 200, lines("a %d" % n, "b 2"), TEXT


def empty_now_and_then(n):
    return 200, "" if n in (4, 8) else lines("a %d" % n), TEXT


SCRIPTS = [come_and_go, dies_and_returns, odd_values, counter_resets, clashing_labels, histogram, openmetrics,
           broken_now_and_then, empty_now_and_then]

RULES = """    metric_relabel_configs:
      - {source_labels: [__name__], regex: 'odd', target_label: renamed, replacement: 'yes'}
      - {source_labels: [__name__, i], regex: 'odd;[34]', action: drop}
      - {regex: 'exported_instance', action: labeldrop}
    relabel_configs:
      - {source_labels: [__address__], regex: '.*:(\\d+)', target_label: shard, replacement: 'p'}
"""

REPORT = ["scrape_samples_scraped", "scrape_samples_post_metric_relabeling", "scrape_series_added", "up"]


class DifferenceTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = bench.Folder()

    def tearDown(self):
        self.folder.remove()

    def scrape(self, name, start, script_list):
        """Runs one agent over fresh targets; {target index: {series: [samples as text]}} of the first SCRAPES scrapes."""
        targets = [bench.Target(script) for script in script_list]
        receiver = bench.Receiver()
        config = self.folder.file(name + ".yml", bench.agent_config([t.address for t in targets], receiver.url, more=RULES))
        program = start(self.folder, config, bench.free_port())
        try:
            def enough():
                ups = receiver.samples("up")
                return len(ups) == len(targets) and all(len(samples) > SCRAPES for samples in ups.values())
            bench.eventually(enough, "%s: %d scrapes of each target\n%s" % (name, SCRAPES, program.tail()))
        finally:
            program.end()
            for target in targets:
                target.close()
            receiver.close()
        self.assertEqual(receiver.problems, [])
        self.assertEqual(receiver.disordered, 0)
        self.assertEqual(receiver.repeated, 0)
        return {index: self.of_target(receiver, target.address) for index, target in enumerate(targets)}

    @staticmethod
    def of_target(receiver, address):
        """Series of one target, each as its value at every scrape ('-' where it has none)."""
        series = receiver.snapshot()
        mine = {labels: samples for labels, samples in series.items() if dict(labels).get("instance") == address}
        ups = next(samples for labels, samples in mine.items() if dict(labels)["__name__"] == "up")
        times = [sample.timestamp for sample in ups[:SCRAPES]]
        shown = {}
        for labels, samples in mine.items():
            pairs = dict(labels)
            if pairs["__name__"] == "scrape_duration_seconds":
                continue
            pairs.pop("instance")
            at = {sample.timestamp: repr(sample) for sample in samples}
            # 2.42 writes -0 as 0 (its encoder leaves zeros out, and -0 == 0); ours keeps the sign.
            values = [at.get(time, "-").replace("-0.0", "0.0") for time in times]
            if any(value != "-" for value in values):
                shown[tuple(sorted(pairs.items()))] = values
        return shown

    def test_same_series_values_and_markers(self):
        theirs = self.scrape("prometheus", bench.start_prometheus_agent, SCRIPTS)
        ours = self.scrape("ours", bench.start_ours, SCRIPTS)
        for index, script in enumerate(SCRIPTS):
            with self.subTest(script.__name__):
                self.assertEqual(set(ours[index]), set(theirs[index]))
                for labels, values in theirs[index].items():
                    self.assertEqual(ours[index][labels], values, labels)
                for name in REPORT:
                    self.assertTrue(any(dict(labels)["__name__"] == name for labels in ours[index]), name)


if __name__ == "__main__":
    unittest.main()
