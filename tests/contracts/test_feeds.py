"""What machines read: the API against its own description, and linked data as others' programs see it."""

import json

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from rdflib import RDF, Dataset, Namespace

from tests.halls import Answer, Hall

CPSV = Namespace("http://purl.org/vocab/cpsv#")
CV = Namespace("http://data.europa.eu/m8g/")
DCT = Namespace("http://purl.org/dc/terms/")
LIST = "/api/v1/services"
DOG = f"{LIST}/agriculture-fisheries-and-conservation-department/dog-licence"


# rdflib's own JSON-LD reader still calls what rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")


def test_the_description_is_openapi_3_1(hall: Hall) -> None:
    document = hall.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()
    assert set(document["paths"]) == {
        "/agreements",
        "/agreements/{reference}",
        "/applications",
        "/applications/{reference}",
        "/applications/{reference}/answers",
        "/applications/{reference}/appointment",
        "/applications/{reference}/appointment/arrive",
        "/applications/{reference}/appointment/cancel",
        "/applications/{reference}/draws/{draw}",
        "/applications/{reference}/keep",
        "/applications/{reference}/messages",
        "/applications/{reference}/papers/{paper}",
        "/applications/{reference}/papers/{paper}/again",
        "/payments/news/{provider}",
        "/payments/{payment}/pay",
        "/applications/{reference}/objection",
        "/applications/{reference}/receipt",
        "/applications/{reference}/undo",
        "/applications/{reference}/voucher",
        "/applications/{reference}/withdraw",
        "/appointments/slots",
        "/demo/people",
        "/demo/token",
        "/exchange/facts",
        "/exchange/key",
        "/exchange/predicates/{predicate}",
        "/files",
        "/log/proof",
        "/mandates",
        "/mandates/{mandate}/accept",
        "/mandates/{mandate}/end",
        "/organisations",
        "/organisations/take",
        "/organisations/{organisation}/rights",
        "/organisations/{organisation}/seats",
        "/organisations/{organisation}/seats/{person}/end",
        "/organisations/{organisation}/seats/{person}/role",
        "/me/reads",
        "/me/reads/{read}/ask",
        "/notices",
        "/registers",
        "/registers/{register_id}/entries",
        "/registers/{register_id}/entries/{number}",
        "/services",
        "/services/{authority}/{service}",
        "/services/{authority}/{service}/example",
        "/services/{authority}/{service}/form",
        "/services/{authority}/{service}/fee",
        "/tasks",
        "/tasks/{task}/claim",
        "/tasks/{task}/complete",
        "/tasks/{task}/take-back",
        "/uploads",
        "/uploads/{upload}",
    }


def test_the_whole_list_is_reached_page_by_page(hall: Hall) -> None:
    seen: list[str] = []
    path = f"{LIST}?limit=100"
    while path:
        page = hall.get(path).json()
        seen += [item["id"] for item in page["items"]]
        path = f"{LIST}?limit=100&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert len(seen) == len(set(seen)) == 307
    assert seen == sorted(seen)


def test_an_item_has_what_the_interface_promises(hall: Hall) -> None:
    item = hall.get(LIST).json()["items"][0]
    assert set(item) == {"id", "name", "summary", "authority", "audience", "life_events", "url"}
    assert set(item["name"]) == {"en", "zh-Hant", "zh-Hans"}


@pytest.mark.parametrize(
    ("query", "member", "value"),
    [("audience=business", "audience", "business"), ("life_event=driving", "life_events", "driving")],
)
def test_the_list_is_narrowed(hall: Hall, query: str, member: str, value: str) -> None:
    items = hall.get(f"{LIST}?{query}&limit=100").json()["items"]
    assert items
    assert all(value in item[member] for item in items)


def test_searching_puts_the_best_first(hall: Hall) -> None:
    items = hall.get(f"{LIST}?q=%E7%8B%97%E7%89%8C&authority=agriculture-fisheries-and-conservation-department").json()[
        "items"
    ]
    assert items[0]["id"].endswith("/dog-licence")


def test_prepared_and_computed_answers_are_equal(hall: Hall) -> None:
    for path in (LIST, DOG):
        assert hall.get(path).json() == hall.get(f"{path}?unread=1").json()
        assert hall.get(path).json() == hall.get(path, Cookie="openhall_session=x").json()


def test_a_service_is_told_whole(hall: Hall) -> None:
    service = hall.get(DOG).json()
    assert service["fee"]["type"] == "flat"
    assert service["fee"]["minor"] == 8000
    assert service["currency"] == "HKD"
    assert service["legal_basis"] == []
    assert {question["id"] for question in service["questions"]} >= {"phone"}


def _graph(hall: Hall, path: str) -> Dataset:
    answer = hall.get(path, Accept="application/ld+json")
    assert answer.headers["content-type"] == "application/ld+json"
    return _read(answer)


def _read(answer: Answer) -> Dataset:
    return Dataset(default_union=True).parse(data=json.dumps(answer.json()), format="json-ld")


def test_linked_data_is_read_by_others(hall: Hall) -> None:
    graph = _graph(hall, DOG)
    service = next(graph.subjects(RDF.type, CPSV.PublicService))
    titles = {literal.language: str(literal) for literal in graph.objects(service, DCT.title)}  # type: ignore[attr-defined]
    assert set(titles) == {"en", "zh-Hant", "zh-Hans"}
    office = next(graph.objects(service, CV.hasCompetentAuthority))
    assert (office, RDF.type, CV.PublicOrganisation) in graph
    cost = next(graph.objects(service, CV.hasCost))
    assert str(next(graph.objects(cost, CV.value))) == "80.00"


def test_a_list_of_linked_data_says_where_it_goes_on(hall: Hall) -> None:
    answer = hall.get(f"{LIST}?limit=5", Accept="application/ld+json")
    assert 'rel="next"' in answer.headers["link"]
    graph = _read(answer)
    assert len(set(graph.subjects(RDF.type, CPSV.PublicService))) == 5
