"""The days of a case, an account and an office: what people do besides, with somebody's data in all of it."""

import html
import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings

from openhall.blocks.authorities.models import PostRow
from openhall.blocks.federation.facade import add_client
from openhall.blocks.identity.codes import digits_of
from openhall.blocks.identity.models import SentCode
from openhall.blocks.oversight.facade import watch_looks
from tests.attacks.canary_forms import MAIL, NAME, NUMBER, PHONE, TYPED
from tests.attacks.canary_town import FIRM, LIN, Town, rows, sent
from tests.attacks.town import stall_pages
from tests.departments import BACK, System, asked_by, exchange, place_of
from tests.desks import CLERK, KEEPER, MASTER, MOORING, NOOR, PARKS, WARDEN
from tests.moorings import payment
from tests.outcomes import make_papers

_SAMPLE = Path("src/openhall/blocks/documents/samples/letter.pdf")
STALL = "parks-office/night-market-stall"
_VERIFIER = "v" * 60


def fills_in_a_form(town: Town) -> None:
    """Somebody answers page by page, comes back later, and sends it; another one they leave as a draft."""
    noor = town.by(NOOR)
    answers = {**noor.look(f"/api/v1/services/{STALL}/example").json()["answers"], "full_name": NAME}
    pages = stall_pages({**answers, "described": TYPED, "phone": PHONE})
    for key in ("sent", "draft"):
        begun = noor.send(f"/en/apply/{STALL}/", {"_do": "new", "do": "new"})
        place = _answered(noor, begun.get("Location") or f"/en/apply/{STALL}/", pages)
        town.cases[key] = place.strip("/").split("/")[4]
        assert NAME in noor.look(place).content.decode()
        if key == "sent":
            page = noor.look(place).content.decode()
            boxes = re.findall(r'<input type="checkbox" id="[^"]+" name="([^"]+)" value="([^"]+)"', page)
            sent(noor.send(place, dict(boxes)))
            sent(noor.look(place.replace("/check/", "/done/")), 200)


def _answered(somebody: Any, place: str, pages: Mapping[str, Mapping[str, Any]]) -> str:  # noqa: ANN401 - a Somebody
    for _ in range(40):
        shown = somebody.look(place)
        name = place.partition("?")[0].rstrip("/").rpartition("/")[2]
        if shown.status_code == 200 and name == "check":
            return place
        if shown.status_code == 200:
            shown = somebody.send(place, pages.get(name, {"do": "new", "_do": "new"}))
        place = sent(shown)
    raise AssertionError(place)


def has_a_permit(town: Town) -> None:
    """A mooring is asked about, answered, opined on, paid for, issued, entered, made again and suspended."""
    noor, clerk, master = town.by(NOOR), town.by(CLERK), town.by(MASTER)
    for key in ("granted", "unpaid", "unpaid left", "answers page", "answers api", "answers left", "waiting", "small"):
        town.cases[key] = town.apply(MOORING, NOOR)
    for key in ("page", "api", "left"):
        reference = town.cases[f"answers {key}"]
        fields = {"asked": ["boat_length"], "words": TYPED, "days": "10"}
        sent(town.act(clerk, reference, "ask", **fields))
        if key == "api":
            body = {"answers": {"boat_length": 8}}
            sent(noor.call("POST", f"/api/v1/applications/{reference}/answers", body, Idempotency_Key="answers"), 200)
        else:
            sent(noor.look(f"/en/track/{reference}/answer/"), 200)
    sent(town.act(clerk, town.cases["waiting"], "pass", office=PARKS, words=TYPED))
    for key in ("granted", "unpaid", "unpaid left"):
        town.decide(town.cases[key])
    granted = town.cases["granted"]
    sent(noor.call("POST", f"/api/v1/payments/{payment(granted).id}/pay", {}), 200)
    make_papers()
    paper = noor.look(f"/api/v1/applications/{granted}").json()["papers"][0]
    sent(noor.look(f"/api/v1/applications/{granted}/papers/{paper['id']}"), 200)
    place = f"/api/v1/applications/{granted}/papers/{paper['id']}/again"
    sent(noor.call("POST", place, {"language": "en"}, Idempotency_Key="again"), 200, 202)
    make_papers()
    sent(town.act(clerk, granted, "refund", amount="8", reason=TYPED))
    number = rows("SELECT number FROM registers_entry WHERE state = 'active' ORDER BY id")[-1][0]
    for act in ("suspend", "restore"):
        sent(master.send(f"/desk/registers/moorings/{number}/{act}/", {"words": TYPED}))
    sent(noor.look(f"/en/registers/moorings/{number}/"), 200)


