"""Files over HTTP: sent whole or in parts, taken or refused with a clear problem; of what is refused nothing stays."""

import base64
import hashlib
import html
import http.client
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from openhall.blocks.documents.facade import file_of, is_secret_of_file, read_file
from openhall.blocks.documents.models import File
from openhall.blocks.documents.tests import attacks, samples
from openhall.blocks.identity.facade import issue_token
from openhall.blocks.journal.facade import Reader
from tests.halls import Hall
from tests.publishing import published
from tests.reports import report_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
READER = Reader("test", "own", "", NOW)
FILES, UPLOADS = "/api/v1/files", "/api/v1/uploads"
PROTOCOL = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"
MOORING = "harbour-office/mooring-permit"
Answer = Any  # the test client's own kind of response


@pytest.fixture
def client(db: None, settings: Settings, tmp_path: Path) -> Client:
    """Return somebody before the example town in a demonstration."""
    del db
    settings.OPENHALL_DEMO, settings.OPENHALL_HOME = True, tmp_path
    published(report_of("example"), now=NOW)
    return Client()


def signed_in() -> dict[str, str]:
    token, _ = issue_token(person="lin-xiaoyu", now=datetime.now(UTC))
    return {"Authorization": f"Bearer {token}"}


def send(
    client: Client, data: bytes, name: str = "photo.jpg", headers: dict[str, str] | None = None, **form: str
) -> Answer:
    """Send a file under exactly this name, declared as something that it is not."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"').encode()
    fields = [b'form-data; name="%s"\r\n\r\n%s' % (field.encode(), value.encode()) for field, value in form.items()]
    fields.append(b'form-data; name="file"; filename="%s"\r\nContent-Type: text/html\r\n\r\n%s' % (quoted, data))
    body = b"".join(b"--x\r\nContent-Disposition: %s\r\n" % field for field in fields) + b"--x--\r\n"
    return client.post(FILES, body, content_type="multipart/form-data; boundary=x", headers=headers or {})


def stored(settings: Settings) -> list[Path]:
    return [path for path in Path(settings.OPENHALL_HOME, "files").rglob("*") if path.is_file()]


def refusal(answer: Answer) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["detail"]
    assert "%(" not in told["detail"]
    return answer.status_code, told["code"]


def test_a_guest_is_told_id_hash_size_and_secret(client: Client) -> None:
    data = samples.jpg()

    answer = send(client, data)

    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    told = answer.json()
    assert told.keys() == {"id", "sha256", "size", "secret"}
    assert (told["sha256"], told["size"]) == (hashlib.sha256(data).hexdigest(), len(data))
    assert is_secret_of_file(told["id"], told["secret"])
    assert b"".join(read_file(told["id"], reader=READER)) == data


def test_somebody_signed_in_owns_what_they_send(client: Client) -> None:
    told = send(client, samples.pdf(), headers=signed_in()).json()

    assert told.keys() == {"id", "sha256", "size"}
    kept = file_of(told["id"])
    assert kept is not None
    assert kept.owner == "person:lin-xiaoyu"
    assert refusal(send(client, samples.pdf(), headers={"Authorization": "Bearer nobody"})) == (401, "token-not-good")


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "file-empty"),
        (attacks.OTHER_KINDS["eicar"](), 415, "file-kind"),
        (attacks.OTHER_KINDS["svg with a script"](), 415, "file-kind"),
        (attacks.OTHER_KINDS["docx with entities"](), 415, "file-packed"),
        (attacks.vast_png(), 422, "file-too-many-pixels"),
        (attacks.pdf_with_program(), 422, "file-active"),
        (attacks.TWO_FACED["pdf, then zip"](), 422, "file-two-faced"),
        (samples.jpg()[:9000], 422, "file-broken"),
        (bytes(50_000_001), 413, "file-too-large"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-HK", "zh-CN"])
def test_what_is_refused_leaves_nothing(
    client: Client, settings: Settings, data: bytes, status: int, code: str, language: str
) -> None:
    answer = send(client, data, headers={"Accept-Language": language})

    assert refusal(answer) == (status, code)
    assert answer.json()["detail"].isascii() == (language == "en")
    assert not File.objects.exists()
    assert not stored(settings)


def test_a_question_s_limits_hold_at_once(client: Client) -> None:
    paper: Any = {"service": MOORING, "question": "boat_paper"}

    assert send(client, samples.heic(), **paper).status_code == 201
    assert refusal(send(client, samples.dwg(5_000_001), **paper)) == (413, "file-too-large")
    assert refusal(send(client, samples.dwg(), **paper)) == (415, "file-kind")
    assert refusal(send(client, samples.jpg(), service="town-clerk/nothing", question="x"))[1] == "unknown-service"
    for question in ("resident_card", "boat_mark", "nothing", ""):
        assert refusal(send(client, samples.jpg(), service=MOORING, question=question))[1] == "unknown-question"
    assert File.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\win.ini", "a\u202egpj.exe", "證" * 300, "x\0y", '"; rm -rf']
)
def test_no_name_does_harm(client: Client, settings: Settings, name: str) -> None:
    told = send(client, samples.jpg(), name).json()

    kept = file_of(told["id"], reader=READER)
    assert kept is not None
    assert kept.name
    assert not set("/\\\0\u202e") & set(kept.name)
    assert [path.parent.parent.parent.name for path in stored(settings)] == ["files"]


def test_one_file_is_sent_at_a_time(client: Client) -> None:
    two = [SimpleUploadedFile("a.jpg", samples.jpg()), SimpleUploadedFile("b.jpg", samples.jpg())]

    assert refusal(client.post(FILES, {"file": two})) == (422, "one-file")
    assert refusal(client.post(FILES, {"file": "no file"})) == (422, "one-file")
    assert refusal(client.post(FILES, b"{}", content_type="application/json")) == (422, "one-file")
    assert refusal(client.post(FILES, b"--x--", content_type="multipart/form-data; boundary="))[0] == 400
    assert refusal(client.get(FILES)) == (405, "method-not-allowed")
    assert not File.objects.exists()


def begin(client: Client, length: int, headers: dict[str, str] | None = None, **told: str) -> Answer:
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())
    more = {"Upload-Length": str(length), "Upload-Metadata": metadata, **PROTOCOL, **(headers or {})}
    return client.post(UPLOADS, headers=more)


def append(client: Client, place: str, offset: int, body: bytes, **more: str) -> Answer:
    headers = {"Upload-Offset": str(offset), **PROTOCOL, **more}
    return client.patch(place, body, content_type=PART, headers=headers)


def test_a_file_is_sent_in_parts(client: Client) -> None:
    data = samples.jpg()
    begun = begin(client, len(data), filename="陳大文.jpg", service=MOORING, question="boat_paper")
    place = begun["Location"]

    assert (begun.status_code, begun["Tus-Resumable"], begun["Upload-Offset"]) == (201, "1.0.0", "0")
    assert begun["Upload-Expires"].endswith("GMT")
    first = append(client, place, 0, data[:8000])
    assert (first.status_code, first["Upload-Offset"], first.content) == (204, "8000", b"")
    assert "Openhall-File" not in first
    where = client.head(place, headers=PROTOCOL)
    assert (where["Upload-Offset"], where["Upload-Length"]) == ("8000", str(len(data)))
    assert where["Cache-Control"] == "no-store"
    last = append(client, place, 8000, data[8000:])
    assert last.status_code == 204
    assert is_secret_of_file(last["Openhall-File"], last["Openhall-File-Secret"])
    kept = file_of(last["Openhall-File"], reader=READER)
    assert kept is not None
    assert (kept.name, kept.sha256) == ("陳大文.jpg", hashlib.sha256(data).hexdigest())
    again = client.get(place).json()
    assert again["file"] == {
        "id": kept.id,
        "sha256": kept.sha256,
        "size": len(data),
        "secret": last["Openhall-File-Secret"],
    }


def test_the_limits_of_a_question_may_stand_in_the_address(client: Client) -> None:
    headers = {"Upload-Length": "5000001", **PROTOCOL}

    assert refusal(client.post(f"{UPLOADS}?service={MOORING}&question=boat_paper", headers=headers))[0] == 413
    assert refusal(client.post(f"{UPLOADS}?service={MOORING}&question=nothing", headers=headers))[0] == 422
    assert client.post(UPLOADS, headers=headers).status_code == 201


def test_the_protocol_is_described_and_asked_for(client: Client) -> None:
    told = client.options(UPLOADS)
    assert (told.status_code, told["Tus-Version"], told["Tus-Max-Size"]) == (204, "1.0.0", "50000000")
    assert told["Tus-Extension"] == "creation,expiration,termination"

    place = begin(client, 100)["Location"]
    other = {"Tus-Resumable": "0.2.2"}
    for answer in (
        client.post(UPLOADS, headers={"Upload-Length": "1"}),
        begin(client, 1, other),
        append(client, place, 0, b"x", **other),
        client.delete(place, headers=other),
    ):
        assert refusal(answer) == (412, "upload-protocol")
        assert answer["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Upload-Length": ""}, "upload-header"),
        ({"Upload-Length": "-5"}, "upload-header"),
        ({"Upload-Length": "1e9"}, "upload-header"),
        ({"Upload-Length": "9" * 400}, "upload-header"),
        ({"Upload-Length": "٣"}, "upload-header"),
        ({"Upload-Length": "0"}, "file-empty"),
        ({"Upload-Length": "50000001"}, "file-too-large"),
        ({"Upload-Metadata": "filename not-base64!"}, "upload-header"),
        ({"Upload-Metadata": "filename /w=="}, "upload-header"),
        ({"Upload-Metadata": "service YS9i"}, "unknown-service"),
    ],
)
def test_an_upload_that_makes_no_sense_is_not_begun(client: Client, headers: dict[str, str], code: str) -> None:
    answer = begin(client, 100, headers)

    assert refusal(answer)[1] == code
    assert answer["Tus-Resumable"] == "1.0.0"


def test_parts_that_do_not_fit_are_refused(client: Client) -> None:
    data = samples.jpg()
    place = begin(client, len(data))["Location"]
    append(client, place, 0, data[:100])

    assert refusal(append(client, place, 50, data[50:])) == (409, "upload-offset")
    assert refusal(append(client, place, 100, data)) == (413, "upload-too-long")
    assert refusal(append(client, place, 100, b"x", **{"Upload-Offset": "x"})) == (422, "upload-header")
    plain = client.patch(place, b"x", content_type="text/plain", headers={"Upload-Offset": "100", **PROTOCOL})
    assert refusal(plain) == (415, "part-type")
    assert refusal(append(client, f"{UPLOADS}/{'0' * 32}", 0, b"x")) == (404, "unknown-upload")
    assert client.get(place).json()["offset"] == 100


def test_an_upload_is_its_owner_s(client: Client) -> None:
    person = signed_in()
    place = begin(client, 100, person)["Location"]

    assert refusal(client.get(place)) == (404, "unknown-upload")
    assert refusal(append(client, place, 0, b"x")) == (404, "unknown-upload")
    assert refusal(client.delete(place, headers=PROTOCOL)) == (404, "unknown-upload")
    assert append(client, place, 0, b"x", **person)["Upload-Offset"] == "1"
    assert "Openhall-File-Secret" not in client.get(place, headers=person)


def test_an_upload_can_be_given_up(client: Client, settings: Settings) -> None:
    place = begin(client, 100)["Location"]
    append(client, place, 0, b"12345")
    assert len(stored(settings)) == 1

    assert client.delete(place, headers=PROTOCOL).status_code == 204
    assert refusal(client.get(place)) == (404, "unknown-upload")
    assert not stored(settings)


def test_a_proxy_that_knows_only_post_is_no_obstacle(client: Client) -> None:
    place = begin(client, 100)["Location"]
    headers = {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH", **PROTOCOL}

    assert client.post(place, b"123", content_type=PART, headers=headers)["Upload-Offset"] == "3"
    assert refusal(client.post(place, b"123", content_type=PART, headers=PROTOCOL)) == (405, "method-not-allowed")


def test_a_harmful_file_in_parts_is_refused_at_its_end(client: Client, settings: Settings) -> None:
    data = attacks.pdf_with_attachment()
    place = begin(client, len(data))["Location"]

    assert refusal(append(client, place, 0, data)) == (422, "file-active")
    assert refusal(append(client, place, len(data), b"")) == (404, "unknown-upload")
    assert not stored(settings)


@pytest.fixture
def line(hall: Hall) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", hall.port, timeout=30)
    yield connection
    connection.close()


def test_a_line_that_drops_keeps_what_has_arrived(hall: Hall, line: http.client.HTTPConnection) -> None:
    data = samples.jpg(1600, 1200, 95)
    line.request("POST", UPLOADS, headers={"Upload-Length": str(len(data)), **PROTOCOL})
    begun = line.getresponse()
    begun.read()
    place = begun.headers["Location"]
    head = f"PATCH {place} HTTP/1.1\r\nHost: hall\r\nContent-Type: {PART}\r\nTus-Resumable: 1.0.0\r\n"
    with socket.create_connection(("127.0.0.1", hall.port)) as dropping:
        dropping.sendall(f"{head}Upload-Offset: 0\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data[:300_000])

    offset = _where(hall, place)
    assert 0 < offset <= 300_000
    headers = {"Upload-Offset": str(offset), "Content-Type": PART, **PROTOCOL}
    line.request("PATCH", place, data[offset:], headers)
    last = line.getresponse()
    last.read()
    assert (last.status, last.headers["Upload-Offset"]) == (204, str(len(data)))
    assert last.headers["Openhall-File"]


def _where(hall: Hall, place: str) -> int:
    """Return how far an upload is once the hall has noticed that the line is gone."""
    for _ in range(200):
        offset = int(hall.get(place, method="HEAD").headers["upload-offset"])
        if offset:
            return offset
    return 0


def test_slow_senders_do_not_keep_others_out(hall: Hall) -> None:
    head = f"POST {FILES} HTTP/1.1\r\nHost: hall\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    waiting = [socket.create_connection(("127.0.0.1", hall.port)) for _ in range(4)]
    try:
        for each in waiting:
            each.sendall(f"{head}Content-Length: 100000\r\n\r\n--x\r\n".encode())
        assert hall.get("/healthz").status == 200
        assert hall.get("/api/v1/services").status == 200
    finally:
        for each in waiting:
            each.close()


def test_what_is_larger_than_any_form_is_not_read(line: http.client.HTTPConnection) -> None:
    line.putrequest("POST", FILES)
    line.putheader("Content-Length", "10000000000")
    line.putheader("Content-Type", "multipart/form-data; boundary=x")
    line.endheaders(b"--x\r\n")

    answer = line.getresponse()

    assert answer.status == 413
    assert b"too-large" in answer.read()


def test_a_page_takes_a_file_that_came_before_it(client: Client) -> None:
    """As a page with scripts does it: the file goes in parts, its id and a guest's secret with the form."""
    here = {"Sec-Fetch-Site": "same-origin"}
    start = "/en/apply/town-clerk/moving-in/"
    first = client.get(client.get(start)["Location"])
    action = re.search(r'action="([^"]+)" method="post"', first.content.decode())
    assert action is not None
    begun = client.post(action[1], {"lives_here": "yes"}, headers=here)
    paper = begun["Location"].replace("full-name", "rent-paper")
    page = client.get(paper).content.decode()
    address = re.search(r'data-upload="([^"]+)"', page)
    assert address is not None
    assert "/static/upload." in page
    data = samples.heic()
    place = client.post(
        html.unescape(address[1]),
        headers={"Upload-Length": str(len(data)), "Upload-Metadata": "filename bGVhc2UuaGVpYw==", **PROTOCOL},
    )["Location"]
    told = append(client, place, 0, data)

    wrong = client.post(paper, {"rent_paper": f"{told['Openhall-File']}.2222-2222-2222-2222"}, headers=here)
    assert wrong.status_code == 422
    claim = f"{told['Openhall-File']}.{told['Openhall-File-Secret']}"
    assert client.post(paper, {"rent_paper": claim}, headers=here).status_code in {302, 303}

    assert "lease.heic" in client.get(paper).content.decode()
    kept = file_of(told["Openhall-File"])
    assert kept is not None
    assert kept.owner.startswith("matter:")


def test_practice_sends_no_file(client: Client) -> None:
    page = client.get("/en/apply/town-clerk/moving-in/practice/", follow=True)

    assert page.status_code == 200
    assert "data-upload" not in page.content.decode()
