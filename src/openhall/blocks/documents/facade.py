"""The door of ``documents``: uploads, looked at, sealed and kept."""

from openhall.blocks.documents.actions.attach import adopt_file, attach_files
from openhall.blocks.documents.actions.remove import remove_files, sweep_files
from openhall.blocks.documents.actions.take import take_file
from openhall.blocks.documents.definitions import SAMPLE_OWNER, FileRefused, Limits, StoredFile
from openhall.blocks.documents.guests import claim_of_file, is_secret_of_file, secret_of_file
from openhall.blocks.documents.queries import file_of, files_of, read_file
from openhall.blocks.documents.receiving import ReceivedFile
from openhall.blocks.documents.rules import CEILING, EVERYDAY, MEDIA_TYPES, MEGABYTE, accepted_kinds
from openhall.blocks.documents.scanning.scanners import faults as scanner_faults
from openhall.blocks.documents.sealing import DamagedFileError
from openhall.blocks.documents.storing.places import faults as storage_faults

__all__ = [
    "CEILING",
    "EVERYDAY",
    "MEDIA_TYPES",
    "MEGABYTE",
    "SAMPLE_OWNER",
    "DamagedFileError",
    "FileRefused",
    "Limits",
    "ReceivedFile",
    "StoredFile",
    "accepted_kinds",
    "adopt_file",
    "attach_files",
    "claim_of_file",
    "file_of",
    "files_of",
    "is_secret_of_file",
    "read_file",
    "remove_files",
    "scanner_faults",
    "secret_of_file",
    "storage_faults",
    "sweep_files",
    "take_file",
]
