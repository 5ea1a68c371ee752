"""An application of an invented person, from the last check to the receipt."""

from dataclasses import replace

from openhall.channels.portal.samples.saying import Say
from openhall.ui.case_views import (
    AnswerRow,
    BegunView,
    ChangedView,
    CheckView,
    DoneView,
    FeeLine,
    Fingerprint,
    GoneView,
    LostView,
    PracticeDoneView,
    ReceiptView,
    RefusedView,
    SavedView,
    Section,
    ServiceLine,
    SignInView,
    StoppedView,
    TakenView,
    TrackView,
)
from openhall.ui.form_views import FieldView
from openhall.ui.verify_views import Verdict, VerdictView, VerifyView

REFERENCE = "7KQ4M-X2P9C"
_SECRET = "H4TM-9QXV-2CKR-W7DA"  # noqa: S105 - invented, for a page that shows how one looks
_RESUME = "https://hall.example/en/track/"
_HASH = "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"
_LEAF = "qUiQTy8PR5uPgZdpSzAYSw0u0cHNKh7A+4XSmaGSpEc="
_ORIGIN = "hall.example/log"
_SIGNATURE = "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8="
_CHECKPOINT = f"{_ORIGIN}\n1204\n{_LEAF}\n\n— {_ORIGIN} {_SIGNATURE}\n"


def check(say: Say, own: str, *, is_practice: bool = False) -> CheckView:
    """Return the answers once more."""
    statement = FieldView(
        f"{own}-true",
        "boolean",
        say("What I have written is true", "我所填寫的資料屬實", "我填写的信息属实"),
        is_statement=True,
    )
    return CheckView(
        service=service(say),
        action="/ui/",
        back_href="#check",
        sections=sections(say),
        statements=(statement,),
        fees=(FeeLine(say("Licence for three years", "三年牌照", "三年执照"), "$80"),),
        fee_total="$80",
        pay_now="$80",
        steps=_steps(say),
        due=due(say),
        originals=(say("Vaccination book", "防疫注射證明", "疫苗接种证明"),),
        is_practice=is_practice,
        once="sample",
    )


def stopped(say: Say) -> StoppedView:
    """Return a rule that says no."""
    return StoppedView(
        service=service(say),
        reason=say(
            "A dog needs a licence from the age of five months. Yours is younger.",
            "狗隻滿五個月才需要領牌，你的狗未滿五個月。",
            "犬只满五个月才需要办证，您的犬只还没有满五个月。",
        ),
        instead=say(
            "Come back when your dog is five months old. Until then it needs no licence.",
            "待狗隻滿五個月後再辦理。在此之前無需牌照。",
            "等犬只满五个月后再来办理。在此之前不需要执照。",
        ),
        change_href="#stopped",
        question=say("How old is your dog?", "你的狗多大？", "您的犬只多大？"),
        answer=say("Less than five months", "未滿五個月", "不满五个月"),
    )


def saved(say: Say) -> SavedView:
    """Return a draft of somebody without an account."""
    return SavedView(service(say), day(say, 23), "#begun", "#begun", _RESUME, REFERENCE, _SECRET)


def changed(say: Say) -> ChangedView:
    """Return what is different since the draft was begun."""
    return ChangedView(
        service=service(say),
        begun_on=day(say, 2),
        continue_href="#begun",
        new=(say("Is your dog neutered?", "你的狗已絕育嗎？", "您的犬只绝育了吗？"),),
        changed=(say("Where is your dog kept?", "狗隻在哪裏飼養？", "犬只养在哪里？"),),
        gone=(say("Colour of the collar", "頸圈的顏色", "项圈的颜色"),),
    )


def begun(say: Say) -> BegunView:
    """Return a draft that waits."""
    return BegunView(service(say), day(say, 2), day(say, 23), "#begun", "/ui/", 7)


