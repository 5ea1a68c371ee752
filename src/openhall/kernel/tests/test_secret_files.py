"""A secret in a file: read anew, and what is no secret is said."""

from pathlib import Path

import pytest

from openhall.kernel.secret_files import SecretFileError, SecretText, SecretWords, read_secret


def test_a_secret_that_its_keeper_changes_is_the_new_one_at_once(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("first\n")
    text = SecretText(file)
    words = SecretWords(text)
    assert (str(text), list(words), len(words), words[0], bool(words)) == ("first", ["first"], 1, "first", True)

    (tmp_path / "new").write_text("second third\n")
    (tmp_path / "new").replace(file)

    assert (str(text), list(words)) == ("second third", ["second", "third"])
    assert "second" not in repr(text)


def test_while_its_file_is_away_the_one_before_counts(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("first")
    text = SecretText(file)
    for away in (file.unlink, lambda: file.write_text(""), lambda: file.write_bytes(b"\xff\xfe")):
        away()
        assert str(text) == "first"


@pytest.mark.parametrize(
    ("held", "told"),
    [(None, "cannot be read"), (b" \n", "is empty"), (b"\xff", "is no text"), (b"x" * 70_000, "too long")],
)
def test_what_is_no_secret_is_said(tmp_path: Path, held: bytes | None, told: str) -> None:
    file = tmp_path / "key"
    if held is not None:
        file.write_bytes(held)
    with pytest.raises(SecretFileError, match=told):
        read_secret(file)
