"""A case of an invented person that an office works on: in hand, waiting, answered, refused, objected to, withdrawn."""

from dataclasses import replace

from openhall.channels.portal.samples.cases import REFERENCE, day, due, moment, office, sections, service
from openhall.channels.portal.samples.saying import Say
from openhall.ui.case_views import AnswerRow
from openhall.ui.following_views import (
    AnswerView,
    AppealLine,
    AskLine,
    CaseView,
    DecisionLetter,
    MessageLine,
    MessagesView,
    ObjectionView,
    OfficeLine,
    ReasonLine,
    SentLine,
    TimelineEntry,
    WithdrawView,
)
from openhall.ui.form_views import Choice, FieldView, KeptFile


def in_hand(say: Say) -> CaseView:
    """Return a case that several offices have."""
    return CaseView(
        service=service(say),
        reference=REFERENCE,
        status="in-progress",
        submitted=moment(say),
        holder=say("3 offices at once", "3個部門同時處理", "3个部门同时办理"),
        since=day(say, 24),
        timeline=_timeline(say),
        next_step=say(
            "When every office has answered, the Department of Sample Affairs goes on.",
            "各部門回覆後，由範例事務署繼續處理。",
            "各部门答复后，由范例事务署继续办理。",
        ),
        due=due(say),
        working_days=9,
        statutory=day(say, 30),
        offices=_offices(say),
        messages_href="#messages",
        messages=2,
        receipt_href="#case",
        withdraw_href="#case",
        answers=sections(say),
    )


def yours(say: Say) -> CaseView:
    """Return a case that waits for the person: the clock stands."""
    return replace(
        in_hand(say),
        status="waiting-for-you",
        is_yours=True,
        since=day(say, 25),
        next_step=say(
            "You answer. Then the office goes on from where it stopped.",
            "由你回覆，其後部門會從停下之處繼續處理。",
            "由您答复，之后部门从停下的地方继续办理。",
        ),
        asks=(_ask(say),),
        answer_href="#answer",
        due="",
        working_days=None,
        statutory="",
        paused_since=day(say, 25),
        paused_days=6,
        offices=(),
        answers=(),
    )


def answered(say: Say) -> CaseView:
    """Return a case whose owner has just answered."""
    row = AnswerRow(_paper(say), "vaccination.pdf (0.8 MB)")
    return replace(
        in_hand(say), holder=office(say), sent=SentLine(moment(say), (row,), due(say)), offices=(), answers=()
    )


def refused(say: Say) -> CaseView:
    """Return a refusal, with its reasons and the way to object."""
    return replace(
        in_hand(say),
        status="decided",
        decision="refused",
        holder=office(say),
        since=day(say, 27),
        timeline=_timeline(say)[:1],
        next_step="",
        due=due(say),
        working_days=None,
        statutory="",
        letters=_letters(say),
        appeal=AppealLine(_appeal(say), day(say, 30), "#leaving"),
        offices=(),
        withdraw_href="",
        answers=(),
    )


def reviewed(say: Say) -> CaseView:
    """Return a case that is looked at again after an objection."""
    return replace(
        in_hand(say), holder=office(say), is_reviewed=True, earlier=_letters(say), offices=(), answers=(), messages=0
    )


def late(say: Say) -> CaseView:
    """Return a case that is late."""
    return replace(in_hand(say), holder=office(say), working_days=-3, statutory="", offices=(), answers=())


def withdrawn(say: Say) -> CaseView:
    """Return a case that was taken back."""
    return replace(
        in_hand(say),
        status="withdrawn",
        holder=office(say),
        next_step="",
        working_days=None,
        statutory="",
        timeline=_timeline(say)[:1],
        offices=(),
        withdraw_href="",
        answers=(),
    )


def answer(say: Say, own: str) -> AnswerView:
    """Return the page to answer just what was asked, with a slip in it."""
    missing = say("Choose a file for “Vaccination record”", "請選擇「疫苗紀錄」的檔案", "请选择“疫苗记录”的文件")
    fields = (
        FieldView(f"{own}-paper", "file", _paper(say), error=missing, accept=".jpg,.png,.pdf", max_bytes=10_000_000),
        FieldView(
            f"{own}-photo",
            "file",
            say("Photo of your dog", "狗隻相片", "犬只照片"),
            kept=(KeptFile("1", "lucky.jpg", 2_300_000),),
            accept=".jpg,.png",
            max_bytes=10_000_000,
        ),
        FieldView(
            f"{own}-name",
            "string",
            say("What is your dog called?", "狗隻叫甚麼名字？", "犬只叫什么名字？"),
            value="Lucky",
            width=20,
        ),
    )
    return AnswerView(
        service=service(say),
        reference=REFERENCE,
        action="/ui/",
        back_href="#case",
        asks=(_ask(say),),
        fields=fields,
        errors=((f"{own}-paper", missing),),
        has_files=True,
    )