def sign_in(say: Say) -> SignInView:
    """Return a service that needs to know who asks."""
    return SignInView(service(say), 2, "#sign-in", "#sign-in", "#sign-in")


def practice_done(say: Say) -> PracticeDoneView:
    """Return the end of practising."""
    return PracticeDoneView(service(say), "#practice", "#practice", sections(say))


def done(say: Say) -> DoneView:
    """Return a confirmation for somebody without an account."""
    return DoneView(
        service=service(say),
        reference=REFERENCE,
        secret=_SECRET,
        received=moment(say),
        receipt_href="#done",
        receipt_file_href="/ui/",
        track_href="#done",
        due=due(say),
        working_days=11,
        holder=office(say),
        steps=_steps(say),
        fees=(FeeLine(say("Licence for three years", "三年牌照", "三年执照"), "$80"),),
        fee_words=say("You pay when the licence is granted.", "批准後才需繳費。", "批准后才需缴费。"),
        originals=(say("Vaccination book", "防疫注射證明", "疫苗接种证明"),),
        feedback_href="#done",
    )


def receipt(say: Say, *, is_complete: bool = True) -> ReceiptView:
    """Return a receipt, with its proof or before it."""
    prints = (
        Fingerprint(say("Your answers", "你的答案", "您的答案"), _HASH),
        Fingerprint("lucky.jpg", _HASH[::-1]),
    )
    return ReceiptView(
        service=service(say),
        reference=REFERENCE,
        received=moment(say),
        fingerprints=prints,
        log=_ORIGIN,
        leaf=_LEAF,
        salt="3q2+796tvu/erb7v3q2+7w==",
        file_href="/ui/",
        verifier_href="/ui/",
        back_href="#receipt",
        index=1199 if is_complete else 0,
        size=1204 if is_complete else 0,
        hashes=(_LEAF, _LEAF[::-1]) * 5 if is_complete else (),
        checkpoint=_CHECKPOINT if is_complete else "",
        key=f"{_ORIGIN}+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
    )


def track(say: Say, prefix: str = "") -> TrackView:
    """Return the two boxes, with a slip in one."""
    words = say(
        "Check the number: one sign looks wrong. It is like 7KQ4M-X2P9C",
        "請核對編號，其中一個字似乎不對。編號的樣式是 7KQ4M-X2P9C",
        "请核对编号，其中一位似乎不对。编号的样式是 7KQ4M-X2P9C",
    )
    return TrackView("/ui/", "#track", "7KQ4M-X2P99", _SECRET, ((f"{prefix}reference", words),))


def lost(say: Say, *, is_sent: bool = False) -> LostView:
    """Return the way to a lost secret."""
    del say
    return LostView("/ui/", "#track", REFERENCE, is_sent)


def taken(say: Say) -> TakenView:
    """Return a case that is in an account, to whoever has its code."""
    since = say(
        "Friday, 27 November 2026, 10:15", "2026年11月27日（星期五）上午10:15", "2026年11月27日（星期五）上午10:15"
    )
    until = say(
        "Sunday, 29 November 2026, 10:15", "2026年11月29日（星期日）上午10:15", "2026年11月29日（星期日）上午10:15"
    )
    return TakenView(REFERENCE, _SECRET, since, until, "/ui/", "#track")


def refused(say: Say) -> RefusedView:
    """Return something that cannot be done now."""
    return RefusedView(
        service=service(say),
        title=say("This cannot be done now", "現在無法這樣做", "现在无法这样做"),
        words=say(
            "Nothing was sent. Your answers are kept.",
            "沒有遞交任何資料，答案都保留着。",
            "没有提交任何信息，答案都保留着。",
        ),
        act=say("Go on with your answers", "繼續填寫", "继续填写"),
        href="#gone",
    )


def gone(say: Say) -> tuple[GoneView, ...]:
    """Return every reason for not showing something."""
    return (
        GoneView("expired", "#gone", service=service(say), start_href="#gone"),
        GoneView("no-match", "#gone", lost_href="#gone"),
    )


