"""Attack 45: a wrong secret, a lost one and files of others tell nothing of what is there."""

import statistics
import time
from contextlib import closing

from openhall.kernel.references import new_reference
from tests.applicants import Applicant, words_of
from tests.attacks.matters import API, NOBODYS_SECRET, Matters
from tests.attacks.town import counts, dump
from tests.halls import Hall


def test_tracking_needs_both_and_says_the_same_of_every_wrong_pair(attacked: Hall, matters: Matters) -> None:
    nobodys = new_reference()
    with closing(Applicant(attacked)) as somebody:
        told = set[tuple[int, str]]()
        for reference in (nobodys, *matters.cases, *matters.drafts):
            for secret in ("", NOBODYS_SECRET, "é" * 16, "x" * 10_000):
                answer = somebody.send("/en/track/", {"reference": reference, "secret": secret})
                told.add((answer.status, words_of(answer).replace(reference, "")))
        assert len(told) == 1
        assert told.pop()[0] == 422
        assert "openhall_matters" not in somebody.cookies


def test_a_lost_secret_is_asked_for_alike_for_every_number(attacked: Hall, matters: Matters) -> None:
    """And a hundred times asked is once sent: nobody fills another's inbox."""
    nobodys, before = new_reference(), counts(attacked)["letters"]
    with closing(Applicant(attacked)) as somebody:
        told = {
            (answer.status, answer.text.replace(reference, ""))
            for reference in (nobodys, *matters.cases, *matters.drafts)
            for answer in [somebody.send("/en/track/lost/", {"reference": reference})]
        }
        for _ in range(10):
            somebody.send("/en/track/lost/", {"reference": matters.guest_case})
    assert len(told) == 1
    assert counts(attacked)["letters"] <= before + len(matters.cases) + 1


def test_files_of_others_are_not_to_be_had(attacked: Hall, matters: Matters) -> None:
    """By their ids alone they are no answers, and uploads in parts are no more anybody's."""
    del matters
    with closing(Applicant(attacked)) as owner, closing(Applicant(attacked)) as other:
        owner.become("noor-al-bahar")
        other.become("idris-al-bahar")
        begun = owner.ask(
            "POST",
            "/api/v1/uploads",
            headers={"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Metadata": "filename YQ=="},
        )
        place = begun.headers["location"]
        nowhere = "/api/v1/uploads/" + "0" * 32
        before = dump(attacked)
        for method, more in (
            ("GET", {}),
            ("PATCH", {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}),
            ("DELETE", {}),
        ):
            body, headers = (b"0123" if method == "PATCH" else b""), {"Tus-Resumable": "1.0.0", **more}
            theirs = other.ask(method, place, body, headers)
            none = other.ask(method, nowhere, body, headers)
            assert theirs.status == none.status == 404
            assert theirs.json() | {"instance": ""} == none.json() | {"instance": ""}
        assert dump(attacked) == before


def test_a_wrong_secret_takes_as_long_whether_there_is_a_case_or_not(attacked: Hall, matters: Matters) -> None:
    """Coarse: what a difference of queries or of work would show, not what a scheduler does."""
    nobodys = new_reference()
    headers = {"Authorization": f"Secret {NOBODYS_SECRET}"}

    def seconds(reference: str) -> float:
        begun = time.perf_counter()
        attacked.get(f"{API}/{reference}", **headers)
        return time.perf_counter() - begun

    for reference in (nobodys, matters.guest_case) * 20:
        seconds(reference)
    taken = [(seconds(nobodys), seconds(matters.guest_case)) for _ in range(150)]
    none, theirs = (statistics.median(times) for times in zip(*taken, strict=True))
    assert abs(theirs - none) < max(0.002, 0.35 * none)
