"""The door of ``journal``: who did what when: the log, receipts, reads of personal data, the outbox."""

from openhall.blocks.journal.keys import KeyFileError, log_verifier, server_key
from openhall.blocks.journal.leaves import Leaf, append_leaf
from openhall.blocks.journal.outbox import Delivery, Handler, deliver_due, post
from openhall.blocks.journal.reads import OWN, Reader
from openhall.blocks.journal.receipts import acknowledgement_of, receipt_of
from openhall.blocks.journal.sequencing import sequence_leaves
from openhall.blocks.journal.vault import KeyDestroyedError, SealError, destroy_key, seal, unseal

__all__ = [
    "OWN",
    "Delivery",
    "Handler",
    "KeyDestroyedError",
    "KeyFileError",
    "Leaf",
    "Reader",
    "SealError",
    "acknowledgement_of",
    "append_leaf",
    "deliver_due",
    "destroy_key",
    "log_verifier",
    "post",
    "receipt_of",
    "seal",
    "sequence_leaves",
    "server_key",
    "unseal",
]
