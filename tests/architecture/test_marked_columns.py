"""Every column of marks by which rows are found is named, so that it can be made anew, or is left for a reason."""

import re
from collections.abc import Mapping

from django.apps import apps
from django.db import models

from openhall.blocks.journal.facade import marked_columns
from tools.source import named, parse_those_with, python_files

_RANDOM = "the hash of something long and random, that nobody can try out: it needs no key"
_PUBLIC = "the hash of what anybody may read"
#: Columns of hashes that the command which makes marks anew leaves alone, and why.
LEFT: Mapping[str, str] = {
    "appointments_draw.commitment": "the hash of a random secret, which is shown after the draw",
    "appointments_drawticket.ticket": _RANDOM,
    "catalogue_publication.digest": _PUBLIC,
    "catalogue_serviceversion.digest": _PUBLIC,
    "catalogue_serviceversion.own_digest": _PUBLIC,
    "federation_grant.access_digest": _RANDOM,
    "federation_grant.digest": _RANDOM,
    "federation_pushedrequest.digest": _RANDOM,
    "identity_attendance.code": "the random name of a code that was sent",
    "identity_calendaraddress.digest": _RANDOM,
    "identity_firmmandate.code": _RANDOM,
    "identity_invitation.digest": _RANDOM,
    "identity_mandate.code": _RANDOM,
    "identity_providerlink.mark": "of whom a provider names nothing else is kept: it is made anew when they sign in",
    "identity_seatoffer.digest": _RANDOM,
    "identity_session.digest": _RANDOM,
    "identity_token.digest": _RANDOM,
    "journal_keymark.fingerprint": "of a key: it says which one the database was begun with",
    "payments_bankstatement.digest": "the hash of a file that came from a bank: the same one is not read twice",
    "payments_voucher.code_hash": _RANDOM,
    "processes_definition.digest": _PUBLIC,
    "processes_migrationplan.digest": _PUBLIC,
}
#: Where a key of the server that never changes makes something, and why.
FOR_EVER: Mapping[str, str] = {
    "src/openhall/blocks/documents/credentials/keys.py": "the first of a ring of its own",
    "src/openhall/blocks/federation/queries.py": "the names by which other systems know people, who would be strangers",
    "src/openhall/blocks/journal/keys.py": "where it is made, and the first of the ring of codes",
}
#: Where marks are made: each looks for all that a text may have, and what it writes is a column above or left.
MARKING = {
    "src/openhall/blocks/identity/codes.py",
    "src/openhall/blocks/identity/finding.py",
    "src/openhall/blocks/identity/joining.py",
    "src/openhall/blocks/identity/provider_links.py",
    "src/openhall/blocks/journal/marking.py",
    "src/openhall/blocks/journal/marks_anew.py",
    "src/openhall/blocks/journal/resealing.py",
    "src/openhall/blocks/registers/keeping.py",
}
_HASH = re.compile(r"(mark|digest|hash|identity|commitment|fingerprint|ticket|code)$")
_LONG = 64


def test_every_column_of_hashes_is_named_as_a_mark_or_left_for_a_reason() -> None:
    there = {
        f"{model._meta.db_table}.{field.name}"  # noqa: SLF001 - Django's public API
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields  # noqa: SLF001 - as above
        if model.__module__.startswith("openhall.")
        and isinstance(field, models.CharField)
        and field.max_length == _LONG
        and _HASH.search(field.name)
    }
    columns = {str(column) for column in marked_columns()}
    # Its name says nothing: which address it came by.
    assert columns | {*LEFT} == there | {"identity_joining.address"}
    assert not columns & {*LEFT}


def test_only_what_others_hold_comes_from_the_first_key_for_ever() -> None:
    assert _callers("server_key") == {*FOR_EVER}


def test_marks_are_made_where_their_rows_are_written_and_looked_for() -> None:
    assert _callers("marks_of|new_mark") == MARKING


def _callers(functions: str) -> set[str]:
    files = [path for path in python_files() if not {"tests", "migrations"} & {*path.parts}]
    return {named(path) for path, _ in parse_those_with(re.compile(rf"\b(?:{functions})\("), files)}
