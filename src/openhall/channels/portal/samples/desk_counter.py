"""An invented person at a counter of the desk: what can be done for them, a sheet, a mandate on paper."""

from openhall.channels.portal.samples.saying import Say
from openhall.ui.desk_counter_views import PaperFirmView
from openhall.ui.desk_outcome_views import Box, OutcomeItem, OutcomeView, SmallForm
from openhall.ui.desk_sending import Sending
from openhall.ui.desk_views import HandedView, PaperMandateView

_HERE = "/ui/"
_NAME = "Maria Fernanda Kumari Thapa Chhetri de los Santos y Rai"


def attended(say: Say) -> OutcomeView:
    """Return the page of somebody at the counter, with a form that was looked for."""
    found = OutcomeItem(
        say("Dog licence", "狗隻牌照", "养犬许可"),
        told=say("Parks Office", "公園辦事處", "公园办事处"),
        href=_HERE,
        link=say(f"Fill in for {_NAME}", f"代{_NAME}填表", f"代{_NAME}填表"),
    )
    once = _button(say("Print a sheet to sign in with once", "列印一次性登入代碼", "打印一次性登录代码"), "code")
    ways = OutcomeItem(say("So that they can sign in at home", "讓對方在家中登入", "让对方在家登录"), forms=(once,))
    box = Box("service", say("What do they want to do?", "對方想辦理甚麼？", "对方想办理什么？"), "dog")
    return OutcomeView(
        _NAME,
        say(
            "Passport was seen, which proves level 3. Until 14:32 you may fill in forms for them.",
            "已查看護照，核實至第3級。14:32前，你可代其填表。",
            "已查看护照，核实到3级。14:32之前，您可以代其填表。",
        ),
        items=(found, ways),
        find=SmallForm("find", "", say("Find a form", "查找表格", "查找表格"), Sending(_HERE), (box,)),
        lists=((say("At the counter", "櫃位接待", "窗口接待"), _HERE),),
    )


def sheet(say: Say) -> HandedView:
    """Return a sheet of codes as it is printed."""
    return HandedView(
        title=say("Sheet of codes to sign in with", "登入代碼表", "登录代码表"),
        name=_NAME,
        words=say(
            "Go to hall.example/en/sign-in/printed/. Type the number of the sheet, then the next code.",
            "前往 hall.example/en/sign-in/printed/，輸入代碼表號碼，再輸入下一個代碼。",
            "打开 hall.example/en/sign-in/printed/，输入代码表编号，再输入下一个代码。",
        ),
        codes=tuple(f"7KQ4-{each}M2X" for each in "ABCDEFGHJK"),
        keep=say(
            "Whoever has this sheet can be you: keep it like money.",
            "持有此表的人便可冒充你：請像金錢般妥善保管。",
            "持有此表的人就能冒充您：请像钱一样妥善保管。",
        ),
        made=say("Town Clerk, 27 November 2026, 13:32", "市鎮書記，2026年11月27日13:32", "镇书记，2026年11月27日13:32"),
        back_href=_HERE,
        back=say("Back to the counter", "返回櫃位接待", "返回窗口接待"),
        number_label=say("Number of the sheet", "代碼表號碼", "代码表编号"),
        number="9M2X-7KQ4",
    )


def mandate(say: Say) -> PaperMandateView:
    """Return the form for a mandate on paper, with something missing."""
    read = say("Read letters", "閱讀信件", "阅读信件")
    fill = say("Fill in forms and renew", "填表及續期", "填表和续期")
    return PaperMandateView(
        name=_NAME,
        action=_HERE,
        back_href=_HERE,
        side="helps",
        number="Z001011(2)",
        scopes=(("letters", read, ""), ("fill", fill, "")),
        scopes_chosen=("fill",),
        day=("31", "12", "2027", ""),
        services="own",
        paper="",
        errors=(
            (
                "paper",
                say(
                    "Write where the signed paper is kept.",
                    "請填寫已簽署文件的存放位置。",
                    "请填写已签署文件的存放位置。",
                ),
            ),
        ),
    )


def firm(say: Say) -> PaperFirmView:
    """Return the form for what a firm gives on paper, after it was looked whether they may."""
    staff, agent = (
        say("Member of staff", "職員", "员工"),
        say("Agent of another firm", "其他機構的代理", "其他机构的代理"),
    )
    return PaperFirmView(
        name=_NAME,
        action=_HERE,
        back_href=_HERE,
        firm="Kites Limited",
        kind="seat",
        proof=say(
            f"{_NAME} has a place in Kites Limited here, as: Director. Compare it with the paper of the firm.",
            f"{_NAME}在此登記為紙鳶有限公司的董事。請與該公司的文件核對。",
            f"{_NAME}在此登记为风筝有限公司的董事。请与该公司的文件核对。",
        ),
        roles=(("staff", staff, ""), ("agent", agent, "")),
        role="staff",
        errors=(
            (
                "paper",
                say(
                    "Write where the signed paper is kept.",
                    "請填寫已簽署文件的存放位置。",
                    "请填写已签署文件的存放位置。",
                ),
            ),
        ),
    )


def _button(words: str, name: str) -> SmallForm:
    return SmallForm(name, words, words, Sending(_HERE), is_quiet=True, is_folded=False)
