"""Checks of rules: kinds, fades, limits, ranges, effects, account scores."""

from leadpact.pact.checks.base import check_kind_is_declared, did_you_mean
from leadpact.pact.document_scores import FadeDocument
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.terms.past import PAST_KINDS


def check_activities_are_declared(draft: Draft) -> None:
    """Check that a rule's `on` names a declared kind of activity."""
    declared = draft.document.activities
    for kind in declared.keys() & PAST_KINDS.keys():
        fact = f"`{kind}` already means something: that the lead came to {PAST_KINDS[kind]}."
        draft.add("name-reserved", ("activities", kind), fact, "Choose another name.", on_key=True)
    for path, rule in draft.activity_rules:
        if rule.on not in PAST_KINDS:
            check_kind_is_declared(draft, rule.on, (*path, "on"))


def check_fades_are_complete(draft: Draft) -> None:
    """Check that a fade has exactly the keys that its shape needs, and its steps rise."""
    for path, rule in draft.activity_rules:
        if rule.fades:
            _check_parts(draft, (*path, "fades"), rule.fades)
            days = [step.days for step in rule.fades.steps or []]
            if days != sorted(set(days)):
                draft.add(
                    "fade-steps-order",
                    (*path, "fades", "steps"),
                    "The days of the steps do not rise, so it is unclear which applies.",
                    "Sort the steps by days.",
                )


def _check_parts(draft: Draft, path: Path_, fade: FadeDocument) -> None:
    needed = {"window": "days", "linear": "days", "steps": "steps"}.get(fade.shape)
    for part, example in (("days", "30"), ("steps", "[{days: 7, percent: 100}]")):
        if part == needed and getattr(fade, part) is None:
            draft.add(
                "fade-incomplete",
                path,
                f"A fade of shape {fade.shape} needs `{part}`.",
                f"Add `{part}: {example}`.",
            )
        elif part != needed and getattr(fade, part) is not None:
            draft.add(
                "fade-incomplete",
                (*path, part),
                f"A fade of shape {fade.shape} takes no `{part}`.",
                f"Remove `{part}`, or choose another shape.",
                on_key=True,
            )


def check_limits_are_complete(draft: Draft) -> None:
    """Check that `at_most` limits something: points, or a count per unit of time."""
    for path, rule in draft.activity_rules:
        limit, place = rule.at_most, (*path, "at_most")
        if limit is None:
            continue
        if (limit.count is None) != (limit.per is None):
            draft.add(
                "limit-incomplete",
                place,
                "`count` and `per` belong together: the first so many of each day, week, month,"
                " quarter or number of days.",
                "Write both, such as `{count: 2, per: day}`.",
            )
        elif limit.points is None and limit.count is None:
            draft.add(
                "limit-incomplete",
                place,
                "`at_most` limits nothing.",
                "Add `points`, or `count` and `per`.",
            )


def check_the_best_is_the_latest(draft: Draft) -> None:
    """Check that the best activity of a rule is its latest, which both interpreters find."""
    for path, rule in draft.activity_rules:
        percents = [step.percent for step in rule.fades.steps or []] if rule.fades else []
        is_rising = percents != sorted(percents, reverse=True)
        if rule.take == "best" and (rule.points < 0 or is_rising):
            why = "takes points away" if rule.points < 0 else "gives more as time goes by"
            draft.add(
                "take-best-unclear",
                (*path, "take"),
                f"`{rule.id}` {why}, so its latest activity is not the best one.",
                "Write `take: latest`, or leave it out.",
            )


def check_ranges_are_not_empty(draft: Draft) -> None:
    """Check that a score's lowest total is below its highest, and 0 points lie between them."""
    for name, score in draft.document.scores.items():
        if score.range is None:
            continue
        low, high = score.range[0], score.range[-1]
        path: Path_ = ("scores", name, "range")
        if low >= high:
            draft.add(
                "range-reversed",
                path,
                f"The range of `{name}` goes from {low} to {high}, which leaves nothing.",
                "Write the lower number first." if low > high else "Widen the range.",
            )
        elif not low <= 0 <= high:
            given = low if low > 0 else high
            draft.add(
                "range-without-zero",
                path,
                f"The range of `{name}` leaves out 0: a lead without any points has {given}.",
                "Let the range include 0, unless that is meant.",
            )


def check_rules_have_effect(draft: Draft) -> None:
    """Check that every rule can change its score."""
    for path, rule in draft.rules:
        if rule.points == 0:
            draft.add(
                "rule-without-effect",
                (*path, "points"),
                f"The rule `{rule.id}` gives 0 points and changes nothing.",
                "Give it points, or remove it.",
            )
    for path, on_activity in draft.activity_rules:
        steps = on_activity.fades.steps if on_activity.fades else None
        if steps and not any(step.percent for step in steps):
            draft.add(
                "rule-without-effect",
                (*path, "fades", "steps"),
                f"Every step of `{on_activity.id}` gives 0 percent: the rule changes nothing.",
                "Give a step a percentage.",
            )


def check_points_fit_their_limit(draft: Draft) -> None:
    """Check that the points of one activity are within the most that its rule can give."""
    for path, rule in draft.activity_rules:
        limit = rule.at_most.points if rule.at_most else None
        if limit is not None and abs(rule.points) > limit:
            draft.add(
                "limit-below-points",
                (*path, "at_most", "points"),
                f"One activity of `{rule.id}` gives {rule.points} points, and the rule at"
                f" most {limit}: {rule.points} can never be reached.",
                "Raise the limit, or lower the points.",
            )


def check_account_scores_combine(draft: Draft) -> None:
    """Check that an account score combines a score of leads, and has the `n` that it needs."""
    for name, score in draft.account_scores.items():
        combine = score.combine
        path: Path_ = ("scores", name, "combine")
        if combine.from_ not in draft.lead_scores.keys() | draft.sum_scores.keys():
            fact = f"`{combine.from_}` is not a score of leads."
            if combine.from_ in draft.account_scores:
                fact = f"`{combine.from_}` is a score of accounts; only scores of leads combine."
            draft.add(
                "combine-source-unknown",
                (*path, "from"),
                fact,
                did_you_mean(combine.from_, draft.lead_scores.keys() | draft.sum_scores.keys()),
            )
        if (combine.method == "sum_of_top") != (combine.n is not None):
            verb = "needs" if combine.n is None else "takes no"
            draft.add(
                "combine-incomplete",
                path,
                f"The method {combine.method} {verb} `n`.",
                "Add `n: 3`." if combine.n is None else "Remove `n`, or use `sum_of_top`.",
            )
