"""Appointments of an invented person: kept, too near to change, cancelled; times to choose from; offices; a draw."""

from dataclasses import replace

from openhall.channels.portal.samples.cases import service
from openhall.channels.portal.samples.saying import Say
from openhall.ui.appointment_views import (
    BoardView,
    CancelTimeView,
    ChooseTimeView,
    DrawView,
    NumberView,
    OfferedLine,
    OfficeCard,
    OfficesView,
    OwnDraw,
    OwnDrawsView,
    SlotDay,
)
from openhall.ui.case_views import AppointmentCard
from openhall.ui.form_views import Choice

_NOVEMBER = 11
_HASH = "5f0c1d" * 10 + "9a2e"


def kept(say: Say) -> AppointmentCard:
    """Return an appointment that can be moved."""
    return AppointmentCard(
        state="booked",
        kind=_kind(say),
        when=_when(say),
        place=_place(say),
        address=say("12 Sample Street, Central", "中環範例街12號", "中环范例街12号"),
        bring=say(
            "Bring your identity document and your reference number.",
            "請帶備身份證明文件及申請編號。",
            "请带上身份证件和申请编号。",
        ),
        calendar_href="#appointment",
        choose_href="#appointment",
        cancel_href="#appointment",
    )


def too_near(say: Say) -> AppointmentCard:
    """Return an appointment that stands as it is."""
    late = say(
        "It begins soon, so it cannot be changed here any more. If you cannot come, please call the office.",
        "預約時間快到，不能在此更改。如未能前來，請致電辦事處。",
        "预约时间快到了，不能在此更改。如果来不了，请致电办事处。",
    )
    return replace(kept(say), choose_href="", cancel_href="", late=late)


def given_up(say: Say) -> AppointmentCard:
    """Return an appointment that was cancelled."""
    return replace(kept(say), state="cancelled", cancel_href="")


def meeting(say: Say) -> AppointmentCard:
    """Return a meeting to which nobody has to come."""
    bring = say(
        "You need not come. We write to you after the meeting.",
        "你無須出席。會議後我們會通知你。",
        "您无须出席。会议后我们会通知您。",
    )
    return replace(too_near(say), has_to_come=False, bring=bring, calendar_href="", late="")


def choosing(say: Say) -> ChooseTimeView:
    """Return a week with free times."""
    return ChooseTimeView(
        service=service(say),
        action="#appointment",
        back_href="#appointment",
        booking="0",
        now=say(f"Kept for you now: {_when(say)}", f"現時的預約：{_when(say)}", f"目前的预约：{_when(say)}"),
        offices=(Choice("central", _place(say)), Choice("harbour", say("Harbour Office", "海港辦事處", "海港办事处"))),
        office="central",
        office_name=_place(say),
        week="2026-11-30",
        week_words=say(
            "30 November 2026 to 6 December 2026", "2026年11月30日至2026年12月6日", "2026年11月30日至2026年12月6日"
        ),
        days=(
            SlotDay(
                say("Monday, 30 November 2026", "2026年11月30日（星期一）", "2026年11月30日（星期一）"), _times(9, 5)
            ),
            SlotDay(
                say("Thursday, 3 December 2026", "2026年12月3日（星期四）", "2026年12月3日（星期四）"), _times(14, 3)
            ),
        ),
        earlier_href="#appointment",
        later_href="#appointment",
    )


def full_week(say: Say) -> ChooseTimeView:
    """Return a week without a free time."""
    return replace(choosing(say), days=(), next_free=_when(say), next_free_href="#appointment")


def not_free_any_more(say: Say) -> ChooseTimeView:
    """Return a week after somebody else was faster."""
    told = say(
        "This time is not free any more. Choose another one.",
        "這個時間已沒有空位，請選擇另一個。",
        "这个时间已经没有空位，请另选一个。",
    )
    return replace(choosing(say), errors=(("slot", told),))


def giving_up(say: Say) -> CancelTimeView:
    """Return the page that asks once more."""
    line = f"{_when(say)}{say(', ', '，', '，')}{_place(say)}"
    return CancelTimeView(service(say), "#appointment", "#appointment", "0", line)


