# What Python's prometheus_client answers to queries with name[]: for each query given as argument, and for both formats, a line of
# JSON: the whole exposition and the restricted one, by the same code that answers a scrape.
import json
import sys
from urllib.parse import parse_qs

from prometheus_client import CollectorRegistry, Counter, Enum, Gauge, Histogram, Info, Summary
from prometheus_client.exposition import _bake_output

registry = CollectorRegistry()
counter = Counter("jobs", "Jobs done.", ["kind"], registry=registry)
counter.labels('a "b" \\ c').inc(2)
counter.labels("line\nfeed 1").inc()
Gauge("level", 'A "level"\nof two lines.', registry=registry).set(float("nan"))
Gauge("level_max", "Begins as another.", registry=registry).set(float("inf"))
histogram = Histogram("wait_seconds", "Waited.", buckets=[0.5, 1], registry=registry)
histogram.observe(0.7)
Summary("size_bytes", "Sizes.", registry=registry).observe(7)
Info("build", "Built.", registry=registry).info({"version": "1"})
Enum("state", "State.", states=["on", "off"], registry=registry).state("off")
Counter("never", "Has labels and no series.", ["a"], registry=registry)

for query in sys.argv[1:]:
    for accept in ("text/plain", "application/openmetrics-text"):
        whole, only = (_bake_output(registry, accept, "", params, True)[2].decode() for params in ({}, parse_qs(query)))
        print(json.dumps([whole, only]))
