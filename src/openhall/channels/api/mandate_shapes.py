"""The shapes of mandates at the API."""

from datetime import date

import msgspec
from ninja import Field, Schema

LONGEST_ID = 64


class Mandate(Schema):
    """Somebody may act for somebody."""

    id: str
    giver: str = Field(description="for whom")
    helper: str | None = Field(description="who acts; null while it is offered to whoever brings the code")
    scopes: list[str] = Field(description="letters, matters, fill, submit, pay, book")
    services: list[str] = Field(description="ids of services, or of authorities with all of theirs; empty: all")
    ends_at: str = Field(description="UTC")
    state: str = Field(description="offered, asked or live")


class Mandates(Schema):
    """Those that the caller gave, and those that they hold."""

    given: list[Mandate]
    held: list[Mandate]


class Offered(Schema):
    """What was made: whoever has the code can say yes to it, once."""

    id: str
    code: str | None


class Done(Schema):
    """The mandate that it was about."""

    id: str


class OfferBody(msgspec.Struct, forbid_unknown_fields=True):
    """What is offered (``helper``, or nobody: a code) or asked for (``giver``), until the end of a day."""

    scopes: tuple[str, ...]
    until: date
    services: tuple[str, ...] = ()
    helper: str = ""
    giver: str = ""


class CodeBody(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing needs to be said."""


OFFER_BODY = msgspec.json.Decoder(OfferBody)
NOTHING = msgspec.json.Decoder(CodeBody)
_STRING = {"type": "string", "maxLength": LONGEST_ID}
OFFER = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["scopes", "until"],
                    "additionalProperties": False,
                    "properties": {
                        "scopes": {"type": "array", "items": {"type": "string"}},
                        "until": {"type": "string", "format": "date", "description": "the last day"},
                        "services": {"type": "array", "items": {"type": "string"}},
                        "helper": {**_STRING, "description": "who shall act for the caller; without: a code"},
                        "giver": {**_STRING, "description": "for whom the caller asks to act"},
                    },
                }
            }
        },
    }
}
