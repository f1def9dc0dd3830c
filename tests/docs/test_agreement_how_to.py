"""What the how-to on agreements shows is written so in the pacts of the examples."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

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
