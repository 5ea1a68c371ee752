"""What has to be there before somebody's own page can be seen: a draft, a case, an account. Made once for a hall."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from openhall.blocks.identity.facade import MYSELF
from tests.applicants import Applicant
from tests.browser.licences import LICENCES, RESTAURANT, Matter
from tests.halls import Answer, Hall

REPORT = "buildings-department/unauthorised-building-works-report"
VEHICLE = "transport-department/vehicle-licence-renewal"
BIRTH = "immigration-department/birth-registration"
MOVING = "digital-policy-office/change-of-address-once"
FLAG_DAY = "social-welfare-department/flag-day-permit"
DOG = "agriculture-fisheries-and-conservation-department/dog-licence"
LONG_NAME, OWNER, TWO_POSTS = "gurung-bishnu-maya", "kwan-chi-hung", "yuen-pui-ling"
NOTHING_YET = "sofia-marques"
#: Answers that read the same in every language.
_SHORT = {"details": "3/F, 2026", "name_en": "Ann", "photos": None}
_MOST_PAGES = 40


@dataclass(frozen=True, slots=True)
class Begun:
    """Somebody (nobody: a guest) who has begun a service and come as far as ``until``; ``answers`` are not as usual."""

    service: str
    person: str = ""
    until: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)

    def made(self, hall: Hall) -> Matter:
        """Begin it and go on."""
        somebody = Applicant(hall)
        if self.person:
            somebody.sign_in(self.person)
        usual = somebody.call("GET", f"/api/v1/services/{self.service}/example").json()["answers"]
        place = f"/en/apply/{self.service}/"
        for _ in range(_MOST_PAGES):
            shown = somebody.look(place)
            page = place.rstrip("/").rpartition("/")[2]
            if shown.status == 200 and (page == self.until or (not self.until and "/new/" not in place)):
                somebody.close()
                return Matter(dict(somebody.cookies), place.split("/")[-3])
            if shown.status != 303:
                shown = somebody.send(place, fields_of(page, {**usual, **_SHORT, **self.answers}))
            assert shown.status == 303, f"{place}: {shown.status}"
            place = shown.headers["location"]
        message = f"{self.service} does not come to {self.until}"
        raise AssertionError(message)


def fields_of(page: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a page of questions sends for ``answers``: for oneself; at the end, that all is true."""
    if page == "for-whom":
        return {"organisation": MYSELF}
    if page == "check":
        return {name: "true" for name, value in answers.items() if value is True}
    name = page.replace("-", "_")
    answer = answers.get(name)
    if isinstance(answer, dict):
        return {f"{name}-{box}": text for box, text in answer.items()}
    if isinstance(answer, list) and answer and isinstance(answer[0], dict):
        items = enumerate(answer, 1)
        return {f"{name}-{number}-{inner}": text for number, item in items for inner, text in item.items()}
    return {} if answer is None else {name: answer}


def _practised(hall: Hall) -> Matter:
    """Practise a service up to its check page, and return what that page carries."""
    somebody, place = Applicant(hall), f"/en/apply/{BIRTH}/practice/"
    shown = somebody.look(place)
    for _ in range(_MOST_PAGES):
        carried = dict(re.findall(r'type="hidden" name="(_\w+)" value="([^"]*)"', shown.text))
        if carried["_page"] == "check":
            somebody.close()
            return Matter(fields=carried)
        shown = somebody.send(place, {**carried, **_filled_in(shown)})
    message = "practice does not come to its end"
    raise AssertionError(message)


def _filled_in(shown: Answer) -> dict[str, str]:
    """Return what stands in the fields of a page."""
    form = shown.text.partition('id="questions"')[2].partition("</form>")[0]
    texts = re.findall(r'<input class="input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form)
    chosen = re.findall(r'<input type="(?:radio|checkbox)"[^>]* name="([^"]+)" value="([^"]*)" checked', form)
    return {name: html.unescape(text) for name, text in (*texts, *chosen)}


_TWINS = {
    "number_born": "twins_or_more",
    "other_children": [
        {"other_child_name": "LEE Lok Yin", "other_child_date_of_birth": "2026-08-20"},
        {"other_child_name": "LEE Lok Him", "other_child_date_of_birth": "2026-08-20"},
    ],
}
_MAKERS: Mapping[str, Callable[[Hall], Matter]] = {
    "nobody": lambda _hall: Matter(),
    "report": Begun(REPORT).made,
    "report to check": Begun(REPORT, until="check").made,
    "report sent": Begun(REPORT, until="done").made,
    "letter": Begun("hongkong-post/mail-inquiry").made,
    "rent": Begun("housing-department/rent-payment").made,
    "drain": Begun("drainage-services-department/blocked-drain-report").made,
    "ship": Begun("marine-department/port-clearance", "cheung-lai-kuen").made,
    "restaurant": Begun(RESTAURANT, OWNER, until="partners", answers={"applicant_capacity": "partnership"}).made,
    "restaurant to check": Begun(RESTAURANT, "fong-chi-kit", until="check").made,
    "two posts": lambda hall: _signed_in(hall, TWO_POSTS),
    "long name": lambda hall: _signed_in(hall, LONG_NAME),
    "nothing yet": lambda hall: _signed_in(hall, NOTHING_YET),
    "vehicle": Begun(VEHICLE, LONG_NAME).made,
    "vehicle stopped": Begun(VEHICLE, "wong-tai-loi", until="stopped", answers={"owner": "not_owner"}).made,
    "vehicle sent": Begun(VEHICLE, "lam-tsz-ching", until="done").made,
    "birth of twins": Begun(BIRTH, LONG_NAME, until="check", answers=_TWINS).made,
    "dog to check": Begun(DOG, "kwok-yiu-wah", until="check").made,
    "dog sent": Begun(DOG, "tang-yuk-fai", until="done").made,
    "moving": Begun(MOVING, LONG_NAME, until="check").made,
    "practice": _practised,
    **{name: licence.made for name, licence in LICENCES.items()},
}


def _signed_in(hall: Hall, person: str) -> Matter:
    somebody = Applicant(hall)
    somebody.sign_in(person)
    somebody.close()
    return Matter(dict(somebody.cookies))


@cache
def matter(hall: Hall, name: str) -> Matter:
    """Return what has to be there, made when it is asked for first."""
    return _MAKERS[name](hall)


def page_of(hall: Hall, name: str, method: str, path: str, fields: Mapping[str, str]) -> Answer:
    """Return a page of a matter, as its owner gets it."""
    held = matter(hall, name)
    somebody = Applicant(hall, dict(held.cookies))
    path = path.replace("{reference}", held.reference)
    sent = {field: text.replace("{reference}", held.reference) for field, text in fields.items()}
    shown = somebody.send(path, {**held.fields, **sent}) if method == "POST" else somebody.look(path)
    somebody.close()
    return shown
