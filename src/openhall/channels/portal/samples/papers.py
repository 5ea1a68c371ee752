"""Papers of an invented person: what there is, one asked for again, and one on its way into a wallet."""

from markupsafe import Markup

from openhall.channels.portal.samples.cases import REFERENCE, day, moment, service
from openhall.channels.portal.samples.saying import Say
from openhall.kernel.languages import ALL
from openhall.ui.following_views import PaperAgainView, PaperLine, PapersView
from openhall.ui.pay_views import code_picture
from openhall.ui.verify_views import WalletView

_OFFER = "openid-credential-offer://?credential_offer=an-example"


def papers(say: Say) -> PapersView:
    """Return a licence, a receipt of which a new one is being made, and a licence that was replaced."""
    receipt = PaperLine(_receipt(say), day(say, 24), "#papers", "R-2026-001204", is_coming=True)
    mark = say("Replaced by a newer one", "已由新文件取代", "已被新文件替换")
    old = PaperLine(_licence(say), day(say, 25), "#papers", "SA-2026-00417", mark=mark)
    return PapersView(service(say), REFERENCE, (_good(say), receipt, old), "#case", "#papers")


def no_papers(say: Say) -> PapersView:
    """Return a case without papers."""
    return PapersView(service(say), REFERENCE, (), "#case")


def again(say: Say) -> PaperAgainView:
    """Return the page to ask for a paper again."""
    languages = tuple((each.code, Markup('<span lang="{}">{}</span>').format(each.code, each.name), "") for each in ALL)
    paper = PaperLine(_licence(say), day(say, 27), "#papers", "SA-2026-00417")
    return PaperAgainView(service(say), REFERENCE, paper, "/ui/", "#papers", languages, "zh-Hant", "sample")


def wallet(say: Say, *, is_offered: bool = False) -> WalletView:
    """Return the page that puts a paper into a wallet, before and after one is chosen."""
    papers = (("one", f"{_licence(say)} SA-2026-00417"), ("two", f"{_receipt(say)} R-2026-001204"))
    if not is_offered:
        return WalletView("/ui/", "#papers", papers)
    return WalletView("/ui/", "#papers", papers, _OFFER, code_picture(_OFFER), moment(say))


def no_wallet() -> WalletView:
    """Return the page where no paper can go into a wallet."""
    return WalletView("/ui/", "#papers", ())


def _good(say: Say) -> PaperLine:
    return PaperLine(_licence(say), day(say, 27), "#papers", "SA-2026-00417", again_href="#papers")


def _licence(say: Say) -> str:
    return say("Licence", "牌照", "执照")


def _receipt(say: Say) -> str:
    return say("Receipt for the payment", "付款收據", "付款收据")