def changes_their_mind(town: Town) -> None:
    """Somebody writes and withdraws, on the page and over the API; the office keeps one case for a dispute."""
    noor, master = town.by(NOOR), town.by(WARDEN)
    for key in ("page", "api"):
        reference = town.cases[f"withdrawn {key}"] = town.apply(STALL, NOOR, described=TYPED)
        if key == "page":
            sent(noor.send(f"/en/track/{reference}/messages/", {"words": TYPED}))
            sent(town.act(town.by(KEEPER), reference, "message", words=TYPED))
            sent(noor.send(f"/en/track/{reference}/withdraw/", {"sure": "yes", "why": TYPED}))
        else:
            place = f"/api/v1/applications/{reference}"
            sent(noor.call("POST", f"{place}/messages", {"text": TYPED}, Idempotency_Key="text"), 200, 201)
            sent(noor.call("POST", f"{place}/withdraw", {}, Idempotency_Key="withdraw"), 200)
    sent(town.act(master, town.cases["withdrawn page"], "hold", words=TYPED))


def sends_files(town: Town) -> None:
    """Files are named as people name them."""
    noor = town.by(NOOR)
    name = "quillfeather-passport.pdf"
    data = _SAMPLE.read_bytes() + b"\n%" + TYPED.encode()
    head = f'--end\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/pdf'
    body = head.encode() + b"\r\n\r\n" + data + b"\r\n--end--\r\n"
    sent(noor.raw("POST", "/api/v1/files", body, "multipart/form-data; boundary=end"), 201)
    resumed = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(len(data)),
        "Upload-Metadata": "filename cXVpbGxmZWF0aGVy",
    }
    for key in ("sent", "given up"):
        place = sent(noor.raw("POST", "/api/v1/uploads", b"", "", **resumed), 201)
        place = urlsplit(place).path
        part = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
        typed = "application/offset+octet-stream"
        over = {"X-HTTP-Method-Override": "PATCH"} if key == "sent" else {}
        sent(noor.raw("POST" if over else "PATCH", place, data[:100], typed, **part, **over), 200, 204)
        sent(noor.raw("HEAD" if key == "sent" else "DELETE", place, b"", "", **part), 200, 204)


def signs_in_in_other_ways(town: Town) -> None:
    """A password, an authenticator and an address: what is typed wrong, and what is theirs."""
    town.by("by password")
    noor, stranger = town.by(NOOR), town.by("by password")
    for place, fields in (
        ("/en/sign-in/password/", {"address": MAIL, "password": TYPED}),
        ("/en/sign-in/printed/", {"number": NUMBER, "code": TYPED}),
        ("/en/sign-in/counter/", {"code": TYPED}),
        ("/en/sign-in/invited/", {"code": TYPED}),
        ("/en/sign-in/second/", {"code": TYPED}),
        ("/en/verify/", {"code": TYPED}),
    ):
        sent(stranger.send(place, fields), 303, 409, 422)
    sent(noor.send("/en/me/sign-in/password/", {"password": TYPED, "again": TYPED}), 303, 422)
    sent(noor.look("/en/me/privacy/"), 200)
    assert noor.look("/en/me/privacy/my-data.zip").status_code == 200
    sent(noor.look("/en/me/who-looked/who-looked.json"), 200)


def asks_for_a_fee_and_the_wrong_thing(town: Town) -> None:
    """Programs ask what something costs, and put data where it does not belong."""
    noor = town.by(NOOR)
    answers = noor.look(f"/api/v1/services/{STALL}/example").json()["answers"]
    fee = f"/api/v1/services/{STALL}/fee"
    sent(noor.call("POST", fee, {"answers": {**answers, "full_name": NAME, "described": TYPED}}), 200)
    sent(noor.call("POST", fee, {"answers": {**answers, "cooking": TYPED}}), 200, 422)
    for body in ({"service": TYPED, "answers": {TYPED: TYPED}}, {"service": STALL, "answers": {TYPED: TYPED}}):
        sent(noor.call("POST", "/api/v1/applications", body, Idempotency_Key="odd"), 404, 422)
    for place in (f"registers/moorings/?q={TYPED}", f"verify/?code={TYPED}"):
        assert noor.look(f"/en/{place.replace(' ', '+')}").status_code < 500


def is_looked_at_by_far_too_many(town: Town) -> None:
    """One officer looks for many who have no case there; it is noticed, and their supervisor says what it was."""
    clerk = town.by(CLERK)
    for number, sought in enumerate(({"name": NAME}, {"number": NUMBER}, {"name": "Noor Al-Bahar"}, {"name": "Lin"})):
        fields = {"name": "", "number": "", "purpose": "enquiry", "reason": TYPED, "_once": f"far {number}"}
        place = sent(clerk.send("/desk/find/", {**fields, **sought}))
        sent(clerk.look(place), 200)
    assert watch_looks(now=datetime.now(UTC)) >= 1


