"""Attack 47, made from the hall's own tables: a member that nobody asked for, in every body of the API and every form.

Whoever adds a body or a form is walked through here without writing a test.
"""

import importlib
import pkgutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from django.test import RequestFactory

from openhall.channels import api
from openhall.channels.api.bodies import read_body
from openhall.channels.api.problems import Problem
from tests.applicants import Applicant
from tests.attacks.addresses import Address, addresses
from tests.attacks.estate import MADE_UP, own_case
from tests.attacks.test_mass_assignment import WANTED
from tests.attacks.test_walk_of_rights import FOR_THE_BEARER, PUBLIC
from tests.halls import Hall

#: Read by the signature before anything else, so not by the reader of all other bodies; strict by its own struct.
_SIGNED = {"_Wanted"}
#: Bodies that are checked by their schema before a view sees them; each refuses more than it names.
_BY_SCHEMA = {"TokenWanted"}
#: What a form could be made to change by naming it: who somebody is, what they may, what a case or bill is.
_OF_NOBODYS_CHOICE = {
    "identity_person": "id, level, authority, posts",
    "identity_membership": "person_id, organisation_id, role",
    "authorities_postrow": "*",
    "authorities_rightschange": "*",
    "cases_case": "reference, authority, decision, person, organisation",
    "payments_paymentrequest": "id, subject, state",
    "payments_waiver": "*",
}
#: Ends the session of whoever presses it: pressed last.
_SIGNS_OUT = ("/sign-out/", "/sign-in/", "/me/sign-in/not-me/")


def _decoders() -> dict[str, "msgspec.json.Decoder[Any]"]:
    modules = [importlib.import_module(f"{api.__name__}.{each.name}") for each in pkgutil.iter_modules(api.__path__)]
    return {
        value.type.__name__: value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, msgspec.json.Decoder) and isinstance(value.type, type)
    }


def _structs(kind: object) -> Iterator[type[msgspec.Struct]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
        for each in get_type_hints(kind).values():
            yield from _structs(each)
    for each in get_args(kind):
        yield from _structs(each)


DECODERS = _decoders()


def test_there_are_bodies_to_walk_through() -> None:
    assert len(DECODERS) > 10
    assert DECODERS.keys() >= {"ApplicationBody", "VerdictBody", "FeeBody", *_SIGNED}


@pytest.mark.parametrize("name", sorted(set(DECODERS) - _SIGNED))
def test_every_body_refuses_what_it_does_not_know_by_its_name(name: str) -> None:
    decoder = DECODERS[name]
    for member in WANTED.keys() - set(decoder.type.__struct_fields__):
        body = msgspec.json.encode({member: WANTED[member]})
        request = RequestFactory().post("/", body, content_type="application/json")
        with pytest.raises(Problem) as refused:
            read_body(request, decoder, "It cannot be read.")
        assert refused.value.code == "unknown-member", member


@pytest.mark.parametrize("name", sorted(DECODERS))
def test_nothing_inside_a_body_takes_more_than_it_names(name: str) -> None:
    for struct in list(_structs(DECODERS[name].type))[0 if name in _SIGNED else 1 :]:
        assert struct.__struct_config__.forbid_unknown_fields, struct


def test_every_body_of_the_description_is_one_of_them(attacked: Hall) -> None:
    told = attacked.get("/api/v1/openapi.json").json()
    bodies = {
        f"{method} {path}": operation["requestBody"]["content"]["application/json"]["schema"]
        for path, operations in told["paths"].items()
        for method, operation in operations.items()
        if isinstance(operation, dict) and "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    assert len(bodies) > 10
    known = {frozenset(each.type.__struct_fields__) for each in DECODERS.values()}
    schemas = told["components"]["schemas"]
    for where, schema in bodies.items():
        name = schema.get("$ref", "").rpartition("/")[2]
        if name in _BY_SCHEMA:
            assert schemas[name]["additionalProperties"] is False, where
            continue
        members = (schemas[name] if name else schema).get("properties", {})
        assert frozenset(members) in known, f"{where} is read by something else than a body of the API"


@pytest.fixture(scope="module")
def people(attacked: Hall) -> Iterator[dict[str, Applicant]]:
    """Return a resident with a case of their own, an officer, and who manages the posts of an office."""
    found = {name: Applicant(attacked) for name in ("noor-al-bahar", "amal-haddad", "tomas-berg")}
    for name, somebody in found.items():
        somebody.become(name)
        somebody.sign_in(name)
    yield found
    for somebody in found.values():
        somebody.close()


def _picture(hall: Hall) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(f"file:{hall.home / 'openhall.sqlite3'}?mode=ro", uri=True, timeout=20)) as database:
        there = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        return {
            table: database.execute(f"SELECT {columns} FROM {table} ORDER BY 1").fetchall()  # noqa: S608 - names from above
            for table, columns in _OF_NOBODYS_CHOICE.items()
            if table in there
        }


def _forms() -> list[Address]:
    found = [each for each in addresses() if "POST" in each.methods and not each.path.startswith("/api/")]
    return sorted(found, key=lambda each: each.path.endswith(_SIGNS_OUT))


def test_no_form_lets_anybody_name_what_is_not_theirs_to_say(attacked: Hall, people: dict[str, Applicant]) -> None:
    """Each form of the hall gets all the members at once, of three people; nobody is more, and no case is another."""
    reference = own_case(people["noor-al-bahar"])
    values = {**PUBLIC, **{kind: make() for kind, make in MADE_UP.items()}, "reference": reference}
    values |= dict.fromkeys(FOR_THE_BEARER, "0123456789abcdef")
    # By name they are text, as a form sends them.
    fields = {name: str(value) for name, value in WANTED.items() if name != "person"} | {"level": "3", "posts": "admin"}
    before, seen = _picture(attacked), 0
    assert before["identity_person"]
    assert before["cases_case"]

    for address in _forms():
        if missing := set(address.parameters) - values.keys():
            pytest.fail(f"{address.path} has parameters that are not known here: {missing}")
        for somebody in people.values():
            somebody.token = ""
            answer = somebody.send(address.filled(values), fields)
            assert answer.status < HTTPStatus.INTERNAL_SERVER_ERROR, (address.path, answer.text[:300])
            seen += 1
        after = _picture(attacked)
        assert after == before, address.path

    assert seen > 200
