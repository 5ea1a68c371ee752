"""What an officer can do with the invented case: decide, ask, pass on, write."""

from dataclasses import replace

from openhall.channels.portal.samples.saying import Say
from openhall.ui.desk_case_views import (
    AskForm,
    DecideForm,
    Decision,
    Item,
    Letter,
    MessageForm,
    Note,
    PassForm,
)
from openhall.ui.desk_sending import Sending
from openhall.ui.desk_views import Colleague, Errors
from openhall.ui.form_views import Choice

_HERE = "/ui/"


def decide(say: Say, picked: str = "", errors: Errors = ()) -> DecideForm:
    """Return the form to decide, with one way chosen."""
    return DecideForm(
        sending=Sending(_HERE, once="sample", seen="12", autosave=_HERE, saved="10:38", errors=errors),
        decisions=_decisions(say, picked),
        facts=_facts(say),
        note=Note(
            say("A word to the applicant", "給申請人的話", "给申请人的话"),
            say("The applicant reads this in the letter.", "申請人會在信中讀到。", "申请人会在文书中看到。"),
            say("You can apply again at any time.", "你可隨時再次申請。", "您可以随时再次申请。") if picked else "",
        ),
        final=say(
            "A second person has to sign before it counts.",
            "須由另一名職員簽署後才生效。",
            "须由另一名工作人员签署后才生效。",
        ),
    )


def decide_with_letter(say: Say) -> DecideForm:
    """Return the form with the letter that will go out."""
    return replace(decide(say, "refuse"), letters=_letters(say))


def decide_barred(say: Say) -> DecideForm:
    """Return a decision that somebody else has to make."""
    barred = say(
        "You inspected the place yourself. Somebody else has to decide.",
        "實地視察由你進行，須由另一名職員作決定。",
        "现场勘查由您进行，须由另一名工作人员作出决定。",
    )
    return replace(decide(say), sending=Sending(_HERE, barred=barred))


def decide_above_limit(say: Say) -> DecideForm:
    """Return a decision on more money than the reader's post may sign."""
    barred = say(
        "$12,000 is above what your post may sign: $5,000. Who may sign it: Head of Trade (Mei Chan).",
        "$12,000超出你的職位可簽批的上限$5,000。可以簽批的是：貿易處處長（陳美）。",
        "$12,000超出您的岗位可签批的上限$5,000。可以签批的是：贸易处处长（陈美）。",
    )
    return replace(decide(say), sending=Sending(_HERE, barred=barred))


def ask(say: Say, *, is_second: bool = False, errors: Errors = ()) -> AskForm:
    """Return the form to ask for what is missing; the clock may have been stopped once before."""
    second = Note(
        say("Why must it stop a second time?", "為何要再次暫停？", "为什么要再次暂停？"),
        say("The applicant and your supervisor read this.", "申請人和你的主管會讀到。", "申请人和您的负责人会看到。"),
    )
    return AskForm(
        sending=Sending(_HERE, once="sample", autosave=_HERE, errors=errors),
        questions=_facts(say),
        papers=(
            Item(
                "paper:plan",
                say("Floor plan", "平面圖", "平面图"),
                say("Sent: plan.pdf", "已交：plan.pdf", "已交：plan.pdf"),
            ),
            Item("paper:lease", say("Lease", "租約", "租约"), say("Not sent", "未交", "未交"), is_picked=is_second),
        ),
        words=Note(
            say("What exactly is missing?", "具體欠缺甚麼？", "具体缺少什么？"),
            say("The applicant reads this at once.", "申請人會即時讀到。", "申请人会立即看到。"),
        ),
        days="14",
        days_hint=say("From 7 to 28 days.", "7至28天。", "7至28天。"),
        before=say(
            "The clock stood still once before, from 2 to 9 November, for a clearer photograph.",
            "計時曾於11月2日至9日暫停一次，以待補交較清晰的照片。",
            "计时曾在11月2日至9日暂停过一次，等待补交更清晰的照片。",
        )
        if is_second
        else "",
        second_reason=second if is_second else None,
    )


def pass_on(say: Say) -> PassForm:
    """Return the form to pass the case on, or hand the task over."""
    return PassForm(
        sending=Sending(_HERE, once="sample"),
        offices=(
            Choice("fire", say("Fire Office", "消防處", "消防处")),
            Choice("health", say("Health Office", "衞生處", "卫生处")),
        ),
        words=Note(
            say("Why does it belong there?", "為何應由該部門處理？", "为什么应由该部门处理？"),
            say("The other office and the applicant read this.", "該部門和申請人會讀到。", "该部门和申请人会看到。"),
        ),
        hand_over=_HERE,
        colleagues=(
            Colleague("amina", say("Amina Said", "沈安娜", "沈安娜"), say("7 open", "7宗未完成", "7件未办结")),
            Colleague("jonas", say("Jonas Reed", "李俊", "李俊"), say("22 open", "22宗未完成", "22件未办结")),
        ),
    )


def message(say: Say) -> MessageForm:
    """Return the form to write to the applicant."""
    note = Note(
        say("Your message", "你的訊息", "您的消息"),
        say(
            "The applicant and the offices of this case read this.",
            "申請人和各審核部門會讀到。",
            "申请人和各审核部门会看到。",
        ),
        max_length=4000,
    )
    return MessageForm(Sending(_HERE, once="sample"), note)


