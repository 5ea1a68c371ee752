"""What people do with a hall, each feature in its turn, with somebody's data in every word that they may write."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.test import Client

from openhall.blocks.cases.facade import fire_case_timer, secret_of_case
from openhall.blocks.identity.codes import digits_of
from openhall.blocks.identity.models import Account, Person, SentCode
from openhall.blocks.processes.models import Token
from openhall.blocks.registers.facade import Fact, NoticeFacts, NoticeLine, put_up_notice
from openhall.project.cli import main
from tests.agreed import FOR_TWO
from tests.attacks.canary_forms import MAIL, NAME, NUMBER, PHONE, TYPED
from tests.attacks.canary_town import FIRM, IDRIS, JOSEPH, LIN, ODILE, OTHER_FIRM, Town, rows, sent
from tests.attacks.canary_walk import Somebody
from tests.desks import KEEPER, MASTER, MOORING, NOOR, WARDEN
from tests.outcomes import make_papers

STALL, MOVING = "parks-office/night-market-stall", "town-clerk/moving-in"
SCOPES = ["letters", "matters", "fill", "submit", "pay", "book"]
ENDS = {"ends-day": "31", "ends-month": "12", "ends-year": "2027"}
UNTIL = {"until-day": "31", "until-month": "12", "until-year": "2027"}
_CODE = r'<b class="numbers" lang="en">([^<]+)</b>'


def keeps_a_guests_case(town: Town) -> None:
    """A guest applies; signed in, they keep it on their page, and whoever has the code takes it out, and it is kept."""
    reference = town.cases["guest"] = town.apply(STALL, "", described=TYPED)
    secret = secret_of_case(reference)
    guest, noor = town.by(""), town.by(NOOR)
    place, both = f"/en/track/{reference}/", {"reference": reference, "secret": secret}
    sent(guest.send("/en/track/", both))
    sent(guest.send("/en/track/lost/", {"reference": reference, "contact": PHONE}), 200, 303, 422)
    noor.client.cookies["openhall_matters"] = f"{reference}_{secret}"
    sent(noor.send(f"{place}keep/", {}))
    assert "This application is in an account" in guest.send("/en/track/", both).content.decode()
    sent(guest.send("/en/track/taken/", both))
    sent(noor.call("POST", f"/api/v1/applications/{reference}/keep", {"secret": secret}, Idempotency_Key="keep"), 200)


def works_in_a_firm(town: Town) -> None:
    """A manager asks somebody in, changes what they may do, and lets them go; on pages and over the API."""
    manager, other = town.by(LIN), town.by(IDRIS)
    page, api = f"/en/me/organisations/{FIRM}/", f"/api/v1/organisations/{FIRM}"
    offered = manager.send(page, {"role": "staff", **UNTIL})
    code = re.findall(_CODE, offered.content.decode())[0]
    sent(other.send("/en/me/organisations/code/", {"code": TYPED}), 409, 422)
    sent(other.send("/en/me/organisations/code/", {"code": code}))
    sent(manager.send(f"{page}rights/", {"role": "staff", "rights-staff": SCOPES}))
    sent(manager.send(f"{page}people/{IDRIS}/role/", {"role": "accountant"}))
    sent(manager.send(f"{page}people/{IDRIS}/end/", {}))
    code = sent_json(manager.call("POST", f"{api}/seats", {"role": "staff"}))["code"]
    sent(other.call("POST", "/api/v1/organisations/take", {"code": code}), 200)
    sent(manager.call("POST", f"{api}/rights", {"role": "staff", "rights": SCOPES}), 200)
    sent(manager.call("POST", f"{api}/seats/{IDRIS}/role", {"role": "accountant"}), 200)
    town.cases["firm"] = town.apply(STALL, IDRIS, described=TYPED, firm=FIRM)
    sent(manager.call("POST", f"{api}/seats/{IDRIS}/end", {}), 200)


def lets_a_firm_act_for_a_firm(town: Town) -> None:
    """One firm lets another act for it, which sends something; then that is over."""
    manager, agent = town.by(LIN), town.by(IDRIS)
    there, back = f"/en/me/organisations/{FIRM}/firms/", f"/en/me/organisations/{OTHER_FIRM}/firms/"
    offered = manager.send(there, {"scopes": SCOPES, **ENDS})
    code = re.findall(_CODE, offered.content.decode())[0]
    sent(agent.send(f"{back}code/", {"firm_code": TYPED}), 409, 422)
    sent(agent.send(f"{back}code/", {"firm_code": code}))
    town.cases["agent"] = town.apply(STALL, IDRIS, described=TYPED, firm=FIRM)
    ends = re.findall(rf'action="({there}[^"/]+/end/)"', manager.look(f"/en/me/organisations/{FIRM}/").content.decode())
    sent(manager.send(ends[0], {}))


def lets_somebody_act(town: Town) -> None:
    """Somebody helps, by a code and by name; what they sent is undone, and what they may do ends."""
    giver, helper = town.by(NOOR), town.by(LIN)
    given = giver.send("/en/me/mandates/", {"scopes": SCOPES, **UNTIL})
    code = re.findall(_CODE, given.content.decode())[0]
    sent(helper.send("/en/me/mandates/code/", {"code": code}), 200)
    sent(helper.send("/en/me/mandates/accept/", {"code": code}))
    ends = re.findall(r"/en/me/mandates/([\w-]+)/end/", giver.look("/en/me/mandates/").content.decode())
    sent(giver.send(f"/en/me/mandates/{ends[0]}/end/", {}))
    terms = {"scopes": SCOPES, "until": "2027-12-31", "helper": LIN}
    first = sent_json(giver.call("POST", "/api/v1/mandates", terms))["id"]
    sent(helper.send(f"/en/me/mandates/{first}/accept/", {}))
    sent(giver.call("POST", f"/api/v1/mandates/{first}/end", {}), 200)
    second = sent_json(giver.call("POST", "/api/v1/mandates", terms))["id"]
    sent(helper.call("POST", f"/api/v1/mandates/{second}/accept", {}), 200)
    for number, way in enumerate(("page", "api")):
        reference = town.cases[f"helped {way}"] = town.apply(STALL, LIN, described=TYPED, firm=NOOR)
        assert helper.look(f"/en/track/{reference}/").status_code == 200
        undone = f"/api/v1/applications/{reference}/undo"
        if number:
            sent(giver.call("POST", undone, {}, Idempotency_Key="undo"), 200)
        else:
            sent(giver.look(f"/en/track/{reference}/undo/"), 200)
            sent(giver.send(f"/en/track/{reference}/undo/", {}))


def agrees_with_somebody(town: Town) -> None:
    """The other party says yes on the page, and no over the API; what both signed on paper an officer looks at."""
    other = town.by(LIN)
    for key in ("page", "api", "silent", "waiting"):
        town.cases[f"two {key}"] = town.apply(FOR_TWO, NOOR, full_name="LB-5500-9120", described=None)
    first, second, third = (town.cases[f"two {key}"] for key in ("page", "api", "silent"))
    sent(other.look("/api/v1/agreements"), 200)
    sent(other.look(f"/en/me/agreements/{first}/"), 200)
    sent(other.send(f"/en/me/agreements/{first}/", {"answer": "yes"}))
    sent(other.look(f"/api/v1/agreements/{second}"), 200)
    sent(other.call("POST", f"/api/v1/agreements/{second}", {"agrees": False}, Idempotency_Key="no"), 200)
    token = Token.objects.get(instance__subject=third, node="silent")
    late = datetime.now(UTC) + timedelta(days=9)
    fire_case_timer(reference=third, instance=token.instance_id, token=token.number, now=late)
    paper = town.cases["two on paper"] = town.apply(FOR_TWO, NOOR, full_name="LB-5500-9120", described=TYPED)
    town.decide(paper)


def pays_with_a_voucher(town: Town) -> None:
    """A supervisor gives vouchers out and says why; fees are paid with them, on the page and over the API."""
    master, noor = town.by(MASTER), town.by(NOOR)
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    for number in range(2):
        fields = {"most": "18.250", "valid_until": until, "reason": TYPED, "_once": str(number)}
        given = master.send("/desk/money/vouchers/", fields)
        code = re.findall(r"[2-9A-Z]{4,5}(?:-[2-9A-Z]{4,5}){2,}", given.content.decode().partition("<main")[2])[0]
        reference = town.cases[f"voucher {number}"] = town.apply(MOORING, NOOR)
        town.decide(reference)
        if number:
            place = f"/api/v1/applications/{reference}/voucher"
            sent(noor.call("POST", place, {"code": code}, Idempotency_Key="voucher"), 200)
        else:
            sent(noor.send(f"/en/track/{reference}/pay/", {"voucher": TYPED}), 422)
            sent(noor.send(f"/en/track/{reference}/pay/", {"voucher": code}))
    make_papers()


def pays_with_a_code(town: Town) -> None:
    """Somebody begins to pay with their bank's app, looks whether it has come, and leaves it at that."""
    noor = town.by(NOOR)
    reference = town.cases["to be paid"] = town.apply(MOORING, NOOR)
    town.decide(reference)
    begun = noor.send(f"/en/track/{reference}/pay/", {"way": "fps", "_key": "once"})
    sent(begun)
    sent(noor.send(begun["Location"], {"look": "yes"}), 200)


