"""The pages that say whether a paper is real. They say how it stands now, and nothing of whoever it is about."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from openhall.blocks.cases.facade import fallen_of
from openhall.blocks.catalogue.facade import Catalogue, current_catalogue, paper_called
from openhall.blocks.documents.facade import (
    MEGABYTE,
    PaperStanding,
    ReceivedFile,
    check_signature,
    paper_by_code,
    paper_by_sha256,
    read_paper_code,
    written_code,
)
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.framing import Middle, framed, middle_of, own_page, see_other
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.site import Site
from openhall.channels.portal.tracking import LANGUAGE, language_for
from openhall.channels.portal.verifier.making import PATH as OFFLINE
from openhall.channels.portal.verifying.finding import code_in
from openhall.channels.portal.views import current_site, error_response
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import BY_SLUG, Language, negotiate, pick
from openhall.kernel.rights import READING, Right, open_to
from openhall.ui.formats import full_date, moment, plain_date
from openhall.ui.paper_words import paper_name
from openhall.ui.verify_views import Verdict, VerdictView, VerifyView

_PLACE = "verify/"
#: As much of a typed code as is looked at and shown again.
_MOST_TYPED = 80
#: No paper of a hall is larger.
MOST_BYTES = 20 * MEGABYTE
_NO_CODE = _("Enter the code that stands on the paper, or choose its file.")
_NOT_A_CODE = _("A code has 26 letters and figures. Compare it with the paper: perhaps a sign is missing or doubled.")
_TOO_LARGE = _("This file is larger than any paper of this hall. Choose the PDF as you received it.")
#: Stand in the prepared page where the words of one paper go.
_CODE, _ISSUED, _UNTIL, _CHECKED = "xqxcodexqx", "xqxissuedxqx", "xqxuntilxqx", "xqxcheckedxqx"
_MARKS = (_CODE, _ISSUED, _UNTIL, _CHECKED)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was found out, whatever was asked with."""

    verdict: Verdict
    standing: PaperStanding | None = None
    code: str = ""
    is_file: bool = False


@open_to(Right.EVERYONE, methods=(*READING, "POST"))
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a code or a file, and lead on to what is known of it."""
    catalogue, language = current_catalogue(), BY_SLUG.get(slug)
    if language is None or language not in catalogue.languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    if request.method != "POST" or LANGUAGE in request.POST:
        return _ask(request, language_for(request, language))
    typed, file = request.POST.get("code", "")[:_MOST_TYPED].strip(), request.FILES.get("file")
    code, has_file = read_paper_code(typed), isinstance(file, ReceivedFile) and bool(file.size)
    if code is None and (typed or not has_file):
        return _ask(request, language, ("code", _NOT_A_CODE if typed else _NO_CODE))
    if isinstance(file, ReceivedFile) and has_file:
        return _checked(request, language, file, code)
    return see_other(f"/{language.slug}/{_PLACE}{code}")


def _checked(request: HttpRequest, language: Language, file: ReceivedFile, code: str | None) -> HttpResponse:
    if (file.size or 0) > MOST_BYTES:
        return _ask(request, language, ("file", _TOO_LARGE))
    return _told(request, language, _of_file(file, code))


@open_to(Right.EVERYONE)
def paper(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Say how the paper with ``code`` stands."""
    catalogue, language = current_catalogue(), BY_SLUG.get(slug)
    if language is None or language not in catalogue.languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    known = read_paper_code(code)
    if known is None:
        return _told(request, language, _Answer("not-a-code"), HTTPStatus.NOT_FOUND)
    standing = paper_by_code(known)
    return _told(request, language, _Answer(_verdict(standing), standing, known))


@open_to(Right.EVERYONE)
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """Send whoever has scanned a paper to its page in their language."""
    known, languages = read_paper_code(code), current_catalogue().languages
    chosen = negotiate(request.headers.get("Accept-Language", ""), languages)
    response = HttpResponseRedirect(f"/{chosen.slug}/{_PLACE}{known or ''}")
    patch_vary_headers(response, ["Accept-Language"])
    response["Cache-Control"] = "no-store"
    return response


def _verdict(standing: PaperStanding | None) -> Verdict:
    if standing is None:
        return "unknown"
    last = standing.valid_until
    if standing.state != "genuine":
        return standing.state
    if last is not None and last < _today():
        return "expired"
    return fallen_of(standing, current_catalogue().jurisdiction) or "genuine"