def service(say: Say) -> ServiceLine:
    """Return the service that it is about."""
    return ServiceLine(say("Dog licence", "狗隻牌照", "犬只执照"), "#check", office(say), "2000 0000")


def office(say: Say) -> str:
    """Return its office."""
    return say("Department of Sample Affairs", "範例事務署", "范例事务署")


def sections(say: Say) -> tuple[Section, ...]:
    """Return the answers."""
    address = (
        say("Flat A, 12/F, Sample House", "示範大廈12樓A室", "示范大厦12楼A室"),
        say("1 Sample Street, Harbour", "海港區示範街1號", "海港区示范街1号"),
    )
    you = (
        AnswerRow(
            say("What is your name?", "你的姓名？", "您的姓名是什么？"),
            say("CHAN Tai Man", "陳大文", "陈大文"),
            "#check",
        ),
        AnswerRow(say("Where do you live now?", "你現時住在哪裏？", "您现在住在哪里？"), address, "#check"),
        AnswerRow(say("Anything else?", "還有其他資料嗎？", "还有其他信息吗？"), "", "#check"),
    )
    dog = (
        AnswerRow(say("What is your dog called?", "狗隻叫甚麼名字？", "犬只叫什么名字？"), "Lucky", "#check"),
        AnswerRow(say("Photo of your dog", "狗隻相片", "犬只照片"), "lucky.jpg (2.3 MB)", "#check"),
    )
    return (
        Section(say("About you", "關於你", "关于您"), you),
        Section(say("About your dog", "關於狗隻", "关于犬只"), dog),
    )


def _steps(say: Say) -> tuple[str, ...]:
    return (
        say(
            "An officer reads your answers and papers.", "職員會閱讀你的答案和文件。", "工作人员会查看您的答案和材料。"
        ),
        say(
            "If something is missing, we ask you for just that.",
            "如有欠缺，只會請你補交欠缺的部分。",
            "如有欠缺，只会请您补正欠缺的部分。",
        ),
        say("You get the decision with its reasons.", "你會收到決定和理由。", "您会收到决定和理由。"),
    )


def moment(say: Say) -> str:
    """Return when it was sent."""
    return say("Monday, 23 November 2026, 10:04", "2026年11月23日（星期一）10:04", "2026年11月23日（星期一）10:04")


def due(say: Say) -> str:
    """Return by when it is due."""
    return say("Tuesday, 8 December 2026", "2026年12月8日（星期二）", "2026年12月8日（星期二）")


def day(say: Say, day: int) -> str:
    """Return a day of the month in which all of it happens."""
    return say(f"{day} November 2026", f"2026年11月{day}日", f"2026年11月{day}日")


def verify() -> VerifyView:
    """Return the page that asks for the code or the file of a paper."""
    return VerifyView(action="/ui/", offline_href="/verify-offline.html", most=20_000_000)


def verdict(say: Say, verdict: Verdict) -> VerdictView:
    """Return what is said of a paper."""
    view = VerdictView(
        verdict=verdict,
        checked_at=say(
            "Friday, 27 November 2026, 11:01", "2026年11月27日（星期五）11:01", "2026年11月27日（星期五）11:01"
        ),
        verify_href="#verdict",
        offline_href="/verify-offline.html",
        code="7ZK3Q 8V1M4 N0P5R 6S2T9 W8X1Y3",
    )
    if verdict == "unknown":
        return view
    if verdict == "foreign":
        return replace(view, code="", is_file=True)
    return replace(
        view,
        kind=say("Licence", "牌照", "执照"),
        issuer=say("Office of Example Affairs", "示例事務署", "示例事务署"),
        issued_on=say("2 March 2026", "2026年3月2日", "2026年3月2日"),
        until=say("1 March 2027", "2027年3月1日", "2027年3月1日"),
    )
