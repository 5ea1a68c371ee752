"""Fill in a form for somebody over HTTP, page by page, from a worked example of the service."""

import re

from tests.applicants import Applicant, words_of


def answer_everything(helper: Applicant, base: str, service: str) -> str:
    answers = helper.call("GET", f"/api/v1/services/{service}/example").json()["answers"]
    place = helper.look(base).headers["location"]
    for _ in range(60):
        if place.endswith("/check/"):
            return place
        name = place.rstrip("/").rpartition("/")[2].replace("-", "_")
        sent = helper.send(place, _fields(name, answers.get(name, "")))
        assert sent.status == 303, f"{place}: {words_of(sent)}"
        place = sent.headers["location"]
    raise AssertionError(place)


def _fields(name: str, answer: object) -> dict[str, object]:
    if isinstance(answer, dict):
        return {f"{name}-{box}": text for box, text in answer.items()}
    if isinstance(answer, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", answer):
        year, month, day = answer.split("-")
        return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": day}
    return {name: answer}


def declared(helper: Applicant, check: str) -> dict[str, object]:
    page = helper.look(check).text
    boxes = re.findall(r'<input type="checkbox" id="([^"]+)" name="([^"]+)" value="([^"]+)"', page)
    return {name: value for _id, name, value in boxes}
