"""What tests of the queue share: the forms of a page, and an outcome that is sent."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from company import MONDAY, Desk
from django.test import Client

from leadpact.desk import clock
from leadpact.desk.work.inbox import decide_pending

LATER = timedelta(seconds=9)
"""When the time to undo is over."""


@dataclass
class Sdr:
    """An SDR at the queue."""

    desk: Desk
    client: Client

    @classmethod
    def of(cls, desk: Desk, name: str = "ann") -> "Sdr":
        """Return somebody of the company at their queue."""
        return cls(desk, desk.client(name))

    def page(self, at: datetime = MONDAY) -> str:
        """Return the page of the queue at a moment."""
        with clock.fixed(at):
            return self.client.get("/queue").content.decode()

    def send(
        self, outcome: str, lead_id: str = "pat", *, now: datetime = MONDAY, **values: Any
    ) -> Any:
        """Send an outcome of a lead as its form does, at a moment."""
        form = {"lead_id": lead_id, "command_id": f"page-{outcome}-{now:%d%H%M%S}", **values}
        form.setdefault("version", self.desk.state(lead_id).version)
        with clock.fixed(now):
            return self.client.post("/queue/act", {"outcome": outcome, **form})

    def undo(self, at: datetime = MONDAY) -> Any:
        """Press undo."""
        with clock.fixed(at):
            return self.client.post("/queue/undo")

    def wait(self, at: datetime = MONDAY) -> int:
        """Let the worker decide on what is due after the time to undo."""
        with clock.fixed(at + LATER):
            return decide_pending(as_of=at + LATER)


def heading(page: str) -> str:
    """Return the heading of a page."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found is not None
    return found.group(1).strip()
