"""An invented office and its work, for the samples of the officers' desk."""

from typing import NamedTuple

from openhall.channels.portal.samples.saying import Say
from openhall.ui.desk_views import (
    Assigning,
    Colleague,
    Due,
    Load,
    Sort,
    Trouble,
    TroublesView,
    WorkColumn,
    WorklistView,
    WorkRow,
    WorkSearch,
    WorkTab,
)
from openhall.ui.form_views import Choice


class _Line(NamedTuple):
    """A row before it is put into words; ``days`` are left, ``at`` says which service."""

    reference: str
    days: int | None
    holder: str = ""
    at: int = 0
    mark: str = ""
    is_stopped: bool = False


_LINES = (
    _Line("7KQ4M-X2P9C", -2, "me"),
    _Line("3HD8W-KT5RN", 0, "me", 1, "returned"),
    _Line("9MZ2V-B7QXE", 2),
    _Line("5RT6Y-NJ3WA", 3, "amina", 2),
    _Line("2CF9K-PV4HD", 6, "me", is_stopped=True),
    _Line("8WX3J-GM6TZ", 11, "", 1, "second"),
    _Line("4NB7Q-YE2KS", 19, "long", 3),
    _Line("6PH5D-RC8VM", None, "me", 2),
)
_LAST_OF_MONTH = 30


def worklist(say: Say, *, here: str) -> WorklistView:
    """Return the work of one officer; ``here`` is the address of the page of a case."""
    return WorklistView(
        title=say("Today’s work", "今日工作", "今日待办"),
        tabs=_tabs(say, "mine"),
        search=_search(say),
        rows=tuple(_row(say, here, line) for line in _LINES),
        sorts=_sorts(),
        assigning=Assigning("/ui/", _colleagues(say)),
        loads=_loads(say),
        next_case=here,
        next_href="?after=6PH5D",
        total=8,
        differing=(("7KQ4M-X2P9C", here), ("9MZ2V-4TQ7R", here)),
    )


def not_assigned(say: Say, *, here: str) -> WorklistView:
    """Return the list after somebody pressed the button without choosing whom."""
    words = say("Choose who should have it", "請選擇交給哪一位", "请选择交给哪一位")
    return WorklistView(
        title=say("Work of the office", "本辦事處的工作", "本部门待办"),
        tabs=_tabs(say, "office"),
        search=WorkSearch("/ui/", _services(say), "cafe", "9MZ2V", "?"),
        rows=tuple(_row(say, here, line) for line in _LINES[2:5]),
        sorts=_sorts(),
        assigning=Assigning("/ui/", _colleagues(say), (("colleague", words),)),
        total=3,
    )


def no_work(say: Say) -> WorklistView:
    """Return a list with nothing in it."""
    return WorklistView(
        title=say("Today’s work", "今日工作", "今日待办"),
        tabs=_tabs(say, "waiting"),
        search=_search(say),
        rows=(),
        total=0,
        empty=say("Nobody is waiting for an applicant", "現時沒有等候申請人回覆的個案", "目前没有等待申请人答复的办件"),
    )


def troubles(say: Say, *, here: str) -> TroublesView:
    """Return two jobs that were set aside."""
    return TroublesView(
        rows=(
            Trouble(
                "job-1",
                say("Send the letter of decision by email", "以電郵寄出決定通知書", "用电子邮件发出决定通知书"),
                say(
                    "Tuesday, 24 November 2026, 09:12", "2026年11月24日（星期二）09:12", "2026年11月24日（星期二）09:12"
                ),
                8,
                "SMTPServerDisconnected: Connection unexpectedly closed (mail.example:587)",
                "7KQ4M-X2P9C",
                here,
                "/ui/",
                "/ui/",
            ),
            Trouble(
                "job-2",
                say("Bring the payment into the ledger", "把繳費記錄入帳", "将缴费记录入账"),
                say(
                    "Wednesday, 25 November 2026, 23:40",
                    "2026年11月25日（星期三）23:40",
                    "2026年11月25日（星期三）23:40",
                ),
                1,
                "TimeoutError: no answer within 30 s",
                "3HD8W-KT5RN",
                here,
                "/ui/",
            ),
        ),
        retry_all="/ui/",
    )


def no_troubles(say: Say) -> TroublesView:
    """Return a day without trouble."""
    del say
    return TroublesView(())


