"""A desk that runs in a process of its own, on its own database, for a real browser."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from company import PACT, Desk
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connections

from leadpact.desk import clock
from leadpact.desk.database import database_of
from leadpact.desk.store import in_transaction

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1280, "height": 900}

_WINDOWS = ", ".join(
    f'{day}: ["00:00-24:00"]' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
)
PACT_AROUND_THE_CLOCK = re.sub(r"windows: \{.*\}", f"windows: {{{_WINDOWS}}}", PACT)
"""The pact of the tests for a company that never closes: the server's clock is the real one."""


@dataclass(frozen=True)
class Live:
    """A running desk. The test writes to its database through `desk`, as the desk itself does."""

    url: str
    home: Path
    desk: Desk

    def sign_in(self, page: Any, name: str) -> None:
        """Let a page's browser be somebody of the company, without their password."""
        client = self.desk.client(name)
        session = client.session  # as if they had just typed their password
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session.save()
        cookie = client.cookies["sessionid"]
        page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": self.url}])

    def add_leads(self, *lead_ids: str, **values: Any) -> None:
        """Add leads who asked for a demo now."""
        for lead_id in lead_ids:
            self.desk.add_lead(lead_id, **values)


@contextmanager
def running_desk(home: Path, pact: str = PACT_AROUND_THE_CLOCK) -> Iterator[Live]:
    """Serve a desk of the tests' company until the block ends."""
    settings = database_of("", home)
    with _database(settings):
        desk = in_transaction(Desk.opened)("sqlite", clock.now() - timedelta(days=6), pact)
        port = _free_port()
        environment = {
            **os.environ,
            "LEADPACT_HOME": str(home),
            "LEADPACT_SECRET_KEY": django_settings.SECRET_KEY,  # signs the sessions of `sign_in`
            "DATABASE_URL": "",
        }
        command = [sys.executable, "-m", "leadpact", "web", "--port", str(port)]
        log = (home / "web.log").open("w")
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            live = Live(f"http://127.0.0.1:{port}", home, desk)
            _wait_for(live, process)
            yield live
        finally:
            process.terminate()
            process.wait(timeout=30)
            log.close()


@contextmanager
def _database(settings: dict[str, Any]) -> Iterator[None]:
    """Let Django of this process use another database, and the one before when the block ends."""
    before = connections.settings["default"]
    _use({"default": settings})
    call_command("migrate", verbosity=0)
    try:
        yield
    finally:
        _use({"default": before})


def _use(databases: dict[str, Any]) -> None:
    if hasattr(connections._connections, "default"):
        connections["default"].close()
        del connections["default"]
    connections.settings["default"] = connections.configure_settings(databases)["default"]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(live: Live, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{live.url}/health", timeout=5):
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"The desk did not start: {(live.home / 'web.log').read_text()}")