def _decisions(say: Say, picked: str) -> tuple[Decision, ...]:
    return (
        Decision(
            "approve",
            say("Approve", "批准", "批准"),
            say("Approve and send it to be signed", "批准並送交簽署", "批准并送签"),
            say("The licence is issued when the fee is paid.", "繳費後即簽發牌照。", "缴费后即签发执照。"),
            is_picked=picked == "approve",
        ),
        Decision(
            "refuse",
            say("Refuse", "不批准", "不予批准"),
            say("Refuse and send it to be signed", "不批准並送交簽署", "不予批准并送签"),
            say(
                "Pick at least one reason. The letter names the law and the way to appeal.",
                "請選至少一項理由；信中會列明法例和上訴途徑。",
                "请至少选择一项理由；文书会写明法律依据和救济途径。",
            ),
            _reasons(say),
            is_picked=picked == "refuse",
        ),
        Decision(
            "return",
            say("Return it to the case officer", "退回個案主任", "退回经办人"),
            say("Return it", "退回", "退回"),
            reasons=(
                Item("again", say("Look at the plan again", "請再次審核平面圖", "请再次审核平面图")),
                Item("law", say("Name another provision", "請引用另一條文", "请引用另一条款")),
            ),
            is_picked=picked == "return",
        ),
    )


def _reasons(say: Say) -> tuple[Item, ...]:
    """Return more reasons than fit in sight, so that one can search in them."""
    given = (
        ("narrow", "The pavement is narrower than 3 metres", "行人路少於3米闊", "人行道宽度不足3米", "7(1)(a)"),
        ("exit", "A fire exit would be blocked", "會阻塞走火通道", "会堵塞消防通道", "7(1)(b)"),
        ("noise", "Neighbours would hear it after 23:00", "晚上11時後會影響鄰居", "晚上11点后会影响邻居", "7(1)(c)"),
        ("owner", "The owner of the ground does not agree", "土地業權人不同意", "场地所有人不同意", "7(2)"),
        ("debts", "Earlier fees were not paid", "過往費用尚未繳清", "以往费用尚未缴清", "9"),
        ("false", "An answer was not true", "有資料與事實不符", "有信息与事实不符", "11"),
        ("water", "There is no way to wash hands", "沒有洗手設施", "没有洗手设施", "7(3)"),
        ("trees", "The roots of a listed tree would be harmed", "會傷及古樹名木的根部", "会伤及古树名木的根部", "8"),
        ("bus", "It stands in the way of a bus stop", "妨礙巴士站運作", "妨碍公交站使用", "7(1)(d)"),
    )
    law = say("Street Cafés Act, section {}", "《路邊茶座條例》第{}條", "《露天咖啡座条例》第{}条")
    return tuple(
        Item(value, say(en, hant, hans), law.format(section), is_picked=value == "narrow")
        for value, en, hant, hans, section in given
    )


def _facts(say: Say) -> tuple[Item, ...]:
    return (
        Item(
            "width",
            say("How wide is the pavement?", "行人路有多闊？", "人行道有多宽？"),
            say("2.4 metres", "2.4米", "2.4米"),
            is_picked=True,
        ),
        Item("hours", say("Until when will guests sit outside?", "客人會坐到幾時？", "客人会坐到几点？"), "23:30"),
        Item("tables", say("How many tables?", "有多少張枱？", "有多少张桌子？"), "6"),
    )


def _letters(say: Say) -> tuple[Letter, ...]:
    own = Letter(
        language=say("en", "zh-Hant", "zh-Hans"),
        language_name=say("English", "繁體中文", "简体中文"),
        title=say("Your application for a street café licence", "你的路邊茶座牌照申請", "您的露天咖啡座许可证申请"),
        to=say("To Lantern Coffee Ltd", "致：提燈咖啡有限公司", "致：提灯咖啡有限公司"),
        day=say("26 November 2026", "2026年11月26日", "2026年11月26日"),
        paragraphs=(
            say(
                "We cannot grant the licence, for this reason:",
                "我們不能批出牌照，理由如下：",
                "我们不能批准许可，理由如下：",
            ),
        ),
        reasons=(
            say(
                "The pavement at your shop is 2.4 metres wide. The law asks for 3 (Street Cafés Act, section 7(1)(a)).",
                "店前行人路闊2.4米。法例規定須有3米，讓行人通過（《路邊茶座條例》第7(1)(a)條）。",
                "店前人行道宽2.4米。法律规定应有3米，以便行人通过（《露天咖啡座条例》第7(1)(a)条）。",
            ),
        ),
        appeal=say(
            "You can object by 24 December 2026, on the same page on which you applied.",
            "你可於2026年12月24日或之前，在申請的同一網頁提出反對。",
            "您可以在2026年12月24日前，在申请的同一页面提出异议。",
        ),
        signed=say("Trade Office", "貿易處", "贸易处"),
    )
    other = Letter(
        language=say("zh-Hant", "en", "en"),
        language_name=say("繁體中文", "English", "English"),
        title=say(
            "你的路邊茶座牌照申請",
            "Your application for a street café licence",
            "Your application for a street café licence",
        ),
        to=say("致：提燈咖啡有限公司", "To Lantern Coffee Ltd", "To Lantern Coffee Ltd"),
        day=say("2026年11月26日", "26 November 2026", "26 November 2026"),
        paragraphs=(say("我們不能批出牌照。", "We cannot grant the licence.", "We cannot grant the licence."),),
    )
    return own, other