def allows_a_department_to_know_them(town: Town) -> None:
    """A system of a department asks who somebody is; they allow it, see it on their page, and end it."""
    system = System(settings.OPENHALL_URL)
    system.id = add_client(
        authority=PARKS,
        name={"en": "Stalls", "zh-Hans": "摊位"},
        redirects=(BACK,),
        services=(),
        keys=(system.public,),
        is_told_name=True,
        actor="test",
        now=datetime.now(UTC),
    )
    lin, program, led = town.by(LIN), town.by(""), ""
    for slug in ("", "/en"):
        asked = asked_by(_VERIFIER, scope="openid name", prompt="consent")
        left = program.send("/openid/par", system.signed(**asked))
        place = slug + place_of(system, json.loads(left.content)["request_uri"])
        sent(lin.look(place), 200)
        led = sent(lin.send(place, {"answer": "allow"}))
    code = parse_qs(urlsplit(led).query)["code"][0]
    fields = system.signed(**exchange(code, _VERIFIER))
    told = program.raw(
        "POST",
        "/openid/token",
        urlencode(fields).encode(),
        "application/x-www-form-urlencoded",
        DPoP=system.proof("POST", "/openid/token"),
    )
    sent(told, 200)
    token = json.loads(told.content)["access_token"]
    for method in ("GET", "POST"):
        shown_with = {"Authorization": f"DPoP {token}", "DPoP": system.proof(method, "/openid/userinfo", token)}
        sent(program.raw(method, "/openid/userinfo", b"", "", **shown_with), 200)
    shown = lin.look("/en/me/allowed/").content.decode()
    assert "Stalls" in html.unescape(shown)
    sent(lin.send("/en/me/allowed/", {"client": system.id}))


def does_the_small_things(town: Town) -> None:
    """A note that is half written, a task that is taken and given back, money that goes out, a calendar elsewhere."""
    clerk, master, noor = town.by(CLERK), town.by(MASTER), town.by(NOOR)
    asked, waiting, unpaid = (town.cases[key] for key in ("answers page", "small", "unpaid"))
    sent(clerk.send(f"/desk/cases/{waiting}/notes/?task=0&form=message", {"words": TYPED}), 204)
    sent(noor.send(f"/en/track/{asked}/answer/", {**town.hidden(noor, asked, "answer"), "boat_length": "8"}))
    task = rows("SELECT id FROM processes_task WHERE subject = %s ORDER BY id", waiting)[0][0]
    for act in ("take", "give-back", "take"):
        sent(clerk.send(f"/desk/cases/{waiting}/tasks/{task}/{act}/", {}))
    sent(clerk.send(f"/desk/cases/{waiting}/tasks/{task}/give-back/", {}))
    sent(master.send(f"/desk/cases/{waiting}/tasks/{task}/hand/", {"colleague": CLERK}))
    sent(master.send("/desk/assign/", {"tasks": [str(task)], "colleague": CLERK, "tab": "office"}))
    sent(town.act(clerk, waiting, "ask", asked=["boat_length"], words=TYPED, days="10"))
    sent(clerk.call("POST", f"/api/v1/tasks/{task}/take-back"), 200)
    sent(town.act(clerk, unpaid, "cash", slip=TYPED[:40], amount="18.25"))
    sent(noor.send("/en/me/calendar/", {"_do": "new", "do": "new"}))
    (password,) = re.findall(r'mine__password">([\w-]+)<', noor.look("/en/me/").content.decode())
    shown = b64encode(f"calendar:{password}".encode()).decode()
    sent(town.by("").call("GET", "/en/me/calendar.ics", Authorization=f"Basic {shown}"), 200)
    sent(noor.look("/en/me/calendar/openhall.ics"), 200)
    sent(town.by(LIN).look(f"/en/apply/{STALL}/new/for-whom/"), 200, 303)
    sent(town.by(LIN).send(f"/en/apply/{STALL}/new/for-whom/", {"organisation": FIRM}))


def is_asked_whether_both_are_them(town: Town) -> None:
    """Somebody began with a code to their mail and proves more at a provider: "Are both you?", and they say yes."""
    somebody = town.by("at a provider")
    sent(somebody.send("/en/sign-in/send/", {"address": f"provider.{MAIL}"}), 200, 303)
    sent(somebody.send("/en/sign-in/code/", {"code": digits_of(SentCode.objects.latest("made_at").pk)}))
    led = sent(somebody.look(f"/en/sign-in/outside/{town.provider.id}/?next=/en/me/"), 302)
    back = town.provider.allow(led, sub="s-wing", acr="compared", name=NAME)
    asked = somebody.client.get(back, headers={"Sec-Fetch-Site": "cross-site"})
    town.walk.note(asked, "GET")
    assert asked["Location"] == "/en/sign-in/together/"
    sent(somebody.look("/en/sign-in/together/"), 200)
    sent(somebody.send("/en/sign-in/together/", {"do": "same"}))


def appoints_somebody(town: Town) -> None:
    """An office's people come and go: no words about a citizen are asked for there."""
    PostRow.objects.filter(id="harbour-master").update(limit_minor=10**9)
    master = town.by(MASTER)
    sent(master.look("/desk/people/"), 200)
    until = (datetime.now(UTC) + timedelta(days=3)).date()
    fields = {"from": datetime.now(UTC).date().isoformat(), "until": until.isoformat(), "substitute": CLERK}
    sent(master.send("/desk/people/away/", fields), 303, 422)


DAYS: tuple[Callable[[Town], None], ...] = (
    fills_in_a_form,
    has_a_permit,
    changes_their_mind,
    sends_files,
    signs_in_in_other_ways,
    asks_for_a_fee_and_the_wrong_thing,
    is_looked_at_by_far_too_many,
    allows_a_department_to_know_them,
    does_the_small_things,
    is_asked_whether_both_are_them,
    appoints_somebody,
)
