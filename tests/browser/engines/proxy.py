"""A proxy on this machine in front of the test's site. By rule, it delays answers or breaks them."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

LEFT_OUT = {"connection", "date", "server", "transfer-encoding", "keep-alive"}


@dataclass
class Rules:
    """What happens to requests whose address has a text. The first rule that fits counts.

    `delays`: seconds before the answer. `broken`: texts of addresses whose answer is broken, and how: "dropped" before
    its first byte, "cut" in the middle, or "503".
    """

    delays: dict[str, float] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def clear(self) -> None:
        for rules in (self.delays, self.broken, self.requests):
            rules.clear()


@contextmanager
def serve_proxy(site: str, rules: Rules) -> Iterator[str]:
    """Serve the proxy in front of `site` until the `with` block ends, and yield its address."""
    upstream = urlsplit(site).netloc

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # http.server's name
            rules.requests.append(self.path)
            time.sleep(find(rules.delays, self.path) or 0)
            kind = find(rules.broken, self.path)
            if kind == "dropped":
                return
            connection = http.client.HTTPConnection(upstream, timeout=60)
            connection.request("GET", self.path, headers=dict(self.headers) | {"Host": upstream})
            response = connection.getresponse()
            body = response.read()
            connection.close()
            self.send_response(503 if kind == "503" else response.status)
            for name, value in response.getheaders():
                if name.lower() not in LEFT_OUT:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if kind == "cut" else body)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *arguments: Any) -> None:
            """Browsers close connections that they do not need any more."""

    server = Server(("localhost", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def find(rules: dict[str, Any], path: str) -> Any:
    return next((value for text, value in rules.items() if text in path), None)
