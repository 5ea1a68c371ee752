"""The door of ``documents``: uploads, looked at, sealed and kept; papers, set, signed and issued."""

from openhall.blocks.documents.actions.attach import Handing, adopt_file, attach_files, hand_on_files
from openhall.blocks.documents.actions.remove import (
    FILES_GO,
    let_files_go,
    remove_files,
    remove_gone_files,
    sweep_files,
)
from openhall.blocks.documents.actions.take import take_file
from openhall.blocks.documents.credentials.compact import FRESH_FOR, credential_text, status_list
from openhall.blocks.documents.credentials.definitions import Certified, Jwk, WalletCredential
from openhall.blocks.documents.credentials.disclosing import issuer_url, sd_jwt_vc, type_url
from openhall.blocks.documents.credentials.keys import (
    HALL,
    cose_keys_of,
    issuing_key,
    issuing_keys,
    jwks_of,
    public_jwk,
)
from openhall.blocks.documents.credentials.keys import RING as CREDENTIAL_KEYS
from openhall.blocks.documents.definitions import SAMPLE_OWNER, FileRefused, Limits, Progress, StoredFile
from openhall.blocks.documents.guests import claim_of_file, is_secret_of_file, secret_of_file
from openhall.blocks.documents.papers.certificates import change_paper_keys, root_certificate
from openhall.blocks.documents.papers.checking import Signature, check_signature
from openhall.blocks.documents.papers.codes import address_of_code, new_paper_code, read_paper_code, written_code
from openhall.blocks.documents.papers.definitions import (
    NEEDED_SECTIONS,
    PAPER_KINDS,
    PaperContent,
    PaperFact,
    PaperFacts,
    PaperFault,
    PaperMismatch,
    PaperMoney,
    PaperSection,
    PaperStanding,
    PaperState,
    SetPaper,
)
from openhall.blocks.documents.papers.finding import (
    codes_of,
    newest_papers,
    paper_by_code,
    paper_by_sha256,
    paper_of,
    papers_no_longer_good,
    papers_of,
    read_paper,
)
from openhall.blocks.documents.papers.issuing import set_paper
from openhall.blocks.documents.papers.keeping import keep_paper, replace_paper, revoke_paper
from openhall.blocks.documents.papers.proving import LetterFault, letter_faults
from openhall.blocks.documents.queries import file_of, files_of, named_files, read_file
from openhall.blocks.documents.receiving import ReceivedFile
from openhall.blocks.documents.resealing import (
    FILES_RESEALED,
    REPLACED_BYTES,
    STORED,
    remove_replaced_bytes,
    reseal_stored,
)
from openhall.blocks.documents.rules import CEILING, EVERYDAY, MEDIA_TYPES, MEGABYTE, accepted_kinds
from openhall.blocks.documents.sampling import keep_sample_files, sample_files
from openhall.blocks.documents.scanning.scanners import faults as scanner_faults
from openhall.blocks.documents.sealing import DamagedFileError
from openhall.blocks.documents.storing.places import StoreAwayError
from openhall.blocks.documents.storing.places import faults as storage_faults
from openhall.blocks.documents.uploads.actions import (
    append_upload,
    begin_upload,
    end_upload,
    sweep_uploads,
    upload_of,
)
from openhall.blocks.documents.wallets.acting import issue_to_wallet, offer_to_wallet, open_offer, sweep_offers
from openhall.blocks.documents.wallets.attesting import wallet_faults
from openhall.blocks.documents.wallets.definitions import ACCESS_LASTS, CredentialOffer, Shown, WalletRefused
from openhall.blocks.documents.wallets.nonces import new_nonce

__all__ = [
    "ACCESS_LASTS",
    "CEILING",
    "CREDENTIAL_KEYS",
    "EVERYDAY",
    "FILES_GO",
    "FILES_RESEALED",
    "FRESH_FOR",
    "HALL",
    "MEDIA_TYPES",
    "MEGABYTE",
    "NEEDED_SECTIONS",
    "PAPER_KINDS",
    "REPLACED_BYTES",
    "SAMPLE_OWNER",
    "STORED",
    "Certified",
    "CredentialOffer",
    "DamagedFileError",
    "FileRefused",
    "Handing",
    "Jwk",
    "LetterFault",
    "Limits",
    "PaperContent",
    "PaperFact",
    "PaperFacts",
    "PaperFault",
    "PaperMismatch",
    "PaperMoney",
    "PaperSection",
    "PaperStanding",
    "PaperState",
    "Progress",
    "ReceivedFile",
    "SetPaper",
    "Shown",
    "Signature",
    "StoreAwayError",
    "StoredFile",
    "WalletCredential",
    "WalletRefused",
    "accepted_kinds",
    "address_of_code",
    "adopt_file",
    "append_upload",
    "attach_files",
    "begin_upload",
    "change_paper_keys",
    "check_signature",
    "claim_of_file",
    "codes_of",
    "cose_keys_of",
    "credential_text",
    "end_upload",
    "file_of",
    "files_of",
    "hand_on_files",
    "is_secret_of_file",
    "issue_to_wallet",
    "issuer_url",
    "issuing_key",
    "issuing_keys",
    "jwks_of",
    "keep_paper",
    "keep_sample_files",
    "let_files_go",
    "letter_faults",
    "named_files",
    "new_nonce",
    "new_paper_code",
    "newest_papers",
    "offer_to_wallet",
    "open_offer",
    "paper_by_code",
    "paper_by_sha256",
    "paper_of",
    "papers_no_longer_good",
    "papers_of",
    "public_jwk",
    "read_file",
    "read_paper",
    "read_paper_code",
    "remove_files",
    "remove_gone_files",
    "remove_replaced_bytes",
    "replace_paper",
    "reseal_stored",
    "revoke_paper",
    "root_certificate",
    "sample_files",
    "scanner_faults",
    "sd_jwt_vc",
    "secret_of_file",
    "set_paper",
    "status_list",
    "storage_faults",
    "sweep_files",
    "sweep_offers",
    "sweep_uploads",
    "take_file",
    "type_url",
    "upload_of",
    "wallet_faults",
    "written_code",
]
