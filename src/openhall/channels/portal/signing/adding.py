"""Ways to sign in, added and taken away by whoever has just signed in."""

from contextlib import suppress

import segno
from django.http import HttpResponse
from markupsafe import Markup

from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.identity.facade import (
    AddressElsewhere,
    SignInRefused,
    add_authenticator,
    add_passkey,
    ask_code,
    confirm_password,
    end_other_sessions,
    has_password,
    make_sheet,
    new_authenticator,
    new_passkey_options,
    open_ways,
    remove_address,
    remove_authenticator,
    remove_link,
    remove_passkey,
    set_password,
    take,
    use_code,
)
from openhall.channels.portal.signing.asked import KEEPING, Refused
from openhall.channels.portal.signing.joining import ADDRESS_CODE, offer_joining
from openhall.channels.portal.signing.keeper import Keeping, open_page
from openhall.kernel.rights import READING
from openhall.ui.formats import moment

_BOTH = (*READING, "POST")


def _options(keeping: Keeping) -> HttpResponse:
    response = HttpResponse(new_passkey_options(keeping.account), content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def _add_passkey(keeping: Keeping) -> HttpResponse:
    found = keeping.found
    try:
        add_passkey(
            keeping.account,
            found.request.POST.get("credential", ""),
            name=found.given("name") or keeping.session.device or "Openhall",
            level=keeping.session.level,
            now=found.now,
        )
    except Refused as refusal:
        return found.refused(f"{KEEPING}passkey/", "signing/passkey.jinja", {"is_new": True}, refusal, "passkey")
    return keeping.stronger("passkey")


def _remove(keeping: Keeping) -> HttpResponse:
    what, account, now = keeping.found.given("what"), keeping.account.pk, keeping.found.now
    if what == "authenticator":
        remove_authenticator(account=account, now=now)
    elif what == "password":
        set_password(account=account, password="", level=0, now=now)
    elif what.startswith("provider:"):
        remove_link(account=account, link=what.removeprefix("provider:"), now=now)
    elif what.startswith("address:"):
        with suppress(SignInRefused):
            remove_address(account=account, address=what.removeprefix("address:"), now=now)
    elif what.isascii() and what.isdecimal() and len(what) < 18:  # noqa: PLR2004 - longer than any number of a row
        remove_passkey(account=account, passkey=int(what), now=now)
    return keeping.found.go(f"{KEEPING}?done=removed")


def _authenticator(keeping: Keeping) -> HttpResponse:
    found, place, template = keeping.found, f"{KEEPING}authenticator/", "signing/authenticator.jinja"
    secret, address = new_authenticator(keeping.account)
    # Drawn by the library from squares alone.
    square = Markup(segno.make_qr(address).svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None))  # noqa: S704
    context = {"square": square, "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}
    if found.request.method != "POST":
        return found.show(place, template, context)
    try:
        take("second", keeping.account.pk, found.caller, is_known=True, now=found.now)
        add_authenticator(keeping.account, found.given("code"), level=keeping.session.level, now=found.now)
    except Refused as refusal:
        return found.refused(place, template, context, refusal, "code")
    return keeping.stronger("two-factors")


def _sheet(keeping: Keeping) -> HttpResponse:
    found = keeping.found
    # A sheet proves two at most, however well its owner was proven when it was printed.
    sheet = make_sheet(account=keeping.account.pk, level=keeping.session.level, now=found.now)
    made = moment(sheet.made_at, found.language, found.catalogue.jurisdiction.time_zone)
    return found.show(f"{KEEPING}sheet/", "signing/sheet.jinja", {"sheet": sheet, "made": made})


def _password(keeping: Keeping) -> HttpResponse:
    found, place, template = keeping.found, f"{KEEPING}password/", "signing/new_password.jinja"
    context = {"has_password": has_password(keeping.account.pk)}
    if "password" not in open_ways():
        return found.go(KEEPING)
    if found.request.method != "POST":
        return found.show(place, template, context)
    password = found.request.POST.get("password", "")
    try:
        current = found.request.POST.get("current", "")
        confirm_password(account=keeping.account.pk, current=current, caller=found.caller, now=found.now)
        set_password(
            account=keeping.account.pk,
            password=password or "-",
            level=keeping.session.level,
            words=_words_of_the_place(found.catalogue),
            now=found.now,
        )
    except Refused as refusal:
        field = "current" if refusal.code == "password-not-yours" else "password"
        return found.refused(place, template, context, refusal, field)
    end_other_sessions(person=found.visitor.id, cookie=found.cookie)
    return found.go(f"{KEEPING}?done=password")


def _words_of_the_place(catalogue: Catalogue) -> set[str]:
    """Return the names that everybody here tries first as a password: of the place, its offices, the hall."""
    jurisdiction = catalogue.jurisdiction
    names = [jurisdiction.name, jurisdiction.government, *(each.name for each in catalogue.authorities.values())]
    spoken = {words for name in names for text in name.values() for words in (text, *text.split())}
    return {"openhall", "一門通", "一门通", "password", jurisdiction.id, *spoken}


def _address(keeping: Keeping) -> HttpResponse:
    """Send a code to another address, then keep the address whose code is entered."""
    found, place, template = keeping.found, f"{KEEPING}address/", "signing/address.jinja"
    code = str(found.request.session.get(ADDRESS_CODE, ""))
    try:
        if found.given("address"):
            found.request.session[ADDRESS_CODE] = ask_code(
                address=found.given("address"),
                language=found.language.code,
                caller=found.caller,
                device=found.device,
                account=keeping.account.pk,
                now=found.now,
            )
            return found.go(place)
        if found.request.method != "POST":
            return found.show(place, template, {"is_sent": bool(code)})
        use_code(code=code, typed=found.given("code"), now=found.now)
    except AddressElsewhere:
        return offer_joining(keeping, code)
    except Refused as refusal:
        return found.refused(place, template, {"is_sent": bool(code)}, refusal, "code" if code else "address")
    del found.request.session[ADDRESS_CODE]
    return found.go(f"{KEEPING}?done=address")


passkey_begin = open_page(_options, ("POST",))
passkey_end = open_page(_add_passkey, ("POST",))
remove = open_page(_remove, ("POST",))
authenticator = open_page(_authenticator, _BOTH)
sheet = open_page(_sheet, ("POST",))
password = open_page(_password, _BOTH)
address = open_page(_address, _BOTH)
