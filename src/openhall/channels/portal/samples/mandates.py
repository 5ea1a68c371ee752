"""Somebody who acts for somebody: what they offer, what can be undone, and a firm with its people."""

from openhall.channels.portal.samples.cases import REFERENCE, moment, service
from openhall.channels.portal.samples.saying import Say
from openhall.ui.firm_views import FirmView, PaperLine, RoleLine, SeatLine
from openhall.ui.following_views import LateUndoView, UndoView
from openhall.ui.mandate_views import AgreementView, OfferView
from openhall.ui.register_views import FactRow


def undo(say: Say) -> UndoView:
    """Return the page to undo what somebody sent."""
    return UndoView(service(say), REFERENCE, _helper(say), moment(say), "#undo", "#case")


def undo_late(say: Say) -> LateUndoView:
    """Return the page that says what can still be done once it was decided."""
    return LateUndoView(
        service=service(say),
        reference=REFERENCE,
        title=say("This was decided already, so it cannot be undone", "已有決定，不能撤銷", "已有决定，不能撤销"),
        words=say("You can still do something:", "你仍可以：", "您仍可以："),
        ways=(
            (
                say("Ask the office to take it back", "請部門收回", "请部门收回"),
                say("Write that you did not want it.", "說明你不想要。", "说明您不想要。"),
                "#messages",
            ),
            (
                say("See who may act for you", "查看誰可代你辦事", "查看谁可以代您办事"),
                say("There you end what they may do.", "你可在該處終止授權。", "您可以在那里终止授权。"),
                "#mandates",
            ),
        ),
        back_href="#case",
    )


def offer(say: Say) -> OfferView:
    """Return what a code offers."""
    return OfferView(
        sentence=say(
            "You may act for SAMPLE Mother until 31 December 2026: read letters and fill in forms and renew.",
            "你可代範例媽媽辦事，至2026年12月31日為止：閱讀信件和填表及續期。",
            "您可代范例妈妈办事，到2026年12月31日为止：阅读信件和填表和续期。",
        ),
        note=say("With all offices", "所有部門", "所有部门"),
        action="#accept",
        code="0123456789abcdef",
        back_href="#mandates",
    )


def firm(say: Say, *, is_refused: bool = False) -> FirmView:
    """Return a firm of two people, as who manages them sees it."""
    owner, staff = say("Owner", "負責人", "负责人"), say("Member of staff", "職員", "员工")
    see = say("See where matters stand", "查看個案進度", "查看办件进度")
    return FirmView(
        name=say("Sample Lanterns Limited", "範例燈籠有限公司", "范例灯笼有限公司"),
        seats=(
            SeatLine(_helper(say), "owner", owner, is_you=True, role_action="#role", end_action="#end"),
            SeatLine(
                say("SAMPLE Staff", "範例職員", "范例员工"),
                "staff",
                staff,
                role_action="#role",
                end_action="#end",
                until=say("31 December 2026", "2026年12月31日", "2026年12月31日"),
            ),
        ),
        roles=(("owner", owner), ("staff", staff)),
        back_href="#firms",
        lines=(
            RoleLine("owner", owner, see, ("matters",), is_fixed=True, is_yours=True),
            RoleLine("staff", staff, see, ("matters",)),
        ),
        rights=(("matters", see, ""), ("pay", say("Pay", "繳費", "缴费"), "")),
        papers=(
            PaperLine(
                say(
                    "SAMPLE Staff acts for this organisation: Member of staff. SAMPLE Daughter stood at a counter of "
                    "Town Clerk on 27 November 2026, with a signed paper (C 4/118). SAMPLE Officer wrote it down.",
                    "範例職員代此機構辦事，身分為：職員。範例女兒於2026年11月27日帶同已簽署的文件（C 4/118）"
                    "前往市鎮書記的櫃位，由範例主任記錄。",
                    "范例员工代此机构办事，身份为：员工。范例女儿于2026年11月27日带着签好字的文件（C 4/118）"
                    "来到镇书记的窗口，由范例经办人记录。",
                ),
                moment(say),
                "#undo",
            ),
        ),
        rights_action="#rights",
        offer_action="#offer",
        code="" if is_refused else "0123456789abcdef",
        refused=owner if is_refused else "",
    )


def agreement(say: Say) -> AgreementView:
    """Return what somebody has to agree to."""
    facts = (
        FactRow(say("Vehicle registration mark", "車輛登記號碼", "车牌号码"), "ZZ1234"),
        FactRow(say("Name of seller", "賣方姓名", "卖方姓名"), _helper(say)),
    )
    return AgreementView(service(say), REFERENCE, moment(say), facts, "#agree", "#me")


def _helper(say: Say) -> str:
    return say("SAMPLE Daughter", "範例女兒", "范例女儿")
