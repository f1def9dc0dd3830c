"""Outgoing webhooks: what is sent, how it is signed, where it may go, what becomes of failures."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest
from company import MONDAY, Desk

from leadpact.desk import clock
from leadpact.desk.webhooks import deliver
from leadpact.desk.webhooks.actions import (
    UnableToAddEndpoint,
    add_endpoint,
    remove_endpoint,
    rotate_secret,
    send_again,
    send_test,
    switch_endpoint,
)
from leadpact.desk.webhooks.deliver import WebhookSenders, deliver_due, endpoints_due, note, take
from leadpact.desk.webhooks.fan_out import fan_out, forget_delivered
from leadpact.desk.webhooks.models import WebhookDelivery, WebhookEndpoint
from leadpact.desk.webhooks.rules import RETRIES
from leadpact.desk.webhooks.secret_box import decrypt, encrypt
from leadpact.desk.webhooks.sending import SentResult, send
from leadpact.desk.webhooks.signing import sign
from leadpact.desk.webhooks.targets import (
    UnableToReachTarget,
    WebhookTarget,
    is_public,
    look_up,
    read_url,
)

URL = "https://hooks.customer.example/leadpact"
TAKEN, FAILED, GONE = (
    SentResult(200, "status 200"),
    SentResult(500, "status 500"),
    SentResult(410, "status 410"),
)

INSIDE = (
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "10.255.255.255", "172.16.0.1"),
    *("172.31.255.254", "192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.0.1"),
    *("100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.7"),
    *("203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::"),
    *("2001:0:53aa:64c:0:0:80ff:fffe",),
)
"""Addresses within a network: of this machine, private, of clouds, and IPv6 that means one."""

ODD_URLS = (
    "http://hooks.customer.example/",
    "ftp://hooks.customer.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_x",
    "https://",
    "https:///path",
    "https://ann:secret@hooks.customer.example/",
    "https://hooks.customer.example:99999/",
    "https://hooks.customer.example/a b",
    "https://hooks.customer.example/\r\nHost: other",
    "https://höoks.example/",
    "//hooks.customer.example/",
    "hooks.customer.example",
    "",
)


def public(host: str, port: int) -> list[str]:
    return ["93.184.216.34"]


def test_there_are_thirty_addresses_inside() -> None:
    assert len(set(INSIDE)) >= 30


@pytest.mark.parametrize("address", INSIDE)
def test_host_inside_a_network_is_no_target(address: str) -> None:
    """Must hold 22: addresses of this machine, of networks and of clouds are refused."""
    assert not is_public(ip_address(address))
    with pytest.raises(UnableToReachTarget, match="not on the public internet"):
        look_up(URL, allows_loopback=False, resolve=lambda *_: [address])
    with pytest.raises(UnableToReachTarget):  # one public address beside it helps nothing
        look_up(URL, allows_loopback=False, resolve=lambda *_: ["93.184.216.34", address])


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::6810:84e5", "::ffff:8.8.8.8"])
def test_public_host_is_a_target_at_the_address_that_was_looked_up(address: str) -> None:
    target = look_up(URL, allows_loopback=False, resolve=lambda *_: [address])
    checked = str(ip_address(address))
    assert (target.host, target.port, target.address) == ("hooks.customer.example", 443, checked)


@pytest.mark.parametrize("url", ODD_URLS)
def test_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(UnableToReachTarget):
        read_url(url, allows_loopback=False)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_other_ways_to_write_this_machine_are_refused(host: str) -> None:
    """The resolver of the machine reads them, and its answer is what is checked."""
    with pytest.raises(UnableToReachTarget):
        look_up(f"https://{host}/", allows_loopback=False, resolve=deliver.resolve_host)


def test_loopback_is_a_target_only_where_it_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "http://127.0.0.1:8080/hook"
    local = look_up(url, allows_loopback=True, resolve=lambda *_: ["127.0.0.1"])
    assert (local.address, local.is_secure) == ("127.0.0.1", False)
    with pytest.raises(UnableToReachTarget):
        look_up(url, allows_loopback=False, resolve=lambda *_: ["127.0.0.1"])
    with pytest.raises(UnableToReachTarget):  # http goes to this machine alone
        look_up("http://hooks.example/", allows_loopback=True, resolve=public)
    with pytest.raises(UnableToReachTarget):
        look_up("https://hooks.example/", allows_loopback=True, resolve=lambda *_: ["10.0.0.1"])


def test_connection_goes_to_the_checked_address_whatever_the_name_leads_to_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Any] = []

    def connect(address: Any, timeout: float) -> Any:
        seen.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", connect)
    target = look_up(URL, allows_loopback=False, resolve=public)
    assert send(target, "{}", {}) == SentResult(None, "no connection")
    assert seen == [("93.184.216.34", 443)]


class Receiver(ThreadingHTTPServer):
    """A program that receives messages and answers as it was set."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer, self.location = 204, ""
        self.received: list[tuple[dict[str, str], str]] = []
        self.may_answer = threading.Event()
        self.may_answer.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?from=desk"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.received.append(({**headers, ":path": self.path}, text))
        self.server.may_answer.wait(30)
        self.send_response(self.server.answer)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("LEADPACT_LOCAL_WEBHOOKS", "1")
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.may_answer.set()
        server.shutdown()
        thread.join()


