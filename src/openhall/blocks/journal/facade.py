"""The door of ``journal``: who did what when: the log, receipts, reads of personal data, the outbox."""

from openhall.blocks.journal.audit.faults import LogFault, LoggedRecord, RecordCheck, RowFault, register_record_check
from openhall.blocks.journal.audit.whole import verify_log
from openhall.blocks.journal.guarding import guarding, unguarding
from openhall.blocks.journal.keeping import keep_checkpoint
from openhall.blocks.journal.keys import KeyFileError, key_file, known_log_verifier, log_verifier, server_key
from openhall.blocks.journal.leaves import Leaf, append_leaf
from openhall.blocks.journal.outbox import (
    MOST_ATTEMPTS,
    Delivery,
    Handler,
    Trouble,
    all_troubles,
    count_troubles,
    deliver_due,
    move_message,
    overdue,
    post,
    retry_trouble,
    troubles,
    waiting_time,
)
from openhall.blocks.journal.public import Proof, current_checkpoint, entries_of, proof_of, tile_of
from openhall.blocks.journal.reads import OWN, Reader, record_read
from openhall.blocks.journal.receipts import acknowledgement_for, acknowledgement_of, lot_of, receipt_of
from openhall.blocks.journal.rows import (
    Statement,
    day,
    do_all,
    do_later,
    insert_row,
    inserting,
    moment,
    one_row,
    rows_where,
    update_row,
    updating,
)
from openhall.blocks.journal.rules import Verdict, signer_of, verify_document
from openhall.blocks.journal.sequencing import sequence_leaves, tidy_queue
from openhall.blocks.journal.vault import KeyDestroyedError, SealError, destroy_key, seal, unseal, unseal_all

__all__ = [
    "MOST_ATTEMPTS",
    "OWN",
    "Delivery",
    "Handler",
    "KeyDestroyedError",
    "KeyFileError",
    "Leaf",
    "LogFault",
    "LoggedRecord",
    "Proof",
    "Reader",
    "RecordCheck",
    "RowFault",
    "SealError",
    "Statement",
    "Trouble",
    "Verdict",
    "acknowledgement_for",
    "acknowledgement_of",
    "all_troubles",
    "append_leaf",
    "count_troubles",
    "current_checkpoint",
    "day",
    "deliver_due",
    "destroy_key",
    "do_all",
    "do_later",
    "entries_of",
    "guarding",
    "insert_row",
    "inserting",
    "keep_checkpoint",
    "key_file",
    "known_log_verifier",
    "log_verifier",
    "lot_of",
    "moment",
    "move_message",
    "one_row",
    "overdue",
    "post",
    "proof_of",
    "receipt_of",
    "record_read",
    "register_record_check",
    "retry_trouble",
    "rows_where",
    "seal",
    "sequence_leaves",
    "server_key",
    "signer_of",
    "tidy_queue",
    "tile_of",
    "troubles",
    "unguarding",
    "unseal",
    "unseal_all",
    "update_row",
    "updating",
    "verify_document",
    "verify_log",
    "waiting_time",
]
