"""An invented case at the officers' desk, in every state that its page can be in."""

from dataclasses import replace

from openhall.channels.portal.samples import desk_acts, processes
from openhall.channels.portal.samples.desk_stories import clocks, history, messages, opinions, pauses
from openhall.channels.portal.samples.saying import Say
from openhall.ui.case_views import AnswerRow, Section
from openhall.ui.desk_case_views import Claim, Conflict, DeskCase, Difference, OpenPaper, Paper, TakeBackView
from openhall.ui.desk_views import Due

PICTURE = "/ui/desk/plan.svg"


def open_case(say: Say, *, here: str) -> DeskCase:
    """Return a case that the reader has to decide."""
    return DeskCase(
        reference="7KQ4M-X2P9C",
        service=say("Street café licence", "路邊茶座牌照", "露天咖啡座许可证"),
        service_href="#",
        applicant=say("A company", "公司", "企业"),
        status="in-progress",
        submitted=say("Monday, 2 November 2026", "2026年11月2日（星期一）", "2026年11月2日（星期一）"),
        due=Due(_day(say, 30), 2),
        list_href=here,
        task=say("Check the application and decide", "審核申請並作出決定", "审核申请并作出决定"),
        task_hint=say("A supervisor signs after you.", "其後由主管簽署。", "之后由负责人签署。"),
        is_mine=True,
        claim=Claim("/ui/", say("Put it back", "放回", "放回")),
        position=say("3 of 14", "第3宗，共14宗", "第3件，共14件"),
        next_href=here,
        previous_href=here,
        answers=_answers(say),
        withheld=say(
            "Four more answers are read by other offices only.",
            "另有4項資料只供其他部門查閱。",
            "另有4项信息只供其他部门查看。",
        ),
        papers=_papers(say, here),
        opinions=opinions(say),
        messages=messages(say),
        clocks=clocks(say),
        pauses=pauses(say),
        history=history(say),
        diagram=processes.under_way(say, "case"),
        decide=desk_acts.decide(say),
        ask=desk_acts.ask(say, is_second=True),
        pass_on=desk_acts.pass_on(say),
        message=desk_acts.message(say),
        printed=say("printed on 26 November 2026, 10:41", "2026年11月26日10:41列印", "2026年11月26日10:41打印"),
    )


def taking_back(say: Say, *, here: str) -> TakeBackView:
    """Return a question to the applicant that an officer is about to take back."""
    case = open_case(say, here=here)
    return TakeBackView(
        reference=case.reference,
        service=case.service,
        action="/ui/",
        once="sample",
        back_href=here,
        who=say("Ada Lind, Trade Office", "林愛達，貿易處", "林爱达，贸易处"),
        when=say("26 November 2026, 10:12", "2026年11月26日10:12", "2026年11月26日10:12"),
        until=say("Thursday, 10 December 2026", "2026年12月10日（星期四）", "2026年12月10日（星期四）"),
        words=say(
            "Please send a floor plan on which the tables can be seen.",
            "請交一份標明枱位的平面圖。",
            "请提交一份标明桌位的平面图。",
        ),
        questions=(say("Floor plan", "平面圖", "平面图"),),
    )


def with_paper(say: Say, *, here: str) -> DeskCase:
    """Return the case with a plan open beside the answers."""
    case = open_case(say, here=here)
    paper = OpenPaper("plan.svg", say("Floor plan", "平面圖", "平面图"), PICTURE, "picture", here, PICTURE, here, here)
    return replace(case, paper=paper, papers=(replace(case.papers[0], is_open=True), *case.papers[1:]))


def with_document(say: Say, *, here: str) -> DeskCase:
    """Return the case with a document in a frame."""
    case = with_paper(say, here=here)
    assert case.paper is not None  # noqa: S101 - it was just put there
    return replace(case, paper=replace(case.paper, media="document"))


def above_limit(say: Say, *, here: str) -> DeskCase:
    """Return a case about more money than the reader's post may sign."""
    return replace(open_case(say, here=here), amount="$12,000", decide=desk_acts.decide_above_limit(say))


def with_letter(say: Say, *, here: str) -> DeskCase:
    """Return the case with the letter before it goes out."""
    return replace(open_case(say, here=here), decide=desk_acts.decide_with_letter(say))


def with_errors(say: Say, *, here: str) -> DeskCase:
    """Return the case after forms that lack something."""
    reasons = (
        "reasons",
        say("Pick at least one reason to refuse", "請選至少一項不批准的理由", "请至少选择一项不予批准的理由"),
    )
    facts = ("facts", say("Tick the answers that it is based on", "請選出作為依據的資料", "请选择作为依据的信息"))
    asked = ("asked", say("Tick what is missing", "請選出欠缺的資料", "请选择缺少的信息"))
    second = ("second_reason", say("Write why the clock must stop again", "請說明為何再次暫停", "请说明为什么再次暂停"))
    return replace(
        open_case(say, here=here),
        decide=desk_acts.decide(say, "refuse", (reasons, facts)),
        ask=desk_acts.ask(say, is_second=True, errors=(asked, second)),
    )


def in_conflict(say: Say, *, here: str) -> DeskCase:
    """Return the case after somebody else decided it meanwhile."""
    conflict = Conflict(
        happened=say("The case was refused.", "個案已不獲批准。", "办件已不予批准。"),
        who=say("Jonas Reed", "李俊", "李俊"),
        when=say("26 November 2026, 10:31", "2026年11月26日10:31", "2026年11月26日10:31"),
        typed=(
            (say("Decision", "決定", "决定"), say("Approve", "批准", "批准")),
            (
                say("A word to the applicant", "給申請人的話", "给申请人的话"),
                say(
                    "Please leave 1.5 metres free\nfor prams and wheelchairs.",
                    "請預留1.5米通道，\n供嬰兒車和輪椅通過。",
                    "请预留1.5米通道，\n供婴儿车和轮椅通过。",
                ),
            ),
        ),
        href=here,
    )
    return replace(finished(say, here=here), conflict=conflict)