def _of_file(file: ReceivedFile, typed: str | None) -> _Answer:
    """Compare a file with what was issued; if it is not that, find out what it should have been, and who signed it."""
    file.seek(0)
    raw = file.read()
    standing = paper_by_sha256(sha256(raw).hexdigest())
    if standing is not None:
        meant = paper_by_code(typed) if typed else standing
        is_meant = meant is not None and meant.sha256 == standing.sha256
        return _Answer(_verdict(standing) if is_meant else "another", standing, is_file=True)
    signature = check_signature(file.spool.file)
    if signature == "foreign":
        return _Answer("foreign", is_file=True)
    code = typed or code_in(raw)
    named = paper_by_code(code) if code else None
    is_ours = named is not None or signature == "altered"
    return _Answer("changed" if is_ours else "unknown-file", named, code if named and code else "", is_file=True)


def _today() -> date:
    return timezone.now().astimezone(ZoneInfo(current_catalogue().jurisdiction.time_zone)).date()


def _ask(request: HttpRequest, language: Language, fault: tuple[str, str] | None = None) -> HttpResponse:
    say = saying(language)
    typed = request.POST.get("code", request.GET.get("code", ""))[:_MOST_TYPED]
    errors = ((fault[0], say(fault[1])),) if fault else ()
    offline = f"{OFFLINE}?lang={language.code}"
    view = VerifyView(f"/{language.slug}/{_PLACE}", offline, typed, errors, MOST_BYTES)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    site = current_site(visitor(request))
    return own_page(request, site, language, Page(_PLACE, "verify/verify.jinja", {"view": view}), status)


def _told(request: HttpRequest, language: Language, answer: _Answer, status: int = HTTPStatus.OK) -> HttpResponse:
    standing, site = answer.standing, current_site(visitor(request))
    zone = site.catalogue.jurisdiction.time_zone
    middle = _middle(
        site if site.visitor is None else current_site(catalogue=site.catalogue),
        language,
        answer.verdict,
        standing.kind if standing else "",
        standing.service if standing else "",
        standing.authority if standing else "",
        has_code=bool(answer.code),
        has_end=bool(standing and standing.valid_until),
        is_file=answer.is_file,
        is_demo=bool(standing and standing.is_demo),
    )
    fills = {_CHECKED: moment(timezone.now(), language, zone)}
    if standing is not None:
        fills[_ISSUED] = full_date(standing.issued_at.astimezone(ZoneInfo(zone)).date(), language)
        fills[_UNTIL] = plain_date(standing.valid_until, language) if standing.valid_until else ""
    fills[_CODE] = written_code(answer.code)
    path = f"{_PLACE}{answer.code}"
    response = framed(request, site, language, middle, path, fills=fills, status=status)
    # The address is as good as the paper: other websites need not learn it.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _kind(catalogue: Catalogue, kind: str, service: str, language: Language) -> str:
    """Return what a paper is called, as it stands on it."""
    known = catalogue.summaries.get(service)
    called = paper_called(catalogue.jurisdiction, known, kind) if known else None
    return paper_name(kind, language, called)


@lru_cache(maxsize=1024)
def _middle(  # noqa: PLR0913 - all that makes one page differ from another
    site: Site,
    language: Language,
    verdict: Verdict,
    kind: str,
    service: str,
    authority: str,
    *,
    has_code: bool,
    has_end: bool,
    is_file: bool,
    is_demo: bool,
) -> Middle:
    """Draw the page once for all papers of which the same is to be said."""
    issuer = site.catalogue.authorities.get(authority)
    base = f"/{language.slug}/"
    view = VerdictView(
        verdict=verdict,
        checked_at=_CHECKED,
        verify_href=f"{base}{_PLACE}",
        offline_href=OFFLINE,
        code=_CODE if has_code else "",
        kind=_kind(site.catalogue, kind, service, language) if kind else "",
        issuer=pick(issuer.name, language) if issuer else authority,
        issuer_href=f"{base}authorities/{authority}/" if issuer else "",
        issued_on=_ISSUED if kind else "",
        until=_UNTIL if has_end else "",
        is_file=is_file,
        is_demo=is_demo,
    )
    page = Page(_PLACE, "verify/verdict.jinja", {"view": view})
    return middle_of(site, language, page, marks=_MARKS)
