# Reads the files named as arguments (.om and folders of vectors are OpenMetrics, the rest is text) with Python's
# prometheus_client and prints for each one line of JSON: a list of [name, {labels}, value, timestamp in ms or null].
# The difference test compares them with what PullParser finds.
import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics_families
from prometheus_client.parser import text_string_to_metric_families as text_families


def milliseconds(timestamp, openmetrics):
    if timestamp is None:
        return None
    if openmetrics:
        return str(max(-(2**63), min(2**63 - 1, int(float(timestamp) * 1000))))
    return str(round(float(timestamp) * 1000))


def samples(path):
    openmetrics = not path.endswith(".txt")
    with open(path, "rb") as file:
        body = file.read().decode("utf-8")
    for family in (openmetrics_families if openmetrics else text_families)(body):
        for sample in family.samples:
            time = milliseconds(sample.timestamp, openmetrics)
            yield [sample.name, sample.labels, repr(float(sample.value)), time]


for each in sys.argv[1:]:
    print(json.dumps(list(samples(each))))
