"""Invented letters, and a mailbox of a demonstration."""

from openhall.channels.portal.samples.cases import REFERENCE, moment, office
from openhall.channels.portal.samples.saying import Say
from openhall.ui.letter_views import (
    InboxView,
    LetterLine,
    LettersSummary,
    LetterView,
    MailboxLine,
    MailboxView,
    PreferencesView,
)

_HERE = "#letters"


def inbox(say: Say) -> InboxView:
    """Return the second page of an inbox."""
    return InboxView(_lines(say), 1, 2, 3, "?letters=", "#telling", _HERE)


def no_letters() -> InboxView:
    """Return an inbox before there is a letter."""
    return InboxView((), 0, 1, 1, "?letters=", "#telling", _HERE)


def summary(say: Say) -> LettersSummary:
    """Return the newest letters, as somebody's own page shows them."""
    return LettersSummary(_HERE, _lines(say)[1:], 0)


def _lines(say: Say) -> tuple[LetterLine, ...]:
    firm = say("Lucky Dogs Limited", "好運狗有限公司", "好运狗有限公司")
    received = say("We have received your application", "我們已收到你的申請", "我们已收到您的申请")
    return (
        LetterLine(_decision(say), "#letter", office(say), moment(say), is_unread=True, has_legal_effect=True),
        LetterLine(f"{received} {REFERENCE}", "#letter", office(say), moment(say), firm=firm),
    )


def _decision(say: Say) -> str:
    return say(f"There is a decision: {REFERENCE}", f"已有決定：{REFERENCE}", f"已有决定：{REFERENCE}")


def letter(say: Say) -> LetterView:
    """Return a letter of legal effect."""
    return LetterView(
        title=_decision(say),
        office=office(say),
        reference=REFERENCE,
        delivered=moment(say),
        back_href=_HERE,
        service=say("Dog licence", "狗隻牌照", "犬只牌照"),
        read=moment(say),
        lines=(
            say(
                "Your application for “Dog licence” has been decided.",
                "你申請的「狗隻牌照」已有決定。",
                "您办理的“犬只牌照”已经有了决定。",
            ),
        ),
        has_legal_effect=True,
        case_href="#case",
        paper_href="#letter",
        is_demo=True,
    )


def deleted_letter(say: Say) -> LetterView:
    """Return a letter whose words are gone."""
    trouble = say(
        "They were deleted for ever. This page tells only that the letter was there.",
        "內容已永久刪除。本頁只說明曾有這封信。",
        "内容已永久删除。本页只说明曾有这封信。",
    )
    return LetterView(_decision(say), office(say), REFERENCE, moment(say), _HERE, trouble=trouble)


def telling(say: Say, prefix: str) -> PreferencesView:
    """Return what somebody chose, just kept, with one choice still open."""
    languages = (
        ("each", say("The language in which I apply each time", "每次申請時所用的語言", "每次申请时所用的语言"), ""),
        ("en", "English", ""),
    )
    channels = (
        ("mail", say("An email", "電郵", "电子邮件"), say("To the address given.", "寄到所填地址。", "发到所填邮箱。")),
        ("sms", say("A text message", "短訊", "短信"), ""),
    )
    wrong = say("Choose one of these", "請從中選一項", "请从中选一项")
    errors = ((f"{prefix}reminders", wrong),)
    return PreferencesView("/ui/", _HERE, languages, "each", channels, "sms", "", is_kept=True, errors=errors)


def mailbox(say: Say) -> MailboxView:
    """Return a mail that went out, a text message that nobody knows of, and one whose words were deleted."""
    mail, text = say("Email", "電郵", "电子邮件"), say("Text message", "短訊", "短信")
    words = say("Your application has been decided.", "你的申請已有決定。", "您的申请已经有了决定。")
    sent, doubt = say("Sent", "已發出", "已发出"), say("Not known yet", "尚未知道", "还不知道")
    lines = (
        MailboxLine(
            mail, "tai.man@example.org", "smtp mail.example:587", sent, "done", moment(say), _decision(say), words
        ),
        MailboxLine(text, "…567", "http gateway.example", doubt, "waiting", moment(say), "", words),
        MailboxLine(text, "…567", "", sent, "done", moment(say), "", ""),
    )
    return MailboxView(lines, 1, 1, "?mailbox=", _HERE)


def no_mail() -> MailboxView:
    """Return a mailbox before anything went out."""
    return MailboxView((), 1, 1, "?mailbox=", _HERE)
