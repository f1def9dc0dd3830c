"""Checks of rules: kinds, fades, limits, ranges, effects, account scores."""

from collections.abc import Iterator

from leadpact.pact.checks.base import Check, did_you_mean
from leadpact.pact.document import ActivityRuleDocument, FadeDocument
from leadpact.pact.draft import Draft
from leadpact.pact.yaml_lines import Path_


def _activity_rules(draft: Draft) -> Iterator[tuple[Path_, ActivityRuleDocument]]:
    for name, score in draft.lead_scores.items():
        for index, rule in enumerate(score.rules):
            if isinstance(rule, ActivityRuleDocument):
                yield ("scores", name, "rules", index), rule


class ActivitiesAreDeclared(Check):
    """A rule's `on` names a declared kind of activity."""

    def run(self, draft: Draft) -> None:
        for path, rule in _activity_rules(draft):
            if rule.on not in draft.document.activities:
                fact = f"The activity `{rule.on}` is not declared."
                fix = f"{did_you_mean(rule.on, draft.document.activities)} Or declare it under"
                draft.add("activity-undeclared", (*path, "on"), fact, f"{fix} `activities`.")


class FadesAreWhole(Check):
    """A fade has just what its shape needs, and its steps rise."""

    def run(self, draft: Draft) -> None:
        for path, rule in _activity_rules(draft):
            if rule.fades:
                self._check(draft, (*path, "fades"), rule.fades)

    def _check(self, draft: Draft, path: Path_, fade: FadeDocument) -> None:
        needs_days = fade.shape in ("window", "linear")
        if needs_days != (fade.days is not None):
            verb = "needs" if needs_days else "takes no"
            fact = f"A fade of shape {fade.shape} {verb} `days`."
            fix = "Add `days`." if needs_days else "Remove `days`, or choose another shape."
            draft.add("fade-incomplete", path, fact, fix)
        if (fade.shape == "steps") != bool(fade.steps):
            verb = "needs" if fade.shape == "steps" else "takes no"
            fact = f"A fade of shape {fade.shape} {verb} `steps`."
            fix = "Write `steps: [{days: 7, percent: 100}, {days: 30, percent: 50}]` with"
            draft.add("fade-incomplete", path, fact, f"{fix} `shape: steps`.")
        days = [step.days for step in fade.steps or []]
        if days != sorted(set(days)):
            fact = "The days of the steps do not rise, so it is unclear which step applies."
            draft.add("fade-steps-order", (*path, "steps"), fact, "Sort the steps by days.")


class LimitsAreWhole(Check):
    """`at_most` limits something: points, or a count per day or week."""

    def run(self, draft: Draft) -> None:
        for path, rule in _activity_rules(draft):
            limit, place = rule.at_most, (*path, "at_most")
            if limit is None:
                continue
            if (limit.count is None) != (limit.per is None):
                fact = "`count` and `per` belong together: the first n of each day or week."
                fix = "Write both, such as `{count: 2, per: day}`."
                draft.add("limit-incomplete", place, fact, fix)
            elif limit.points is None and limit.count is None:
                fact = "`at_most` limits nothing."
                draft.add("limit-incomplete", place, fact, "Add `points`, or `count` and `per`.")


class RangesRise(Check):
    """A score's lowest total is below its highest and includes zero between them."""

    def run(self, draft: Draft) -> None:
        for name, score in draft.document.scores.items():
            low, high = score.range[0], score.range[-1]
            path: Path_ = ("scores", name, "range")
            if low >= high:
                fact = f"The range of `{name}` goes from {low} to {high}, which leaves nothing."
                draft.add("range-reversed", path, fact, "Write the lower number first.")


class RulesHaveEffect(Check):
    """Every rule can change its score."""

    def run(self, draft: Draft) -> None:
        for name, score in draft.lead_scores.items():
            for index, rule in enumerate(score.rules):
                path: Path_ = ("scores", name, "rules", index)
                if rule.points == 0:
                    fact = f"The rule `{rule.id}` gives 0 points and changes nothing."
                    draft.warn("rule-without-effect", path, fact, "Give it points, or remove it.")
        for path, rule in _activity_rules(draft):
            limit = rule.at_most.points if rule.at_most else None
            if limit is not None and abs(rule.points) > limit:
                fact = f"One activity of `{rule.id}` gives {rule.points} points, and at most"
                fact = f"{fact} {limit} count: {rule.points} can never be reached."
                draft.warn("limit-below-points", path, fact, "Raise the limit, or lower the points.")
            steps = rule.fades.steps if rule.fades and rule.fades.steps else []
            if steps and not any(step.percent for step in steps):
                fact = f"Every step of `{rule.id}` gives 0 percent: the rule changes nothing."
                draft.warn("rule-without-effect", path, fact, "Give a step a percentage.")


class AccountScoresCombine(Check):
    """An account score combines a score of leads, in a way that is whole."""

    def run(self, draft: Draft) -> None:
        for name, score in draft.account_scores.items():
            combine = score.combine
            path: Path_ = ("scores", name, "combine")
            if combine.from_ not in draft.lead_scores:
                fact = f"`{combine.from_}` is no score of leads."
                fix = did_you_mean(combine.from_, draft.lead_scores)
                draft.add("combine-source-unknown", (*path, "from"), fact, fix)
            if (combine.method == "sum_of_top") != (combine.n is not None):
                verb = "needs" if combine.n is None else "takes no"
                fact = f"The method {combine.method} {verb} `n`."
                fix = "Add `n`." if combine.n is None else "Remove `n`, or use `sum_of_top`."
                draft.add("combine-incomplete", path, fact, fix)
