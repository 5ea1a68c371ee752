"""The page of an invented person: full, and with nothing on it; and bills of theirs, before and after."""

from dataclasses import replace

from openhall.channels.portal.samples import letters
from openhall.channels.portal.samples.cases import REFERENCE, day, moment, office
from openhall.channels.portal.samples.cases import service as sample_service
from openhall.channels.portal.samples.saying import Say
from openhall.ui.me_views import (
    BillLine,
    Bills,
    BillsView,
    CalendarLine,
    Finished,
    MatterLine,
    MeView,
    PaperLine,
    VisitLine,
    WayToPay,
)
from openhall.ui.register_views import RecordRow

_CALENDAR = "hall.example/en/me/calendar.ics"
_OTHER, _THIRD = "2CF9K-PV4HD", "9WTRX-3KM7B"


def full(say: Say) -> MeView:
    """Return a page with something in every part."""
    bills = _bills(say)
    return MeView(
        yours=tuple(_yours(say)),
        others=tuple(_others(say)),
        finished=Finished((_ended(say, "granted"), _ended(say, "refused")), count=12, pages=2, address="?ended="),
        calendar=_calendar(),
        services_href="#mine",
        preferences_href="#telling",
        fetches_href="#mine",
        looked_href="#mine",
        mandates_href="#mine",
        firms_href="#mine",
        allowed_href="#mine",
        privacy_href="#mine",
        sign_in_href="#mine",
        bills=Bills(bills, "$1,930", "#bills"),
        papers=tuple(_papers(say)),
        letters=letters.summary(say),
        records=(_record(say),),
        visits=(VisitLine(sample_service(say).name, moment(say), office(say), "#mine"),),
    )


def nothing(say: Say) -> MeView:
    """Return the page of somebody who has nothing with the hall yet, and took a new address for their calendar."""
    calendar, inbox = replace(_calendar(), is_renewed=True), replace(letters.summary(say), letters=(), unread=0)
    return MeView((), (), Finished((), 0), calendar, "#mine", "#telling", "#mine", "#mine", letters=inbox)


def bills_to_pay(say: Say, own: str) -> BillsView:
    """Return three bills that were chosen."""
    card = say("Card", "信用卡", "银行卡")
    scan = say("Scan with your bank", "用銀行程式掃描", "用银行应用扫码")
    hint = say("Your bank's program reads the picture.", "以銀行程式讀取圖像。", "用银行应用读取图像。")
    bills, ways = _bills(say), (WayToPay("card", card), WayToPay("scan", scan, hint))
    return BillsView("#bills", "#mine", bills, "$1,930", 193_000, ways, way="card", once=own)


def bills_paid(say: Say) -> BillsView:
    """Return a bill that is paid, one whose money goes back, one on its way and one that could not be paid."""
    first, second, third = _bills(say)
    view = BillsView("#bills", "#mine", (), "", paid=(first,), paid_total="$80", waiting=(third,), failed=(second,))
    return replace(view, back=(second,), look=("#bills", "sample"), go_on_href="#bills")


def bills_changed(say: Say, own: str) -> BillsView:
    """Return three bills that were chosen, of which one was paid elsewhere meanwhile."""
    first, second, third = _bills(say)
    view = replace(bills_to_pay(say, own), lines=(first, third), total="$580", minor=58_000)
    return replace(view, is_changed=True, changed=(second,))


def _matter(say: Say, **more: object) -> MatterLine:
    of = sample_service(say)
    line = MatterLine(of.name, "#mine", "in-progress", of.office, REFERENCE, since=day(say, 24))
    return replace(line, **more)  # type: ignore[arg-type]  # each names a field of the line


def _long(say: Say) -> str:
    return say(
        "Registration of a place for the keeping of carrier pigeons by several owners who share one roof",
        "多名擁有人共用同一屋頂飼養信鴿地方的登記",
        "多名所有人共用同一屋顶饲养信鸽场所的登记",
    )


