"""Offices that do not agree: whoever approves all the same has to say why."""

from collections.abc import Collection

from openhall.blocks.processes.facade import REFUSE, TaskFacts, TaskState, opinions_among


def objections_to(task: TaskFacts, tasks: Collection[TaskFacts]) -> list[TaskFacts]:
    """Return the opinions that stand against approving at ``task``; ``tasks`` are all of the case.

    They stand against what was asked after them: an opinion itself answers no other one, nor does an inspection that
    goes on meanwhile; and a signature under a refusal approves nothing. An objection stands until the same office was
    asked again and did not object any more.
    """
    done = [each for each in tasks if each.state == TaskState.DONE and each.id != task.id]
    if not any(each.decision == REFUSE for each in done) or _signs_refusal(task, done):
        return []
    opinions = opinions_among([*done, task])
    if task in opinions:
        return []
    raised = [each for each in opinions if each.decision == REFUSE and _is_after(task, each)]
    return [each for each in raised if not _is_overtaken(each, opinions)]


def _signs_refusal(task: TaskFacts, done: Collection[TaskFacts]) -> bool:
    if not task.is_signature:
        return False
    newest = {each.node: each.decision for each in done if each.serial == task.serial and each.node in task.other}
    return REFUSE in newest.values()


def _is_overtaken(objection: TaskFacts, opinions: Collection[TaskFacts]) -> bool:
    return any(
        each.authority == objection.authority and each.decision != REFUSE and _is_after(each, objection)
        for each in opinions
    )


def _is_after(task: TaskFacts, earlier: TaskFacts) -> bool:
    return earlier.done_at is not None and task.opened_at >= earlier.done_at
