"""What is kept of whoever is signed in and until when; erasing what may be erased, and taking all of it home."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import ErasedOwn, Keeping, erase_own, keeping_of, own_references
from openhall.blocks.forms.facade import drafts_of
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.framing import own_page, see_other
from openhall.channels.portal.keeping import kept_words
from openhall.channels.portal.mine.exporting import export_of
from openhall.channels.portal.mine.gathering import Holding, holding_of
from openhall.channels.portal.mine.lines import service_name
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.tracking import LANGUAGE
from openhall.channels.portal.views import current_site, error_response
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import BY_SLUG, Language, pick
from openhall.kernel.rights import READING, Right, open_to
from openhall.ui.me_views import KeptLine, PrivacyView

PRIVACY = "me/privacy/"
_MOST = 400
_SURE, _ERASED, _DRAFTS = "sure", "erased", "drafts"
_NOT_SURE = _("Tick this first. What is erased cannot be brought back.")


@open_to(Right.SIGNED_IN, methods=(*READING, "POST"))
def privacy(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is kept and until when, or erase what nothing keeps any longer."""
    asking, language = visitor(request), BY_SLUG.get(slug)
    site = current_site(asking)
    if language is None or language not in site.catalogue.languages:
        return error_response(request, 404)
    holding = holding_of(asking, site.catalogue, timezone.now())
    wrong, status = "", HTTPStatus.OK
    if request.method == "POST" and LANGUAGE not in request.POST:
        if _SURE in request.POST:
            done = erase_own(person=asking.id, today=holding.today, now=holding.now)
            return see_other(f"/{language.slug}/{PRIVACY}?{_said(done)}")
        wrong, status = saying(language)(_NOT_SURE), HTTPStatus.UNPROCESSABLE_ENTITY
    page = Page(PRIVACY, "me/privacy.jinja", {"view": _view(request, holding, language, wrong)})
    return own_page(request, site, language, page, status)


@open_to(Right.SIGNED_IN)
def everything(request: HttpRequest, slug: str) -> HttpResponse | StreamingHttpResponse:
    """Hand out all that the hall holds of whoever asks, as one archive that is written while it is sent."""
    if BY_SLUG.get(slug) is None:
        return error_response(request, 404)
    asking, now = visitor(request), timezone.now()
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(export_of(asking, now), content_type="application/zip", headers=headers)


def _said(done: ErasedOwn) -> str:
    return f"{_ERASED}={len(done.erased)}&{_DRAFTS}={done.drafts}"


def _view(request: HttpRequest, holding: Holding, language: Language, wrong: str) -> PrivacyView:
    catalogue, person = holding.catalogue, holding.visitor.id
    kept = keeping_of(own_references(person=person, most=_MOST), catalogue)
    drafts = len(drafts_of(person=person, now=holding.now))
    may_go = sum(each.may_go(holding.today) for each in kept)
    return PrivacyView(
        action=f"/{language.slug}/{PRIVACY}",
        back_href=f"/{language.slug}/me/",
        download_href=f"/{language.slug}/{PRIVACY}my-data.zip",
        lines=tuple(_line(each, holding, language) for each in kept),
        drafts=drafts,
        may_go=may_go,
        erased=_count(request, _ERASED) if not wrong else 0,
        is_done=_ERASED in request.GET and not wrong,
        errors=((_SURE, wrong),) if wrong else (),
    )


def _count(request: HttpRequest, name: str) -> int:
    told = request.GET.get(name, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0  # noqa: PLR2004 - five digits


def _line(kept: Keeping, holding: Holding, language: Language) -> KeptLine:
    say = saying(language)
    return KeptLine(
        service=service_name(holding, kept.service, language),
        reference=kept.reference,
        href=f"/{language.slug}/track/{kept.reference}/",
        told=kept_words(kept, today=holding.today, zone=holding.zone, language=language),
        why=pick(kept.rule.why, language) if kept.rule and kept.until and not kept.erased_at else "",
        proof=say(_("Proof")) if kept.erased_at else "",
        proof_href=f"/{language.slug}/{PRIVACY}{kept.reference}.json" if kept.erased_at else "",
    )
