"""``openhall officer``: the first administrator of an authority, and one-time codes for officers to sign in."""

import argparse
import re
import sys
from datetime import UTC, datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from openhall.blocks.authorities.facade import AdministratorThere, appoint_administrator, office_of
from openhall.blocks.catalogue.facade import Catalogue, NothingPublishedError, current_catalogue
from openhall.blocks.identity.facade import PersonExists, invite
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import ALL

_ACTOR = "openhall officer"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LONGEST_NAME = 120


class _Told(Refusal):
    """Something that was given cannot be used; its code is a sentence for the terminal."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    told = "make the first administrator of an authority, and print an address where they sign in"
    create = acts.add_parser("create", help=told, description=told)
    create.add_argument("--authority", required=True, help="the id of the authority, as authorities.yaml has it")
    for language in ALL:
        option = "--name" if language is ALL[0] else f"--name-{language.slug}"
        create.add_argument(option, dest=language.code, default="", help=f"their name ({language.name})")
    create.add_argument("--id", default="", help="an id of small letters, digits and “-” (default: a random one)")
    create.add_argument("--another", action="store_true", help="also where the authority has an administrator")
    create.set_defaults(do=_create)
    told = "print an address where an officer signs in, once and within an hour"
    again = acts.add_parser("invite", help=told, description=told)
    again.add_argument("id", help="the id of the officer, as /desk/people/ and `officer create` show it")
    again.set_defaults(do=_invite)


def run(options: argparse.Namespace) -> int:
    """Do one of them; 0 when it is done."""
    try:
        catalogue = current_catalogue()
        with transaction.atomic():
            print(options.do(options, catalogue, datetime.now(UTC)))
    except AdministratorThere as refusal:
        print(f"{refusal.params['authority']} has an administrator. For one more: --another", file=sys.stderr)
        return 1
    except PersonExists as refusal:
        print(f"there is somebody with the id {refusal.params['person']} already", file=sys.stderr)
        return 1
    except (_Told, NothingPublishedError) as refusal:
        print(refusal.code if isinstance(refusal, _Told) else refusal, file=sys.stderr)
        return 1
    return 0


def _create(options: argparse.Namespace, catalogue: Catalogue, now: datetime) -> str:
    if options.authority not in catalogue.authorities:
        raise _Told(f"there is no authority {options.authority!r}; their ids stand in authorities.yaml")
    name = {language.code: given for language in ALL if (given := vars(options)[language.code].strip())}
    if not name or not all(words.isprintable() and len(words) <= _LONGEST_NAME for words in name.values()):
        raise _Told(f"give a --name of at most {_LONGEST_NAME} characters")
    person = options.id or f"officer-{token_hex(5)}"
    if not _ID.fullmatch(person):
        raise _Told(f"{person!r} is no id: small letters, digits and “-”, at most 64")
    appoint_administrator(
        authority=options.authority, person=person, name=name, is_another=options.another, actor=_ACTOR, now=now
    )
    return f"{person} is an administrator of {options.authority}.\n{_address(person, catalogue, now)}"


def _invite(options: argparse.Namespace, catalogue: Catalogue, now: datetime) -> str:
    if office_of(options.id, now=now) is None:
        raise _Told(f"nobody called {options.id!r} holds a post")
    return _address(options.id, catalogue, now)


def _address(person: str, catalogue: Catalogue, now: datetime) -> str:
    code, ends_at = invite(person=person, actor=_ACTOR, now=now)
    shown = ends_at.astimezone(ZoneInfo(catalogue.jurisdiction.time_zone)).strftime("%H:%M")
    address = f"{settings.OPENHALL_URL}/{catalogue.languages[0].slug}/sign-in/invited/"
    until = f"{shown} ({catalogue.jurisdiction.time_zone})"
    return f"They sign in here, once, until {until}:\n{address}\nwith this code: {code}"
