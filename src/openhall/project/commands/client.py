"""``openhall client``: systems of departments that may ask the hall who somebody is."""

import argparse
import sys
from datetime import UTC, datetime

from openhall.blocks.catalogue.facade import NothingPublishedError, current_catalogue
from openhall.blocks.federation.facade import ClientRefused, add_client, clients
from openhall.kernel.languages import ALL

_ACTOR = "openhall client"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    told = "register a system of a department, and print its id and secret, once"
    add = acts.add_parser("add", help=told, description=told)
    add.add_argument("--authority", required=True, help="the id of the authority, as authorities.yaml has it")
    for language in ALL:
        option = "--name" if language is ALL[0] else f"--name-{language.slug}"
        add.add_argument(option, dest=language.code, required=True, help=f"what people see ({language.name})")
    add.add_argument("--redirect", action="append", default=[], help="an address for codes, letter by letter")
    add.add_argument("--service", action="append", default=[], help="a service of the authority that it is for")
    add.add_argument("--tell-name", action="store_true", help="people are asked whether it may know their name")
    add.set_defaults(do=_add)
    told = "list the systems that are registered"
    acts.add_parser("list", help=told, description=told).set_defaults(do=_list)


def run(options: argparse.Namespace) -> int:
    """Do one of them; 0 when it is done."""
    try:
        print(options.do(options))
    except (ClientRefused, NothingPublishedError) as refusal:
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
    client, secret = add_client(
        authority=options.authority,
        name={language.code: vars(options)[language.code] for language in ALL},
        redirects=options.redirect,
        services=options.service,
        is_told_name=options.tell_name,
        actor=_ACTOR,
        now=datetime.now(UTC),
    )
    return f"client_id      {client}\nclient_secret  {secret}\nThe secret is not kept: it cannot be shown again."


def _list(_options: argparse.Namespace) -> str:
    rows = [f"{each.id}  {each.authority}  {' '.join(each.redirects)}  {' '.join(each.scopes)}" for each in clients()]
    return "\n".join(rows) or "no system is registered"
