"""SpiffWorkflow as somebody who runs the same models: what waits, and how it goes on."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow  # type: ignore[import-untyped]
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser  # type: ignore[import-untyped]
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine  # type: ignore[import-untyped]
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import ErrorEventDefinition  # type: ignore[import-untyped]
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition  # type: ignore[import-untyped]
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent  # type: ignore[import-untyped]
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask  # type: ignore[import-untyped]
from SpiffWorkflow.util.task import TaskState  # type: ignore[import-untyped]

from openhall.kernel.bpmn.tests.walks import Place
from openhall.kernel.expressions import Condition

_LONG_AGO = "2020-01-01T00:00:00+00:00"
_CHILD = " [child]"


class _Engine(PythonScriptEngine):  # type: ignore[misc]  # it has no types
    """Conditions by our own language and shared facts, so that only the flow of tokens is compared."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__()
        self._facts = facts

    def evaluate(self, task: object, expression: str, external_context: object = None) -> object:  # noqa: ARG002 - theirs
        if expression.startswith("P"):
            return expression
        value = self._facts.get(expression)
        return len(value) if isinstance(value, list) else Condition(expression).holds(self._facts)


class Spiff:
    """A process that SpiffWorkflow runs."""

    def __init__(self, xml: bytes, facts: Mapping[str, Any]) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(xml)
        self._flow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"), script_engine=_Engine(facts))
        self._flow.do_engine_steps()

    @property
    def is_ended(self) -> bool:
        return bool(self._flow.is_completed())

    def waits(self) -> list[Place]:
        return sorted(self._place(task) for task in self._waiting())

    def go_on(self, place: Place) -> None:
        """Do a task or fire a timer."""
        task = next(task for task in self._waiting() if self._place(task) == place)
        if isinstance(task.task_spec, CatchingEvent):
            task._set_internal_data(event_value=_LONG_AGO)  # noqa: SLF001 - it has no clock to set
            task.task_spec._update(task)  # noqa: SLF001 - as its own refresh of timers does
        else:
            task.run()
        self._flow.do_engine_steps()

    def receive(self, message: str) -> None:
        self._flow.catch(BpmnEvent(MessageEventDefinition(message)))
        self._flow.do_engine_steps()

    def _waiting(self) -> list[Any]:
        tasks = self._flow.get_tasks(state=TaskState.READY | TaskState.WAITING)
        return [task for task in tasks if task.task_spec.manual or _is_awaited(task.task_spec)]

    def _place(self, task: Any) -> Place:  # noqa: ANN401 - it has no types
        items = []
        name = task.task_spec.name.removesuffix(_CHILD)
        while task is not None:
            loop = task.parent
            if loop is not None and isinstance(loop.task_spec, MultiInstanceTask) and _CHILD in task.task_spec.name:
                items.append(list(loop.task_spec._instances(loop)).index(task))  # noqa: SLF001 - nothing else tells it
            owner = task.workflow.parent_task_id
            task = self._flow.get_task_from_id(owner) if owner is not None else None
        return name, tuple(reversed(items))


def _is_awaited(spec: Any) -> bool:  # noqa: ANN401 - as above
    return isinstance(spec, CatchingEvent) and not isinstance(spec.event_definition, ErrorEventDefinition)
