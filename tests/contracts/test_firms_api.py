"""What a firm has with the hall is open to everybody who acts for it, over the API as on pages."""

from contextlib import closing

from tests.applicants import Applicant
from tests.halls import Hall


def test_a_colleague_sees_what_the_firm_applied_for_and_a_stranger_does_not(hall: Hall) -> None:
    with closing(Applicant(hall)) as somebody:
        services = somebody.call("GET", "/api/v1/services?audience=business&limit=100").json()["items"]
        people = somebody.call("GET", "/api/v1/demo/people").json()["items"]
        firm = "fair-wind-trading"
        director, colleague = [
            each["id"] for each in people if any(own["id"] == firm for own in each["organisations"])
        ][:2]
        stranger = next(each["id"] for each in people if not each["organisations"] and not each["officer"])
        service = next(each["id"] for each in services if each["audience"] == ["business"])
        answers = somebody.call("GET", f"/api/v1/services/{service}/example").json()["answers"]
        somebody.become(director)
        body = {"service": service, "answers": answers, "on_behalf_of": firm}
        given = somebody.call("POST", "/api/v1/applications", body, Idempotency_Key="firm")
        assert given.status == 201, given.text
        place = f"/api/v1/applications/{given.json()['reference']}"

        seen = []
        for person in (director, colleague, stranger):
            somebody.become(person)
            seen.append(somebody.call("GET", place).status)

    assert seen == [200, 200, 404]
