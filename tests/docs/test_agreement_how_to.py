"""What the how-to on agreements shows is written so in the pacts of the examples."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from leadpact.pact.check import check_pact_text

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/write-your-agreement-as-a-pact.md").read_text(encoding="utf-8")
PACTS = {"A": "saas-inbound-sla", "B": "saas-product-led", "C": "software-for-practices"}
PARTS = re.findall(r"^### ((\w)\d+)\. .*?\n(.*?)(?=^###? |\Z)", PAGE, re.DOTALL | re.MULTILINE)


def find_missing(shown: Any, written: Any, place: str = "") -> list[str]:
    """Return the places where what is shown is no part of what is written."""
    if isinstance(shown, dict) and isinstance(written, dict):
        return [
            missing
            for key, value in shown.items()
            for missing in find_missing(value, written.get(key), f"{place}.{key}")
        ]
    if isinstance(shown, list) and isinstance(written, list):
        return [
            f"{place}[{n}]"
            for n, item in enumerate(shown)
            if all(find_missing(item, other) for other in written)
        ]
    return [] if shown == written and shown is not None else [place or "."]


@pytest.mark.parametrize(("line", "agreement", "text"), PARTS, ids=[part[0] for part in PARTS])
def test_what_a_line_shows_is_written_so_in_its_pact(line: str, agreement: str, text: str) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert blocks, f"{line} shows nothing"
    path = ROOT / "examples" / PACTS[agreement] / "pact.yaml"
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert path.relative_to(ROOT).as_posix() in PAGE
    assert [
        missing for block in blocks for missing in find_missing(yaml.safe_load(block), written)
    ] == []


def test_every_line_of_the_agreements_is_on_the_page() -> None:
    numbers = {agreement: [] for agreement in PACTS}
    for line, agreement, _ in PARTS:
        numbers[agreement].append(int(line[1:]))
    assert numbers == {
        "A": [1, 2, 3, 4, 5, 6, 7, 8],
        "B": [1, 2, 3, 4, 5, 6],
        "C": [1, 2, 3, 4, 5, 6, 7],
    }


def test_another_number_is_found_missing() -> None:
    written = {"clocks": [{"id": "first", "within": {"hours": 2}}, {"id": "last"}]}
    assert find_missing({"clocks": [{"id": "first", "within": {"hours": 2}}]}, written) == []
    assert find_missing({"clocks": [{"within": {"hours": 3}}]}, written) == [".clocks[0]"]
    assert find_missing({"gates": {}}, written) == [".gates"]


OTHERS = re.findall(
    r"^### (\".*?\")\n(.*?)(?=^###? |\Z)",
    PAGE.partition("\n## Lines of other")[2],
    re.DOTALL | re.M,
)
BLOCKS = [
    pytest.param(block, id=f"{title} {number}")
    for title, text in OTHERS
    for number, block in enumerate(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))
]
REST = """
spec: 1
name: Lines of other agreements
time_zone: Europe/Berlin
activities: {form_sent: {}}
gates: {conversation_lead: {when: "count('form_sent') >= 1"}}
"""
ROUTING = "routing:\n  pools: {sdrs: {roles: [SDR]}}\n  default: sdrs\n"
"""What a pact needs beside a line."""


def test_every_line_of_other_agreements_shows_something() -> None:
    assert len(OTHERS) == 9
    assert all("```yaml" in text for _, text in OTHERS)


@pytest.mark.parametrize("block", BLOCKS)
def test_what_a_line_of_another_agreement_shows_is_in_order(block: str) -> None:
    if "routing:\n" not in block:
        block += ROUTING
    elif "  default:" not in block:
        block = block.replace("routing:\n", ROUTING)
    assert [str(issue) for issue in check_pact_text(REST + block).issues] == []