def has_the_office_shut(town: Town) -> None:
    """Somebody has a place; the office stays shut that day, and they have another one, which they move and give up."""
    town.cases["booked left"] = town.apply(STALL, NOOR, described=TYPED)
    reference = town.cases["booked"] = town.apply(STALL, NOOR, described=TYPED)
    noor, place = town.by(NOOR), f"/api/v1/applications/{reference}/appointment"
    day = noor.look(place).json()["starts_at"][:10]
    assert main(["close", day, "--reason", "A burst pipe.", "--office", "market-square"]) == 0
    shown = noor.look(place).json()
    assert shown["starts_at"][:10] != day
    town.walk.look_everywhere("the office is shut")
    sent(noor.look(f"/en/track/{reference}/appointment/"), 200)
    sent(noor.look(f"/en/track/{reference}/appointment.ics"), 200)
    asked = f"/api/v1/appointments/slots?kind=night-market-stall&from={shown['starts_at'][:10]}"
    free = [each for each in noor.look(asked).json()["slots"] if each["starts_at"] != shown["starts_at"]]
    body = {"appointment": shown["id"], "office": free[0]["office"], "starts_at": free[0]["starts_at"]}
    sent(noor.call("POST", place, body, Idempotency_Key="moved"), 200)
    now = noor.look(place).json()
    sent(noor.call("POST", f"{place}/cancel", {"appointment": now["id"]}, Idempotency_Key="given up"), 200)


