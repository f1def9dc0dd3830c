"""Record what is found wrong with drawn pacts, their fingerprints and differences, and judgements.

Every block draws `PER_BLOCK` pacts. Of each that is valid: its fingerprint, how it differs from the
pact it was made from and from the valid pact before it, and what it says of a few random leads.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

from canonical_values import Writer
from drawn_leads import LeadSource
from drawn_pacts import Document, base_documents, draw_pact, pact_text

from leadpact.engine.gates import Judgement, judge_lead
from leadpact.explain import explain_judgement
from leadpact.pact.check import check_pact_text, load_pact
from leadpact.pact.diff import diff_rulesets
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.issues import Issue

ROOT = Path(__file__).parents[3]
N_BLOCKS, PER_BLOCK = 50, 40
LEADS_PER_PACT = 10
KINDS = (
    *("documents", "fingerprints", "issues", "issues-text", "changes", "changes-text"),
    *("leads", "judgements", "judgements-text"),
)

Lines = Iterator[tuple[str, str]]


def record_pacts(block: int) -> dict[str, list[str]]:
    """Record one block of pacts, every kind by itself."""
    recorded: dict[str, list[str]] = {kind: [] for kind in KINDS}
    writer = Writer()
    before: Ruleset | None = None
    for seed in range(block * PER_BLOCK, (block + 1) * PER_BLOCK):
        name, document = draw_pact(seed)
        text = pact_text(document)
        checked = check_pact_text(text)
        found = [("documents", f" {name} {text}".replace("\n", ""))]
        for issue in checked.issues:
            found += _issue_lines(issue, writer)
        if checked.ruleset is not None:
            found.append(("fingerprints", f" {checked.ruleset.fingerprint}"))
            found += _change_lines(_base(name), checked.ruleset, writer)
            found += _change_lines(before or _base(name), checked.ruleset, writer)
            found += _judgement_lines(document, checked.ruleset, Random(seed), writer)
            before = checked.ruleset
        for kind, line in found:
            recorded[kind].append(f"{seed:04}{line}")
    return recorded


def _issue_lines(issue: Issue, writer: Writer) -> Lines:
    place = (issue.place.line, issue.place.column)
    yield "issues", f" {writer.write((issue.code, issue.level, place))}"
    yield "issues-text", f" {issue}"


def _change_lines(old: Ruleset, new: Ruleset, writer: Writer) -> Lines:
    for change in diff_rulesets(old, new):
        yield "changes", f" {writer.write((change.code, change.changes_meaning))}"
        words = (change.subject, change.before, change.after, change.text)
        yield "changes-text", f" {writer.write(words)}"


def _judgement_lines(document: Document, ruleset: Ruleset, random: Random, writer: Writer) -> Lines:
    source = LeadSource(document)
    for n in range(LEADS_PER_PACT):
        drawn = source.draw(random)
        yield "leads", f".{n} {writer.write(tuple(drawn))}"
        judgement = judge_lead(
            drawn.lead, drawn.activities, ruleset, as_of=drawn.as_of, colleagues=drawn.colleagues
        )
        for value in _judgement_values(judgement):
            yield "judgements", f".{n} {writer.write(value)}"
        for line in explain_judgement(judgement, ruleset).splitlines():
            yield "judgements-text", f".{n} {line}"


def _judgement_values(judgement: Judgement) -> Iterator[object]:
    yield (
        judgement.lead_id,
        judgement.as_of,
        judgement.stage,
        judgement.recorded_stage,
        judgement.opened_at,
        judgement.fingerprint,
    )
    yield from judgement.scores
    yield from judgement.gates


@cache
def _base(name: str) -> Ruleset:
    ruleset = check_pact_text(pact_text(base_documents()[name])).ruleset
    assert ruleset is not None, f"the base {name} has errors"
    return ruleset


def record_kept_pacts() -> dict[str, list[str]]:
    """Record the fingerprint of every pact of the examples and of the measurements."""
    paths = sorted((*ROOT.glob("examples/*/pact.yaml"), ROOT / "bench" / "pact30.yaml"))
    follow_up = (ROOT / "bench" / "follow_up.yaml").read_text("utf-8")
    lines = [f"{path.relative_to(ROOT).as_posix()} {load_pact(path).fingerprint}" for path in paths]
    whole = check_pact_text(f"{paths[0].read_text('utf-8')}\n{follow_up}").ruleset
    assert whole is not None
    return {"fingerprints": [*lines, f"bench/follow_up.yaml {whole.fingerprint}"]}
