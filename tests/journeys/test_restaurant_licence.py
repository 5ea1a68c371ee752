"""The owner of a noodle shop applies for a restaurant licence in 简体中文, for his firm; three departments decide."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from openhall.blocks.documents.tests import samples
from tests.applicants import Applicant, words_of
from tests.halls import Hall, run
from tests.journeys.writers import Writer, writing
from tests.officers import Officers

SERVICE = "food-and-environmental-hygiene-department/general-restaurant-licence"


@pytest.mark.browser
def test_a_restaurant_licence_is_applied_for(
    browser: Browser, quiet_hall: Hall, pictures: Path, *, scripts: bool
) -> None:
    with writing(browser, quiet_hall, "zh-hans", pictures, "restaurant", scripts=scripts) as owner:
        _begins(owner)
        _describes_the_restaurant(owner)
        _adds_and_removes_partners(owner)
        _sends_papers(owner)
        _checks(owner)
        _submits_and_follows(owner)


def _begins(owner: Writer) -> None:
    owner.open(f"services/{SERVICE}/")
    owner.follow("立即办理")
    owner.at("请先登录")
    owner.follow("登录")
    owner.sign_in("何家明")
    owner.choose("这个场所可以开餐馆吗？", "可以，没有抵触")


def _describes_the_restaurant(owner: Writer) -> None:
    owner.at("餐馆地址")
    owner.box("楼层").fill("地下")
    owner.box("街道和门牌号").fill("丰收街210号")
    owner.page.get_by_role("combobox", name="地区").select_option(label="深水埗区")
    owner.go_on()
    owner.write("店铺字号", "灯笼面家")
    owner.write("总楼面面积（平方米）", "92.5")
    owner.write("厨房和食品处理间面积（平方米）", "26")
    owner.at("燃料")
    owner.tick("checkbox", "电力")
    owner.tick("checkbox", "管道煤气")
    owner.go_on()
    owner.at("我同时申请暂准执照")
    owner.go_on()
    owner.send("平面图", "平面图.pdf", samples.pdf())
    owner.choose("由谁申请执照？", "合伙")


def _adds_and_removes_partners(owner: Writer) -> None:
    """Three partners, and then the middle one is none any more: the others stay who they are."""
    owner.at("合伙人")
    for number, name in enumerate(("HO Ka Ming", "LAM Mei Yan", "NG Chi Wai"), 1):
        if number > 2:  # a partnership has two at least: they are there already
            owner.press("再加一项：合伙人")
        partner = owner.page.get_by_role("group", name=f"合伙人 {number}")
        partner.get_by_role("textbox", name="合伙人英文姓名").fill(name)
    owner.press("移除 合伙人 2")
    expect(owner.page.get_by_role("textbox", name="合伙人英文姓名")).to_have_count(2)
    values = owner.page.get_by_role("textbox", name="合伙人英文姓名").all()
    assert [each.input_value() for each in values] == ["HO Ka Ming", "NG Chi Wai"]
    owner.at("合伙人")
    owner.go_on()


def _sends_papers(owner: Writer) -> None:
    for paper in ("商业登记证复印件", "香港身份证复印件", "产权或使用权证明", "消防装置证书"):
        owner.send(paper, f"{paper}.jpg", samples.jpg())


def _checks(owner: Writer) -> None:
    owner.at("核对信息")
    expect(owner.answer_to("合伙人")).to_contain_text("NG Chi Wai")
    expect(owner.answer_to("合伙人")).not_to_contain_text("LAM Mei Yan")
    expect(owner.answer_to("平面图")).to_contain_text("平面图.pdf")
    expect(owner.answer_to("商业登记号码")).to_contain_text("00000201")
    expect(owner.page.get_by_role("heading", name="税务局已有的信息")).to_be_visible()


def _submits_and_follows(owner: Writer) -> None:
    owner.press("提交申请")
    owner.at("我们已收到您的申请")
    expect(owner.page.get_by_text("食物环境卫生署").first).to_be_visible()
    expect(owner.page.get_by_text(re.compile("预计最晚20.*有答复"))).to_be_visible()
    owner.follow("查询进度")
    owner.at("普通食肆执照（餐馆）")
    expect(owner.page.get_by_text("已提交").first).to_be_visible()
    expect(owner.page.get_by_text("您现在不需要做什么。")).to_be_visible()


OWNER = "ho-ka-ming"
INSPECTOR, SUPERINTENDENT = "yip-tin-yan", "cheng-shu-kan"
FIREMAN, FIRE_CHIEF = "hui-pak-kin", "ma-lok-man"
SURVEYOR = "tam-ching-man"
POLICE = "kong-ho-fai"


class Story:
    """One application, its owner and everybody who works on it."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.owner = Applicant(hall)
        self.owner.become(OWNER)
        self.officers = Officers(hall)
        self.reference = ""

    def apply(self) -> None:
        answers = self.owner.call("GET", f"/api/v1/services/{SERVICE}/example").json()["answers"]
        body = {"service": SERVICE, "answers": answers, "on_behalf_of": "lantern-noodle-house"}
        given = self.owner.call("POST", "/api/v1/applications", body, Idempotency_Key="the whole story")
        assert given.status == 201, given.text
        self.reference = given.json()["reference"]

    @property
    def stands(self) -> dict[str, Any]:
        found: dict[str, Any] = self.owner.call("GET", f"/api/v1/applications/{self.reference}").json()
        return found

    def task(self, person: str) -> dict[str, Any] | None:
        """Return what an officer may do with the case now."""
        items = self.officers.of(person).call("GET", f"/api/v1/tasks?case={self.reference}").json()["items"]
        return next(iter(items), None)

    def does(self, person: str, node: str, decision: str = "approve", **fields: object) -> int:
        task = self.task(person)
        assert task is not None, (person, node, self.stands)
        assert task["task"] == node
        body = {"decision": decision, "reasons": [], "fields": fields}
        return self.officers.of(person).call("POST", f"/api/v1/tasks/{task['id']}/complete", body).status

    def let_time_pass(self, kind: str) -> None:
        """Bring the moment of the case's waiting timers to now, and let the worker do what is due."""
        with closing(sqlite3.connect(self.hall.home / "openhall.sqlite3", timeout=20)) as database, database:
            database.execute(
                "UPDATE journal_message SET due_at = '2026-01-01 00:00:00' "
                "WHERE kind = ? AND state = 'waiting' AND payload LIKE ? AND due_at < '2100-01-01'",
                (kind, f"%{self.reference}%"),
            )
        assert run("work", self.hall.home, "--once").returncode == 0


