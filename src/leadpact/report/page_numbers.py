"""Numbers on the page: each is taken from the JSON document by its path, so the two agree.

`<data value="0.243" data-path="ownership.unowned.value">24.3 %</data>`
"""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from leadpact.report.numbers import (
    format_amount,
    format_count,
    format_days,
    format_percent,
    format_points,
)

NONE_MARK = Markup('<span class="none" title="not known">–</span>')


class PageNumbers:
    """Writes the numbers of one scorecard document, found by dotted paths."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def functions(self) -> dict[str, Callable[..., Markup]]:
        """Return what the templates call, by name."""
        return {
            "count": self.count,
            "share": self.share,
            "rate": self.rate,
            "days": self.days,
            "amount": self.amount,
            "points": self.points,
            "average": self.average,
        }

    def count(self, path: str) -> Markup:
        """Write a whole number."""
        return self._write(path, format_count)

    def share(self, path: str) -> Markup:
        """Write a share as percent."""
        return self._write(path, format_percent)

    def rate(self, path: str) -> Markup:
        """Write a share with its interval: `3.3 % (3.1–3.5)`."""
        if self._find(f"{path}.value") is None:
            return NONE_MARK
        low, high = (self._write(f"{path}.{end}", _bound) for end in ("low", "high"))
        interval = Markup('<span class="interval">({}–{})</span>').format(low, high)
        return Markup("{} {}").format(self.share(f"{path}.value"), interval)

    def days(self, path: str) -> Markup:
        """Write a span in days."""
        return self._write(path, format_days)

    def amount(self, path: str, currency: str) -> Markup:
        """Write an amount of money."""
        return self._write(path, lambda amount: format_amount(amount, currency))

    def points(self, path: str) -> Markup:
        """Write points with their sign."""
        return self._write(path, format_points)

    def average(self, path: str) -> Markup:
        """Write a number that need not be whole."""
        return self._write(path, lambda number: f"{number:,.1f}")

    def _write(self, path: str, form: Callable[[Any], str]) -> Markup:
        value = self._find(path)
        if value is None:
            return NONE_MARK
        return Markup('<data value="{}" data-path="{}">{}</data>').format(value, path, form(value))

    def _find(self, path: str) -> Any:
        value: Any = self._document
        for key in path.split("."):
            value = value[int(key)] if isinstance(value, list | tuple) else value[key]
        return value


def _bound(share: float) -> str:
    return f"{100 * share:.1f}"
