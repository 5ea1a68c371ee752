"""The door of ``documents``: uploads, looked at, sealed and kept."""

from openhall.blocks.documents.actions.attach import adopt_file, attach_files
from openhall.blocks.documents.actions.remove import remove_files, sweep_files
from openhall.blocks.documents.actions.take import take_file
from openhall.blocks.documents.codes import grouped_code, new_code, read_code
from openhall.blocks.documents.credentials.compact import FRESH_FOR, credential_text, status_list
from openhall.blocks.documents.credentials.definitions import Certified, Jwk, WalletCredential
from openhall.blocks.documents.credentials.disclosing import issuer_url, sd_jwt_vc, type_url
from openhall.blocks.documents.credentials.keys import HALL, cose_keys_of, issuing_key, jwks_of, public_jwk
from openhall.blocks.documents.definitions import SAMPLE_OWNER, FileRefused, Limits, Progress, StoredFile
from openhall.blocks.documents.guests import claim_of_file, is_secret_of_file, secret_of_file
from openhall.blocks.documents.queries import file_of, files_of, named_files, read_file
from openhall.blocks.documents.receiving import ReceivedFile
from openhall.blocks.documents.rules import CEILING, EVERYDAY, MEDIA_TYPES, MEGABYTE, accepted_kinds
from openhall.blocks.documents.sampling import keep_sample_files, sample_files
from openhall.blocks.documents.scanning.scanners import faults as scanner_faults
from openhall.blocks.documents.sealing import DamagedFileError
from openhall.blocks.documents.standing import (
    PaperStanding,
    State,
    paper_by_code,
    paper_by_sha256,
    papers_no_longer_good,
)
from openhall.blocks.documents.storing.places import faults as storage_faults
from openhall.blocks.documents.uploads.actions import (
    append_upload,
    begin_upload,
    end_upload,
    sweep_uploads,
    upload_of,
)

__all__ = [
    "CEILING",
    "EVERYDAY",
    "FRESH_FOR",
    "HALL",
    "MEDIA_TYPES",
    "MEGABYTE",
    "SAMPLE_OWNER",
    "Certified",
    "DamagedFileError",
    "FileRefused",
    "Jwk",
    "Limits",
    "PaperStanding",
    "Progress",
    "ReceivedFile",
    "State",
    "StoredFile",
    "WalletCredential",
    "accepted_kinds",
    "adopt_file",
    "append_upload",
    "attach_files",
    "begin_upload",
    "claim_of_file",
    "cose_keys_of",
    "credential_text",
    "end_upload",
    "file_of",
    "files_of",
    "grouped_code",
    "is_secret_of_file",
    "issuer_url",
    "issuing_key",
    "jwks_of",
    "keep_sample_files",
    "named_files",
    "new_code",
    "paper_by_code",
    "paper_by_sha256",
    "papers_no_longer_good",
    "public_jwk",
    "read_code",
    "read_file",
    "remove_files",
    "sample_files",
    "scanner_faults",
    "sd_jwt_vc",
    "secret_of_file",
    "status_list",
    "storage_faults",
    "sweep_files",
    "sweep_uploads",
    "take_file",
    "type_url",
    "upload_of",
]
