"""Each act of the desk is judged: what weighs much asks for a proof of the last quarter of an hour, no other does."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver

from openhall.channels.desk.asking import WEIGHS
from openhall.channels.desk.urls import urlpatterns
from openhall.kernel.rights import methods_of

_TASK, _MONEY = "cases/<str:reference>/tasks/<int:task>/", "cases/<str:reference>/"
#: Money that the state gives up or gives back, entries and papers that stop counting, posts and seats, lists of people.
WEIGHTY = {
    "money/vouchers/",
    f"{_MONEY}money/<str:about>/waive/",
    f"{_MONEY}refunds/<str:about>/approve/",
    f"{_MONEY}issued/<str:about>/revoke/",
    "registers/<str:register>/<str:number>/suspend/",
    "registers/<str:register>/<str:number>/restore/",
    # By what is typed: another sum than was asked for, another fee than was set.
    f"{_TASK}decide/",
    "people/sign/",
    "people/back/",
    "people/away/",
    "people/give/",
    "people/end/",
    "people/appoint/",
    "people/create/",
    "people/limit/",
    "work.csv",
}
#: What is done many times a day, can be taken back, or asks two persons or the person themselves.
ORDINARY = {
    "assign/",
    "cases/<str:reference>/notes/",
    "cases/<str:reference>/differences/noted/",
    "cases/<str:reference>/message/",
    *(f"{_TASK}{act}/" for act in ("ask", "take-back", "pass", "take", "give-back", "hand")),
    f"{_MONEY}money/<str:about>/cash/",
    f"{_MONEY}money/<str:about>/refund/",
    f"{_MONEY}refunds/<str:about>/decline/",
    f"{_MONEY}refunds/<str:about>/payout/",
    *(f"{_MONEY}visits/<str:about>/{came}/" for came in ("attended", "missed")),
    f"{_MONEY}hold/",
    f"{_MONEY}release/",
    "counters/<str:office>/call/",
    "counter/",
    *(f"counter/<str:attendance>/{act}/" for act in ("code", "codes", "ask", "confirm", "without", "end")),
    *(f"counter/<str:attendance>/{act}/" for act in ("mandate", "firm")),
    *(f"money/books/<int:entry>/{act}/" for act in ("assign", "day", "charge")),
    "troubles/retry/",
    "troubles/retry-all/",
    "find/",
    "looks/questions/<int:question>/",
    "looks/alerts/<int:alert>/",
    "looks/<slug:look>/",
    "people/withdraw/",
    "next/",
}


def _views(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, object]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _views(each.url_patterns, before + str(each.pattern))
        else:
            yield before + str(each.pattern), each.callback


def test_every_act_that_weighs_much_says_so_and_no_other() -> None:
    weighty = {place for place, view in _views(urlpatterns) if getattr(view, WEIGHS, False)}

    assert sorted(weighty) == sorted(WEIGHTY)


def test_every_act_of_the_desk_was_judged() -> None:
    acts = {place for place, view in _views(urlpatterns) if "POST" in methods_of(view)}

    assert sorted(acts - WEIGHTY - ORDINARY) == [], "is it weighty or ordinary?"
    assert sorted(ORDINARY - acts) == []
