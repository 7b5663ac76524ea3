"""A real nginx with TLS in front of a receiver. It writes down every request that it passed on, with its body: what was really sent can be
counted again by whoever reads the file, without a word of the receiver."""
import os
import pwd
import re
import subprocess

import bench

CONFIG = """\
%(user)sworker_processes 1;
pid nginx.pid;
error_log error.log;
events { worker_connections 256; }
http {
  # escape=default writes every byte beyond printable ASCII as \\xXX: bodies can be had back exactly.
  log_format whole escape=default '$request_method $uri $status $upstream_status "$http_idempotency_key" "$request_body"';
  log_format bare '$request_method $uri $status $upstream_status "" ""';  # a token's request holds a secret
  access_log requests.log whole;
  client_body_temp_path temp;
  proxy_temp_path temp;
  fastcgi_temp_path temp;
  uwsgi_temp_path temp;
  scgi_temp_path temp;
  client_max_body_size 8m;
  client_body_buffer_size 8m;
  client_body_in_single_buffer on;
  server {
    listen 127.0.0.1:%(port)d ssl;
    ssl_certificate server.crt;
    ssl_certificate_key server.key;
    proxy_http_version 1.1;
    proxy_next_upstream off;
    proxy_ignore_client_abort on;  # so that the receiver's answer is known, also when whoever asked was killed
    location / { proxy_pass http://127.0.0.1:%(receiver)d; }
    location = /oauth/token { access_log requests.log bare; proxy_pass http://127.0.0.1:%(receiver)d; }
  }
}
"""

LINE = re.compile(rb'([A-Z]+) (\S+) (\d+) (\S+) "([^"]*)" "([^"]*)"')


def program():
    """The nginx that was unpacked, or the system's; None without one."""
    for path in (bench.PEERS + "/usr/sbin/nginx", "/usr/sbin/nginx"):
        if os.path.exists(path):
            return path
    return None


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def authority(folder):
    """A CA of our own, and a certificate of it for 127.0.0.1: ca.pem, server.crt and server.key in the folder."""
    at = lambda name: os.path.join(folder, name)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-batch")
    openssl("req", "-x509", *key, "-keyout", at("ca.key"), "-out", at("ca.pem"), "-days", "2", "-subj", "/CN=A CA for one test")
    openssl("req", *key, "-keyout", at("server.key"), "-out", at("server.csr"), "-subj", "/CN=billing")
    with open(at("server.ext"), "w", encoding="utf-8") as out:
        out.write("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", at("server.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial", "-days", "2",
            "-extfile", at("server.ext"), "-out", at("server.crt"))


class Request:
    """One that nginx passed on. upstream: the receiver's status, 0 when it did not answer."""

    def __init__(self, method, path, status, upstream, key, body):
        self.method, self.path, self.status, self.upstream, self.key, self.body = method, path, status, upstream, key, body


def unescaped(text):
    return re.sub(rb"\\x([0-9A-F]{2})", lambda found: bytes.fromhex(found.group(1).decode()), text)


class Front:
    """Runs in the folder, as the user of the test; authority() has been there."""

    def __init__(self, folder, receiver_port):
        self.folder = folder
        self.port = bench.free_port()
        os.makedirs(os.path.join(folder, "temp"), exist_ok=True)
        user = "user %s;\n" % pwd.getpwuid(0).pw_name if os.geteuid() == 0 else ""
        with open(os.path.join(folder, "nginx.conf"), "w", encoding="utf-8") as out:
            out.write(CONFIG % {"user": user, "port": self.port, "receiver": receiver_port})
        self.nginx = bench.Program(folder, "nginx", program(), "-p", folder, "-c", "nginx.conf", "-e", "error.log", "-g", "daemon off;")
        bench.eventually(lambda: os.path.exists(os.path.join(folder, "nginx.pid")) or self.nginx.process.poll() is not None, "nginx runs")
        assert self.nginx.process.poll() is None, self.nginx.tail()
        self.url = "https://127.0.0.1:%d" % self.port

    def end(self):
        self.nginx.end()

    def requests(self, path=None):
        """All so far, in the order in which they ended."""
        with open(os.path.join(self.folder, "requests.log"), "rb") as log:
            lines = log.read().split(b"\n")[:-1]
        found = []
        for line in lines:
            parts = LINE.fullmatch(line)
            assert parts, line
            method, where, status, upstream, key, body = parts.groups()
            if path in (None, where.decode()):
                answered = int(upstream) if upstream.isdigit() else 0
                body = b"" if body == b"-" else unescaped(body)
                found.append(Request(method.decode(), where.decode(), int(status), answered, unescaped(key).decode(), body))
        return found
