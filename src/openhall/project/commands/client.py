"""``openhall client``: systems of departments that may ask the hall who somebody is."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from openhall.blocks.catalogue.facade import NothingPublishedError, current_catalogue
from openhall.blocks.federation.facade import ClientRefused, add_client, change_client_keys, clients
from openhall.kernel.languages import ALL

_ACTOR = "openhall client"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    told = "register a system of a department with its public keys, and print its id"
    add = acts.add_parser("add", help=told, description=told)
    add.add_argument("--authority", required=True, help="the id of the authority, as authorities.yaml has it")
    for language in ALL:
        option = "--name" if language is ALL[0] else f"--name-{language.slug}"
        add.add_argument(option, dest=language.code, required=True, help=f"what people see ({language.name})")
    add.add_argument("--redirect", action="append", default=[], help="an address for codes, letter by letter")
    add.add_argument("--service", action="append", default=[], help="a service of the authority that it is for")
    _take_keys(add)
    add.add_argument("--tell-name", action="store_true", help="people are asked whether it may know their name")
    add.set_defaults(do=_add)
    told = "let a system sign with other keys, instead of all that it has"
    keys = acts.add_parser("keys", help=told, description=told)
    keys.add_argument("client", metavar="CLIENT", help="its id (see list)")
    _take_keys(keys)
    keys.set_defaults(do=_change)
    told = "list the systems that are registered"
    acts.add_parser("list", help=told, description=told).set_defaults(do=_list)


def _take_keys(parser: argparse.ArgumentParser) -> None:
    told = "a file with a public key of the system (PEM, JWK): ECDSA with P-256, or Ed25519; may be repeated"
    parser.add_argument("--key", action="append", default=[], type=Path, metavar="FILE", help=told)


def run(options: argparse.Namespace) -> int:
    """Do one of them; 0 when it is done."""
    try:
        print(options.do(options))
    except (ClientRefused, NothingPublishedError, OSError) as refusal:
        print(refusal.code if isinstance(refusal, ClientRefused) else refusal, file=sys.stderr)
        return 1
    return 0


def _add(options: argparse.Namespace) -> str:
    catalogue = current_catalogue()
    if options.authority not in catalogue.authorities:
        raise ClientRefused(f"there is no authority {options.authority!r}; their ids stand in authorities.yaml")
    for service in options.service:
        if catalogue.service(service) is None:
            raise ClientRefused(f"there is no service {service!r}")
    client = add_client(
        authority=options.authority,
        name={language.code: vars(options)[language.code] for language in ALL},
        redirects=options.redirect,
        services=options.service,
        keys=_read(options.key),
        is_told_name=options.tell_name,
        actor=_ACTOR,
        now=datetime.now(UTC),
    )
    return f"client_id  {client}"


def _change(options: argparse.Namespace) -> str:
    keys = _read(options.key)
    names = change_client_keys(client=options.client, keys=keys, actor=_ACTOR, now=datetime.now(UTC))
    return f"{options.client} signs with {len(names)} of its own from now on; codes and tokens of before have ended."


def _read(files: list[Path]) -> list[str]:
    return [file.read_text("utf-8", errors="replace") for file in files]


def _list(_options: argparse.Namespace) -> str:
    rows = [
        f"{each.id}  {each.authority}  {' '.join(each.redirects)}  {' '.join(each.scopes)}  "
        f"{' '.join(key['kid'] for key in each.keys) or 'no key: openhall client keys'}"
        for each in clients()
    ]
    return "\n".join(rows) or "no system is registered"
