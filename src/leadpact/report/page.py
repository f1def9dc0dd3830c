"""The scorecard as one HTML file that holds everything it needs: numbers, charts, styles.

Numbers on the page are taken from the JSON document by their paths, so the two agree:
`<data value="0.243" data-path="ownership.unowned.value">24.3 %</data>`
"""

import base64
import hashlib
import json
from collections.abc import Callable
from functools import lru_cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from leadpact.report.scorecard import Scorecard, scorecard_document
from leadpact.report.words import (
    format_amount,
    format_count,
    format_days,
    format_percent,
    format_points,
)

if TYPE_CHECKING:
    from jinja2 import Environment

SECTIONS = (
    ("summary", "Key numbers"),
    ("targets", "Targets"),
    ("funnel", "Funnel"),
    ("sources", "Sources"),
    ("ownership", "Owners"),
    ("acceptance", "Acceptance"),
    ("quotas", "Quotas"),
    ("points", "Points"),
    ("gates", "Must-haves"),
    ("checkpoints", "Checkpoints"),
    ("dispositions", "Disqualified"),
    ("data-quality", "Data quality"),
    ("gaps", "Gaps"),
    ("about", "About"),
)


NONE_MARK = Markup('<span class="none" title="not known">–</span>')


def scorecard_html(scorecard: Scorecard) -> str:
    """Return the scorecard as one self-contained HTML page.

    The page opens from a file with the network off: styles, scripts and numbers are inside, its
    policy allows no other script and no connection, and each chart has its numbers in a table.

    Parameters
    ----------
    scorecard
        From `build_scorecard`.
    """
    card = scorecard_document(scorecard)
    charts, page = _read("vendor/echarts.min.js"), _read("templates/scorecard.js")
    template = _environment().get_template("scorecard.html")
    return template.render(
        card=card,
        sections=[item for item in SECTIONS if item[0] != "checkpoints" or item[0] in card],
        policy=_policy(charts, page),
        css=Markup(_read("templates/scorecard.css")),
        charts_script=Markup(charts),
        page_script=Markup(page),
        data=Markup(_embedded_json(card)),
        none_mark=NONE_MARK,
        percent_text=format_percent,
        **_PageNumbers(card).functions(),
    )


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import (  # noqa: PLC0415 - who imports the report may write no page
        Environment,
        PackageLoader,
        StrictUndefined,
    )

    return Environment(
        loader=PackageLoader("leadpact.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


@lru_cache(maxsize=4)
def _read(path: str) -> str:
    return (files("leadpact.report") / path).read_text(encoding="utf-8")


def _policy(*scripts: str) -> str:
    """Return the page's content security policy: these scripts, and nothing from elsewhere."""
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _embedded_json(value: dict[str, Any]) -> str:
    """Return JSON that no text in it can end: `<`, `>` and `&` are written as escapes."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


class _PageNumbers:
    """Writes the numbers of one scorecard document, found by dotted paths."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def functions(self) -> dict[str, Callable[..., Markup]]:
        """Return what the templates call, by name; each takes a path."""
        forms: dict[str, Callable[..., str]] = {
            "count": format_count,
            "share": format_percent,
            "days": format_days,
            "amount": format_amount,
            "points": format_points,
            "average": "{:,.1f}".format,
        }
        return {
            "rate": self._rate,
            **{name: partial(self._write, form) for name, form in forms.items()},
        }

    def _rate(self, path: str) -> Markup:
        """Write a share with its interval: `3.3 % (3.1–3.5)`."""
        if self._find(f"{path}.value") is None:
            return NONE_MARK
        share = self._write(format_percent, f"{path}.value")
        low, high = (self._write(_bound, f"{path}.{end}") for end in ("low", "high"))
        interval = Markup('<span class="interval">({}–{})</span>').format(low, high)
        return Markup("{} {}").format(share, interval)

    def _write(self, form: Callable[..., str], path: str, *more: str) -> Markup:
        """Write a number in a form; an amount of money needs its currency."""
        value = self._find(path)
        if value is None:
            return NONE_MARK
        text = form(value, *more)
        return Markup('<data value="{}" data-path="{}">{}</data>').format(value, path, text)

    def _find(self, path: str) -> Any:
        value: Any = self._document
        for key in path.split("."):
            value = value[int(key)] if isinstance(value, list | tuple) else value[key]
        return value


def _bound(share: float) -> str:
    return f"{100 * share:.1f}"
