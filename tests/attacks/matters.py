"""What belongs to others, for those who try to have it."""

from contextlib import closing
from dataclasses import dataclass

from openhall.kernel.references import ALPHABET
from tests.applicants import Applicant
from tests.attacks.town import STALL, apply, example_of, reference_in, stall_pages, walk
from tests.halls import Answer, Hall

NOBODYS_SECRET = "-".join([ALPHABET[:4]] * 4)
API = "/api/v1/applications"


@dataclass(frozen=True, slots=True)
class Matters:
    """What belongs to others: a guest's draft and case, a person's draft and case, and a person's file."""

    guest_draft: str
    guest_case: str
    guest_secret: str
    noor_draft: str
    noor_case: str

    @property
    def cases(self) -> tuple[str, str]:
        return self.guest_case, self.noor_case

    @property
    def drafts(self) -> tuple[str, str]:
        return self.guest_draft, self.noor_draft


def begun(attacked: Hall) -> Matters:
    """Let a guest and a resident begin a draft and submit an application each."""
    with closing(Applicant(attacked)) as guest, closing(Applicant(attacked)) as noor:
        answers = example_of(guest, STALL)
        noor.sign_in("noor-al-bahar")
        guest_draft = reference_in(walk(guest, STALL, stall_pages(answers)))
        noor_draft = reference_in(walk(noor, STALL, stall_pages(answers)))
        given = apply(guest, STALL, answers, "matters").json()
        noor.become("noor-al-bahar")
        noors = apply(noor, STALL, answers, "matters").json()["reference"]
    return Matters(guest_draft, given["reference"], given["secret"], noor_draft, noors)


def without(answer: Answer, reference: str) -> tuple[int, str, str]:
    """Return everything of an answer that a stranger could tell something from, without the number they asked for."""
    return answer.status, answer.headers.get("location", ""), answer.text.replace(reference, "REFERENCE")
