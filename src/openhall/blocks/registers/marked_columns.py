"""By which marks entries are found, so that they can be made anew."""

from collections.abc import Callable, Iterator

import msgspec

from openhall.blocks.journal.facade import MarkedColumn, opened_to_compare
from openhall.blocks.registers.definitions import Fact, Register
from openhall.blocks.registers.keeping import IDENTITIES, context_of, decoded, identity_text
from openhall.blocks.registers.models import Entry

_private = msgspec.json.Decoder(dict[str, Fact])


def entry_marks(register_of: Callable[[str], Register | None]) -> MarkedColumn:
    """Return the marks of what entries are about; ``register_of`` says by what a register tells its entries apart."""
    return MarkedColumn(Entry, "identity", IDENTITIES, lambda row: _texts(row, register_of(row.register)))


def _texts(entry: Entry, register: Register | None) -> Iterator[str]:
    """Yield what the entry was about, the newest first: what a later version no longer says may still find it."""
    if register is None:
        return
    for version in entry.history.order_by("-serial"):
        context = context_of(entry.register, entry.number, version.serial)
        plain = opened_to_compare(owner=version.owner, sealed=bytes(version.sealed), context=context)
        if text := identity_text(register, {**decoded(version.facts), **_private.decode(plain or b"{}")}):
            yield text
