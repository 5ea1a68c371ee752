"""The noodle shop's licence is approved: its owner pays in 简体中文, and holds it; anybody finds it in the register."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.applicants import Applicant
from tests.halls import Hall
from tests.journeys.papers import signature_of, take_paper, words_of_paper, work
from tests.journeys.test_restaurant_licence import OWNER, SERVICE
from tests.journeys.writers import Writer, writing
from tests.officers import Officers

pytestmark = pytest.mark.browser

FEE = "HK$2,450"
FIRM = "Lantern Noodle House Limited"
OFFICES = ["food-and-environmental-hygiene-department", "fire-services-department", "buildings-department"]


@pytest.fixture
def reference(quiet_hall: Hall) -> str:
    """Return the reference of an application that three departments have approved."""
    owner, officers = Applicant(quiet_hall), Officers(quiet_hall)
    owner.become(OWNER)
    answers = owner.call("GET", f"/api/v1/services/{SERVICE}/example").json()["answers"]
    body = {"service": SERVICE, "answers": answers, "on_behalf_of": "lantern-noodle-house"}
    given = owner.call("POST", "/api/v1/applications", body, Idempotency_Key="to be issued")
    assert given.status == 201, given.text
    found: str = given.json()["reference"]
    officers.finish(found, OFFICES, {"*": "approve"})
    work(quiet_hall)
    owner.close()
    officers.close()
    return found


@pytest.mark.parametrize("scripts", [pytest.param(True, marks=pytest.mark.long), False])
def test_the_licence_is_paid_issued_and_entered(
    browser: Browser, quiet_hall: Hall, pictures: Path, reference: str, *, scripts: bool
) -> None:
    with writing(browser, quiet_hall, "zh-hans", pictures, "restaurant-issued", scripts=scripts, small=True) as owner:
        _reads_what_is_due(owner, reference)
        _pays(owner)
        paper = _holds_the_licence(owner, reference)
        number = _finds_the_entry(owner, paper)
        _reads_the_letters(owner, reference)
    with writing(browser, quiet_hall, "en", pictures, "restaurant-guest", scripts=scripts) as guest:
        _a_guest_looks_whether_the_shop_is_licensed(guest, number)


def _reads_what_is_due(owner: Writer, reference: str) -> None:
    owner.open("sign-in/")
    owner.sign_in("何家明")
    owner.open("me/")
    owner.at("我的主页")
    mine = owner.page.get_by_role("listitem").filter(has_text=reference)
    expect(mine.first).to_contain_text("普通食肆执照（餐馆）")
    expect(mine.get_by_role("link", name=f"缴费{FEE}").first).to_be_visible()
    mine.get_by_role("link", name="普通食肆执照（餐馆）").first.click()
    owner.at("普通食肆执照（餐馆）")
    # One day only: that of the bill. The office's own clock stands meanwhile.
    expect(owner.page.get_by_text("办结时限")).to_have_count(0)
    assert owner.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    owner.follow(f"缴费{FEE}")


def _pays(owner: Writer) -> None:
    owner.at(f"缴费{FEE}")
    for words in ("100平方米", "如果未获批准，费用全部退还。"):
        expect(owner.page.get_by_role("main")).to_contain_text(words)
    # Whoever is asked for the fee is past the question when it is asked for.
    expect(owner.page.get_by_text("大多数情况下")).to_have_count(0)
    owner.press(f"去支付 {FEE}")
    expect(owner.page.get_by_role("main")).to_contain_text("请选择付款方式")
    owner.tick("radio", "模拟付款")
    owner.press(f"去支付 {FEE}")
    owner.at("付款收据")
    for words in (FEE, "模拟付款", "食物环境卫生署"):
        expect(owner.page.get_by_role("main")).to_contain_text(words)
    again = owner.page.url
    owner.page.goto(again)
    owner.at("付款收据")
    owner.back()


def _holds_the_licence(owner: Writer, reference: str) -> Path:
    work(owner.hall)
    owner.page.reload()
    owner.at("普通食肆执照（餐馆）")
    for words in ("已批准", "您已缴费"):
        expect(owner.page.get_by_text(words).first).to_be_visible()
    _is_signed_and_says(owner, take_paper(owner, "缴费收据"), (FEE, FIRM, reference))
    licence = take_paper(owner, "食品业执照")
    _is_signed_and_says(owner, licence, (FIRM, "92.5", reference))
    return licence


def _is_signed_and_says(owner: Writer, paper: Path, facts: tuple[str, ...]) -> None:
    status = signature_of(paper, owner.hall)
    assert (status.bottom_line, status.intact, status.trusted) == (True, True, True)
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted
    words = words_of_paper(paper)
    for expected in facts:
        assert expected in words, words


def _finds_the_entry(owner: Writer, paper: Path) -> str:
    line = (
        owner.page.get_by_role("main")
        .get_by_role("listitem")
        .filter(has=owner.page.get_by_role("link", name="食品业执照", exact=True))
    )
    number = line.first.inner_text().split("·")[-1].split()[0]
    assert number in words_of_paper(paper)
    return number


def _reads_the_letters(owner: Writer, reference: str) -> None:
    work(owner.hall)
    owner.open("me/letters/")
    owner.at("信件")
    for title in ("请缴费", "我们已收到您的款项", "您的文书已备好"):
        expect(owner.page.get_by_role("link", name=f"{title}：{reference}")).to_be_visible()
    owner.follow(f"您的文书已备好：{reference}")
    owner.at(f"您的文书已备好：{reference}")
    expect(owner.page.get_by_role("main")).to_contain_text("有法律效力")
    expect(owner.page.get_by_role("main")).to_contain_text("首次阅读")
    link = owner.page.get_by_role("link", name="查看文书")
    answer = owner.page.request.get(owner.hall.url + str(link.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf"
    owner.open("me/")
    owner.at("我的主页")
    mine = owner.page.get_by_role("listitem").filter(has_text=reference)
    expect(mine.get_by_role("link", name=f"缴费{FEE}")).to_have_count(0)
    for name in ("执照", "缴费收据"):
        given = owner.page.get_by_role("link", name=name, exact=True).first
        assert f"/track/{reference}/papers/" in str(given.get_attribute("href"))
    expect(owner.page.get_by_role("link", name="全部信件")).to_be_visible()
    expect(owner.page.get_by_role("main")).to_contain_text("持证餐饮食品场所")


def _a_guest_looks_whether_the_shop_is_licensed(guest: Writer, number: str) -> None:
    guest.open("registers/")
    guest.at("Public registers")
    guest.follow("Licensed food premises")
    guest.at("Licensed food premises")
    box = guest.page.get_by_role("searchbox", name="Search this register")
    box.fill("灯笼")  # the sign over the door, in the other writing
    box.press("Enter")
    guest.page.get_by_role("main").get_by_role("listitem").filter(has_text=number).get_by_role("link").first.click()
    guest.at(FIRM)
    for words in (number, "In force", "88 Fuk Wing Street", "92.5"):
        expect(guest.page.get_by_role("main")).to_contain_text(words)
    # Who may act for the firm, and what its own numbers are, is nobody's business.
    expect(guest.page.get_by_role("main")).not_to_contain_text("00000201")
