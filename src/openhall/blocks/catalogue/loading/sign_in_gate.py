"""Gate *references*, part sign-in: nobody needs an account where no law says so, or that is marked and counted."""

from collections.abc import Iterator, Mapping
from typing import Any

from openhall.blocks.catalogue.definitions import VERIFIED
from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted

#: Stands where a reason belongs that nobody has looked up yet.
NOT_YET_RECORDED = "legal-basis-not-yet-recorded"
_MISSING = (
    "is missing, and sign_in is {level}. Say why people have to sign in (“text”, “law”, “section”); "
    f"write “{NOT_YET_RECORDED}” where nobody has looked it up yet; or set sign_in to 1, and nobody needs an account."
)
_NEEDLESS = "gives a reason for signing in, and with sign_in {level} nobody has to. Take it out."
_NO_MORE = f"asks for level {VERIFIED}, and the service asks for that before its first question. Take it out."
_INSIDE = "stands inside a group, which is asked as a whole. Let the group ask for it."


def sign_in_problems(
    source: SourceFile, value: dict[str, Any], shared: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    """Yield a problem where people are asked to sign in and nothing says why, or something says why and nothing asks.

    ``shared`` are the questions of the jurisdiction by id: what they ask for, a service that uses them asks for too.
    """
    whole, is_said = int(value["sign_in"]), "sign_in_reason" in value
    rows = [{**shared.get(str(row.get("use")), {}), **row} for row in value["questions"]]
    path: tuple[Step, ...]
    for index, row in enumerate(rows):
        for number, each in enumerate(row.get("questions", [])):
            if "sign_in" in each:
                path = ("questions", index, "questions", number, "sign_in")
                yield source.problem(path, dotted(path), _INSIDE)
        if whole >= VERIFIED == row.get("sign_in"):
            path = ("questions", index, "sign_in")
            yield source.problem(path, dotted(path), _NO_MORE)
    level = max([whole, *(int(row.get("sign_in", 0)) for row in rows)])
    if level >= VERIFIED and not is_said:
        yield source.problem(["sign_in"], "sign_in_reason", _MISSING.format(level=level))
    if level < VERIFIED and is_said:
        yield source.problem(["sign_in_reason"], "sign_in_reason", _NEEDLESS.format(level=level))
