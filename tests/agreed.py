"""A service of the example town to which somebody else has to agree, and people who do."""

from collections.abc import Mapping
from typing import Any

from openhall.blocks.cases.facade import Applicant
from openhall.blocks.cases.tests.applying import ANSWERS, STALL, opened, prepared, request, service, submit
from openhall.blocks.catalogue.facade import NumberAsked, OtherParty, current_catalogue
from openhall.blocks.identity.facade import Membership, Visitor, keep_firm_marks
from openhall.blocks.identity.models import Organisation
from openhall.blocks.identity.sealed import FACTS, NAME, organisation_key, sealed_json
from openhall.blocks.processes.tests.drawn import end, flow, model, user
from openhall.blocks.processes.tests.drawn import service as act

COOPERATIVE, FIRM_NUMBER = "lamp-oil-cooperative", "LC-7700"
FOR_TWO = "parks-office/stall-for-two"
NOOR, LIN = Visitor("noor-al-bahar", level=2), Visitor("lin-xiaoyu", level=2)
WANG = Visitor("idris-al-bahar", level=1)
NUMBERS = {NOOR.id: "LB-2047-1157", LIN.id: "LB-5500-9120", WANG.id: "LB-8831-0461"}
BOTH = model(
    "agreed-by-both",
    '<startEvent id="begin"/>',
    '<exclusiveGateway id="signed" default="f1"/>',
    user("seen", "case-officer", decisions="approve return"),
    '<exclusiveGateway id="in_order" default="f8"/>',
    act("told", "tell-other-party"),
    user("agree", "other-party"),
    '<boundaryEvent id="silent" attachedToRef="agree" cancelActivity="true"><timerEventDefinition>'
    "<timeDuration>agree clear days</timeDuration></timerEventDefinition></boundaryEvent>",
    '<exclusiveGateway id="agreed" default="f3"/>',
    act("issue", "issue"),
    end("granted", "approved"),
    end("lapsed", "lapsed"),
    flow("f0", "begin", "signed"),
    flow("f1", "signed", "agree"),
    flow("f7", "signed", "seen", "on_paper"),
    flow("f12", "signed", "issue", "alone"),
    flow("f8", "in_order", "agree"),
    flow("f9", "seen", "in_order"),
    flow("f10", "in_order", "told", "seen == 'approve'"),
    flow("f11", "told", "issue"),
    flow("f2", "agree", "agreed"),
    flow("f3", "agreed", "lapsed"),
    flow("f4", "agreed", "issue", "agree == 'approve'"),
    flow("f5", "issue", "granted"),
    flow("f6", "silent", "lapsed"),
)


def of_firm(person: str, role: str) -> Visitor:
    """Return somebody who acts for the cooperative in this role."""
    return Visitor(person, level=2, organisations=(Membership(COOPERATIVE, {"en": "Coop"}, role, "business"),))


def open_for_two(number: str = "full_name", sign_in: int = 2, firm: str = "") -> None:
    """Publish the town with the service; ``number`` is the question for a number of whoever has to agree.

    With ``firm``, the question for that of a firm, the cooperative has one.
    """
    asked = NumberAsked(firm, "organisation.number") if firm else None
    other = OtherParty(number, "person.resident_number", "full_name", ("evening", "full_name"), "described", asked)
    process = service().process
    process = type(process)("agreed-by-both", reads=process.reads, other_party=other, clocks={"agree": 3})
    opened(more=(service(STALL, id=FOR_TWO, process=process, sign_in=sign_in),), agreed_by_both=BOTH)
    if firm:
        name, facts = {"en": "The Lamp Oil Cooperative"}, {"organisation.number": FIRM_NUMBER}
        key = organisation_key(COOPERATIVE)
        sealed = {"name": sealed_json({key: name}, NAME)[key], "facts": sealed_json({key: facts}, FACTS)[key]}
        Organisation.objects.filter(pk=COOPERATIVE).update(**sealed)
        keep_firm_marks({COOPERATIVE: (name, facts)})


def apply(key: str = "one", number: str = NUMBERS[LIN.id], who: Visitor = NOOR, **more: str) -> str:
    """Apply for what somebody with a number has to agree to; return the reference."""
    answers: Mapping[str, Any] = {**ANSWERS, "full_name": number, **more}
    of = current_catalogue().service(FOR_TWO)
    return submit(prepared(Applicant(who), of=of, answers=answers), request(key)).reference