def _yours(say: Say) -> list[MatterLine]:
    answer, pay = say("Answer", "回覆", "答复"), say("Pay $480", "繳付$480", "缴费$480")
    until = day(say, 26)
    return [
        _matter(
            say,
            status="waiting-for-you",
            is_yours=True,
            next_words=say(f"Answer by {until}", f"請於{until}或之前回覆", f"请在{until}前答复（含当天）"),
            haste="soon",
            act=answer,
            act_href="#answer",
        ),
        _matter(
            say,
            service=_long(say),
            reference=_OTHER,
            firm=say("The Pigeon Fanciers of Lantern Bay Limited", "燈灣信鴿同好有限公司", "灯湾信鸽同好有限公司"),
            status="waiting-for-payment",
            is_yours=True,
            next_words=say(f"The day to pay was {until}", f"繳費限期為{until}，已過", f"缴费期限{until}已过"),
            haste="late",
            act=pay,
            act_href="#bills",
        ),
        _matter(
            say,
            reference="",
            status="draft",
            is_yours=True,
            next_words=say(f"Kept until {day(say, 30)}", f"保留至{day(say, 30)}", f"保留到{day(say, 30)}"),
            act=say("Go on", "繼續填寫", "继续填写"),
            act_href="#question",
        ),
    ]


def _others(say: Say) -> list[MatterLine]:
    until = day(say, 30)
    due = say(f"Due by {until}", f"預定於{until}或之前完成", f"预计{until}前办结")
    return [
        _matter(say, office="", holder=office(say), next_words=due),
        _matter(say, holder=office(say), reference=_THIRD, service=_long(say), status="submitted"),
    ]


def _ended(say: Say, decision: str) -> MatterLine:
    return _matter(say, status="decided", decision=decision)


def _bills(say: Say) -> tuple[BillLine, ...]:
    of, until = sample_service(say), day(say, 30)
    due = say(f"Pay by {until}", f"請於{until}或之前繳付", f"请在{until}前缴费（含当天）")
    late = say(f"The day to pay was {until}", f"繳費限期為{until}，已過", f"缴费期限{until}已过")
    return (
        BillLine("a", of.name, of.office, REFERENCE, "$80", due),
        BillLine("b", _long(say), of.office, _OTHER, "$480", late, is_late=True),
        BillLine("c", of.name, of.office, _THIRD, "$1,370", due),
    )


def _papers(say: Say) -> list[PaperLine]:
    issued = say(f"Issued on {day(say, 24)}", f"{day(say, 24)}發出", f"{day(say, 24)}发出")
    valid = say("Valid until 24 November 2029", "有效期至2029年11月24日", "有效期至2029年11月24日")
    licence, receipt = say("Licence", "牌照", "执照"), say("Receipt", "收據", "收据")
    return [
        PaperLine(licence, sample_service(say).name, office(say), "#slip", "SA-2026-00417", issued, valid),
        PaperLine(receipt, sample_service(say).name, office(say), "#slip", "R-2026-001204", issued),
        PaperLine(
            licence, sample_service(say).name, office(say), "#slip", "SA-2023-00098", issued, standing="replaced"
        ),
    ]


def _record(say: Say) -> RecordRow:
    register, until = say("Register of dogs", "狗隻登記冊", "犬只登记册"), day(say, 30)
    valid = say(f"Valid until {until}", f"有效期至{until}", f"有效期至{until}")
    return RecordRow(register, "SA-2026-00417", say("Pepper", "胡椒", "胡椒"), "valid", valid, "#record", "#begin")


def _calendar() -> CalendarLine:
    return CalendarLine(
        address=f"https://{_CALENDAR}",
        app_href=f"webcal://{_CALENDAR}",
        password="7KQM-X2RT-94HV-WPBC-J6ZA",  # noqa: S106 - a sample
        download_href="#mine",
        renew_action="#mine",
    )
