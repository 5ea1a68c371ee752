"""The front: what it answers itself, what it leaves to the framework, and how it changes packs."""

import gzip
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from openhall.kernel.visits import SESSION_COOKIE
from openhall.project.prepared.front import APOLOGY, Front, Hot
from openhall.project.prepared.pack import Pack, write_pack
from openhall.project.prepared.store import PackStore
from openhall.ui.responses import PublicResponse

PAGE = ("<!doctype html><title>Hall</title>" + "<p>light</p>" * 100).encode()


class Asked:
    """A WSGI client that keeps what it was told."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self.status = ""
        self.headers: dict[str, str] = {}

    def __call__(self, path: str, method: str = "GET", query: str = "", **headers: str) -> bytes:
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}

        def start(status: str, told: list[tuple[str, str]], _error: object = None) -> object:
            self.status, self.headers = status, dict(told)
            return None

        return b"".join(self.front(environ, start))  # type: ignore[arg-type]


def framework(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/en/breaks/":
        raise RuntimeError("unforeseen")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"framework"]


def no_computed(_pack: Pack) -> dict[str, Hot]:
    return {}


def responses(words: bytes = PAGE) -> list[PublicResponse]:
    return [
        PublicResponse("/en/", words, language="en"),
        PublicResponse("/api/list", b"[]", "application/json", needs_no_query=True),
        PublicResponse("/static/a.css", b"a{}" * 400, "text/css; charset=utf-8", is_permanent=True),
        PublicResponse(f"{APOLOGY}en", b"sorry", language="en"),
    ]


@pytest.fixture
def store(tmp_path: Path) -> PackStore:
    made = PackStore(tmp_path)
    made.make("first", lambda folder: write_pack(folder, "publication-1", responses()))
    return made


@pytest.fixture
def ask(store: PackStore) -> Asked:
    return Asked(Front(framework, store, no_computed))


def test_a_page_is_prepared_and_compressed(ask: Asked) -> None:
    body = ask("/en/", accept="text/html,*/*;q=0.8", accept_encoding="gzip, br")
    assert ask.status == "200 OK"
    assert gzip.decompress(body) == PAGE
    assert len(body) == int(ask.headers["Content-Length"]) < len(PAGE)
    assert ask.headers["Content-Language"] == "en"
    assert ask.headers["Vary"] == "Accept-Encoding, Cookie"
    assert "default-src 'none'" in ask.headers["Content-Security-Policy"]


@pytest.mark.parametrize("encoding", ["", "identity", "br", "gzip;q=0", "gzip; q=0, br"])
def test_a_page_is_plain_for_who_cannot_unpack(ask: Asked, encoding: str) -> None:
    assert ask("/en/", accept_encoding=encoding) == PAGE
    assert "Content-Encoding" not in ask.headers


def test_what_the_reader_has_is_not_sent_again(ask: Asked) -> None:
    ask("/en/", accept_encoding="gzip")
    etag = ask.headers["ETag"]
    assert ask("/en/", accept_encoding="gzip", if_none_match=etag) == b""
    assert ask.status == "304 Not Modified"
    assert ask.headers["ETag"] == etag
    assert "Content-Length" not in ask.headers
    ask("/en/", if_none_match='"something-else"')
    assert ask.status == "200 OK"


def test_head_has_the_headers_of_get_and_no_body(ask: Asked) -> None:
    ask("/en/")
    headers = ask.headers
    assert ask("/en/", method="HEAD") == b""
    assert ask.headers == headers


def test_a_signed_in_person_gets_nothing_prepared_for_everybody(ask: Asked) -> None:
    assert ask("/en/", cookie=f"a=b; {SESSION_COOKIE}=x") == b"framework"
    assert ask("/en/", cookie="theme=dark") == PAGE


def test_a_signed_in_person_gets_the_files_that_pages_are_drawn_with(ask: Asked) -> None:
    assert ask("/static/a.css", cookie=f"{SESSION_COOKIE}=x") == b"a{}" * 400
    assert ask("/api/list", cookie=f"{SESSION_COOKIE}=x") == b"[]"


@pytest.mark.parametrize(
    ("path", "method", "query", "accept"),
    [
        ("/en/other/", "GET", "", "*/*"),
        ("/en/", "POST", "", "*/*"),
        ("/en/", "GET", "", "application/json"),
        ("/api/list", "GET", "q=dog", "*/*"),
        (f"{APOLOGY}en", "GET", "", "*/*"),
    ],
)
def test_the_rest_is_left_to_the_framework(ask: Asked, path: str, method: str, query: str, accept: str) -> None:
    assert ask(path, method=method, query=query, accept=accept) == b"framework"


def test_an_asset_may_be_kept_for_ever(ask: Asked) -> None:
    ask("/static/a.css", accept="text/css,*/*;q=0.1")
    assert "immutable" in ask.headers["Cache-Control"]


def test_an_unforeseen_error_is_a_page_in_the_readers_language(ask: Asked, caplog: pytest.LogCaptureFixture) -> None:
    assert ask("/en/breaks/") == b"sorry"
    assert ask.status == "500 Internal Server Error"
    # The operator reads what happened, and not which number stood in the address; and the hall goes on.
    (line,) = caplog.records
    assert line.exc_info is not None
    assert "unforeseen" in str(line.exc_info[1])
    assert "breaks" not in line.getMessage()
    assert ask("/en/") == PAGE


def test_a_new_pack_is_seen_whole(ask: Asked, store: PackStore, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask("/en/") == PAGE
    new = b"<p>" + b"new " * 200
    store.make("second", lambda folder: write_pack(folder, "publication-2", responses(new)))
    monkeypatch.setattr("openhall.project.prepared.store._CHECK_SECONDS", 0.0)
    assert ask("/en/") == new


def test_files_of_the_pack_before_are_still_there_and_its_pages_are_not(
    ask: Asked, store: PackStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn_anew = [
        PublicResponse("/en/", b"new page"),
        PublicResponse("/static/b.css", b"b{}", "text/css", is_permanent=True),
    ]
    store.make("second", lambda folder: write_pack(folder, "publication-1", drawn_anew))
    monkeypatch.setattr("openhall.project.prepared.store._CHECK_SECONDS", 0.0)
    assert ask("/en/") == b"new page"
    assert ask("/static/b.css") == b"b{}"
    assert ask("/static/a.css") == b"a{}" * 400, "a page that somebody opened before the upgrade names it"
    assert ask("/api/list") == b"framework"


def test_a_pack_before_that_cannot_be_read_costs_nothing_else(ask: Asked, store: PackStore) -> None:
    (store.make("torn", lambda folder: write_pack(folder, "p", responses())) / "index.json").write_text("{")
    store.make("third", lambda folder: write_pack(folder, "p", responses()))
    assert ask("/en/") == PAGE


def test_a_pack_that_cannot_be_read_leaves_the_one_before(
    ask: Asked, store: PackStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openhall.project.prepared.store._CHECK_SECONDS", 0.0)
    assert ask("/en/") == PAGE
    torn = store.make("torn", lambda folder: write_pack(folder, "publication-2", responses(b"<p>new")))
    (torn / "index.json").write_text("{")
    assert ask("/en/") == PAGE
    write_pack(torn, "publication-2", responses(b"<p>new"))
    assert ask("/en/") == b"<p>new"


def test_before_the_first_pack_everything_is_left_to_the_framework(tmp_path: Path) -> None:
    empty = Asked(Front(framework, PackStore(tmp_path / "none"), no_computed))
    assert empty("/en/") == b"framework"


def test_a_computed_answer_that_fails_is_left_to_the_framework(store: PackStore) -> None:
    def fails(environ: WSGIEnvironment) -> tuple[str, list[tuple[str, str]], bytes]:
        raise ValueError(environ["PATH_INFO"])

    def works(environ: WSGIEnvironment) -> tuple[str, list[tuple[str, str]], bytes]:
        return "200 OK", [("Content-Type", "text/html")], environ["QUERY_STRING"].encode()

    ask = Asked(Front(framework, store, lambda _pack: {"/en/fails/": fails, "/en/search/": works}))
    assert ask("/en/fails/") == b"framework"
    assert ask("/en/search/", query="q=dog") == b"q=dog"
    assert ask.headers["Content-Length"] == "5"


def test_a_pack_that_two_processes_make_at_once_is_made_once(tmp_path: Path) -> None:
    store = PackStore(tmp_path)

    def write_while_another_does(folder: Path) -> None:
        PackStore(tmp_path).make("same", lambda other: write_pack(other, "p", responses()))
        write_pack(folder, "p", responses())

    store.make("same", write_while_another_does)
    current = store.current()
    assert current is not None
    assert Pack(current).publication == "p"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_old_packs_are_forgotten(tmp_path: Path) -> None:
    store = PackStore(tmp_path)
    for key in ("one", "two", "three"):
        store.make(key, lambda folder: write_pack(folder, "p", responses()))
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["three", "two"]
