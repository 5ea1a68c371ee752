"""Who walks through the hall of an attack: strangers, officers of each kind, and whoever acts for others."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from openhall.kernel.references import new_reference
from tests.applicants import Applicant
from tests.attacks import town
from tests.attacks.matters import NOBODYS_SECRET
from tests.authenticators import add_authenticator
from tests.halls import Hall


def somebody_called(person: str) -> Callable[[Hall], Applicant]:
    """Return what lets somebody of the town come, in a browser and with a token."""

    def come(hall: Hall) -> Applicant:
        somebody = Applicant(hall)
        somebody.sign_in(person)
        somebody.become(person)
        return somebody

    return come


def administrator_of(hall: Hall) -> Applicant:
    """Sign in as somebody whom the operator made, with the code that the command printed."""
    somebody = Applicant(hall)
    if not (hall.home / "ada").exists():
        code = (hall.home / "invitation").read_text("utf-8")
        assert somebody.send("/en/sign-in/invited/", {"code": code}).status == HTTPStatus.SEE_OTHER
        add_authenticator(somebody)  # the desk asks for a second way
        (hall.home / "ada").write_text(somebody.cookies["openhall_session"], "utf-8")
    somebody.cookies["openhall_session"] = (hall.home / "ada").read_text("utf-8")
    return somebody


#: Everybody who is a stranger to what Noor and the guest have.
ROLES: Mapping[str, Callable[[Hall], Applicant]] = {
    "guest": Applicant,
    "guest with a secret": lambda hall: Applicant(hall, {"openhall_matters": f"{new_reference()}_{NOBODYS_SECRET}"}),
    "forged session": lambda hall: Applicant(hall, {"openhall_session": "A" * 43}),
    "relative": somebody_called("idris-al-bahar"),
    "firm": somebody_called("lin-xiaoyu"),
    "case-officer": somebody_called("petra-lim"),
    "supervisor": somebody_called("joseph-amadi"),
    "reviewer": somebody_called("grandmother-zhou"),
    "administrator": administrator_of,
    "counter-clerk": somebody_called("bao-tran"),
    "harbour clerk": somebody_called("amal-haddad"),
    "harbour master": somebody_called("captain-reyes"),
    "helper under a mandate": somebody_called(town.HELPER),
}
#: Who works for an office that has to do with the moorings, and nothing with the stalls.
NEXT_DOOR = {"harbour clerk", "harbour master"}
