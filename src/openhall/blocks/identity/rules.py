"""For whom somebody may act. Pure: what is decided here is decided from what is handed in."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from openhall.blocks.identity.definitions import Membership, Standing, Visitor
from openhall.kernel.errors import Refusal

#: Audiences whose services a person uses for themselves.
OWN_AUDIENCES = frozenset({"citizen", "visitor"})
_GOVERNMENT = "government"
#: Stands where an organisation is named, for somebody who applies for themselves; no organisation has this id.
MYSELF = "myself"


#: Somebody of another firm who acts for this one.
AGENT = "agent"
#: What people are in an organisation, and who of them may ask others in, change roles and take places away.
ROLES = ("owner", "partner", "director", "manager", "secretary", "accountant", "agent", "staff")
MANAGING = frozenset({"owner", "partner", "director", "manager"})
#: Who may do everything, and say what the other roles may do.
OWNING = frozenset({"owner", "partner", "director"})


class Scope(StrEnum):
    """What a helper may do for somebody."""

    LETTERS = "letters"
    #: See where matters stand, with what was sent and decided.
    MATTERS = "matters"
    #: Fill in forms with what the state holds, and answer what an office asks.
    FILL = "fill"
    SUBMIT = "submit"
    PAY = "pay"
    BOOK = "book"


#: What somebody may do for an organisation by their role, where it has not said otherwise.
ROLE_RIGHTS: Mapping[str, tuple[Scope, ...]] = {
    **dict.fromkeys(("owner", "partner", "director", "manager", "secretary"), tuple(Scope)),
    "accountant": (Scope.LETTERS, Scope.MATTERS, Scope.FILL, Scope.SUBMIT, Scope.PAY),
    #: Somebody of another firm, such as an accounting firm, who files for this one.
    "agent": (Scope.MATTERS, Scope.FILL, Scope.SUBMIT),
    "staff": (Scope.MATTERS, Scope.FILL, Scope.BOOK),
}


class MandateState(StrEnum):
    """Where a mandate stands. One whose day is over is still ``live`` here, and allows nothing."""

    OFFERED = "offered"
    ASKED = "asked"
    LIVE = "live"
    ENDED = "ended"


class NotMandated(Refusal):
    """The person may not do this for the other one, or may not any more."""

    code = "mandate-ended"


class NotConfirmed(NotMandated):
    """An officer at a counter fills in for somebody, who has not said yes themselves yet (``confirming.py``)."""

    code = "yes-needed"


class NotYours(Refusal):
    """The person does not act for this organisation, or it is not of the kind that the service is for."""

    code = "not-your-organisation"


class RoleForbids(Refusal):
    """The person acts for the organisation, and their role may not do this there, or not any more."""

    code = "role-forbids"


class OrganisationNeeded(Refusal):
    """The service is not for the person themselves, and which organisation is meant does not follow.

    ``fitting`` are the ids of those that it may be.
    """

    code = "which-organisation"

    def __init__(self, fitting: tuple[str, ...]) -> None:
        super().__init__(fitting=fitting)
        self.fitting = fitting


def rights_in(membership: Membership) -> tuple[str, ...]:
    """Return what somebody may do for an organisation, by their role there."""
    if membership.role in OWNING or membership.rights is None:
        return ROLE_RIGHTS.get(membership.role, ())
    return membership.rights


def may_act_for(visitor: Visitor, organisation_id: str, right: Scope) -> bool:
    """Tell whether ``visitor`` may do this for the organisation."""
    return any(each.id == organisation_id and right in rights_in(each) for each in visitor.organisations)


def firms_with(visitor: Visitor, right: Scope) -> tuple[str, ...]:
    """Return the ids of the organisations for which ``visitor`` may do this."""
    return tuple(each.id for each in visitor.organisations if right in rights_in(each))


def organisation_for(visitor: Visitor, audience: Collection[str], *, named: str = "") -> Membership | None:
    """Return the organisation that ``visitor`` uses a service of ``audience`` for; ``None`` is for themselves.

    ``named`` is the one that was asked for: raise ``NotYours`` when that cannot be, ``RoleForbids`` where their role
    does not let them fill in forms for it. Where none is named, people use for themselves what is for people, and
    officers for their office what is for the government; for the rest their only fitting organisation is taken, and
    none or several raise ``OrganisationNeeded`` (its ``fitting`` lists the ids). So does ``MYSELF``, where the service
    is for organisations only.
    """
    fitting = _fitting(visitor, audience)
    if named and named != MYSELF:
        found = next((each for each in fitting if each.id == named), None)
        if found is None:
            is_member = any(each.id == named and each.audience in audience for each in visitor.organisations)
            raise RoleForbids(organisation=named) if is_member else NotYours(organisation=named)
        return found
    if _is_own(visitor, audience):
        return None
    barred = [each.id for each in visitor.organisations if each.audience in audience]
    if barred and not fitting:
        raise RoleForbids(organisation=barred[0])
    if named or len(fitting) != 1:
        raise OrganisationNeeded(fitting=tuple(each.id for each in fitting))
    return fitting[0]


def choices_for(visitor: Visitor, audience: Collection[str], service: str = "") -> tuple[str, ...]:
    """Return among whom ``visitor`` has to be asked to choose: ``MYSELF`` where that may be, and organisations by id.

    With a ``service`` also the people for whom they may fill it in, by their ids. Nothing is returned where there is
    one answer only.
    """
    fitting = [each.id for each in _fitting(visitor, audience)]
    givers = [each.giver for each in visitor.mandates if OWN_AUDIENCES.intersection(audience) and service]
    helped = [giver for giver in givers if may_help(visitor, giver, service, Scope.FILL)]
    may_be = ((MYSELF,) if _is_own(visitor, audience) else ()) + tuple(fitting) + tuple(helped)
    return may_be if len(may_be) > 1 else ()


def may_help(visitor: Visitor, giver: str, service: str, scope: Scope) -> bool:
    """Tell whether ``visitor`` may do this for the person ``giver`` with the service ``authority/service``."""
    return any(each.giver == giver and covers(each, scope, service) for each in visitor.mandates)


def acting_by(visitor: Visitor, giver: str) -> Standing | None:
    """Return by which mandate ``visitor`` may act for the person ``giver``, or ``None``."""
    return next((each for each in visitor.mandates if each.giver == giver), None) if giver else None


def covers(mandate: Standing, scope: Scope, service: str) -> bool:
    """Tell whether a mandate allows ``scope`` with a service; empty asks for all services."""
    named = mandate.services
    return scope in mandate.scopes and (not named or service in named or service.partition("/")[0] in named)


def _fitting(visitor: Visitor, audience: Collection[str]) -> list[Membership]:
    may = [each for each in visitor.organisations if Scope.FILL in rights_in(each)]
    return [each for each in may if each.audience in audience]


def _is_own(visitor: Visitor, audience: Collection[str]) -> bool:
    """Tell whether the person uses such a service for themselves, or as an officer for their office."""
    return bool(OWN_AUDIENCES.intersection(audience)) or (visitor.is_officer and _GOVERNMENT in audience)
