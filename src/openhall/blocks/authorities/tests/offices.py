"""Two offices with their posts and officers, as a jurisdiction's files would give them."""

import json
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from openhall.blocks.authorities.definitions import Post
from openhall.blocks.authorities.facade import keep_posts
from openhall.blocks.identity.facade import Officer, People, PersonDefinition, keep_demo_people

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PARK, PORT = "park-office", "port-office"
KEEPER = Post("keeper", PARK, {"en": "Keeper"}, "case-officer", limit=10_000)
WARDEN = Post("warden", PARK, {"en": "Warden"}, "supervisor")
PILOT = Post("pilot", PORT, {"en": "Pilot"}, "case-officer")
CHIEF = Post("chief", PARK, {"en": "Chief clerk"}, "administrator")
POSTS = (KEEPER, WARDEN, PILOT, CHIEF)
#: Whom the files put where. Ada and Cleo both are administrators of the park.
HELD = {
    "ada": (PARK, ("chief",)),
    "cleo": (PARK, ("chief",)),
    "bo": (PARK, ("warden",)),
    "kim": (PARK, ("keeper",)),
    "pat": (PORT, ("pilot",)),
}


def person(name: str, authority: str = "", posts: tuple[str, ...] = ()) -> PersonDefinition:
    said = {"en": name.title()}
    return PersonDefinition(name, said, said, 3, officer=Officer(authority, posts) if authority else None)


def publish(posts: tuple[Post, ...] = POSTS, held: dict[str, tuple[str, tuple[str, ...]]] | None = None) -> None:
    """Do what publishing does."""
    officers = [person(name, *office) for name, office in (HELD if held is None else held).items()]
    kept = keep_demo_people(People(people=(*officers, person("res"))))
    keep_posts(posts, kept.people, now=NOW)


def leaves() -> list[dict[str, Any]]:
    """Return what the log was told, from the first act on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM journal_record ORDER BY id")
        return [json.loads(row[0]) for row in cursor.fetchall()]
