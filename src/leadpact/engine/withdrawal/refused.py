"""Why a report cannot be withdrawn, or a disposition not be corrected; None where it can."""

from collections.abc import Sequence

from leadpact.engine.lifecycle import (
    AbsorbLead,
    Command,
    DisposeLead,
    FollowUp,
    LeadState,
    MergeInto,
    RecordTouch,
    WithdrawReport,
    check_may_merge,
    merged_refusal,
)
from leadpact.engine.withdrawal.past_decisions import PastDecision
from leadpact.terms.actors import rep_of
from leadpact.terms.refusals import Refusal, RefusalCode

_MAY_BE_WITHDRAWN = (RecordTouch, DisposeLead, MergeInto, AbsorbLead)


def withdrawal_refusal(
    command: WithdrawReport | DisposeLead,
    withdrawn_id: str,
    undone: Sequence[PastDecision],
    state: LeadState,
    rules: FollowUp,
) -> Refusal | None:
    """Return why a report cannot be withdrawn by a command; None: it can.

    Parameters
    ----------
    undone
        The decision on the report, and those after it; none where no such report was taken.
    """
    report = undone[0].command if undone else None
    if isinstance(command, DisposeLead) and undone and not isinstance(report, DisposeLead):
        return Refusal(RefusalCode.NO_DISPOSITION)
    if withdrawn_id in state.withdrawn_ids:
        return Refusal(RefusalCode.ALREADY_WITHDRAWN)
    if not undone:
        return Refusal(RefusalCode.REPORT_UNKNOWN, (("id", withdrawn_id),))
    return _refusal_of(command.actor, report, state, rules)


def _refusal_of(
    actor: str, report: Command | None, state: LeadState, rules: FollowUp
) -> Refusal | None:
    """Return why an actor cannot withdraw a report that was taken; None: it can be."""
    if not isinstance(report, _MAY_BE_WITHDRAWN):
        return Refusal(RefusalCode.REPORT_STAYS)
    if state.merged_into is not None and not isinstance(report, MergeInto):
        # The other lead has the data by now: first the merge, then what came before it.
        return merged_refusal(state.merged_into)
    if isinstance(report, MergeInto | AbsorbLead):
        return check_may_merge(rules, actor)
    reporter = report.rep_id if isinstance(report, RecordTouch) else report.by_rep_id
    is_own = rep_of(actor) in (rep_of(report.actor), reporter)
    if is_own or rules.is_manager_or_other(actor):
        return None
    return Refusal(RefusalCode.NOT_THE_REPORTER)
