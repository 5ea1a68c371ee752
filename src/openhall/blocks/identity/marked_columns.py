"""By which marks rows of this block are found, so that they can be made anew.

Links to providers are not among them: of whom a provider names nothing but the mark is kept (``provider_links``).
"""

from collections.abc import Iterator, Mapping

from openhall.blocks.identity.codes import ADDRESSES, context_of_address, text_of_kept
from openhall.blocks.identity.finding import FOUND, texts_of
from openhall.blocks.identity.joining import texts_of_moved
from openhall.blocks.identity.models import Address, Joining, OrganisationMark, PersonMark
from openhall.blocks.identity.sealed import known_of_organisation, known_of_person, person_key
from openhall.blocks.journal.facade import MarkedColumn, register_marked_columns, sealed_anew


def register() -> None:
    """Name the columns."""
    register_marked_columns(
        MarkedColumn(PersonMark, "mark", FOUND, lambda row: texts_of(*known_of_person(row.person)), needs=("person",)),
        MarkedColumn(
            OrganisationMark,
            "mark",
            FOUND,
            lambda row: texts_of(*known_of_organisation(row.organisation)),
            needs=("organisation",),
        ),
        MarkedColumn(Address, "digest", ADDRESSES, _texts_of_address, _sealed_there, needs=("account",)),
        MarkedColumn(Joining, "address", ADDRESSES, texts_of_moved),
    )


def _texts_of_address(row: Address) -> Iterator[str]:
    return filter(None, [text_of_kept(row)])


def _sealed_there(row: Address, mark: str) -> Mapping[str, bytes]:
    """Return the address as it is bound to its new mark: it opens in no other place."""
    before, after = context_of_address(row.digest), context_of_address(mark)
    owner = person_key(row.account.person_id)
    return {"sealed": sealed_anew(owner=owner, sealed=bytes(row.sealed), context=before, moved_to=after)}
