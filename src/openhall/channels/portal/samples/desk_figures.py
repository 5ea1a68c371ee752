"""Invented people and figures of offices, for the samples of the officers' desk."""

from openhall.channels.portal.samples.saying import Say
from openhall.ui.desk_views import (
    Colleague,
    CountRow,
    CountsView,
    DeskPerson,
    PeopleView,
    StandingIn,
    WorkTab,
)
from openhall.ui.form_views import Choice

_QUERY = """\
select authority, count(*) filter (where decided_on <= due_on) as in_time,
       count(*) filter (where decided_on > due_on) as late
from decided_cases where decided_on between '2026-10-01' and '2026-10-31' group by authority"""


def counts(say: Say) -> CountsView:
    """Return how four offices did in a month."""
    rows = (
        CountRow(_office(say, 0), 1204, 1168, 36, 210, 18, 1190, 341, "97", "#"),
        CountRow(_office(say, 1), 388, 388, 0, 12, 4, 388, 57, "100", "#"),
        CountRow(_office(say, 2), 95, 61, 34, 40, 22, 80, 71, "64", "#"),
        CountRow(_office(say, 3), 0, 0, 0, 0, 0, 0, 3),
    )
    return CountsView(
        title=say("In time and late", "準時與逾期", "按时与超时"),
        period=say("October 2026", "2026年10月", "2026年10月"),
        rows=rows,
        total=CountRow(say("All departments", "全部部門", "全部部门"), 1687, 1617, 70, 262, 44, 1658, 472, "96"),
        periods=(
            WorkTab(say("This month", "本月", "本月"), "?period=2026-11"),
            WorkTab(say("October", "10月", "10月"), "?period=2026-10", is_here=True),
            WorkTab(say("This year", "今年", "今年"), "?period=2026"),
        ),
        counted_at=say("26 November 2026, 06:00", "2026年11月26日06:00", "2026年11月26日06:00"),
        definitions=_definitions(say),
        query=_QUERY,
        data_href="#",
    )


def people(say: Say) -> PeopleView:
    """Return the people of an office."""
    return PeopleView(_title(say), _people(say), StandingIn("/ui/", _posts(say), _colleagues(say)))


def people_with_errors(say: Say) -> PeopleView:
    """Return the same after a form that was sent half filled."""
    errors = (
        ("colleague", say("Choose who stands in", "請選擇由誰代理", "请选择由谁代理")),
        ("until", say("Enter a last day after the first", "請填寫第一天之後的日子", "请填写第一天之后的日期")),
    )
    values = {
        "post": "case",
        "from": say("1 Dec 2026", "2026-12-01", "2026-12-01"),
        "until": say("1 Nov 2026", "2026-11-01", "2026-11-01"),
    }
    return PeopleView(_title(say), _people(say), StandingIn("/ui/", _posts(say), _colleagues(say), values, errors))


def _title(say: Say) -> str:
    return say("People of the Trade Office", "貿易處的職員", "贸易处的工作人员")


def _office(say: Say, at: int) -> str:
    return (
        say("Trade Office", "貿易處", "贸易处"),
        say("Fire Office", "消防處", "消防处"),
        say(
            "Office for Listed Buildings, Drainage and Related Exemptions",
            "古蹟渠務及相關豁免事務處",
            "文物建筑排水及相关豁免事务处",
        ),
        say("Office of Fireworks", "煙花事務處", "烟花事务处"),
    )[at]


def _definitions(say: Say) -> tuple[tuple[str, str], ...]:
    return (
        (
            say("In time", "準時", "按时"),
            say(
                "Decided by the day that the applicant was told. Days on which the clock stood still do not count.",
                "在告知申請人的限期或之前作出決定；計時暫停的日子不計算在內。",
                "在告知申请人的期限当天或之前办结；计时暂停的日子不计算在内。",
            ),
        ),
        (
            say("With a named owner", "有專人負責", "有专人负责"),
            say(
                "From the first to the last day one named officer was answerable for the case.",
                "由首日至末日，個案一直有一名指定職員負責。",
                "从第一天到最后一天，办件一直有一名指定工作人员负责。",
            ),
        ),
    )


def _people(say: Say) -> tuple[DeskPerson, ...]:
    officer, head = say("Case officer", "個案主任", "经办人"), say("Supervisor", "主管", "负责人")
    return (
        DeskPerson(say("Ada Lind", "林愛達", "林爱达"), (officer,), 8, 1, href="#"),
        DeskPerson(say("Jonas Reed", "李俊", "李俊"), (officer, head), 22, 5, href="#"),
        DeskPerson(
            say("Mei Chan", "陳美", "陈美"),
            (head,),
            0,
            0,
            say("until 4 December: Jonas Reed stands in", "至12月4日，由李俊代理", "至12月4日，由李俊代理"),
        ),
        DeskPerson("Maximiliane-Christophine Featherstonehaugh-Oyelaran", (officer,), 1),
    )


def _posts(say: Say) -> tuple[Choice, ...]:
    return (
        Choice("case", say("Case officer (Ada Lind)", "個案主任（林愛達）", "经办人（林爱达）")),
        Choice("head", say("Supervisor (Jonas Reed)", "主管（李俊）", "负责人（李俊）")),
    )


def _colleagues(say: Say) -> tuple[Colleague, ...]:
    return (
        Colleague("amina", say("Amina Said", "沈安娜", "沈安娜"), say("7 open", "7宗未完成", "7件未办结")),
        Colleague("jonas", say("Jonas Reed", "李俊", "李俊")),
    )
