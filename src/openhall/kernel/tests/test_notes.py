"""Notes as C2SP writes them; the first is the example of its specification."""

import pytest

from openhall.kernel.merkle import EMPTY_ROOT
from openhall.kernel.notes import (
    Checkpoint,
    NotAKeyError,
    NotANoteError,
    SignerKey,
    VerifierKey,
    open_checkpoint,
    open_note,
    read_signer_key,
    read_verifier_key,
)

KEY = SignerKey("example.org/log", bytes(range(32)))
OTHER = SignerKey("example.org/other", bytes(32))
TEXT = Checkpoint(KEY.name, 0, EMPTY_ROOT).text()
#: The public sum database's key, and a tree that it signed (from the Go project's own tests).
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"


def test_a_key_of_another_program_is_read_and_written_alike() -> None:
    key = read_verifier_key(SUMDB)

    assert (key.name, key.id.hex()) == ("sum.golang.org", "033de0ae")
    assert str(key) == SUMDB


def test_what_was_signed_is_opened() -> None:
    note = KEY.sign_note(TEXT)

    assert open_note(note, KEY.verifier) == TEXT
    assert open_checkpoint(note, KEY.verifier) == Checkpoint(KEY.name, 0, EMPTY_ROOT)
    assert KEY.sign_note(TEXT) == note, "the same signature each time"


def test_signatures_of_others_do_not_matter() -> None:
    line = OTHER.sign_note(TEXT).splitlines()[-1]
    note = KEY.sign_note(TEXT) + f"{line}\n"

    assert open_note(note, KEY.verifier) == open_note(note, OTHER.verifier) == TEXT


def test_every_changed_character_is_seen() -> None:
    note = KEY.sign_note(TEXT)
    for place in range(len(note)):
        changed = note[:place] + ("x" if note[place] != "x" else "y") + note[place + 1 :]
        with pytest.raises(NotANoteError):
            open_note(changed, KEY.verifier)


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note[:-1],
        lambda note: note + "\n",
        lambda note: note + note.splitlines()[-1] + "x\n",
        lambda note: note.replace("\n", "\r\n"),
        lambda _note: "",
        lambda _note: TEXT,
        lambda _note: OTHER.sign_note(TEXT),
    ],
)
def test_what_is_not_signed_by_the_key_is_refused(change: object) -> None:
    assert callable(change)
    with pytest.raises(NotANoteError):
        open_note(change(KEY.sign_note(TEXT)), KEY.verifier)


@pytest.mark.parametrize(
    "text",
    [
        "example.org/log\n1\n",
        "example.org/log\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "example.org/log\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "example.org/log\n1\n47DEQpj8\n",
        "example.org/log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n",
        "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    ],
)
def test_a_signed_text_of_another_form_is_no_checkpoint(text: str) -> None:
    with pytest.raises(NotANoteError):
        open_checkpoint(KEY.sign_note(text), KEY.verifier)


def test_key_files_are_read_as_they_were_written() -> None:
    assert read_signer_key(KEY.written() + "\n") == KEY
    assert read_verifier_key(f"{KEY.verifier}\n") == KEY.verifier


@pytest.mark.parametrize(
    "line",
    [
        "",
        "name",
        "name+00000000+",
        SUMDB.replace("033d", "033e"),
        SUMDB.replace("+Ac4z", "+Bc4z"),
        "a b+c+d",
        SUMDB[:-2],
    ],
)
def test_what_is_no_key_is_told(line: str) -> None:
    with pytest.raises(NotAKeyError):
        read_verifier_key(line)
    with pytest.raises(NotAKeyError):
        read_signer_key(f"PRIVATE+KEY+{line}")
    with pytest.raises(NotAKeyError):
        read_signer_key(line)


def test_a_signature_of_another_length_is_no_signature() -> None:
    assert not VerifierKey("a", KEY.verifier.public).has_signed(b"x", b"short")
