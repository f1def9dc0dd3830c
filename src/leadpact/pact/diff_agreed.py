"""What changed in what is agreed besides decisions: targets, windows, consequences."""

from collections.abc import Iterator, Mapping

from leadpact.pact.agreed import Targets, Volume
from leadpact.pact.changes import Change, diff_words
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.words import percent_words

NONE = "none"
VOLUMES: Mapping[Volume, str] = {
    Volume.CONVERSATION_LEADS: "conversation leads",
    Volume.TOUCHES: "touches",
    Volume.MEETINGS_HELD: "meetings held",
    Volume.OPPORTUNITIES_OPENED: "opportunities opened",
    Volume.DEALS_WON: "deals won",
}


def diff_agreed(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    """Yield what changed in targets, windows and consequences, each in words."""
    yield from _diff("target", _target_words(old.targets), _target_words(new.targets))
    yield from _diff("window", _window_words(old), _window_words(new))
    yield from _diff("consequence", _consequence_words(old), _consequence_words(new))


def _diff(code: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for subject in dict.fromkeys((*old, *new)):
        yield from diff_words(code, subject, old.get(subject, NONE), new.get(subject, NONE))


def _target_words(targets: Targets) -> dict[str, str]:
    """Return every target in words, by what it is about."""
    number = targets.conversation_leads_per_month
    shares = {
        "opportunity_creation_rate": targets.opportunity_creation_rate,
        "acceptance_rate": targets.acceptance_rate,
        **{f"{item.from_stage} to {item.to_stage}": item.at_least for item in targets.rates},
        **{f"promise {item.clock}": item.at_least for item in targets.promises},
    }
    found = {name: percent_words(share) for name, share in shares.items() if share is not None}
    if number is not None:
        found["conversation_leads_per_month"] = str(number)
    for item in targets.volumes:
        of_each = f" of each {item.of_each}" if item.of_each else ""
        found[f"{VOLUMES[item.volume]}{of_each}"] = f"{item.per_month} a month"
    return {f"target {name}": words for name, words in found.items()}


def _window_words(ruleset: Ruleset) -> dict[str, str]:
    return {f"window of {item.stage}": f"{item.days} days" for item in ruleset.windows}


def _consequence_words(ruleset: Ruleset) -> dict[str, str]:
    return {
        f"consequence of {item.promise} kept below {percent_words(item.kept_below)}": item.then
        for item in ruleset.consequences
    }
