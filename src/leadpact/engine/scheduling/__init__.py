"""Say when to look at a lead again, which waiting leads to try, and in which order to work.

Pure: a replay and an application ask the same functions, one with values in memory, the other with
rows of its tables. The next moment of a lead is `Decision.wake_at`.
"""

from leadpact.engine.scheduling.leave import LeaveMoment, absence_commands, leave_moments
from leadpact.engine.scheduling.open_task import OpenTask, Promise, open_tasks
from leadpact.engine.scheduling.order import (
    OrderedTask,
    TaskReason,
    TaskReasonCode,
    order_tasks,
)
from leadpact.engine.scheduling.waiting import (
    LeadsToTry,
    RetryTrigger,
    TriggerKind,
    WaitingLead,
    groups_to_try,
    leads_to_try,
    reps_of_group,
    row_of_waiting,
    waiting_group_of,
)
from leadpact.engine.scheduling.waiting_groups import WaitingGroups
from leadpact.engine.scheduling.waking import (
    FIRST_DELAY,
    LONGEST_DELAY,
    MOST_FAILURES,
    StuckLead,
    next_attempt_at,
    retry_command,
    stuck_after,
    wake_command,
)

__all__ = [
    "FIRST_DELAY",
    "LONGEST_DELAY",
    "MOST_FAILURES",
    "LeadsToTry",
    "LeaveMoment",
    "OpenTask",
    "OrderedTask",
    "Promise",
    "RetryTrigger",
    "StuckLead",
    "TaskReason",
    "TaskReasonCode",
    "TriggerKind",
    "WaitingGroups",
    "WaitingLead",
    "absence_commands",
    "groups_to_try",
    "leads_to_try",
    "leave_moments",
    "next_attempt_at",
    "open_tasks",
    "order_tasks",
    "reps_of_group",
    "retry_command",
    "row_of_waiting",
    "stuck_after",
    "waiting_group_of",
    "wake_command",
]
