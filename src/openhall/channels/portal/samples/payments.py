"""A licence that an invented person pays for."""

from markupsafe import Markup

from openhall.channels.portal.samples.cases import REFERENCE, service
from openhall.channels.portal.samples.saying import Say
from openhall.ui.case_views import FeeLine
from openhall.ui.pay_views import PayingView, PaymentReceiptView, PayView, PayWay, code_picture

_NUMBER = "7KQ4MX2P9CH4TM9QXV2C"


def pay(say: Say, *, is_away: bool = False, is_shut: bool = False) -> PayView:
    """Return what is due: at first, when a provider did not answer, and when no way is open."""
    away = say(
        "The card service does not answer. Choose another way, or try again in a few minutes.",
        "信用卡付款服務沒有回應。請選其他方法，或數分鐘後再試。",
        "银行卡付款服务没有响应。请换一种方式，或过几分钟再试。",
    )
    ways = (
        PayWay("card", say("Credit or debit card", "信用卡或扣帳卡", "信用卡或借记卡")),
        PayWay(
            "scan",
            say("Scan a code", "掃描二維碼", "扫描二维码"),
            say("With the app of your bank.", "使用銀行應用程式。", "使用银行的应用。"),
        ),
        PayWay("counter", say("Cash at a counter", "在櫃位以現金繳付", "到柜台用现金支付")),
    )
    return PayView(
        service=service(say),
        reference=REFERENCE,
        amount="$80",
        lines=_lines(say),
        ways=() if is_shut else ways,
        action="/ui/",
        key="sample",
        back_href="#pay",
        due_on=say("11 December 2026", "2026年12月11日", "2026年12月11日"),
        picked="card" if is_away else "",
        fault=away if is_away else "",
    )


def paying(say: Say, *, is_code: bool) -> PayingView:
    """Return a code to scan that was looked after once, or a number for the counter."""
    return PayingView(
        service=service(say),
        amount="$80",
        number=_NUMBER,
        action="/ui/",
        other_href="#pay",
        qr_text=_NUMBER if is_code else "",
        until=say("27 November, 10:30", "11月27日 10:30", "11月27日 10:30") if is_code else "",
        is_looked=is_code,
    )


def code() -> Markup:
    """Return the drawing of a code."""
    return code_picture(_NUMBER)


def paid(say: Say) -> PaymentReceiptView:
    """Return a receipt, of which something went back."""
    day = say("27 November 2026", "2026年11月27日", "2026年11月27日")
    return PaymentReceiptView(
        service=service(say),
        reference=REFERENCE,
        number="4TM9Q-XV2CK",
        amount="$80",
        paid_on=day,
        way=say("Credit or debit card", "信用卡或扣帳卡", "信用卡或借记卡"),
        lines=_lines(say),
        back_href="#paid",
        refunds=(("$20", day),),
    )


def _lines(say: Say) -> tuple[FeeLine, ...]:
    return (
        FeeLine(say("Licence for three years", "三年牌照", "三年执照"), "$60"),
        FeeLine(
            say("Tag", "狗牌", "狗牌"),
            "$20",
            say("One for each dog.", "每隻狗一個。", "每只狗一个。"),
        ),
    )