def hmac_by_hand(key: bytes, text: bytes) -> bytes:
    """HMAC-SHA256 as RFC 2104 defines it: another implementation than that of the desk."""
    padded = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded) + text).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in padded) + inner).digest()


def is_signed(secret: str, headers: dict[str, str], body: str) -> bool:
    """Verify a message as a receiver does by the specification of Standard Webhooks."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    wanted = hmac_by_hand(base64.b64decode(secret.removeprefix("whsec_")), signed)
    given = [item.split(",") for item in headers["webhook-signature"].split(" ")]
    return any(version == "v1" and base64.b64decode(text) == wanted for version, text in given)


def test_message_says_what_happened_by_ids_and_its_signature_is_good(
    desk: Desk, receiver: Receiver
) -> None:
    """Must hold 22: the signature is verified by an independent implementation."""
    desk.add_lead("before")
    endpoint, secret = add_endpoint(receiver.url, kinds=["lead.assigned"], by="system:test")
    desk.add_lead("pat")
    fan_out(as_of=MONDAY)
    assert deliver_due(endpoint.pk, MONDAY) == 1
    ((headers, text),) = receiver.received
    assert is_signed(secret, headers, text)
    assert not is_signed(secret, headers, text + " ")
    message = json.loads(text)
    assert (message["type"], message["data"]["lead_id"]) == ("lead.assigned", "pat")
    assert headers["webhook-id"] == message["data"]["event_id"]
    assert headers[":path"] == "/hook?from=desk"
    assert "customer.example" not in text
    assert deliver_due(endpoint.pk, MONDAY) == 0
    assert fan_out(as_of=MONDAY) == 0


def test_both_secrets_sign_while_one_is_rotated(desk: Desk, receiver: Receiver) -> None:
    endpoint, old = add_endpoint(receiver.url, kinds=[], by="system:test")
    new = rotate_secret(endpoint, by="system:test")
    for later, signs in ((timedelta(0), [True, True]), (timedelta(hours=24), [False, True])):
        with clock.fixed(MONDAY + later):
            send_test(endpoint, by="system:test")
            assert deliver_due(endpoint.pk, MONDAY + later) == 1
        assert [is_signed(key, *receiver.received[-1]) for key in (old, new)] == signs


def test_signature_is_that_of_the_specification() -> None:
    """The example of https://github.com/standard-webhooks/standard-webhooks."""
    key, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", '{"test": 2432232314}'
    headers = {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330"}
    headers["webhook-signature"] = sign([key], headers["webhook-id"], 1614265330, body)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert is_signed(key, headers, body)


def test_redirect_is_a_failure_and_not_followed(desk: Desk, receiver: Receiver) -> None:
    receiver.answer, receiver.location = 302, receiver.url
    endpoint, _ = add_endpoint(receiver.url, kinds=[], by="system:test")
    send_test(endpoint, by="system:test")
    assert deliver_due(endpoint.pk, MONDAY) == 0
    assert len(receiver.received) == 1
    assert WebhookDelivery.objects.get().result == "status 302"


def test_target_that_does_not_answer_is_left_in_time(receiver: Receiver) -> None:
    receiver.may_answer.clear()
    target = WebhookTarget("127.0.0.1", receiver.server_port, "/", False, "127.0.0.1")
    assert send(target, "{}", {}, limit=0.2) == SentResult(None, "no answer in time")


def test_server_that_speaks_no_tls_is_no_target_of_https(receiver: Receiver) -> None:
    target = WebhookTarget("127.0.0.1", receiver.server_port, "/", True, "127.0.0.1")
    assert send(target, "{}", {}, limit=2).status is None


def queued(desk: Desk) -> tuple[WebhookEndpoint, WebhookDelivery]:
    """Return an endpoint with one message for it."""
    endpoint, _ = add_endpoint(URL, kinds=[], by="system:test")
    return endpoint, send_test(endpoint, by="system:test")


def fail(delivery: WebhookDelivery, at: datetime, result: SentResult = FAILED) -> WebhookDelivery:
    with clock.fixed(at):
        WebhookEndpoint.objects.filter(is_active=False).update(is_active=True)
        taken = take(delivery.pk, at)
        assert taken is not None
        note(taken, result, at=at)
    delivery.refresh_from_db()
    return delivery


def test_message_is_tried_again_later_and_later_then_is_a_dead_letter(desk: Desk) -> None:
    endpoint, delivery = queued(desk)
    at = MONDAY
    for wait in RETRIES:
        fail(delivery, at)
        assert (delivery.due_at, delivery.is_dead) == (at + wait, False)
        assert take(delivery.pk, at + wait - timedelta(seconds=1)) is None
        at += wait
    fail(delivery, at)
    assert (delivery.is_dead, delivery.n_attempts, delivery.result) == (True, 8, "status 500")
    assert take(delivery.pk, at + timedelta(days=9)) is None
    with clock.fixed(at):
        assert send_again(endpoint, delivery.pk, by="system:test") == 1
        assert send_again(endpoint, by="system:test") == 0
    fail(delivery, at, TAKEN)
    assert delivery.done_at == at
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.last_result) == (None, "status 200")


