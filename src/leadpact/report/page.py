"""The scorecard as one HTML file that holds everything it needs: numbers, charts, styles."""

import base64
import hashlib
import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from leadpact.report.document import scorecard_document
from leadpact.report.numbers import format_percent
from leadpact.report.page_numbers import NONE_MARK, PageNumbers
from leadpact.report.scorecard import Scorecard

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
    ("dispositions", "Disqualified"),
    ("data-quality", "Data quality"),
    ("gaps", "Gaps"),
    ("about", "About"),
)


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
        sections=SECTIONS,
        policy=_policy(charts, page),
        css=Markup(_read("templates/scorecard.css")),
        charts_script=Markup(charts),
        page_script=Markup(page),
        data=Markup(_embedded_json(card)),
        none_mark=NONE_MARK,
        percent_text=format_percent,
        **PageNumbers(card).functions(),
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
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
