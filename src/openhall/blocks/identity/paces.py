"""How often each kind of act may be done: by somebody signed in or known, by strangers of a network, by all strangers.

No figure is met by anybody with a keyboard, a screen reader or much practice; programs meet them
(docs/reference/limits.md says for each who was thought of).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from openhall.kernel.acts import Act

MINUTE, HOUR, DAY, FOUR_WEEKS = 60, 3_600, 86_400, 2_419_200
#: An officer fills in for whoever stands at the counter, and does all day what others do once.
FOR_OFFICERS = 4
#: How often, by the seconds of the span.
Most = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Pace:
    """How often one kind of act may be done by one person, by the strangers of a network, and by all strangers."""

    own: Most
    network: Most = field(default_factory=dict)
    strangers: Most = field(default_factory=dict)


PACES: Mapping[Act, Pace] = {
    Act.LOOK: Pace({MINUTE: 1_200}, {MINUTE: 3_000}),
    Act.BEGIN: Pace({MINUTE: 20, HOUR: 200}, {MINUTE: 120, HOUR: 1_500}, {MINUTE: 6_000}),
    Act.FILL: Pace({MINUTE: 120, HOUR: 2_000}, {MINUTE: 3_000}),
    Act.PRICE: Pace({MINUTE: 120}, {MINUTE: 600}, {MINUTE: 6_000}),
    Act.SUBMIT: Pace({MINUTE: 30, HOUR: 300}, {MINUTE: 120, HOUR: 1_500}, {MINUTE: 30_000}),
    Act.PAY: Pace({MINUTE: 20, HOUR: 120}, {MINUTE: 120, HOUR: 1_200}, {MINUTE: 6_000}),
    Act.PLACE: Pace({MINUTE: 20, HOUR: 120}, {MINUTE: 60, HOUR: 600}, {MINUTE: 6_000}),
    Act.PLACE_OF_KIND: Pace({HOUR: 60}, {DAY: 20, FOUR_WEEKS: 100}),
    Act.NUMBER: Pace({MINUTE: 5, HOUR: 20}, {MINUTE: 60, HOUR: 150}),
    Act.WRITE: Pace({MINUTE: 60, HOUR: 600}, {MINUTE: 300, HOUR: 3_000}, {MINUTE: 6_000}),
    Act.FILE: Pace({MINUTE: 60, HOUR: 600}, {MINUTE: 300, HOUR: 2_000}, {MINUTE: 3_000}),
    Act.PART: Pace({MINUTE: 3_000}, {MINUTE: 10_000}),
    Act.PAPER: Pace({MINUTE: 10, HOUR: 60}, {MINUTE: 60, HOUR: 600}, {MINUTE: 600}),
    Act.VERIFY: Pace({MINUTE: 30, HOUR: 300}, {MINUTE: 120, HOUR: 1_200}, {MINUTE: 1_200}),
    Act.EXPORT: Pace({MINUTE: 10, HOUR: 100}, {MINUTE: 120, HOUR: 1_200}, {MINUTE: 1_200}),
    Act.SIGN_IN: Pace({MINUTE: 60, HOUR: 600}, {MINUTE: 600}, {MINUTE: 6_000}),
    Act.PROGRAM: Pace({MINUTE: 3_000}, {MINUTE: 1_200}, {MINUTE: 12_000}),
}

#: What keeps nothing that was not there: each web process counts it for itself, and writes nothing.
IN_MEMORY = frozenset({Act.LOOK, Act.FILL, Act.PRICE, Act.PART, Act.VERIFY})