def test_delivery_belongs_to_who_took_it_until_its_lease_is_over(desk: Desk) -> None:
    _, delivery = queued(desk)
    assert take(delivery.pk, MONDAY) is not None
    assert take(delivery.pk, MONDAY + timedelta(seconds=59)) is None
    assert take(delivery.pk, MONDAY + timedelta(seconds=60)) is not None


def test_endpoint_is_off_after_five_failing_days_and_goes_on_where_it_was(desk: Desk) -> None:
    endpoint, delivery = queued(desk)
    fail(delivery, MONDAY)
    WebhookDelivery.objects.update(due_at=MONDAY, n_attempts=1)
    fail(delivery, MONDAY + timedelta(days=5) - timedelta(seconds=1))
    endpoint.refresh_from_db()
    assert endpoint.is_active
    WebhookDelivery.objects.update(due_at=MONDAY, n_attempts=1)
    fail(delivery, MONDAY + timedelta(days=5))
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.off_reason) == (False, "It failed for five days.")
    desk.add_lead("pat")
    assert fan_out(as_of=MONDAY) == 0
    assert endpoints_due(as_of=MONDAY + timedelta(days=9)) == []
    switch_endpoint(endpoint, is_active=True, by="system:test")
    assert fan_out(as_of=MONDAY) > 0


def test_endpoint_that_is_gone_is_off_at_once(desk: Desk) -> None:
    endpoint, delivery = queued(desk)
    fail(delivery, MONDAY, GONE)
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.off_reason) == (False, "It answered that it is gone.")


def test_endpoint_that_failed_rests_before_what_else_is_due(desk: Desk) -> None:
    endpoint, delivery = queued(desk)
    send_test(endpoint, by="system:test")
    fail(delivery, MONDAY)
    assert endpoints_due(as_of=MONDAY + timedelta(seconds=4)) == []
    assert endpoints_due(as_of=MONDAY + timedelta(seconds=5)) == [(endpoint.pk, True)]


