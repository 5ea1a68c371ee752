"""Options that stand behind the question mark of a provider's address, held to the kind's own schema."""

from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

import msgspec

_Options = TypeVar("_Options", bound=msgspec.Struct)


def options_of(address: str, kind: type[_Options]) -> _Options:
    """Return the options of an address; raise ``ValueError`` for one that the schema does not have."""
    given = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"{error}; options are {', '.join(kind.__struct_fields__)}") from error
