"""Another account of one's own: brought to the one in which one is known, and parted from it again for two days."""

from django.http import HttpResponse

from openhall.blocks.cases.facade import belongings_of, join_accounts, part_accounts
from openhall.blocks.identity.facade import JoiningRefused, joinable, joined_into, proofs_wanted, take
from openhall.channels.portal.signing.asked import KEEPING, Refused
from openhall.channels.portal.signing.keeper import Keeping, open_page
from openhall.kernel.references import read_reference
from openhall.kernel.rights import READING
from openhall.ui.formats import moment

#: Where the ceremony remembers the id of the code that confirms an address.
ADDRESS_CODE = "address-code"
_BOTH = (*READING, "POST")
_PLACE, _TEMPLATE = f"{KEEPING}together/", "signing/together.jinja"
#: A session that proves less cannot bring anything to what is known.
_PROVEN = 2


def offer_joining(keeping: Keeping, code: str) -> HttpResponse:
    """Lead on, once the code of an address is right that another account has, or say why these two stay two."""
    found = keeping.found
    try:
        _check(keeping, code)
    except JoiningRefused as refusal:
        del found.request.session[ADDRESS_CODE]
        return found.refused(f"{KEEPING}address/", "signing/address.jinja", {"is_sent": False}, refusal, "address")
    return found.go(_PLACE)


def _together(keeping: Keeping) -> HttpResponse:
    """Show what would come together, or bring it."""
    found, code = keeping.found, str(keeping.found.request.session.get(ADDRESS_CODE, ""))
    context = dict[str, object]()
    try:
        other = _check(keeping, code)
        told, ways = belongings_of(other, now=found.now), proofs_wanted(person=other, code=code)
        context = {"matters": told.matters, "drafts": told.drafts, "ways": ways}
        if found.request.method != "POST":
            return found.show(_PLACE, _TEMPLATE, context)
        if ways:
            take("second", f"join:{other}", found.caller, is_known=False, now=found.now)
        join_accounts(code=code, account=keeping.account.pk, typed=found.given("code"), now=found.now)
    except Refused as refusal:
        return found.refused(_PLACE, _TEMPLATE, context, refusal, "code")
    except JoiningRefused as refusal:
        return found.refused(f"{KEEPING}address/", "signing/address.jinja", {"is_sent": False}, refusal, "address")
    del found.request.session[ADDRESS_CODE]
    return found.go(f"{KEEPING}?done=joined")


def _part(keeping: Keeping) -> HttpResponse:
    joining = read_reference(keeping.found.given("joining")) or ""
    try:
        part_accounts(joining=joining, actor=keeping.found.visitor.id, now=keeping.found.now)
    except JoiningRefused:
        return keeping.found.go(KEEPING)
    return keeping.found.go(f"{KEEPING}?done=parted")


def joined_lines(keeping: Keeping) -> list[tuple[str, str, str]]:
    """Return what came together: its id, since when, and until when it can be parted (empty: no more)."""
    found, zone = keeping.found, keeping.found.catalogue.jurisdiction.time_zone
    return [
        (
            each.id,
            moment(each.joined_at, found.language, zone),
            moment(each.until, found.language, zone) if each.until > found.now else "",
        )
        for each in joined_into(found.visitor.id)
    ]


def _check(keeping: Keeping, code: str) -> str:
    if keeping.session.level < _PROVEN:
        raise JoiningRefused("join-unproven")
    return joinable(code=code, account=keeping.account.pk, now=keeping.found.now)


together = open_page(_together, _BOTH)
parted = open_page(_part, ("POST",))
