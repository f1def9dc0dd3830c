"""The page: self-contained, safe against its data, the same numbers as the JSON document."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from scorecard_rows import EVIL, found, scorecard, without

from leadpact.report import scorecard_html, scorecard_json, summary_lines
from leadpact.report.words import SPACE
from vacuous import some

XML_NAMES = {
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/2000/xmlns/",
    "http://www.w3.org/XML/1998/namespace",
}


class Page(HTMLParser):
    """Takes a page apart: scripts, `<data>` values, charts, tables, attributes that load."""

    def __init__(self, text):
        super().__init__()
        self.scripts, self.values, self.charts, self.loads = [], [], [], []
        self.ids, self.policy, self.text, self.n_tables = set(), "", [], 0
        self._inside = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids.add(given.get("id"))
        self._inside = tag if tag in {"script", "style"} else None
        self.n_tables += tag == "table"
        if tag == "script":
            self.scripts.append((given, ""))
        if tag == "data":
            self.values.append([given["data-path"], given["value"], ""])
            self._inside = "data"
        if given.get("role") == "img":
            self.charts.append(given.get("aria-label", ""))
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        self.loads += [given[key] for key in ("src", "href", "srcset", "action") if key in given]

    def handle_endtag(self, _tag):
        self._inside = None

    def handle_data(self, data):
        if self._inside == "script":
            given, text = self.scripts[-1]
            self.scripts[-1] = (given, text + data)
        elif self._inside != "style":
            self.text.append(data)
        if self._inside == "data":
            self.values[-1][2] += data


@pytest.fixture(scope="module")
def card():
    return scorecard(contradictions=found(LEADS_NOT_TRACED=3))


@pytest.fixture(scope="module")
def html(card):
    return scorecard_html(card)


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def find(document, path):
    for key in path.split("."):
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def leaves(value, path=""):
    """Yield `(path, number)` of every number in a document."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def test_no_address_of_another_machine_is_in_the_page(html):
    addresses = set(re.findall(r"https?://[^\s\"'<>)]*", html))
    assert addresses <= XML_NAMES


def test_the_page_loads_nothing(page):
    assert all(address.startswith("#") for address in some(page.loads))
    assert "@import" not in "".join(page.text)


def test_the_policy_allows_the_scripts_of_the_page_and_nothing_else(page):
    scripts = [text for given, text in page.scripts if "type" not in given]
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts}
    assert len(scripts) == 2
    assert "default-src 'none'" in page.policy
    assert set(re.findall(r"'sha256-([^']+)'", page.policy)) == hashes
    assert "unsafe-eval" not in page.policy
    assert "script-src 'unsafe-inline'" not in page.policy


def test_text_from_the_data_is_shown_and_never_run(html, page):
    assert EVIL not in html
    assert len(page.scripts) == 3
    assert EVIL in "".join(page.text)


def test_the_json_in_the_page_is_the_json_document(card, page):
    embedded = [text for given, text in page.scripts if given.get("type") == "application/json"]
    assert "<" not in embedded[0]
    assert json.loads(embedded[0]) == json.loads(scorecard_json(card))


def test_every_number_of_the_page_is_that_of_the_json_document(card, page):
    document = json.loads(scorecard_json(card))
    assert len(page.values) > 150
    for path, value, _ in page.values:
        assert float(value) == float(find(document, path)), path


def test_every_number_reads_as_its_value(page):
    shown = 0
    for path, value, text in page.values:
        number = re.sub(rf"[,%+{SPACE}]|days?|[A-Z]{{3}}", "", text).replace("−", "-")
        factor = 100 if "%" in text or path.endswith((".low", ".high")) else 1
        assert float(number) == pytest.approx(float(value) * factor, abs=0.51), path
        shown += 1
    assert shown == len(page.values)


NOT_ON_THE_PAGE = re.compile(
    r"^spec$|n_hidden(_faults)?$|^quotas\.rows\.|\.(n|of)$|\.touched\.(low|high)$|^dispositions.*\.share\.(low|high)$"
)
"""Counts behind a rate that stand in a column of their own, or that a plain share leaves out;
and quotas team by team, where there are no teams."""


def test_every_number_of_the_json_document_is_on_the_page(card, page):
    on_page = {path for path, _, _ in page.values}
    numbers = [path for path, _ in leaves(json.loads(scorecard_json(card)))]
    assert [
        path for path in numbers if path not in on_page and not NOT_ON_THE_PAGE.search(path)
    ] == []


def test_every_sentence_of_the_json_document_is_on_the_page(card, page):
    text = "".join(page.text)
    document = json.loads(scorecard_json(card))
    sections = [value for value in document.values() if isinstance(value, dict)]
    sentences = [
        section[key] for section in sections for key in ("reading", "missing") if key in section
    ]
    sentences += [item["reading"] for item in document["headlines"]]
    sentences += [item["text"] for item in document["gaps"]]
    sentences += [note for section in sections for note in section.get("notes", ())]
    assert len(sentences) > 25
    assert [sentence for sentence in sentences if sentence not in text] == []


def test_every_chart_has_a_text_alternative_and_a_table(page):
    assert len(page.charts) == 7
    assert all(len(label) > 60 and "table below" in label for label in some(page.charts))
    assert page.n_tables >= len(page.charts)


def test_every_section_can_be_linked_to(page):
    assert {address.removeprefix("#") for address in page.loads} <= page.ids


def test_a_section_without_data_draws_no_chart():
    bare = scorecard(columns=without("leads.owner_rep_id", "leads.source"), quotas=[])
    charts = re.findall(r'data-chart="(\w+)"', scorecard_html(bare))
    assert charts == ["cohorts", "campaigns"]


def test_the_same_scorecard_gives_the_same_bytes():
    assert scorecard_html(scorecard()) == scorecard_html(scorecard())
    assert scorecard_json(scorecard()) == scorecard_json(scorecard())


def test_the_json_document_keeps_the_order_of_its_keys():
    keys = list(json.loads(scorecard_json(scorecard())))
    assert keys[:4] == ["spec", "about", "headlines", "funnel"]
    assert keys[-1] == "gaps"


def test_the_summary_has_at_most_ten_plain_lines(card):
    lines = summary_lines(card)
    assert len(lines) == 10
    assert lines[0].startswith("Inbound & outbound, as of 1 July 2026 (pact ")
    assert "243 of 1,000 leads (24.3 %) have no owner." in lines
    assert lines[-1] == "2 things the data could not answer."
    assert all("\n" not in line and SPACE not in line for line in some(lines))


def test_the_vendored_script_is_the_one_that_its_readme_names():
    folder = files("leadpact.report") / "vendor"
    script = (folder / "echarts.min.js").read_bytes()
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(script).hexdigest() in readme
    assert b"</script" not in script
    assert b"<!--" not in script
