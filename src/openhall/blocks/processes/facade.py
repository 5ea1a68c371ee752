"""The door of ``processes``: process models, running instances, and the tasks that wait for somebody."""

from openhall.blocks.processes.actions import (
    TaskTaken,
    assign_task,
    begin_process,
    claim_task,
    escalate_task,
    finish_task,
    fire_timer,
    hold_task,
    keep_definition,
    move_deadline,
    move_task_days,
    next_serial,
    pass_task,
    release_task,
    remind_of_task,
    stop_process,
)
from openhall.blocks.processes.definitions import Conducting, Doer, Position, Progress, TaskFacts, Workload
from openhall.blocks.processes.migrating import (
    OlderVersion,
    Plan,
    migrate_instance,
    migration_reason,
    older_versions,
    plan_migrations,
    running_by,
)
from openhall.blocks.processes.queries import is_invited, position_of, task_at_edge, task_of, tasks_of
from openhall.blocks.processes.replaying import Replayed, replay
from openhall.blocks.processes.retracing import Hold
from openhall.blocks.processes.rules import APPROVE, REFUSE, RETURN, TaskState
from openhall.blocks.processes.running import TIMER, model_of
from openhall.blocks.processes.work import NOBODY, Cut, count_work, work_of, workloads
from openhall.kernel.bpmn.model import EARLIER

__all__ = [
    "APPROVE",
    "EARLIER",
    "NOBODY",
    "REFUSE",
    "RETURN",
    "TIMER",
    "Conducting",
    "Cut",
    "Doer",
    "Hold",
    "OlderVersion",
    "Plan",
    "Position",
    "Progress",
    "Replayed",
    "TaskFacts",
    "TaskState",
    "TaskTaken",
    "Workload",
    "assign_task",
    "begin_process",
    "claim_task",
    "count_work",
    "escalate_task",
    "finish_task",
    "fire_timer",
    "hold_task",
    "is_invited",
    "keep_definition",
    "migrate_instance",
    "migration_reason",
    "model_of",
    "move_deadline",
    "move_task_days",
    "next_serial",
    "older_versions",
    "pass_task",
    "plan_migrations",
    "position_of",
    "release_task",
    "remind_of_task",
    "replay",
    "running_by",
    "stop_process",
    "task_at_edge",
    "task_of",
    "tasks_of",
    "work_of",
    "workloads",
]
