"""What the peer tests stand on: programs started on free ports and ended by pid, a scripted target, a recording receiver."""
import http.server
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import wire

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PEERS = os.environ.get("MB_PEERS") or os.path.join(TOP, ".build", "peers")  # Debian's programs, unpacked
PROGRAM = os.environ["MB_BIN"]        # meterbench
PATIENCE = 60                         # seconds for anything to come true on a busy machine


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(question, what, patience=PATIENCE):
    """Asks until the answer is true; the answer."""
    end = time.monotonic() + patience
    while True:
        try:
            answer = question()
        except (urllib.error.URLError, ConnectionError, OSError):
            answer = None
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError("did not come true within %d s: %s" % (patience, what))
        threading.Event().wait(0.05)


def get(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
        return answer.read().decode()


class Program:
    """A process of ours; its output is kept and shown when a test fails."""

    def __init__(self, folder, name, *words):
        self.log = os.path.join(folder, name + ".log")
        self.words = [str(word) for word in words]
        self.output = open(self.log, "ab")
        self.process = subprocess.Popen(self.words, stdout=self.output, stderr=self.output, cwd=folder)

    def end(self, how=signal.SIGTERM, patience=20):
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("did not end within %d s: %s" % (patience, self.words[0]))
        finally:
            self.output.close()
        return self.process.returncode

    def tail(self):
        with open(self.log, errors="replace") as lines:
            return "".join(lines.readlines()[-15:])


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):  # whoever asked has gone: these tests see to that
            super().handle_error(request, client_address)


class _Quiet(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", content_type="text/plain"):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Target:
    """Serves what its script says for the n-th scrape of each scraper (told apart by User-Agent); remembers how often."""

    def __init__(self, script):
        self.served = {}
        self.lock = threading.Lock()
        outer = self

        class Handler(_Quiet):
            def do_GET(self):
                who = self.headers.get("User-Agent", "").split("/")[0]
                with outer.lock:
                    number = outer.served.get(who, 0)
                    outer.served[who] = number + 1
                status, body, kind = script(number)
                self.answer(status, body.encode(), kind)

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.address = "127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def count(self, who):
        with self.lock:
            return self.served.get(who, 0)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Receiver:
    """Records what arrives, series by series, in the order of arrival. fail: answers with this status instead of recording.
    hold(): records and then does not answer until release()."""

    def __init__(self):
        self.lock = threading.Lock()
        self.series = {}
        self.stamps = {}               # series → {timestamp: number of the request that brought it first}
        self.requests = 0
        self.refused = 0
        self.repeated = 0              # samples
        self.repeated_requests = set()  # numbers of the requests whose samples came once more
        self.disordered = 0
        self.fail = 0
        self.held = 0
        self.headers = []              # of each request, in lower case
        self.problems = []
        self.open = threading.Event()
        self.open.set()
        outer = self

        class Handler(_Quiet):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with outer.lock:
                    outer.headers.append({name.lower(): value for name, value in self.headers.items()})
                    status = outer.fail
                    if status:
                        outer.refused += 1
                    else:
                        outer.record(body)
                    outer.held += not outer.open.is_set()
                outer.open.wait()
                self.answer(status or 204)

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d/api/v1/write" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def hold(self):
        self.open.clear()

    def release(self):
        self.open.set()

    def record(self, body):
        try:
            decoded = wire.write_request(body)
        except (ValueError, IndexError) as problem:
            self.problems.append(str(problem))
            return
        self.requests += 1
        for labels, samples in decoded:
            known = self.series.setdefault(labels, [])
            stamps = self.stamps.setdefault(labels, {})
            for sample in samples:
                if sample.timestamp in stamps:
                    self.repeated += 1
                    self.repeated_requests.add(stamps[sample.timestamp])
                elif known and sample.timestamp < known[-1].timestamp:
                    self.disordered += 1
                else:
                    known.append(sample)
                    stamps[sample.timestamp] = self.requests

    def snapshot(self):
        with self.lock:
            return {labels: list(samples) for labels, samples in self.series.items()}

    def samples(self, name):
        """All samples of the series with this name (of any labels), series by series."""
        return {labels: samples for labels, samples in self.snapshot().items() if dict(labels).get("__name__") == name}

    def close(self):
        self.release()
        self.server.shutdown()
        self.server.server_close()


class Folder:
    """A folder for one test, removed when all went well."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="peers-")

    def file(self, name, text):
        path = os.path.join(self.path, name)
        with open(path, "w") as out:
            out.write(text)
        return path

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)


def api(port, path):
    """The data of one of the routes under /api/v1/."""
    return json.loads(get("http://127.0.0.1:%d/api/v1/%s" % (port, path)))["data"]


def metric(port, series):
    """The value of a series of our own /metrics, as it is written there; 0 when there is none."""
    for line in get("http://127.0.0.1:%d/metrics" % port).splitlines():
        if line.startswith(series + " "):
            return float(line.rsplit(" ", 1)[1])
    return 0.0


def agent_config(targets, receiver_url, interval="1s", more=""):
    """One job over these addresses, one endpoint."""
    return """
global:
  scrape_interval: %s
  scrape_timeout: %s
  external_labels: {cluster: test}
remote_write:
  - url: %s
    metadata_config: {send: false}
    queue_config: {max_backoff: 500ms}
scrape_configs:
  - job_name: scripted
    static_configs:
      - targets: [%s]
%s""" % (interval, interval, receiver_url, ", ".join("'%s'" % target for target in targets), more)


def start_ours(folder, config, port, data="data-ours", *more):
    own = [] if any("gateway.listen-address" in word for word in more) else ["--gateway.listen-address="]  # no fixed port
    return Program(folder.path, "ours", PROGRAM, "agent", "--config.file=" + config,
                   "--storage.agent.path=" + os.path.join(folder.path, data),
                   "--web.listen-address=127.0.0.1:%d" % port, *own, *more)


def start_prometheus_agent(folder, config, port):
    return Program(folder.path, "prometheus-agent", PEERS + "/usr/bin/prometheus", "--enable-feature=agent",
                   "--config.file=" + config, "--storage.agent.path=" + os.path.join(folder.path, "data-prometheus"),
                   "--web.listen-address=127.0.0.1:%d" % port, "--log.level=warn")


def ready(port):
    return eventually(lambda: get("http://127.0.0.1:%d/-/ready" % port), "ready on port %d" % port)


if sys.version_info < (3, 9):
    raise SystemExit("Python 3.9 or newer is needed")
