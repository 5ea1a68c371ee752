"""The owner of a case puts a paper of it into a wallet: one press, one offer, one square code to scan."""

import json
from http import HTTPStatus
from urllib.parse import urlencode

import segno
from django.http import HttpResponse
from markupsafe import Markup

from openhall.blocks.cases.facade import fallen_of
from openhall.blocks.documents.facade import offer_to_wallet, papers_of
from openhall.channels.portal.following.opening import BOTH, Following, following
from openhall.channels.portal.following.papers import paper_title
from openhall.channels.portal.wallets.endpoints import offer_address
from openhall.ui.formats import moment
from openhall.ui.verify_views import WalletView

_PLACE = "wallet"
_SCHEME = "openid-credential-offer://?"


@following(methods=BOTH)
def wallet(following: Following) -> HttpResponse:
    """Show which papers may go into a wallet, or the offer of one. Each press makes an offer that ends by itself."""
    jurisdiction = following.catalogue.jurisdiction
    genuine = (each for each in papers_of(following.facts.reference) if each.state == "genuine")
    papers = {each.id: each for each in genuine if fallen_of(each, jurisdiction) is None}
    names = tuple((each.id, f"{paper_title(following, each.kind)} {each.number}") for each in papers.values())
    view = WalletView(following.href(_PLACE), following.href(), names)
    chosen = papers.get(following.request.POST.get("paper", ""))
    if following.request.method != "POST" or following.is_turned or chosen is None:
        return following.show(following.path(_PLACE), "track/wallet.jinja", view)
    offer = offer_to_wallet(paper=chosen.id, actor=following.found.asker.actor, now=following.now)
    href = _SCHEME + urlencode({"credential_offer": json.dumps(offer_address(offer), separators=(",", ":"))})
    shown = WalletView(
        view.action,
        view.back_href,
        names,
        offer_href=href,
        square=_square(href),
        until=moment(offer.expires_at, following.language, following.catalogue.jurisdiction.time_zone),
    )
    return following.show(following.path(_PLACE), "track/wallet.jinja", shown, HTTPStatus.OK)


def _square(text: str) -> Markup:
    drawn = segno.make_qr(text, error="l").svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn by the library from squares alone