def test_endpoint_that_never_answers_delays_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Must hold 22: every other endpoint is sent to while one waits for an answer."""
    monkeypatch.setattr(deliver, "endpoints_due", lambda **_: [(1, False), (2, False)])
    may_end, sent = threading.Event(), threading.Semaphore(0)

    def run(pk: int, as_of: datetime) -> int:
        if pk == 1:
            may_end.wait(30)
        else:
            sent.release()
        return 1

    with ThreadPoolExecutor(2) as healthy, ThreadPoolExecutor(1) as failing:
        senders = WebhookSenders(healthy, failing)
        assert senders.start(run, as_of=MONDAY) == 2
        assert sent.acquire(timeout=20)
        for _ in range(20):  # the endpoint that waits is not begun again; the other one is
            while senders.start(run, as_of=MONDAY) == 0:
                pass
            assert sent.acquire(timeout=20)
        assert not may_end.is_set()
        may_end.set()


def test_endpoints_that_fail_have_threads_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "endpoints_due", lambda **_: [(pk, pk < 9) for pk in range(1, 10)])
    may_end, sent = threading.Event(), threading.Event()

    def run(pk: int, as_of: datetime) -> int:
        return int(may_end.wait(30)) if pk < 9 else int(sent.set() or 1)

    with ThreadPoolExecutor(1) as healthy, ThreadPoolExecutor(2) as failing:
        WebhookSenders(healthy, failing).start(run, as_of=MONDAY)
        assert sent.wait(20)
        may_end.set()


def test_secret_is_stored_so_that_only_this_installation_reads_it(
    desk: Desk, settings_of_keys: Any
) -> None:
    endpoint, secret = add_endpoint(URL, kinds=[], by="system:test")
    assert secret not in str(list(WebhookEndpoint.objects.values_list()))
    assert decrypt(endpoint.secret) == secret
    settings_of_keys("another secret key", [])
    assert decrypt(endpoint.secret) is None
    assert deliver_due(send_test(endpoint, by="system:test").endpoint_id, MONDAY) == 0
    assert WebhookDelivery.objects.get().result == "its secret cannot be read: rotate it"
    settings_of_keys("another secret key", None)
    assert decrypt(endpoint.secret) == secret


@pytest.fixture
def settings_of_keys(monkeypatch: pytest.MonkeyPatch) -> Any:
    from django.conf import settings

    before = settings.SECRET_KEY

    def use(key: str, old: list[str] | None) -> None:
        monkeypatch.setattr(settings, "SECRET_KEY", key)
        monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [before] if old is None else old)

    return use


def test_same_text_is_never_encrypted_alike() -> None:
    assert encrypt("x") != encrypt("x")


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "ftp://x.example/", "https://a:b@x.example/"])
def test_endpoint_where_messages_cannot_go_is_not_added(desk: Desk, url: str) -> None:
    with pytest.raises(UnableToAddEndpoint):
        add_endpoint(url, kinds=[], by="system:test")
    with pytest.raises(UnableToAddEndpoint, match="no event"):
        add_endpoint(URL, kinds=["lead.lost"], by="system:test")


def test_what_was_taken_a_month_ago_is_deleted(desk: Desk) -> None:
    _, delivery = queued(desk)
    fail(delivery, MONDAY, TAKEN)
    assert forget_delivered(as_of=MONDAY + timedelta(days=29)) == 0
    assert forget_delivered(as_of=MONDAY + timedelta(days=30)) == 1


def test_page_adds_tests_rotates_switches_and_removes(desk: Desk) -> None:
    rob = desk.client("rob")
    assert "No program receives events yet" in rob.get("/connections").content.decode()
    page = rob.post("/connections/add", {"url": URL, "kinds": ["lead.assigned"]})
    assert "whsec_" in page.content.decode()
    assert "whsec_" not in rob.get("/connections").content.decode()
    refused = rob.post("/connections/add", {"url": "http://x.example/"})
    assert (refused.status_code, "https alone" in refused.content.decode()) == (422, True)
    endpoint = WebhookEndpoint.objects.get()
    place = f"/connections/{endpoint.pk}"
    assert rob.post(f"{place}/test").status_code == 302
    delivery = WebhookDelivery.objects.get()
    WebhookDelivery.objects.update(is_dead=True, result="no connection", n_attempts=8)
    shown = rob.get("/connections").content.decode()
    assert "no connection, after 8 attempts" in shown
    assert rob.post(f"{place}/again", {"delivery": delivery.pk}).status_code == 302
    assert not WebhookDelivery.objects.get().is_dead
    assert "whsec_" in rob.post(f"{place}/rotate").content.decode()
    rob.post(f"{place}/switch", {"on": "0"})
    assert not WebhookEndpoint.objects.get().is_active
    assert rob.post(f"{place}/remove").status_code == 302
    assert not WebhookDelivery.objects.exists()
    assert rob.post(f"{place}/remove").status_code == 404
    remove_endpoint(endpoint, by="system:test")


def test_page_shows_many_endpoints_by_few_queries(desk: Desk, django_queries: Any) -> None:
    for n in range(20):
        add_endpoint(f"{URL}/{n}", kinds=[], by="system:test")
    client = desk.client("rob")
    with django_queries() as queries:
        client.get("/connections")
    assert len(queries) <= 20


@pytest.fixture
def django_queries() -> Any:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)
