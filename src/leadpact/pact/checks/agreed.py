"""Checks of what is agreed besides decisions: targets, windows, consequences."""

from collections.abc import Iterable

from leadpact.pact.checks.base import did_you_mean, repeats
from leadpact.pact.document_agreed import TargetsDocument
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.clocks.document import clock_id
from leadpact.terms.stages import FUNNEL, FUNNEL_RANK, Stage


def check_stage_labels_differ(draft: Draft) -> None:
    """Report a label that two stages have, or that is the code of another stage."""
    labels = draft.document.labels
    named: dict[str, str] = {}
    for stage, label in labels.items():
        path: Path_ = ("labels", stage)
        plain = label.casefold()
        other = next((code for code in Stage if code.casefold() == plain and code != stage), None)
        if other is not None:
            fact = f"The label of {stage} is the code of another stage, so nobody knows which of"
            draft.add("label-twice", path, f"{fact} the two is meant.", "Give it another label.")
        elif plain in named:
            fact = f"{stage} is called {label}, as {named[plain]} is: nobody knows which is meant."
            draft.add("label-twice", path, fact, "Give one of them another label.")
        named.setdefault(plain, stage)


def check_target_stages_are_in_order(draft: Draft) -> None:
    """Report a rate that does not lead to a later stage."""
    for index, item in enumerate(draft.document.targets.rates):
        if FUNNEL_RANK[Stage(item.from_)] < FUNNEL_RANK[Stage(item.to)]:
            continue
        order = ", ".join(FUNNEL)
        fact = f"{item.to} does not come after {item.from_}, so no share of leads goes there."
        draft.add("target-order", ("targets", "rates", index, "to"), fact, f"The order is {order}.")


def check_targets_differ(draft: Draft) -> None:
    """Report a second target for the same rate or volume."""
    targets = draft.document.targets
    rates = [(item.from_, item.to) for item in targets.rates]
    for index, (earlier, later) in repeats(rates):
        _add_second_target(draft, ("rates", index), f"the share from {earlier} to {later}")
    volumes = [(item.count, item.of_each) for item in targets.volumes]
    for index, item in repeats(volumes):
        _add_second_target(draft, ("volumes", index), _spoken_volume(*item))
    total = ("conversation_leads", None)
    if targets.conversation_leads_per_month is not None and total in volumes:
        path: Path_ = ("targets", "volumes", volumes.index(total))
        fact = "`conversation_leads_per_month` is a target for the same volume."
        draft.add("target-twice", path, fact, "Keep one of the two.")


def _spoken_volume(count: str, of_each: str | None) -> str:
    return f"the {count.replace('_', ' ')} of {f'each {of_each}' if of_each else 'the company'}"


def _add_second_target(draft: Draft, path: Path_, what: str) -> None:
    fact = f"There are two targets for {what}."
    draft.add("target-twice", ("targets", *path), fact, "Keep one of them.")


def check_promises_have_clocks(draft: Draft) -> None:
    """Report promises, in targets and consequences, that the pact does not make."""
    clocks = [clock_id(item) for item in draft.document.clocks]
    if draft.is_left_out("clocks"):
        return
    for name in draft.document.targets.promises:
        if name not in clocks:
            fact = f"There is no clock `{name}`, so no promise of it can be kept."
            path: Path_ = ("targets", "promises", name)
            draft.add("promise-unknown", path, fact, did_you_mean(name, clocks), on_key=True)
    known = [*clocks, *_single_targets(draft.document.targets)]
    unread = {path[1] for path in draft.damaged if path[0] == "targets" and len(path) > 1}
    volumes = {item.count for item in draft.document.targets.volumes}
    for index, item in enumerate(draft.document.consequences):
        if item.promise in known or item.promise in unread or ("targets",) in draft.damaged:
            continue
        fact = f"`{item.promise}` is neither a clock of this pact nor one of its targets."
        fix = did_you_mean(item.promise, known)
        if item.promise in volumes:
            fact = f"`{item.promise}` is a volume, and a consequence is of a clock or a rate."
            fix = f"Name one of these: {', '.join(f'`{name}`' for name in known)}."
        if not known:
            fix = "Add the clock, or the target, such as `acceptance_rate: 0.8`."
        at: Path_ = ("consequences", index, "promise")
        draft.add("promise-unknown", at, fact, fix)


def _single_targets(targets: TargetsDocument) -> Iterable[str]:
    """Return the names of the targets that are set, without those in lists."""
    names = ("opportunity_creation_rate", "acceptance_rate", "conversation_leads_per_month")
    return [name for name in names if getattr(targets, name) is not None]


def check_consequences_differ(draft: Draft) -> None:
    """Report a second consequence of the same promise below the same share."""
    found = [(item.promise, item.kept_below) for item in draft.document.consequences]
    for index, (promise, share) in repeats(found):
        fact = f"There are two consequences of `{promise}` kept below {share}."
        draft.add("entry-twice", ("consequences", index), fact, "Join them into one sentence.")


def check_windows_follow_a_stage(draft: Draft) -> None:
    """Report a window for the first stage, which every lead is in from the start."""
    if str(FUNNEL[0]) in draft.document.windows:
        fact = f"Every lead is in {FUNNEL[0]} from the start: there is nothing to wait for."
        path: Path_ = ("windows", str(FUNNEL[0]))
        draft.add("window-without-step", path, fact, "Leave it out.", on_key=True)
