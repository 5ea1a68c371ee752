"""`python -m tools.processes`: what a step of a process costs on this machine, and how much its state takes.

The process is one as departments work: a check, a rule, a consultation of three side by side with a clock on it, a
decision, a charge or a return. The figures of docs/reference/bpmn.md come from here.
"""

from collections.abc import Callable
from time import process_time

import msgspec

from openhall.kernel.bpmn.exploring import explore
from openhall.kernel.bpmn.machine import Facts, State, begin, finish, waits
from openhall.kernel.bpmn.proving import problems_of
from openhall.kernel.bpmn.reading import read_model

XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:openhall="https://openhall.org/bpmn/1"
  targetNamespace="urn:measured"><process id="measured" name="Measured">
<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="m1"/>
<exclusiveGateway id="m1"/><sequenceFlow id="f2" sourceRef="m1" targetRef="check"/>
<userTask id="check" openhall:role="case-officer" openhall:decisions="approve return"/>
<sequenceFlow id="f3" sourceRef="check" targetRef="grade"/>
<businessRuleTask id="grade" openhall:decision="grade"/><sequenceFlow id="f4" sourceRef="grade" targetRef="fork"/>
<parallelGateway id="fork"/><sequenceFlow id="f5" sourceRef="fork" targetRef="consult"/>
<sequenceFlow id="f6" sourceRef="fork" targetRef="inspect"/>
<userTask id="consult" openhall:office="each" openhall:decisions="approve refuse">
  <multiInstanceLoopCharacteristics openhall:collection="departments"/></userTask>
<boundaryEvent id="late" attachedToRef="consult" cancelActivity="false"><timerEventDefinition>
  <timeDuration>consultation working days</timeDuration></timerEventDefinition></boundaryEvent>
<sequenceFlow id="f7" sourceRef="late" targetRef="remind"/><userTask id="remind" openhall:role="supervisor"/>
<sequenceFlow id="f8" sourceRef="remind" targetRef="reminded"/><endEvent id="reminded"/>
<userTask id="inspect" openhall:role="case-officer"/><sequenceFlow id="f9" sourceRef="consult" targetRef="join"/>
<sequenceFlow id="f10" sourceRef="inspect" targetRef="join"/><parallelGateway id="join"/>
<sequenceFlow id="f11" sourceRef="join" targetRef="decide"/>
<userTask id="decide" openhall:role="supervisor" openhall:decisions="approve refuse return"/>
<sequenceFlow id="f12" sourceRef="decide" targetRef="which"/><exclusiveGateway id="which" default="f15"/>
<sequenceFlow id="f13" sourceRef="which" targetRef="charge"><conditionExpression>decide == 'approve'
</conditionExpression></sequenceFlow>
<sequenceFlow id="f14" sourceRef="which" targetRef="m1"><conditionExpression>decide == 'return'
</conditionExpression></sequenceFlow><sequenceFlow id="f15" sourceRef="which" targetRef="refused"/>
<endEvent id="refused" openhall:outcome="refused"/><serviceTask id="charge" openhall:act="charge"/>
<sequenceFlow id="f16" sourceRef="charge" targetRef="e"/><endEvent id="e" openhall:outcome="approved"/>
</process></definitions>"""
FACTS = Facts({"departments": ["fire", "water", "building"], "decide": "approve"})
RUNS = 2000


def _microseconds(act: Callable[[], object], times: int = RUNS) -> float:
    """Return the processor time of ``act``, in the best of five rounds: other programs disturb it little."""
    best = float("inf")
    for _ in range(5):
        begun = process_time()
        for _ in range(times):
            act()
        best = min(best, process_time() - begun)
    return best / times * 1e6


def main() -> None:
    """Print the figures."""
    model = read_model(XML)
    states: list[tuple[State, int]] = []

    def run() -> None:
        states.clear()
        step = begin(model, FACTS)
        while not step.ended:
            token = waits(model, step.state)[0].id
            states.append((step.state, token))
            step = finish(model, step.state, token, FACTS)

    run()
    sizes = [len(msgspec.json.encode([tuple(token) for token in state.tokens])) for state, _ in states]
    places = len(explore(model).places)
    print(f"read                {_microseconds(lambda: read_model(XML), 50):8.0f} µs")
    print(f"prove               {_microseconds(lambda: problems_of(model), 5):8.0f} µs, {places} states")
    print(f"a step, on average  {_microseconds(run) / (len(states) + 1):8.1f} µs, {len(states) + 1} steps to the end")
    for state, token in states:
        node = next(each.node for each in state.tokens if each.id == token)
        took = _microseconds(lambda state=state, token=token: finish(model, state, token, FACTS))  # type: ignore[misc]
        print(f"  {node:<18}{took:8.1f} µs")
    print(f"state as JSON       {sum(sizes) / len(sizes):8.0f} bytes on average, {max(sizes)} at most")


if __name__ == "__main__":
    main()