def _tabs(say: Say, here: str) -> tuple[WorkTab, ...]:
    tabs = (
        ("mine", say("Mine", "我的", "我的"), 8),
        ("office", say("My office", "本辦事處", "本部门"), 1284),
        ("unclaimed", say("Nobody has it yet", "尚未有人接手", "尚未领取"), 41),
        ("waiting", say("Waiting for the applicant", "等候申請人", "等待申请人"), 0),
        ("overdue", say("Late", "已逾期", "已超时"), 2),
    )
    return tuple(WorkTab(label, f"?show={name}", count, name == here) for name, label, count in tabs)


def _search(say: Say) -> WorkSearch:
    return WorkSearch("/ui/", _services(say), hidden={"show": "mine"})


def _services(say: Say) -> tuple[Choice, ...]:
    return tuple(Choice(f"service-{at}", service(say, at)) for at in range(4))


def service(say: Say, at: int) -> str:
    """Return the name of one of four services, the last of them long."""
    return (
        say("Street café licence", "路邊茶座牌照", "露天咖啡座许可证"),
        say("Licence to keep bees", "養蜂牌照", "养蜂许可证"),
        say("Permit to light fireworks", "燃放煙花許可證", "烟花燃放许可证"),
        say(
            "Certificate of exemption for the alteration of a listed building’s drainage works",
            "法定古蹟渠務工程改動豁免證明書",
            "文物保护建筑排水工程改动豁免证明",
        ),
    )[at]


def _sorts() -> dict[WorkColumn, Sort]:
    names: tuple[WorkColumn, ...] = ("due", "reference", "service", "task", "applicant", "holder")
    return {name: Sort(f"?order={name}", "ascending" if name == "due" else "") for name in names}


def _row(say: Say, href: str, line: _Line) -> WorkRow:
    holders = {
        "amina": say("Amina Said", "沈安娜", "沈安娜"),
        "long": "Maximiliane-Christophine Featherstonehaugh-Oyelaran",
    }
    marks = {"returned": say("returned", "已退回", "已退回"), "second": say("second look", "覆核", "复核")}
    check, sign = say("Check the application", "審核申請", "审核申请"), say("Sign the decision", "簽署決定", "签署决定")
    plan = say("a floor plan, since 19 November", "補交平面圖（11月19日起）", "补交平面图（11月19日起）")
    return WorkRow(
        id=line.reference,
        href=href,
        reference=line.reference,
        service=service(say, line.at),
        task=sign if line.mark == "second" else check,
        applicant=say("A person", "個人", "个人") if line.at % 2 else say("A company", "公司", "企业"),
        due=Due(day(say, line.days), line.days, line.is_stopped),
        waiting=plan if line.is_stopped else "",
        holder=holders.get(line.holder, ""),
        is_mine=line.holder == "me",
        mark=marks.get(line.mark, ""),
        can_pick=line.mark != "second",
    )


def day(say: Say, days: int | None) -> str:
    """Return a day about so many working days from the 26th of November 2026, in words."""
    if days is None:
        return ""
    date = 26 + days + 2 * (days // 5)
    month, name, number = (11, "November", date) if date <= _LAST_OF_MONTH else (12, "December", date - _LAST_OF_MONTH)
    return say(f"{number} {name} 2026", f"2026年{month}月{number}日", f"2026年{month}月{number}日")


def _colleagues(say: Say) -> tuple[Colleague, ...]:
    return (
        Colleague("amina", say("Amina Said", "沈安娜", "沈安娜"), say("7 open", "7宗未完成", "7件未办结")),
        Colleague("jonas", say("Jonas Reed", "李俊", "李俊"), say("22 open", "22宗未完成", "22件未办结")),
        Colleague(
            "mei",
            say("Mei Chan", "陳美", "陈美"),
            say("away until Friday: Jonas Reed instead", "休假至星期五，由李俊代理", "休假至星期五，由李俊代理"),
        ),
    )


def _loads(say: Say) -> tuple[Load, ...]:
    return (
        Load(say("Jonas Reed", "李俊", "李俊"), 22, 5, href="?holder=jonas"),
        Load(say("Ada Lind (you)", "林愛達（你）", "林爱达（您）"), 8, 1, href="?holder=me"),
        Load(say("Amina Said", "沈安娜", "沈安娜"), 7, 0, href="?holder=amina"),
        Load("Maximiliane-Christophine Featherstonehaugh-Oyelaran", 1, 0, href="?holder=long"),
        Load(say("Mei Chan", "陳美", "陈美"), 0, 0, say("away until Friday", "休假至星期五", "休假至星期五")),
    )
