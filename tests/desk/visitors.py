"""Visitors of a public form: people who take their time, and machines that do not."""

import re
from datetime import timedelta
from itertools import count
from typing import Any

from django.test import Client

from leadpact.desk import clock
from leadpact.desk.capture.suspicion import is_solved

ANSWERS = {
    "first_name": "Pat",
    "last_name": "Neil",
    "email": "pat@northwind.example.org",
    "company": "Northwind",
    "phone": "+1 212 736 5000",
    "title": "VP Sales",
}
_HIDDEN = re.compile(r'name="([a-z_]+)" value="([^"]*)"')


class Visitor:
    """A browser that opens a form; nobody has signed in."""

    def __init__(self, address: str = "198.51.100.7", slug: str = "demo") -> None:
        self.client = Client(REMOTE_ADDR=address, enforce_csrf_checks=True)
        self.path = f"/f/{slug}"
        self.page = ""

    def open(self, query: str = "") -> "Visitor":
        """Open the form."""
        self.page = self.client.get(self.path + query).content.decode()
        return self

    def hidden(self) -> dict[str, str]:
        """Return what the page carries besides the fields."""
        inputs = re.findall(r"<input type=\"hidden\"[^>]*>", self.page)
        return dict(pair for text in inputs for pair in _HIDDEN.findall(text))

    def solve(self) -> str:
        """Return the solution of the puzzle, as the script of the page finds it."""
        found = re.search(r'data-nonce="([^"]+)"', self.page)
        assert found is not None
        return next(str(n) for n in count() if is_solved(found[1], str(n)))

    def send(self, *, seconds: int = 20, solved: bool = True, **answers: Any) -> Any:
        """Send the form after so many seconds."""
        proof = {"proof": self.solve()} if solved else {}
        values = {**ANSWERS, **self.hidden(), **proof, **answers}
        with clock.fixed(clock.now() + timedelta(seconds=seconds)):
            response = self.client.post(self.path, values)
        if response.status_code != 302:
            self.page = response.content.decode()
        return response
