"""Every kind of page that is somebody's own: of applying, following, practising and signing in."""

from tests.browser.licences import RESTAURANT
from tests.browser.matters import BIRTH, DOG, FLAG_DAY, MOVING, REPORT, VEHICLE
from tests.browser.places import Kind


def _question(name: str, matter: str, service: str, page: str) -> Kind:
    return Kind(f"question: {name}", f"apply/{service}/{{reference}}/{page}/", matter=matter)


def _error(name: str, matter: str, service: str, page: str, **fields: str) -> Kind:
    sent = tuple((key.replace("__", "-"), value) for key, value in fields.items())
    place = f"apply/{service}/{{reference}}/{page}/"
    return Kind(f"error: {name}", place, 422, "POST", matter=matter, fields=sent)


def _sent(name: str, place: str, matter: str, status: int = 200, **fields: str) -> Kind:
    return Kind(name, place, status, "POST", matter=matter, fields=tuple(fields.items()))


_RENT, _SHIP, _DRAIN = (
    "housing-department/rent-payment",
    "marine-department/port-clearance",
    "drainage-services-department/blocked-drain-report",
)
#: Every base of field, where people meet it.
QUESTIONS = (
    Kind("question: the first, before anything is kept", f"apply/{REPORT}/new/name-en/"),
    _question("a name", "vehicle", VEHICLE, "name-en"),
    _question("one that is held already", "vehicle", VEHICLE, "hkid"),
    _question("a telephone", "report", REPORT, "phone"),
    _question("an email address", "report", REPORT, "email"),
    _question("an address", "report", REPORT, "premises-address"),
    _question("a choice", "vehicle", VEHICLE, "licence-ends"),
    _question("a date", "report", REPORT, "event-date"),
    _question("a long text", "report", REPORT, "details"),
    _question("files", "report", REPORT, "photos"),
    _question("files that have arrived", "restaurant to check", RESTAURANT, "hkid-copy"),
    _question("a country", "letter", "hongkong-post/mail-inquiry", "destination"),
    _question("a month", "rent", _RENT, "rent-month"),
    _question("an amount", "rent", _RENT, "amount"),
    _question("a time", "drain", _DRAIN, "event-time"),
    _question("a day and a time", "ship", _SHIP, "arrival-time"),
    _question("a number", "restaurant", RESTAURANT, "floor-area"),
    _question("choices", "restaurant", RESTAURANT, "fuel"),
    _question("a tick", "restaurant", RESTAURANT, "provisional-licence"),
    _question("several of the same", "restaurant", RESTAURANT, "partners"),
    Kind("question: for whom", f"apply/{FLAG_DAY}/new/for-whom/", matter="two posts"),
)
ERRORS = (
    _sent("error: the first question", f"apply/{BIRTH}/new/born-in-hong-kong/", "long name", 422),
    _sent("error: for whom", f"apply/{FLAG_DAY}/new/for-whom/", "two posts", 422),
    _error("a telephone", "report", REPORT, "phone", phone="12"),
    _error("an address", "report", REPORT, "premises-address", premises_address__floor="3/F"),
    _error("a date", "report", REPORT, "event-date", **{"event_date-day": "31", "event_date-month": "2"}),
    _error("a number", "restaurant", RESTAURANT, "floor-area", floor_area="many"),
    _error("choices", "restaurant", RESTAURANT, "fuel"),
    _error(
        "several of the same", "birth of twins", BIRTH, "other-children", **{"other_children-1-other_child_name": ""}
    ),
    _error("a file", "vehicle", VEHICLE, "vrd"),
    _error("a statement", "moving", MOVING, "check"),
    _error("something that was never asked", "report", REPORT, "phone", fee_waived="true"),
)
ENDINGS = (
    Kind("sign in first", f"apply/{VEHICLE}/"),
    _sent("signed out in the middle", f"apply/{VEHICLE}/new/owner/", "nobody", 401, owner="me"),
    Kind("check, of a guest", f"apply/{REPORT}/{{reference}}/check/", matter="report to check"),
    Kind("check, of several children", f"apply/{BIRTH}/{{reference}}/check/", matter="birth of twins"),
    Kind("check, with a statement", f"apply/{MOVING}/{{reference}}/check/", matter="moving"),
    Kind("saved, by a guest", f"apply/{REPORT}/{{reference}}/saved/", matter="report"),
    Kind("saved, with an account", f"apply/{VEHICLE}/{{reference}}/saved/", matter="vehicle"),
    Kind("begun", f"apply/{VEHICLE}/", matter="vehicle"),
    Kind("stopped", f"apply/{VEHICLE}/{{reference}}/stopped/", matter="vehicle stopped"),
    Kind("done, by a guest", f"apply/{REPORT}/{{reference}}/done/", matter="report sent"),
    Kind("done, with an account", f"apply/{VEHICLE}/{{reference}}/done/", matter="vehicle sent"),
    Kind("check, with a price", f"apply/{DOG}/{{reference}}/check/", matter="dog to check"),
    Kind("done, with a price", f"apply/{DOG}/{{reference}}/done/", matter="dog sent"),
    Kind("case", "track/{reference}/", matter="vehicle sent"),
    Kind("case, in the hands of several offices", "track/{reference}/", matter="licence in hand"),
    Kind("case, waiting for its owner", "track/{reference}/", matter="licence asked"),
    Kind("case, refused", "track/{reference}/", matter="licence refused"),
    Kind("case, looked at again", "track/{reference}/", matter="licence reviewed"),
    Kind("case, withdrawn", "track/{reference}/", matter="licence withdrawn"),
    Kind("answer what was asked", "track/{reference}/answer/", matter="licence asked"),
    _sent(
        "answer what was asked, error", "track/{reference}/answer/", "licence asked", 422, _once="1", _page="plan fuel"
    ),
    Kind("messages", "track/{reference}/messages/", matter="licence in hand"),
    _sent("messages, error", "track/{reference}/messages/", "licence asked", 422, words=""),
    Kind("withdraw", "track/{reference}/withdraw/", matter="licence in hand"),
    Kind("objection", "track/{reference}/objection/", matter="licence refused"),
    _sent("objection, error", "track/{reference}/objection/", "licence refused", 422, words=""),
    _sent("answered too late", "track/{reference}/answer/", "licence in hand", 409, _once="1"),
    Kind("receipt", "track/{reference}/receipt/", matter="report sent"),
    Kind("track", "track/"),
    _sent("track, error", "track/", "nobody", 422, reference="7KQ4M"),
    _sent("track, no match", "track/", "report sent", 422, reference="{reference}"),
    Kind("lost", "track/lost/"),
    _sent("lost, error", "track/lost/", "nobody", 422, reference="7KQ4M"),
    _sent("lost, sent", "track/lost/", "report sent", reference="{reference}"),
    Kind("gone, a case", "track/7KQ4M-X2P9C/", 404),
    Kind("gone, a draft", f"apply/{REPORT}/7KQ4M-X2P9C/", 404),
    Kind("practice, a question", f"apply/{BIRTH}/practice/"),
    _sent("practice, error", f"apply/{BIRTH}/practice/", "practice", 422, _page="child-date-of-birth"),
    _sent("practice, check", f"apply/{BIRTH}/practice/", "practice", _page="nowhere"),
    _sent(
        "practice, stopped",
        f"apply/{BIRTH}/practice/",
        "practice",
        _page="born-in-hong-kong",
        born_in_hong_kong="elsewhere",
    ),
    _sent("practice, done", f"apply/{BIRTH}/practice/", "practice"),
    Kind("home, signed in", "", matter="long name"),
    Kind("my page", "me/", matter="vehicle sent"),
    Kind("my page, with nothing", "me/", matter="nothing yet"),
    Kind("my page, a new address for the calendar", "me/?calendar=new", matter="nothing yet"),
    Kind("several bills, nothing to pay", "me/bills/", matter="nothing yet"),
    Kind("letters, before there is one", "me/letters/", matter="vehicle sent"),
    Kind("how to be written to", "me/preferences/", matter="vehicle sent"),
    _sent("how to be written to, error", "me/preferences/", "vehicle sent", 422, letters="pigeon"),
    Kind("who may act for whom", "me/mandates/", matter="vehicle sent"),
    _sent("who may act for whom, error", "me/mandates/", "vehicle sent", 422, office="pigeon"),
    Kind("organisations that one acts for", "me/organisations/", matter="vehicle sent"),
    Kind("who may fetch what", "me/fetches/", matter="vehicle sent"),
    Kind("who may fetch what, allowed", "me/fetches/?said=give", matter="nothing yet"),
    Kind("how one signs in", "me/sign-in/", matter="nothing yet"),
    *(
        Kind(f"signing in, {name}", f"sign-in/{name}/", matter="nothing yet")
        for name in ("send", "printed", "counter", "password")
    ),
    _sent("signing in, send, error", "sign-in/send/", "nobody", 422, address="nowhere"),
    _sent("signing in, printed, error", "sign-in/printed/", "nobody", 422, number="1", code="1"),
    _sent("signing in, counter, error", "sign-in/counter/", "nobody", 422, code="1"),
    _sent("signing in, an officer, error", "sign-in/invited/", "nobody", 422, code="1"),
    _sent("signing in, a device that did not answer", "sign-in/passkey/", "nobody", 422, credential=""),
    Kind("how one signs in, and presses once more", "me/sign-in/?again=end", matter="nothing yet"),
    Kind("how one signs in, everything else ended", "me/sign-in/?done=not-me", matter="nothing yet"),
    *(
        Kind(f"signing in, another {name}", f"me/sign-in/{name}/", matter="nothing yet")
        for name in ("authenticator", "password", "address")
    ),
    Kind("who looked", "me/who-looked/", matter="vehicle sent"),
    Kind("what is kept", "me/privacy/", matter="vehicle sent"),
    Kind("what is kept, with nothing", "me/privacy/", matter="nothing yet"),
    Kind("who may know who one is", "me/allowed/", matter="nothing yet"),
    Kind("mailbox of a demonstration", "demo/mailbox/"),
)
OWN = (*QUESTIONS, *ERRORS, *ENDINGS)
