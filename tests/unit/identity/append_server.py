"""A real HTTP server on 127.0.0.1 that behaves as badly as one tells it to."""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Misbehaving(ThreadingHTTPServer):
    """Answers each call with the next of its scripts, the last one for ever; notes the calls."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *scripts):
        super().__init__(("127.0.0.1", 0), Handler)
        self.scripts = list(scripts)
        self.calls = []
        self.is_closing = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        server.calls.append((self.path, dict(self.headers)))
        script = server.scripts.pop(0) if len(server.scripts) > 1 else server.scripts[0]
        with contextlib.suppress(ConnectionError):
            script(self)

    def log_message(self, *_):
        pass


def say(document, *, status=200, **headers):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()

    def script(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return script


def fail(status, **headers):
    return say(b"no", status=status, **headers)


def hang(handler):
    """Say nothing until the server is closed."""
    handler.server.is_closing.wait(10)


def drip(handler):
    """Send a byte now and then, so that no single read ever times out."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.is_closing.is_set():
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.02)


def cut_off(handler):
    """Promise more than is sent."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"industry": ')


def slam(handler):
    """Close the line without a word."""
    handler.close_connection = True
    handler.connection.close()


@contextlib.contextmanager
def served(*scripts):
    server = Misbehaving(*scripts)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.is_closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
