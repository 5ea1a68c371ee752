"""Gate *references*, part sign-in: nobody needs an account where no law says so, or that is marked and counted."""

from collections.abc import Iterator
from typing import Any

from openhall.blocks.catalogue.definitions import VERIFIED
from openhall.blocks.catalogue.loading.files import SourceFile
from openhall.blocks.catalogue.loading.problems import Problem

#: Stands where a reason belongs that nobody has looked up yet.
NOT_YET_RECORDED = "legal-basis-not-yet-recorded"
_MISSING = (
    "is missing, and sign_in is {level}. Say why people have to sign in (“text”, “law”, “section”); "
    f"write “{NOT_YET_RECORDED}” where nobody has looked it up yet; or set sign_in to 1, and nobody needs an account."
)
_NEEDLESS = "gives a reason for signing in, and with sign_in {level} nobody has to. Take it out."


def sign_in_problems(source: SourceFile, value: dict[str, Any]) -> Iterator[Problem]:
    """Yield a problem where a service asks people to sign in and does not say why, or says why and does not ask."""
    level, is_said = int(value["sign_in"]), "sign_in_reason" in value
    if level >= VERIFIED and not is_said:
        yield source.problem(["sign_in"], "sign_in_reason", _MISSING.format(level=level))
    if level < VERIFIED and is_said:
        yield source.problem(["sign_in_reason"], "sign_in_reason", _NEEDLESS.format(level=level))
