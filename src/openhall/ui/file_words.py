"""The words for a file that is not taken: what to do about it, in one sentence."""

from collections.abc import Mapping
from typing import Any

from openhall.kernel.languages import Language
from openhall.ui.catalogues import translations
from openhall.ui.formats import file_size


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when the reader is known."""
    return message


_SENTENCES: Mapping[str, str] = {
    "file-empty": _("This file is empty. Choose another one."),
    "file-too-large": _("This file is larger than %(most)s. Choose a smaller one, or save this one smaller."),
    "file-kind": _("Files of this kind cannot be taken here. Save it as one of these and send that: %(kinds)s."),
    "file-packed": _(
        "Archives and office documents cannot be taken here. "
        "Save each document as one of these and send that: %(kinds)s."
    ),
    "file-two-faced": _("There is a second file hidden in this one. Save or scan it again and send the new file."),
    "file-broken": _("This file cannot be opened: part of it may be missing. Look at it yourself, then send it again."),
    "file-too-many-pixels": _(
        "This picture is larger than %(most)s million points. Save it smaller, or photograph it again."
    ),
    "file-too-many-pages": _("This document has more than %(most)s pages. Send it in several files."),
    "file-too-complex": _("This file takes too much to open. Print it to a new PDF file and send that one."),
    "file-locked": _("This document is locked with a password. Save it without one and send the new file."),
    "file-active": _(
        "There are programs, forms that send themselves or other files in this document. "
        "Print it to a new PDF file and send that one."
    ),
    "file-infected": _("The virus scanner found something in this file. Do not open it, and choose another one."),
    "file-check-busy": _("Many files are arriving just now. Send this one again in a minute."),
    "file-scanner-away": _("Files cannot be checked for viruses just now. Send this one again in a few minutes."),
    "file-store-away": _("Files cannot be stored just now. Send this one again in a few minutes."),
    "unknown-file": _("This file is not here, or it is not yours. Send it again."),
    "unknown-upload": _("This upload is not here any more. Start it again."),
    "upload-offset": _("This part does not follow on the last one. Go on from %(offset)s bytes."),
}
_ELSE = _("This file cannot be taken. Choose another one.")
_MILLION = 1_000_000


#: Parameters of faults that the form itself finds in an answer, under the same codes.
_OF_FORMS = frozenset({"accept", "max_mb", "label"})


def is_refusal_of_file(code: str, params: Mapping[str, Any]) -> bool:
    """Tell whether a fault was found in a file itself, and not in the answer that names it."""
    return code in _SENTENCES and _OF_FORMS.isdisjoint(params)


def sentence_of(code: str, params: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Return the English sentence for a refusal of a file, and what fills its places."""
    return _SENTENCES.get(code, _ELSE), {name: _shown(code, name, value) for name, value in params.items()}


def words_for_file(code: str, params: Mapping[str, Any], language: Language) -> str:
    """Return the sentence for a refusal of a file in ``language``."""
    sentence, shown = sentence_of(code, params)
    return translations(language).gettext(sentence) % shown if shown else translations(language).gettext(sentence)


def _shown(code: str, name: str, value: Any) -> str:  # noqa: ANN401 - a parameter is any value
    if name == "kinds":
        return ", ".join(str(kind).upper() for kind in value)
    if name == "most" and code == "file-too-large":
        return file_size(value)
    if name == "most" and code == "file-too-many-pixels":
        return str(value // _MILLION)
    return str(value)
