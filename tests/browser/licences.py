"""A restaurant's licence that departments work on, in every state in which its owner can see it."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from tests.applicants import Applicant
from tests.halls import Hall

RESTAURANT = "food-and-environmental-hygiene-department/general-restaurant-licence"
#: Who decides on the licence of a restaurant, who signs, and the two departments that are asked.
LEAD, SIGNER, FIRE, BUILDINGS = "yip-tin-yan", "cheng-shu-kan", "hui-pak-kin", "tam-ching-man"
#: What officers and owners write: it reads the same in every language.
WORDS = "3/F, 2026"


@dataclass(frozen=True, slots=True)
class Matter:
    """Somebody's cookies, the reference of what they have begun or sent, and fields that its page carries."""

    cookies: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


Acts = tuple[tuple[str, str, Mapping[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class Licence:
    """A restaurant's licence that the departments have worked on, as far as ``acts`` say.

    ``sent`` are forms that the owner has sent then: a page of the case, and its fields.
    """

    acts: Acts
    sent: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    def made(self, hall: Hall) -> Matter:
        """Apply, and let the officers do their acts."""
        owner = Applicant(hall)
        example = owner.call("GET", f"/api/v1/services/{RESTAURANT}/example").json()
        owner.become(example["person"])
        body = {"service": RESTAURANT, "answers": example["answers"], "on_behalf_of": example["on_behalf_of"]}
        key = sha256(repr(self).encode()).hexdigest()
        given = owner.call("POST", "/api/v1/applications", body, Idempotency_Key=key)
        assert given.status == HTTPStatus.CREATED, given.text
        reference = given.json()["reference"]
        for officer, decision, fields in self.acts:
            _complete(hall, officer, reference, decision, fields)
        owner.token = ""
        owner.sign_in(example["person"])
        for page, typed in self.sent:
            assert owner.send(f"/en/track/{reference}/{page}/", typed).status == HTTPStatus.SEE_OTHER
        owner.close()
        return Matter(dict(owner.cookies), reference)


def _complete(hall: Hall, officer: str, reference: str, decision: str, fields: Mapping[str, Any]) -> None:
    """Do the first task that an officer has on a case; a refusal gives the first reason that is offered for it."""
    with closing(Applicant(hall)) as somebody:
        somebody.become(officer)
        task = somebody.call("GET", f"/api/v1/tasks?case={reference}").json()["items"][0]
        offered = [each["id"] for each in task["reasons"] if decision in each["decisions"]]
        body = {"decision": decision, "reasons": offered[:1] if decision == "refuse" else [], "fields": fields}
        done = somebody.call("POST", f"/api/v1/tasks/{task['id']}/complete", body)
        assert done.status == HTTPStatus.OK, done.text


_READ: Acts = ((LEAD, "approve", {}),)
_ASKED: Acts = (*_READ, (FIRE, "ask", {"questions": ["plan", "fuel"], "words": WORDS, "days": 14}))
_REFUSED: Acts = (
    *_READ,
    (FIRE, "approve", {}),
    (BUILDINGS, "refuse", {"facts": ["plan"], "note": WORDS}),
    (LEAD, "refuse", {"facts": ["plan", "floor_area"], "note": WORDS}),
    (SIGNER, "approve", {}),
)
_OBJECTED = (("objection", {"facts": ["plan"], "words": WORDS}),)
LICENCES = {
    "licence in hand": Licence(_READ, (("messages", {"words": WORDS, "_once": "0"}),)),
    "licence asked": Licence(_ASKED),
    "licence refused": Licence(_REFUSED),
    "licence reviewed": Licence(_REFUSED, _OBJECTED),
    "licence withdrawn": Licence(_READ, (("withdraw", {}),)),
}