@pytest.fixture
def story(quiet_hall: Hall) -> Iterator[Story]:
    told = Story(quiet_hall)
    yield told
    told.owner.close()
    told.officers.close()


def test_three_departments_decide_as_one(story: Story) -> None:
    story.apply()
    _hygiene_reads_it_first(story)
    _buildings_ask_for_a_plan(story)
    _the_owner_sends_just_that(story)
    _fire_services_say_nothing_and_their_chief_is_asked(story)
    _one_decides_and_another_signs(story)
    _the_owner_reads_what_happened(story)


def _hygiene_reads_it_first(story: Story) -> None:
    assert (story.stands["status"], story.stands["holder"]["id"]) == (
        "submitted",
        "food-and-environmental-hygiene-department",
    )
    assert story.task(FIREMAN) is None
    assert story.does(INSPECTOR, "review") == 200
    assert story.stands["status"] == "in-progress"
    # Now both others have it, at the same moment; nobody else sees anything.
    assert {story.task(person)["task"] for person in (FIREMAN, SURVEYOR)} == {"opinion"}  # type: ignore[index]
    assert story.task(POLICE) is None


def _buildings_ask_for_a_plan(story: Story) -> None:
    asked = {"questions": ["plan"], "words": "The ways out are not on the plan. Please send one that shows them."}
    assert story.does(SURVEYOR, "opinion", "ask", **asked) == 200
    stands = story.stands
    assert (stands["status"], stands["holder"]["id"]) == ("waiting-for-you", "applicant")
    assert stands["paused_on"]
    assert story.task(SURVEYOR) is None


def _the_owner_sends_just_that(story: Story) -> None:
    sent = story.owner.upload("ways-out.pdf", samples.pdf())
    place = f"/api/v1/applications/{story.reference}/answers"
    refused = story.owner.call(
        "POST", place, {"answers": {"plan": sent, "floor_area": 500}}, Idempotency_Key="too much"
    )
    assert refused.status == 422
    answered = story.owner.call("POST", place, {"answers": {"plan": sent}}, Idempotency_Key="the plan")
    assert answered.status == 200, answered.text
    assert (answered.json()["status"], answered.json()["paused_on"]) == ("in-progress", None)
    assert story.does(SURVEYOR, "opinion") == 200


def _fire_services_say_nothing_and_their_chief_is_asked(story: Story) -> None:
    late = story.task(FIREMAN)
    assert late is not None
    story.let_time_pass("process-timer")
    gone = story.officers.of(FIREMAN).call("POST", f"/api/v1/tasks/{late['id']}/complete", {"decision": "approve"})
    assert gone.status == 409, gone.text
    assert story.does(FIRE_CHIEF, "escalated_opinion") == 200


def _one_decides_and_another_signs(story: Story) -> None:
    assert story.does(INSPECTOR, "decide") == 200
    assert story.task(INSPECTOR) is None
    assert story.does(SUPERINTENDENT, "sign") == 200


def _the_owner_reads_what_happened(story: Story) -> None:
    """Whoever signed it leaves nothing but the fee: the licence is made when that is here."""
    stands = story.stands
    assert (stands["status"], stands["decision"], stands["papers"]) == ("waiting-for-payment", None, [])
    told = [(event["event"], event["task"], event["detail"]) for event in stands["timeline"]]
    assert ("task-done", "review", "approve") in told
    assert ("asked", "opinion", "1") in told
    assert ("silent", "opinion", None) in told
    assert ("task-done", "escalated_opinion", "approve") in told
    assert told[-1] == ("payment-asked", None, stands["payment"]["id"])
    page = Applicant(story.hall)
    page.sign_in(OWNER, "en")
    shown = page.look(f"/en/track/{story.reference}/")
    page.close()
    assert shown.status == 200
    words = words_of(shown)
    for name in ("Fire Services Department", "Buildings Department"):
        assert name in words
    assert run("verify", story.hall.home, "--log").returncode == 0
