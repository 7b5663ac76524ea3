"""Exporters and receivers for the gallery on one free loopback port: says the port on the first
line, then serves until it is ended. Believable numbers, a few bad habits (/sloppy, /wrong, /slow)."""

import http.server
import math
import random
import threading
import time

START = time.time()


def counter(rate, phase, swing=0.25):
    """A counter's value after the time so far, its rate swinging around `rate`."""
    age = time.time() - START + 4000 + phase
    return rate * (age + swing * 9 * math.sin(age / 9))


def gauge(middle, swing, phase):
    return middle + swing * math.sin((time.time() + phase) / 7) + random.uniform(-0.05, 0.05) * swing


def node():
    yield "# HELP node_cpu_seconds_total Seconds the CPUs spent in each mode.\n# TYPE node_cpu_seconds_total counter\n"
    for cpu in range(4):
        for place, mode in enumerate(("idle", "iowait", "nice", "softirq", "steal", "system", "user")):
            value = counter((0.8, 0.01, 0.001, 0.002, 0.001, 0.06, 0.12)[place], cpu * 3 + place)
            yield f'node_cpu_seconds_total{{cpu="{cpu}",mode="{mode}"}} {value:.2f}\n'
    yield "# HELP node_cpu_guest_seconds_total Seconds the CPUs spent in guests.\n# TYPE node_cpu_guest_seconds_total counter\n"
    for cpu in range(4):
        yield f'node_cpu_guest_seconds_total{{cpu="{cpu}",mode="user"}} 0\n'
    for name, text, middle in (
        ("MemTotal", "MemTotal", 16.7e9),
        ("MemAvailable", "MemAvailable", 9.1e9),
        ("Active", "Active", 5.2e9),
        ("Cached", "Cached", 3.4e9),
    ):
        yield f"# HELP node_memory_{name}_bytes Memory information field {text}.\n# TYPE node_memory_{name}_bytes gauge\n"
        yield f"node_memory_{name}_bytes {round(gauge(middle, 0 if name == 'MemTotal' else 2e8, len(name)))}\n"
    yield "# HELP node_network_receive_bytes_total Bytes received.\n# TYPE node_network_receive_bytes_total counter\n"
    for place, device in enumerate(("eth0", "eth1", "lo")):
        yield f'node_network_receive_bytes_total{{device="{device}"}} {round(counter(4e5 * (place + 1), place * 5))}\n'
    yield "# HELP node_load1 1m load average.\n# TYPE node_load1 gauge\n"
    yield f"node_load1 {gauge(1.4, 0.6, 2):.2f}\n"
    yield "# HELP node_uname_info Labelled system information.\n# TYPE node_uname_info gauge\n"
    yield 'node_uname_info{machine="x86_64",nodename="a-rather-long-host-name.example.internal",release="6.1.0",sysname="Linux"} 1\n'


def api():
    yield "# HELP http_requests_total Requests handled, by method and code.\n# TYPE http_requests_total counter\n"
    for place, (method, code) in enumerate((m, c) for m in ("GET", "POST", "DELETE") for c in (200, 404, 500)):
        rate = (420, 12, 2)[place % 3] / (place // 3 + 1)
        yield f'http_requests_total{{method="{method}",code="{code}"}} {round(counter(rate, place))}\n'
    yield "# HELP http_request_duration_seconds How long requests took.\n# TYPE http_request_duration_seconds histogram\n"
    total = counter(400, 1)
    for bound, share in ((0.005, 0.1), (0.01, 0.25), (0.025, 0.5), (0.05, 0.7), (0.1, 0.86), (0.25, 0.95), (0.5, 0.98), (1, 0.995), ("+Inf", 1)):
        yield f'http_request_duration_seconds_bucket{{le="{bound}"}} {round(total * share)}\n'
    yield f"http_request_duration_seconds_sum {total * 0.061:.3f}\nhttp_request_duration_seconds_count {round(total)}\n"
    yield "# HELP queue_depth Jobs that wait.\n# TYPE queue_depth gauge\n"
    for place, queue in enumerate(("mail", "reports", "thumbnails")):
        yield f'queue_depth{{queue="{queue}"}} {max(0, round(gauge(12, 9, place * 4)))}\n'
    yield "# HELP temperature_celsius Below and above zero.\n# TYPE temperature_celsius gauge\n"
    yield f"temperature_celsius {gauge(1, 6, 3):.1f}\nspecial_value_without_a_type NaN\n"


def sloppy():
    yield "# TYPE Requests counter\nRequests 12\n# HELP queue-ish no unit\n"
    yield "# TYPE latency_milliseconds gauge\nlatency_milliseconds 12\n"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", kind="text/plain; version=0.0.4; charset=utf-8"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/slow":
            time.sleep(1.5)
        pages = {"/metrics": node, "/api/metrics": api, "/slow": node, "/sloppy": sloppy}
        if self.path in pages:
            self.answer(200, "".join(pages[self.path]()).encode())
        elif self.path == "/wrong":
            self.answer(200, b"# TYPE a counter\na 1\nthis is no metric {\n")
        else:
            self.answer(404, b"Not found\n")

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/write":
            self.answer(204)
        else:
            self.answer(400, b"tenant gallery takes no samples\n")

    def log_message(self, *words):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        """A scraper that gives up in the middle is part of the picture."""


def main():
    server = Server(("127.0.0.1", 0), Handler)
    port = server.server_address[1]
    servers = [server] + [Server((f"127.0.0.{i}", port), Handler) for i in range(2, 12) if i != 3]
    for each in servers[1:]:
        threading.Thread(target=each.serve_forever, daemon=True).start()
    print(port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
