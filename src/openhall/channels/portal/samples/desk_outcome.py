"""What came of invented cases at the desk: fee, refunds, papers, entry, and the page of the office's money."""

from dataclasses import replace

from openhall.channels.portal.samples import desk_cases
from openhall.channels.portal.samples.saying import Say
from openhall.ui.desk_case_views import DeskCase
from openhall.ui.desk_outcome_views import Box, OutcomeItem, OutcomeView, SmallForm
from openhall.ui.desk_sending import Sending
from openhall.ui.desk_views import Errors

_HERE = "/ui/"


def settled(say: Say, *, here: str) -> DeskCase:
    """Return a case that was paid and granted, of which something should go back."""
    refund = OutcomeItem(
        say("Refund", "退款", "退款"),
        say("Waits for a second person", "待另一人批核", "待另一人审批"),
        "waiting",
        (
            (say("Amount", "金額", "金额"), "$120.50"),
            (say("Why", "原因", "原因"), say("The pier was shut.", "碼頭曾經關閉。", "码头曾经关闭。")),
            (say("Asked by", "提出人", "提出人"), say("Jonas Reed", "李俊", "李俊")),
        ),
        (_button(say("Approve the refund", "批准退款", "批准退款"), "approve"),),
    )
    paper = OutcomeItem(
        say("Licence", "牌照", "执照"),
        say("In force", "有效", "有效"),
        "done",
        (
            (say("Number", "編號", "编号"), "FL-2026-000002"),
            (say("Code", "查核碼", "核验码"), "7ZK3Q 8V1M4 N0P5R 6S2T9 W8X1Y3"),
        ),
        (_revoke(say),),
        here,
        say("See what whoever checks it is told", "查看查核文件時顯示的結果", "查看核验文件时显示的结果"),
    )
    fee = _fee(say, say("Paid", "已繳付", "已付"), ())
    return replace(
        desk_cases.finished(say, here=here), decision="granted", outcome=(replace(fee, look="done"), refund, paper)
    )


def unpaid(say: Say, *, here: str) -> DeskCase:
    """Return a case that waits for its fee, where the cash was not what is owed."""
    fault = say(
        "This is not what is owed. Count again, and take exactly that.",
        "這並非應繳金額。請再點算，並收取相同金額。",
        "这不是应付金额。请重新清点，并收取相同金额。",
    )
    fee = _fee(say, say("Not paid yet", "尚未繳付", "尚未支付"), (_cash(say, (("amount", fault),)),))
    case = replace(desk_cases.finished(say, here=here), status="waiting-for-payment", decision="")
    return replace(case, outcome=(replace(fee, look="waiting"),))


def money(say: Say, *, here: str) -> OutcomeView:
    """Return the money of an office with one refund that waits."""
    row = OutcomeItem(
        "7KQ4M-X2P9C",
        say("To be paid out by hand", "待人手付出", "待人工支付"),
        "waiting",
        ((say("Amount", "金額", "金额"), "$1,250"),),
        href=here,
        link=say("Open the case", "打開個案", "打开办件"),
    )
    return replace(nothing(say), find=_find(say, "", ()), items=(row,))


def nothing(say: Say) -> OutcomeView:
    """Return the same where nothing waits and nothing was found."""
    fault = say(
        "Your office asks for no payment with this number. Compare it character by character.",
        "你的辦事處沒有這個編號的收費。請逐字核對。",
        "你们部门没有这个编号的收费。请逐字核对。",
    )
    return OutcomeView(
        title=say("Money", "款項", "收费"),
        lead=say(
            "Somebody wants to pay at your counter: look up the number that they bring.",
            "有人到櫃位繳費時，請查找其出示的編號。",
            "有人到窗口缴费时，请查找其出示的编号。",
        ),
        empty=say("No refund waits for anybody.", "沒有待處理的退款。", "没有待处理的退款。"),
        find=_find(say, "7KQ4N", (("number", fault),)),
        heading=say("Refunds that wait for somebody", "待處理的退款", "待处理的退款"),
    )


def _fee(say: Say, word: str, forms: tuple[SmallForm, ...]) -> OutcomeItem:
    facts = (
        (say("Amount", "金額", "金额"), "$482.50"),
        (say("Payment number", "付款編號", "付款编号"), "X2P9C7KQ4M3HD8WKT5RN"),
    )
    return OutcomeItem(say("Fee", "費用", "费用"), word, facts=facts, forms=forms)


def _cash(say: Say, errors: Errors) -> SmallForm:
    title, act = say("Take cash", "收取現金", "收取现金"), say("The cash is counted", "現金已點清", "现金已点清")
    slip = say("Number of the slip from the till", "收銀機單據編號", "收银小票编号")
    amount = say("Amount in cash", "現金金額", "现金金额")
    boxes = (Box("slip", slip, "T-0042"), Box("amount", amount, "480", kind="money", symbol="$"))
    return SmallForm("cash", title, act, Sending(_HERE, once="sample", errors=errors), boxes)


def _revoke(say: Say) -> SmallForm:
    title, act = (
        say("Revoke this paper", "撤銷這份文件", "撤销这份文件"),
        say("Revoke it for good", "永久撤銷", "永久撤销"),
    )
    readers = say(
        "The applicant reads this in a letter, word for word.", "申請人會在信中原文讀到。", "申请人会在信中读到原文。"
    )
    box = Box(
        "words", say("Why is it revoked?", "為何撤銷？", "为什么撤销？"), kind="words", readers=readers, max_length=4000
    )
    return SmallForm("revoke", title, act, Sending(_HERE, once="sample"), (box,))


def _button(words: str, name: str) -> SmallForm:
    return SmallForm(name, words, words, Sending(_HERE, once="sample"), is_folded=False)


def _find(say: Say, typed: str, errors: Errors) -> SmallForm:
    words = say("Look it up", "查找", "查找")
    hint = say(
        "The reference, the payment number, or the number of the slip to pay.",
        "參考編號、付款編號或繳費單編號。",
        "受理编号、付款编号或缴费单编号。",
    )
    box = Box("number", say("Number", "編號", "编号"), typed, hint)
    return SmallForm("find", words, words, Sending(_HERE, errors=errors), (box,))