def messages(say: Say) -> MessagesView:
    """Return messages from both sides."""
    lines = (
        MessageLine(
            say("You", "你", "您"),
            moment(say),
            say(
                "Is a photo of the booklet enough?",
                "拍下防疫注射證明的相片可以嗎？",
                "拍一张疫苗接种证明的照片可以吗？",
            ),
            is_yours=True,
        ),
        MessageLine(
            office(say),
            moment(say),
            say(
                "Yes.\nPlease photograph the page with the stamp of the veterinary surgeon.",
                "可以。\n請拍下有獸醫蓋章的一頁。",
                "可以。\n请拍有兽医盖章的那一页。",
            ),
        ),
    )
    return MessagesView(service(say), REFERENCE, "/ui/", "#case", office(say), lines, most=4000)


def no_messages(say: Say, prefix: str) -> MessagesView:
    """Return a case where nobody has written, and an empty message that was sent."""
    wrong = say("Write your message", "請寫下訊息內容", "请写下留言内容")
    return replace(messages(say), messages=(), errors=((f"{prefix}words", wrong),))


def withdraw(say: Say) -> WithdrawView:
    """Return the page to withdraw on."""
    return WithdrawView(service(say), REFERENCE, "/ui/", "#case")


def objection(say: Say) -> ObjectionView:
    """Return the page to object on."""
    relied_on = say("Relied on by: {}", "作為依據的部門：{}", "以此为依据的部门：{}").format(office(say))
    facts = tuple(Choice(f"fact-{place}", words, relied_on) for place, words in enumerate(_facts(say)))
    return ObjectionView(
        service=service(say),
        reference=REFERENCE,
        action="/ui/",
        back_href="#case",
        letters=_letters(say),
        until=day(say, 30),
        facts=facts,
        ticked=tuple(fact.value for fact in facts),
        most=4000,
    )


def _ask(say: Say) -> AskLine:
    words = say(
        "We cannot read the date on the vaccination record.\nPlease send the page again, in daylight and in one piece.",
        "疫苗紀錄上的日期看不清楚。\n請在日光下完整拍攝該頁，再次遞交。",
        "疫苗记录上的日期看不清楚。\n请在日光下把这一页拍完整，再提交一次。",
    )
    return AskLine(office(say), words, due(say), (_paper(say),), moment(say))


def _paper(say: Say) -> str:
    return say("Vaccination record", "疫苗紀錄", "疫苗记录")


def _facts(say: Say) -> tuple[str, str]:
    return (
        say("Where is your dog kept?", "狗隻在哪裏飼養？", "犬只养在哪里？"),
        say("How many dogs live there?", "該處飼養多少隻狗？", "那里养了几只犬？"),
    )


def _appeal(say: Say) -> str:
    return say(
        "You can object within 28 days. It costs nothing, and you need no lawyer.",
        "你可在28天內提出反對，費用全免，無需聘請律師。",
        "您可以在28天内提出异议，不收费，也不需要请律师。",
    )


def _letters(say: Say) -> tuple[DecisionLetter, ...]:
    reason = ReasonLine(
        say(
            "More than two dogs may not be kept in this flat.",
            "該單位不得飼養多於兩隻狗。",
            "这套住房不可以养两只以上的犬。",
        ),
        say("Dogs Rules, section 4", "《狗隻規則》第4條", "《犬只规则》第4条"),
    )
    note = say(
        "If one dog has moved away, tell us where it lives now.",
        "如其中一隻狗已遷離，請告知牠現時的住處。",
        "如果其中一只犬已经搬走，请告诉我们它现在住在哪里。",
    )
    post = say("Senior licensing officer", "高級牌照主任", "高级执照主任")
    return (DecisionLetter(office(say), post, day(say, 27), "refuse", (reason,), _facts(say), note),)


def _offices(say: Say) -> tuple[OfficeLine, ...]:
    opinion = say("Give an opinion", "提供意見", "提出意见")
    return (
        OfficeLine(
            say("Fire Services of Sample City", "範例市消防處", "范例市消防处"),
            opinion,
            "answered",
            say("Has answered", "已回覆", "已答复"),
            day(say, 26),
        ),
        OfficeLine(
            say("Buildings Office", "屋宇辦事處", "房屋办事处"),
            opinion,
            "working",
            say("Works on it", "處理中", "办理中"),
        ),
        OfficeLine(
            say("Office for Animals and Plants", "動植物辦事處", "动植物办事处"),
            opinion,
            "asked",
            say("Has not answered yet", "尚未回覆", "还没有答复"),
        ),
    )


def _timeline(say: Say) -> tuple[TimelineEntry, ...]:
    you = say("You", "你", "您")
    return (
        TimelineEntry(say("Application received", "已收到申請", "已收到申请"), "past", moment(say), you),
        TimelineEntry(
            say("An office has answered: Give an opinion", "部門已回覆：提供意見", "部门已答复：提出意见"),
            "past",
            moment(say),
            say("Fire Services of Sample City", "範例市消防處", "范例市消防处"),
            say("It has no objection.", "沒有反對。", "没有意见。"),
        ),
        TimelineEntry(
            say(
                "When every office has answered, the Department of Sample Affairs goes on.",
                "各部門回覆後，由範例事務署繼續處理。",
                "各部门答复后，由范例事务署继续办理。",
            ),
            "now",
            "",
            say("2 offices at once", "2個部門同時處理", "2个部门同时办理"),
        ),
        TimelineEntry(say("The decision, with its reasons", "決定及理由", "决定及理由"), "next"),
    )
