"""Every key and every issue code of a pact is in the reference, and what is shown there is so."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from leadpact.pact.check import check_pact_text
from leadpact.pact.codes import LEVELS
from leadpact.pact.schema import pact_json_schema
from leadpact.pact.shape_words import flow, limits_of
from leadpact.pact.standard import STANDARD_ATTRIBUTES
from leadpact.terms.issues import Level
from vacuous import some

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src/leadpact"
sys.path.append(str(ROOT / "tests/unit/pact"))
from pact_tables import read_tables  # noqa: E402 - the tables of issues are beside their tests

PAGE = (DOCS / "reference/pact.md").read_text(encoding="utf-8")
ISSUES = (DOCS / "reference/issues.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how-to/change-a-pact.md").read_text(encoding="utf-8")
SCHEMA = pact_json_schema()

HEADINGS = {
    "Pact": "The document",
    "Attribute": "An attribute",
    "Activity": "An activity",
    "Score": "A score of a lead",
    "ConditionRule": "A rule on a condition",
    "ActivityRule": "A rule on activities",
    "Fade": "A fade",
    "FadeStep": "A step of a fade",
    "Limit": "A limit",
    "Block": "A block of days",
    "Group": "A group of rules",
    "GroupLimit": "The limit of a group",
    "SilenceRule": "A rule on silence",
    "Span": "A span of silence",
    "SilenceLimit": "A limit of silence",
    "Reset": "A reset",
    "SumScore": "A sum of scores",
    "AccountScore": "A score of an account",
    "Combine": "A combination",
    "Gates": "Gates",
    "Gate": "A gate",
    "GatePath": "A path of a gate",
    "EntryGate": "A gate of sales",
    "Checkpoint": "A checkpoint",
    "NotLead": "Who is no lead",
    "JudgeAgain": "Judging again",
    "Targets": "Targets",
    "RateTarget": "A rate",
    "VolumeTarget": "A volume",
    "Consequence": "A consequence",
    "Identity": "Identity",
    "Hygiene": "Hygiene",
    "Enrichment": "Enrichment",
    "Duplicates": "Duplicates",
    "Survivorship": "Survivorship",
    "FieldSurvival": "Fields that survive",
    "AccountMatching": "Account matching",
    "AccountWeights": "Weights of evidence",
    "Calendar": "A calendar",
    "Holidays": "Public holidays",
    "Routing": "Routing",
    "Pool": "A pool",
    "Caps": "Caps",
    "NewcomersWeight": "Weight of newcomers",
    "Period": "A period",
    "Route": "A route",
    "Territory": "A territory",
    "RepTerms": "A rep",
    "EveryRep": "Every rep",
    "Leave": "Leave",
    "Cadences": "Cadences",
    "Track": "A track",
    "Channel": "A channel",
    "Step": "A step",
    "Wait": "A wait",
    "Unreachable": "Unreachable",
    "OutOfOffice": "Out of office",
    "Throttle": "Throttle",
    "Clock": "A clock",
    "ClockExceptions": "Exceptions of a clock",
    "Breach": "What a breach does",
    "Handoff": "Handoff",
    "Slots": "Slots",
    "Templates": "Templates of messages",
    "Attendance": "Attendance",
    "AeRoute": "A way to an AE",
    "Coaching": "Coaching",
    "Debrief": "Debrief",
    "Feedback": "Feedback",
    "Dispositions": "Dispositions",
    "Disposition": "A disposition",
    "Note": "A note",
    "BusinessSpan": "A span of business time",
}


def keys() -> list[tuple[str, str, dict[str, Any], bool]]:
    return [
        (name, key, node, key in section.get("required", []))
        for name, section in [("Pact", SCHEMA), *SCHEMA["$defs"].items()]
        for key, node in section["properties"].items()
    ]


def rows_under(heading: str) -> list[list[str]]:
    """Return the cells of the rows below a heading, up to the next one."""
    match = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert match, f"no heading {heading}"
    lines = [line for line in match.group(1).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


@pytest.mark.parametrize(("section", "key", "node", "is_required"), keys())
def test_every_key_is_documented_with_type_default_limits_and_example(
    section, key, node, is_required
):
    rows = [cells for cells in rows_under(HEADINGS[section]) if cells[0] == f"`{key}`"]
    assert len(rows) == 1, f"`{key}` has no row under {HEADINGS[section]}"
    _, limits, default, meaning, example = rows[0]
    if is_required:
        assert default == "required"
    else:
        assert default == (f"`{flow(node['default'])}`" if "default" in node else "none")
    assert re.match(r"[A-Z`].*\.$", meaning)
    assert example == f"`{flow(node['examples'][0])}`"
    has_limits = {
        "minimum",
        "maximum",
        "exclusiveMaximum",
        "maxLength",
        "maxItems",
        "maxProperties",
    } & node.keys()
    if key == "time_zone":
        assert limits == "IANA name"
    elif has_limits and node.get("pattern") != "^[a-z][a-z0-9_]{0,59}$":
        assert limits_of(node) in limits
    for page in re.findall(r"\]\(([a-z]+\.md)#", limits):  # codes that several keys share
        limits += (DOCS / "reference" / page).read_text(encoding="utf-8")
    inner = (node.get("items"), node.get("additionalProperties"))
    for part in (node, *(part for part in inner if isinstance(part, dict))):
        for choice in part.get("enum", []):
            assert f"`{choice}`" in limits


def test_every_section_of_the_format_has_a_heading():
    assert set(HEADINGS) == {"Pact", *SCHEMA["$defs"]}


def test_no_key_is_documented_that_is_gone():
    documented = {
        (name, cells[0].strip("`")) for name, text in HEADINGS.items() for cells in rows_under(text)
    }
    assert documented == {(name, key) for name, key, _, _ in keys()}


@pytest.mark.parametrize("name", sorted(STANDARD_ATTRIBUTES))
def test_every_standard_attribute_is_documented(name):
    item = STANDARD_ATTRIBUTES[name]
    assert f"| `{name}` | {item.type} | `{item.table}.{item.column}` |" in PAGE


def test_every_stage_is_documented():
    for stage in SCHEMA["properties"]["labels"]["propertyNames"]["enum"]:
        assert f"`{stage}`" in PAGE


@pytest.mark.parametrize(
    ("page", "block"),
    [
        (name, block)
        for name, text in (("pact.md", PAGE), ("change-a-pact.md", HOW_TO))
        for block in re.findall(r"^```yaml\n(spec: 1\n.*?)^```", text, re.MULTILINE | re.DOTALL)
    ],
)
def test_every_pact_that_is_shown_is_without_issues(page, block):
    assert check_pact_text(block, page).issues == ()


def documented_codes() -> dict[str, tuple[str, str]]:
    """Return level and example of every code in the reference."""
    row = re.compile(r"^\| `([a-z0-9-]+)` \| (error|warning) \| .* \| (.*) \| .* \|$", re.MULTILINE)
    return {code: (level, example) for code, level, example in row.findall(ISSUES)}


def test_the_reference_has_every_code_with_its_level_and_no_other():
    found = {code: level for code, (level, _) in documented_codes().items()}
    assert found == {code: str(level) for code, level in LEVELS.items()}


@pytest.mark.parametrize("level", Level)
def test_every_level_is_explained(level):
    assert f"| `{level}` | " in ISSUES


def test_every_code_in_the_source_is_registered():
    """A code is the first argument of the functions that make an issue."""
    call = re.compile(r"""(?:make_issue|\.add|\.note)\(\s*"([a-z-]+)\"""")
    sources = (SOURCE / "pact").rglob("*.py")
    used = {code for path in sources for code in call.findall(path.read_text(encoding="utf-8"))}
    assert len(used) > 30
    assert used <= LEVELS.keys()


@pytest.mark.parametrize("code", sorted(LEVELS))
def test_an_example_in_the_reference_is_a_case_of_its_code(code):
    _, example = documented_codes()[code]
    shown = re.fullmatch(r"`(.*)`", example)
    if shown is None:
        assert not example.startswith("`")
        return
    cases = [case for case in read_tables() if code in case.codes]
    assert any(shown.group(1) in re.sub(r"\s*\n\s*", " ", case.written) for case in cases), example


def test_the_message_that_explains_messages_is_one():
    (quoted,) = re.findall(r"^> pact\.yaml:(.*)$", ISSUES, re.MULTILINE)
    assert any(quoted in case.message for case in read_tables())


@pytest.mark.parametrize(
    "page", ["reference/pact.md", "reference/issues.md", "how-to/change-a-pact.md"]
)
def test_every_link_leads_somewhere(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    for target, anchor in some(re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", text)):
        path = (DOCS / page).parent / target if target else DOCS / page
        assert path.is_file(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {heading.lower().replace(" ", "-") for heading in headings}
