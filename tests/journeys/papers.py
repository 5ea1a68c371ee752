"""Papers as people hold them: made by the worker, kept as files, signed, and printed with two codes."""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from tests.halls import Hall, run
from tests.journeys.codes import texts_in
from tests.journeys.writers import Writer

#: Points to an inch: the small code's squares are then four points wide.
_SHARP = "200"


def work(hall: Hall) -> None:
    """Let the worker do once whatever is due: papers, letters, timers."""
    done = run("work", hall.home, "--once")
    assert done.returncode == 0, done.stdout + done.stderr


def take_paper(writer: Writer, name: str) -> Path:
    """Keep the paper of this name from the page of a case as a file."""
    link = writer.page.get_by_role("main").get_by_role("link", name=name, exact=True).first
    answer = writer.page.request.get(writer.hall.url + str(link.get_attribute("href")))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    path = writer.pictures / f"{writer.walk}-{name}.pdf"
    path.write_bytes(answer.body())
    return path


def signature_of(paper: Path, hall: Hall) -> PdfSignatureStatus:
    """Check the one signature of a paper against nothing but the hall's root certificate."""
    (root,) = (hall.home / "keys" / "demonstration-papers").glob("root.pem")
    found = [der for kind, _, der in pem.unarmor(root.read_bytes(), multiple=True) if kind == "CERTIFICATE"]
    trusted = ValidationContext(trust_roots=[x509.Certificate.load(found[0])], moment=datetime.now(UTC))
    (signature,) = PdfFileReader(BytesIO(paper.read_bytes())).embedded_signatures
    # The browser has an event loop in this thread, and whoever checks needs one of their own.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(validate_pdf_signature, signature, trusted, ts_validation_context=trusted).result()


def words_of_paper(paper: Path) -> str:
    """Return what can be read on a paper, in one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(paper).pages).split())


def printed_codes(paper: Path) -> tuple[str, str]:
    """Print a paper and read its two codes: where it is checked, and the facts with their signature."""
    printer = shutil.which("pdftoppm")
    if printer is None:
        pytest.skip("there is no pdftoppm here, with which a paper is printed as a picture")
    subprocess.run(  # noqa: S603 - a program that was found, and our own file
        [printer, "-r", _SHARP, "-png", "-singlefile", str(paper), str(paper.with_suffix(""))], check=True, timeout=60
    )
    address, facts = sorted(texts_in(paper.with_suffix(".png")))
    return address, facts