def joins_two_accounts(town: Town) -> None:
    """Somebody began with their mail alone, and brings that account to where they are known; and parts them again."""
    Person.objects.filter(pk=IDRIS).update(level=2)  # a counter has seen their paper
    stranger, known = town.by("by mail"), Somebody(town.walk, IDRIS)
    for somebody, place, name in (
        (stranger, "/en/sign-in/send/", "/en/sign-in/code/"),
        (known, "/en/me/sign-in/address/", "/en/me/sign-in/address/"),
    ):
        sent(somebody.send(place, {"address": MAIL}), 200, 303)
        code = digits_of(SentCode.objects.latest("made_at").pk)
        sent(somebody.send(name, {"code": code}))
    sent(known.look("/en/me/sign-in/together/"), 200)
    sent(known.send("/en/me/sign-in/together/", {}))
    kept = known.look("/en/me/sign-in/").content.decode()
    town.walk.look_everywhere("two accounts are one")
    sent(known.send("/en/me/sign-in/part/", {"joining": re.findall(r'name="joining" value="([^"]+)"', kept)[0]}))
    assert Account.objects.filter(addresses__isnull=False).exists()


def stands_at_a_counter(town: Town) -> None:
    """Somebody without an account shows a paper; a clerk prints codes, and writes down what they signed at home."""
    clerk = town.by(ODILE)
    fields = {"paper": "resident-card", "number": NUMBER, "name": NAME, "services": "all", "_once": "canary"}
    place = town.counter = sent(clerk.send("/desk/counter/", fields))
    signed = {"side": "helps", "number": "LB-8831-0461", "scopes": ["matters", "fill"], "services": "all"}
    sent(clerk.look(f"{place}mandate/"), 200)
    sent(clerk.send(f"{place}mandate/", {**signed, **UNTIL, "paper": f"Cabinet 4 {TYPED}"[:80]}))
    code = re.findall(r"handed__code[^>]*>([0-9A-Z-]{19})<", clerk.send(f"{place}code/", {}).content.decode())[0]
    sheet = clerk.send(f"{place}codes/", {}).content.decode()
    number, first = re.findall(r"handed__code[^>]*>([0-9A-Z-]{9})<", sheet)[:2]
    sent(town.by("by counter").send("/en/sign-in/counter/", {"code": code}))
    printed = town.by("by sheet")
    sent(printed.send("/en/sign-in/printed/", {"number": number, "code": first}))
    assert NAME in printed.look("/en/me/").content.decode()
    sent(town.by(JOSEPH).look("/desk/counter/"), 200)
    sent(clerk.send(f"{place}end/", {}))
    town.counter = sent(clerk.send("/desk/counter/", {**fields, "name": "", "_once": "again"}))


def says_yes_at_the_counter(town: Town) -> None:
    """Who has an address says yes by a code that is sent there; or the clerk says why they were not asked."""
    clerk = town.by(ODILE)
    card = {"paper": "resident-card", "number": "LB-8831-0461", "services": "all"}
    known = Somebody(town.walk, IDRIS)
    sent(known.send("/en/me/sign-in/address/", {"address": f"counter.{MAIL}"}))
    sent(known.send("/en/me/sign-in/address/", {"code": digits_of(SentCode.objects.latest("made_at").pk)}))
    place = sent(clerk.send("/desk/counter/", {**card, "_once": "yes"}))
    sent(clerk.send(f"{place}ask/", {}))
    sent(clerk.send(f"{place}confirm/", {"typed": digits_of(SentCode.objects.latest("made_at").pk)}))
    place = sent(clerk.send("/desk/counter/", {**card, "_once": "without"}))
    sent(clerk.send(f"{place}without/", {"why": "silent"}))


