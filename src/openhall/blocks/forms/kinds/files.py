"""Files: what is answered are the ids of files that were sent before."""

from typing import Any

from openhall.blocks.forms.definitions import FieldType, Question
from openhall.blocks.forms.faults import Slip
from openhall.blocks.forms.kinds.kind import NONE, Kind, Posted, Sampling, Scope, Setting, Slips, Typed, wrong_type

_MEGABYTE = 1_000_000
_LONGEST_ID = 200


class FileGiven(Kind):
    """One file, or several where ``max_files`` allows it."""

    base = "file"

    def __init__(self, question: Question, field_type: FieldType, setting: Setting) -> None:
        super().__init__(question, field_type, setting)
        self.accept: tuple[str, ...] = _with_telephones(tuple(self.limit("accept") or ()))
        self.max_bytes = int((self.limit("max_mb") or 10) * _MEGABYTE)
        self.max_files: int = self.limit("max_files") or 1

    @property
    def is_several(self) -> bool:
        """Tell whether the answer is a list of ids."""
        return self.max_files > 1

    def read(self, posted: Posted, name: str, scope: Scope) -> tuple[Any, Slips]:
        """Read the ids of the files that are kept."""
        del scope
        given = posted.get(name) or []
        ids = list(dict.fromkeys(each.strip() for each in given[: self.max_files + 1] if each.strip()))
        if self.is_several:
            return ids or None, NONE
        return (ids[0] if ids else None), (NONE if len(ids) <= 1 else (Slip("too-many-files", {"max": 1}),))

    def check(self, value: Any, scope: Scope) -> Slips:  # noqa: ANN401 - an answer may be any JSON
        """Check type and number, and each file's kind and size where the files can be asked for."""
        ids = value if self.is_several else [value]
        if not isinstance(ids, list) or not all(isinstance(each, str) and 0 < len(each) <= _LONGEST_ID for each in ids):
            return wrong_type("array of strings" if self.is_several else "string")
        if not ids:
            return (Slip("required", {"label": self.question.label, "base": self.base}),)
        if len(ids) > self.max_files:
            return (Slip("too-many-files", {"max": self.max_files}),)
        if len(set(ids)) != len(ids):
            return (Slip("same-file-twice"),)
        return self._facts(ids, scope)

    def _facts(self, ids: list[str], scope: Scope) -> Slips:
        if scope.files is None:
            return NONE
        for place, each in enumerate(ids):
            path = f"/{place}" if self.is_several else ""
            facts = scope.files(each)
            if facts is None:
                return (Slip("unknown-file", {"label": self.question.label}, path=path),)
            if self.accept and facts.kind not in self.accept:
                return (Slip("file-kind", {"accept": self.accept, "kind": facts.kind}, path=path),)
            if facts.size > self.max_bytes:
                return (Slip("file-too-large", {"max_mb": self.max_bytes / _MEGABYTE}, path=path),)
        return NONE

    def typed(self, posted: Posted, name: str) -> Typed:
        """Return the ids that are kept."""
        return {name: [each[:_LONGEST_ID] for each in (posted.get(name) or [])[: self.max_files + 1]]}

    def written(self, value: Any, name: str) -> Typed:  # noqa: ANN401 - as above
        """Give the ids again."""
        return {name: list(value) if self.is_several else [value]}

    def schema(self) -> dict[str, Any]:
        """Describe the ids; the kinds and the size stand in words of ours, for those who read them."""
        one = {"type": "string", "minLength": 1, "maxLength": _LONGEST_ID}
        facts = {"x-accept": list(self.accept), "x-max-bytes": self.max_bytes}
        if not self.is_several:
            return {**one, **facts}
        several = {"type": "array", "items": one, "minItems": 1, "maxItems": self.max_files, "uniqueItems": True}
        return {**several, **facts}

    def example(self, sampling: Sampling) -> Any:  # noqa: ANN401 - as above
        """Return the id of a file of a kind that is accepted."""
        found = sampling.file(self.accept)
        return [found] if self.is_several else found


def _with_telephones(accept: tuple[str, ...]) -> tuple[str, ...]:
    """Add the kind in which many telephones photograph, where a question accepts photographs."""
    return (*accept, "heic") if "jpg" in accept and "heic" not in accept else accept