def offices(say: Say) -> OfficesView:
    """Return an office with its hours, and one draw."""
    weekday = say("Monday", "星期一", "星期一")
    card = OfficeCard(
        id="sample-office",
        name=_place(say),
        address=say("12 Sample Street, Central", "中環範例街12號", "中环范例街12号"),
        hours=((weekday, say("09:00–12:30, 14:00–17:00", "09:00–12:30、14:00–17:00", "09:00–12:30、14:00–17:00")),),
        holidays=False,
        offered=(OfferedLine(_kind(say), _when(say), "#appointment"), OfferedLine(_other(say), "")),
        board_href="#appointment",
        closed=(say("Tuesday, 8 December 2026", "2026年12月8日（星期二）", "2026年12月8日（星期二）"),),
    )
    return OfficesView(
        (("", (card,)),),
        ((f"{_kind(say)}{say(', until ', '，截止時間：', '，截止时间：')}{_when(say)}", "#appointment"),),
    )


def board(say: Say) -> BoardView:
    """Return what hangs on the wall of an office."""
    return BoardView(_place(say), ((47, 3), (46, 1), (45, 2)), 12, _when(say), "#appointment")


def draw(say: Say) -> DrawView:
    """Return a draw that was held."""
    return DrawView(
        kind=_kind(say),
        opens=_when(say),
        closes=_when(say),
        places=1,
        commitment=_HASH,
        tickets=(_HASH, _HASH[::-1]),
        file_href="#appointment",
        seed=_HASH,
        order=(_HASH[::-1], _HASH),
        given=((f"{_HASH[::-1][:12]}…", f"{_when(say)}{say(', ', '，', '，')}{_place(say)}"),),
    )


def taking(say: Say) -> BoardView:
    """Return an office where one can take a number now."""
    kinds = (Choice("card", _kind(say)), Choice("birth", _other(say)))
    return replace(board(say), action="/ui/", kinds=kinds, once="sample")


def taken(say: Say, *, is_called: bool = False) -> NumberView:
    """Return a number that waits, and one that is called."""
    return NumberView(_place(say), 48, 0 if is_called else 3, 4 if is_called else 0, _when(say), _when(say), "#draws")


def own_draws(say: Say) -> OwnDrawsView:
    """Return draws that one can enter, has entered, has won and has not won."""
    label = f"{_kind(say)}{say(', until ', '，截止時間：', '，截止时间：')}{_when(say)}"
    first = OwnDraw("sample", label, "open", "#draws", "#draws", count=2)
    entered = replace(first, state="in", ticket=_HASH, count=3)
    lost = replace(entered, state="drawn", place=3)
    won = replace(lost, place=1, won=f"{_when(say)}{say(', ', '，', '，')}{_place(say)}")
    return OwnDrawsView(service(say), "7KQ4M-X2P9C", "/ui/", "#case", (first, entered, lost, won))


def no_draws(say: Say) -> OwnDrawsView:
    """Return a case without a draw."""
    return replace(own_draws(say), draws=())


def _times(hour: int, count: int) -> tuple[tuple[str, str], ...]:
    return tuple((f"{hour + n // 2:02}{n % 2 * 30:02}", f"{hour + n // 2:02}:{n % 2 * 30:02}") for n in range(count))


def _day(say: Say, day: int, month: int, weekday: str, number: str) -> str:
    chinese = f"2026年{month}月{day}日（星期{number}）"
    return say(f"{weekday}, {day} {'November' if month == _NOVEMBER else 'December'} 2026", chinese, chinese)


def _kind(say: Say) -> str:
    return say("Identity card", "身份證", "身份证")


def _other(say: Say) -> str:
    return say("Registration of a birth", "出生登記", "出生登记")


def _place(say: Say) -> str:
    return say("Sample Office, Central", "中環範例辦事處", "中环范例办事处")


def _when(say: Say) -> str:
    return say("Thursday, 3 December 2026, 09:30", "2026年12月3日（星期四）09:30", "2026年12月3日（星期四）09:30")
