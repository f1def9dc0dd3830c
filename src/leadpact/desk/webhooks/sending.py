"""Send one message to a target that was checked: no redirects, ten seconds for all of it."""

import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass

from leadpact.desk.webhooks.targets import WebhookTarget

LIMIT_SECONDS = 10.0
_LONGEST_LINE = 1024
_USER_AGENT = "Leadpact"


@dataclass(frozen=True, slots=True)
class SentResult:
    """What came back: the status, or why there is none."""

    status: int | None
    words: str

    @property
    def is_taken(self) -> bool:
        """Whether the receiver took the message."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants no more messages."""
        return self.status == 410


def send(
    target: WebhookTarget, body: str, headers: Mapping[str, str], *, limit: float = LIMIT_SECONDS
) -> SentResult:
    """Send a message and return the status of the answer; the rest of the answer is not read."""
    until = time.monotonic() + limit
    try:
        with _connect(target, until) as line:
            line.settimeout(_left(until))
            line.sendall(_request(target, body, headers))
            return _read_status(line, until)
    except TimeoutError:
        return SentResult(None, "no answer in time")
    except ssl.SSLError:
        return SentResult(None, "the certificate is not valid, or there is no TLS")
    except OSError:
        return SentResult(None, "no connection")


def _connect(target: WebhookTarget, until: float) -> socket.socket:
    line = socket.create_connection((target.address, target.port), timeout=_left(until))
    if not target.is_secure:
        return line
    try:
        line.settimeout(_left(until))
        return ssl.create_default_context().wrap_socket(line, server_hostname=target.host)
    except BaseException:
        line.close()
        raise


def _request(target: WebhookTarget, body: str, headers: Mapping[str, str]) -> bytes:
    content = body.encode()
    name = f"[{target.host}]" if ":" in target.host else target.host
    standard = 443 if target.is_secure else 80
    own = {
        "Host": name if target.port == standard else f"{name}:{target.port}",
        "User-Agent": _USER_AGENT,
        "Content-Type": "application/json",
        "Content-Length": str(len(content)),
        "Connection": "close",
    }
    lines = [f"{name}: {value}" for name, value in {**own, **headers}.items()]
    if any("\r" in item or "\n" in item for item in (target.path, *lines)):
        raise ValueError("a header would have two lines")
    return "\r\n".join([f"POST {target.path} HTTP/1.1", *lines, "", ""]).encode() + content


def _read_status(line: socket.socket, until: float) -> SentResult:
    """Read up to the end of the first line, and no further."""
    text = b""
    while b"\n" not in text and len(text) < _LONGEST_LINE:
        line.settimeout(_left(until))
        more = line.recv(_LONGEST_LINE)
        if not more:
            break
        text += more
    parts = text.partition(b"\n")[0].split()
    if len(parts) < 2 or not parts[0].startswith(b"HTTP/") or not parts[1].isdigit():
        return SentResult(None, "no answer of HTTP")
    status = int(parts[1])
    return SentResult(status, f"status {status}")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