def stands_at_a_counter_for_a_firm(town: Town) -> None:
    """A manager gives somebody a place on paper; the clerk says where that is kept, and the firm takes it back."""
    clerk, manager = town.by(ODILE), town.by(LIN)
    card = {"paper": "resident-card", "number": "LB-5500-9120", "services": "all", "_once": "firm"}
    place = sent(clerk.send("/desk/counter/", card)) + "firm/"
    sent(clerk.look(place), 200)
    signed = {"firm": "The Lamp Oil Cooperative", "kind": "seat", "role": "accountant", "number": "LB-8831-0461"}
    sent(clerk.send(place, {**signed, "step": "write", "paper": f"Cabinet 5 {TYPED}"[:80]}))
    page = f"/en/me/organisations/{FIRM}/"
    told = manager.look(page).content.decode()
    assert "Cabinet 5" in told
    sent(manager.send(re.findall(rf'action="({page}counter/[^"/]+/undo/)"', told)[0], {}))


def asks_why_somebody_looked(town: Town) -> None:
    """Officers look for somebody without a case, and are asked why; it is answered and judged."""
    keeper, warden, noor = town.by(KEEPER), town.by(WARDEN), town.by(NOOR)
    for number in range(2):
        fields = {"name": "Noor Al-Bahar", "number": "", "purpose": "enquiry", "reason": TYPED, "_once": str(number)}
        found = town.look = sent(keeper.send("/desk/find/", fields))
        sent(keeper.look(found), 200)
        read = rows("SELECT id FROM journal_dataread WHERE look <> '' ORDER BY id DESC")[0][0]
        if number:
            sent(noor.call("POST", f"/api/v1/me/reads/{read}/ask", {}), 200)
        else:
            sent(noor.send(f"/en/me/who-looked/{read}/ask/", {}))
    sent(noor.look("/en/me/who-looked/"), 200)
    sent(warden.look("/desk/looks/"), 200)
    sent(warden.look("/desk/looks/questions/"), 200)
    question = rows("SELECT id FROM oversight_question ORDER BY id")[0][0]
    sent(warden.send(f"/desk/looks/questions/{question}/", {"words": TYPED}))
    look = rows("SELECT id FROM oversight_look")[0][0]
    sent(warden.send(f"/desk/looks/{look}/", {"words": TYPED}))


def objects_to_what_was_decided(town: Town) -> None:
    """Applications stand on display and are refused; whoever applied disputes it, on the page and over the API."""
    noor, today = town.by(NOOR), datetime.now(UTC).date()
    line = NoticeLine({"en": "Place", "zh-Hans": "位置"}, Fact("buoy", {"en": "On a buoy", "zh-Hans": "浮筒"}))
    for way in ("page", "api", "left"):
        reference = town.cases[f"refused {way}"] = town.apply(MOORING, NOOR)
        facts = NoticeFacts(reference, MOORING, "harbour-office", (line,), today, today + timedelta(days=15))
        put_up_notice(facts, now=datetime.now(UTC))
        assert reference in Client().get("/en/notices/").content.decode()
        town.decide(reference, "refuse")
    page, api, _ = (town.cases[f"refused {way}"] for way in ("page", "api", "left"))
    sent(noor.look(f"/en/track/{page}/objection/"), 200)
    sent(noor.send(f"/en/track/{page}/objection/", {"facts": ["boat_mark"], "words": TYPED}))
    body = {"facts": ["boat_mark"], "text": TYPED}
    sent(noor.call("POST", f"/api/v1/applications/{api}/objection", body, Idempotency_Key="object"), 200, 201)


def sent_json(answer: object) -> dict[str, str]:
    """Hold that a call was taken; return what it says."""
    sent(answer, 200, 201)
    told: dict[str, str] = answer.json()  # type: ignore[attr-defined]  # the test client's own kind of response
    return told


STORIES: tuple[Callable[[Town], None], ...] = (
    keeps_a_guests_case,
    works_in_a_firm,
    lets_a_firm_act_for_a_firm,
    lets_somebody_act,
    agrees_with_somebody,
    pays_with_a_voucher,
    pays_with_a_code,
    has_the_office_shut,
    joins_two_accounts,
    stands_at_a_counter,
    says_yes_at_the_counter,
    stands_at_a_counter_for_a_firm,
    asks_why_somebody_looked,
    objects_to_what_was_decided,
)