def finished(say: Say, *, here: str) -> DeskCase:
    """Return the case when it is decided and nothing is left to do."""
    return replace(
        open_case(say, here=here),
        status="decided",
        decision="refused",
        task="",
        task_hint="",
        due=Due(),
        is_mine=False,
        holder="",
        claim=None,
        clocks=(),
        diagram=processes.refused(say, "case"),
        decide=None,
        ask=None,
        pass_on=None,
    )


def waiting(say: Say, *, here: str) -> DeskCase:
    """Return the case while the applicant is asked, looked at by somebody who may not decide."""
    return replace(
        open_case(say, here=here),
        status="waiting-for-you",
        due=Due(_day(say, 30), 2, is_stopped=True),
        waiting=say(
            "Waiting for a floor plan since 19 November, until 3 December",
            "自11月19日起等候補交平面圖，至12月3日止",
            "自11月19日起等待补交平面图，至12月3日止",
        ),
        take_back_href=here,
        notices=(say("Jonas Reed has this case open too.", "李俊亦正在查閱此個案。", "李俊也正在查看此办件。"),),
        difference=_difference(say),
        is_mine=False,
        holder=say("Jonas Reed", "李俊", "李俊"),
        claim=Claim(
            "/ui/",
            say("Take it over", "接手", "接手"),
            say("Jonas Reed is told.", "李俊會收到通知。", "李俊会收到通知。"),
        ),
        decide=desk_acts.decide_barred(say),
        ask=desk_acts.ask(say),
    )


def bare(say: Say, *, here: str) -> DeskCase:
    """Return a case that has just come in, without papers, opinions or a picture, and nobody has it."""
    return replace(
        open_case(say, here=here),
        status="submitted",
        service=say(
            "Certificate of exemption for the alteration of a listed building’s drainage works",
            "法定古蹟渠務工程改動豁免證明書",
            "文物保护建筑排水工程改动豁免证明",
        ),
        is_mine=False,
        claim=Claim("/ui/", say("Take it", "接手", "领取")),
        due=Due(_day(say, 30), -2),
        withheld="",
        papers=(),
        opinions=(),
        messages=(),
        pauses=(),
        diagram=None,
        pass_on=None,
        ask=desk_acts.ask(say),
    )


def _difference(say: Say) -> Difference:
    return Difference(
        title=say(
            "A source says something else than the applicant",
            "資料來源與申請人填報的不同",
            "信息来源与申请人填报的不同",
        ),
        lines=(
            say(
                "Registered office: 2/F, 9 Lantern Road in Companies Register",
                "註冊辦事處：公司登記冊的紀錄是燈籠道9號2樓",
                "注册地址：公司登记册的记录是灯笼道9号2楼",
            ),
        ),
        note=Claim("/ui/", say("I have noted it", "我已知悉", "我已知悉")),
    )


def _day(say: Say, number: int) -> str:
    return say(f"Monday, {number} November 2026", f"2026年11月{number}日（星期一）", f"2026年11月{number}日（星期一）")


def _answers(say: Say) -> tuple[Section, ...]:
    place = (
        AnswerRow(
            say("Where is the café?", "茶座在哪裏？", "咖啡座在哪里？"),
            say("12 Harbour Row", "海港街12號", "海港街12号"),
        ),
        AnswerRow(
            say("How wide is the pavement?", "行人路有多闊？", "人行道有多宽？"), say("2.4 metres", "2.4米", "2.4米")
        ),
        AnswerRow(say("How many tables?", "有多少張枱？", "有多少张桌子？"), "6"),
        AnswerRow(say("Until when will guests sit outside?", "客人會坐到幾時？", "客人会坐到几点？"), "23:30"),
        AnswerRow(
            say("Which days?", "哪幾天？", "哪几天？"),
            (say("Friday", "星期五", "星期五"), say("Saturday", "星期六", "星期六")),
        ),
    )
    firm = (
        AnswerRow(
            say("Name of the company", "公司名稱", "企业名称"),
            say("Lantern Coffee Ltd", "提燈咖啡有限公司", "提灯咖啡有限公司"),
        ),
        AnswerRow(say("Registered since", "註冊日期", "登记日期"), say("3 May 2019", "2019年5月3日", "2019年5月3日")),
        AnswerRow(say("Anything else we should know?", "還有甚麼想告訴我們？", "还有什么想告诉我们？"), ""),
    )
    return Section(say("The place", "地點", "地点"), place), Section(say("The company", "公司", "企业"), firm)


def _papers(say: Say, here: str) -> tuple[Paper, ...]:
    page = say("1 page", "1頁", "1页")
    clean = say("no virus found", "未發現病毒", "未发现病毒")
    return (
        Paper(
            "plan",
            "plan.svg",
            say("Floor plan", "平面圖", "平面图"),
            here,
            PICTURE,
            ("SVG", page, "4 KB"),
            say("9 November", "11月9日", "11月9日"),
            clean,
        ),
        Paper(
            "old",
            "plan-first-version-scanned-on-the-old-machine.pdf",
            say("Floor plan", "平面圖", "平面图"),
            here,
            PICTURE,
            ("PDF", page, "1.2 MB"),
            is_replaced=True,
        ),
        Paper(
            "lease",
            say("租約.pdf", "租約.pdf", "租约.pdf"),
            say("Lease", "租約", "租约"),
            here,
            PICTURE,
            ("PDF", say("14 pages", "14頁", "14页"), "3.4 MB"),
            say("2 November", "11月2日", "11月2日"),
            clean,
        ),
    )
