"""The owner of a noodle shop applies for a restaurant licence in 简体中文, for his firm."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from openhall.blocks.documents.tests import samples
from tests.halls import Hall
from tests.journeys.writers import Writer, writing

pytestmark = pytest.mark.browser

SERVICE = "food-and-environmental-hygiene-department/general-restaurant-licence"


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
