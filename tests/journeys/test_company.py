"""A founder files a company in English, pays, and finds it in the public register by its name in every writing."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.halls import Hall
from tests.journeys.answering import answer_all
from tests.journeys.papers import signature_of, take_paper, words_of_paper, work
from tests.journeys.writers import Writer, writing

pytestmark = pytest.mark.browser

SERVICE = "companies-registry/company-incorporation"
NAME, NAME_ZH = "Harbour Kite Limited", "海風箏有限公司"
_ANSWERS = {
    "Will at least one director be 18 or over?": "Yes",
    "Is the company secretary in Hong Kong?": "Yes",
    "How is this application handed in?": "Online",
    "Company type": "Private limited",
    "Name of the new company in English": NAME,
    "Name of the new company in Chinese": NAME_ZH,
    "Building or estate": "Weaver Centre",
    "Street and number": "30 Hung To Road",
    "District": "Kwun Tong",
    "Share capital (HK$)": "10000",
    "How long should the business registration certificate last?": "1 year",
    "Name of the director in English": "HO, KA MING",
    "Company secretary": "Steady Hand Secretaries Limited",
    "Name of the member": "HO, KA MING",
    "Number of shares": "10000",
    "Articles of association": "articles.pdf",
    "Copy of Hong Kong identity card": "card.jpg",
}


def test_a_company_is_filed_and_found(browser: Browser, quiet_hall: Hall, pictures: Path) -> None:
    with writing(browser, quiet_hall, "en", pictures, "company", scripts=False) as founder:
        _files(founder)
        _pays(founder)
        number = _holds_the_certificate(founder)
    with writing(browser, quiet_hall, "en", pictures, "company-found", scripts=False, small=True) as anybody:
        _is_found_in_every_writing(anybody, number)
        _a_wrong_record_can_be_corrected(anybody, number)


def _files(founder: Writer) -> None:
    founder.open(f"services/{SERVICE}/")
    founder.follow("Start now")
    founder.at("Sign in to begin")
    founder.follow("Sign in")
    founder.sign_in("HO Ka Ming")
    answer_all(founder, _ANSWERS, "Check your answers")
    founder.at("Check your answers")
    expect(founder.answer_to("Share capital (HK$)")).to_contain_text("10,000")
    founder.press("Submit the application")
    founder.at("We have your application")
    founder.follow("Track progress")


def _pays(founder: Writer) -> None:
    founder.at("Incorporate a company and register business")
    founder.follow("Pay HK$3,895")
    founder.at("Pay HK$3,895")
    # Two departments are paid in one go, each with its line.
    for line in ("Electronic filing", "Business registration, 1 year"):
        expect(founder.page.get_by_role("main")).to_contain_text(line)
    founder.tick("radio", "Practice payment")
    founder.press("Go on to pay HK$3,895")
    founder.at("Receipt for your payment")
    founder.back()


def _holds_the_certificate(founder: Writer) -> str:
    work(founder.hall)
    founder.page.reload()
    founder.at("Incorporate a company and register business")
    paper = take_paper(founder, "Certificate of incorporation")
    assert signature_of(paper, founder.hall).bottom_line
    words = words_of_paper(paper)
    for expected in ("Certificate of incorporation", NAME, NAME_ZH, "10,000", "Companies Registry"):
        assert expected in words, words
    found = re.search(r"\b[0-9]{7}\b", words)
    assert found is not None, words
    return found[0]


def _is_found_in_every_writing(anybody: Writer, number: str) -> None:
    """Whoever reads 简体中文 types the name in their own writing, and finds the one that is registered in the other."""
    anybody.open("registers/")
    anybody.at("Public registers")
    anybody.follow("Companies")
    for slug, title, asked, found in (
        ("en", "Companies", "harbour kite", "1 entry found"),
        ("en", "Companies", number, "1 entry found"),
        ("zh-hant", "公司", "海風箏", "找到 1 項登記"),
        ("zh-hans", "公司", "海风筝", "找到 1 条登记"),
    ):
        anybody.slug = slug
        anybody.open("registers/companies/")
        anybody.at(title)
        box = anybody.page.locator("#main").get_by_role("searchbox")
        box.fill(asked)
        box.press("Enter")
        expect(anybody.page.get_by_role("heading", name=found)).to_be_visible()
        name = NAME if slug == "en" else NAME_ZH
        expect(anybody.page.get_by_role("main").get_by_role("link", name=name)).to_be_visible()
        anybody.at(title)
    anybody.open("registers/companies/?q=没有这家")
    expect(anybody.page.get_by_role("heading", name="没有找到与“没有这家”有关的登记")).to_be_visible()
    anybody.slug = "en"
    anybody.open(f"registers/companies/?q={number}")
    anybody.follow(NAME)
    anybody.at(NAME)
    for words in (NAME_ZH, "Private limited", "Kwun Tong", "10,000", "HO, KA MING"):
        expect(anybody.page.get_by_role("main")).to_contain_text(words)
    # The secretary is no public particular.
    expect(anybody.page.get_by_role("main")).not_to_contain_text("Steady Hand")


def _a_wrong_record_can_be_corrected(anybody: Writer, number: str) -> None:
    anybody.open(f"registers/companies/{number}/")
    anybody.at(NAME)
    anybody.follow("Wrong record? Correct it (Registered office)")
    assert "/apply/digital-policy-office/correct-a-record/" in urlsplit(anybody.page.url).path
    if anybody.page.get_by_role("heading", level=1).inner_text() == "Sign in to begin":
        anybody.follow("Sign in")
        anybody.sign_in("HO Ka Ming")
    anybody.at("Which record is wrong?")
    expect(anybody.box("Which record is wrong?")).to_have_value(f"Companies, {number}: Registered office")
