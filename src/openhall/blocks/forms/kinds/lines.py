"""Words: one line or several, and the lines with a shape of their own such as identity numbers and telephones."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from openhall.blocks.forms.definitions import FieldType, Question, Rewrite
from openhall.blocks.forms.faults import Slip
from openhall.blocks.forms.kinds.kind import (
    BLOCK_PATTERN,
    LINE_PATTERN,
    NONE,
    Kind,
    Posted,
    Sampling,
    Scope,
    Setting,
    Slips,
    first,
    wrong_type,
)
from openhall.blocks.forms.kinds.looking import wrong_character
from openhall.kernel.check_digits import has_right_check_digit
from openhall.kernel.texts import ascii_width, clean_block, clean_line

#: Where neither question nor type says how long an answer may be.
_LONGEST = {"string": 200, "text": 4000, "telephone": 40, "email": 254}
#: A text this many times too long is refused before anything is done with it.
_HOPELESS = 4
_STEPS: dict[str, Callable[[str], str]] = {
    "ascii-width": ascii_width,
    "upper": str.upper,
    "no-spaces": lambda text: text.replace(" ", ""),
    "no-hyphens": lambda text: text.replace("-", ""),
    "no-dots": lambda text: text.replace(".", ""),
}
#: Believable words where neither question nor type has an example: what an author would write at first.
_SAMPLES = {
    "string": ("As agreed with your office", "For our own records", "Not yet decided"),
    "text": (
        "We have looked at the guidance and prepared the papers. Please call if anything is unclear.",
        "The matter began in the spring. We would like it settled before the end of the year.",
    ),
}


class _Ways:
    """Ways to write a line, each with another way to write the same."""

    def __init__(self, rows: Sequence[Rewrite]) -> None:
        self.rows = tuple((re.compile(row.pattern), row.to) for row in rows)

    def of(self, text: str) -> str:
        """Return ``text`` written anew by the first pattern that it matches as a whole."""
        for pattern, to in self.rows:
            match = pattern.fullmatch(text)
            if match:
                return match.expand(to)
        return text


class Line(Kind):
    """One line of words, or several where the type says text."""

    def __init__(self, question: Question, field_type: FieldType, setting: Setting) -> None:
        super().__init__(question, field_type, setting)
        self.base = field_type.base
        self.clean = clean_block if self.base == "text" else clean_line
        self.longest: int = self.limit("max_length") or _LONGEST[self.base]
        self.shortest: int = max(1, self.limit("min_length") or 1)
        self.steps = tuple(_STEPS[step] for step in field_type.normalise)
        self.rewrites, self.showing = _Ways(field_type.rewrite), _Ways(field_type.shown)
        patterns = (field_type.pattern, self.limits.get("pattern"))
        self.patterns = tuple(re.compile(pattern) for pattern in patterns if pattern)

    def normal(self, typed: str) -> str:
        """Return what is kept for ``typed``."""
        text = self.clean(typed)
        for step in self.steps:
            text = step(text)
        return self.rewrites.of(text)

    def shown(self, value: Any) -> str:  # noqa: ANN401 - an answer may be any JSON
        """Return the line as people read it, such as a number with its blanks."""
        return self.showing.of(str(value))

    def read(self, posted: Posted, name: str, scope: Scope) -> tuple[Any, Slips]:
        """Read the line; ``scope`` plays no part in words."""
        del scope
        typed = first(posted, name)
        if len(typed) > _HOPELESS * self.longest + 200:
            return typed[: self.longest], self._too_long(len(typed))
        return self.normal(typed) or None, NONE

    def check(self, value: Any, scope: Scope) -> Slips:  # noqa: ANN401 - an answer may be any JSON
        """Check length, form and shape."""
        del scope
        if not isinstance(value, str):
            return wrong_type("string")
        if len(value) > self.longest:
            return self._too_long(len(value))
        kept = self.normal(value)
        if not kept:
            return (Slip("required", {"label": self.question.label, "base": self.base}),)
        slips = self._shape(kept)
        if slips or kept == value:
            return slips
        return (Slip("not-canonical", {"canonical": kept}),)

    def _shape(self, text: str) -> Slips:
        if len(text) < self.shortest:
            return (Slip("too-short", {"min": self.shortest}),)
        if not all(pattern.fullmatch(text) for pattern in self.patterns):
            return (Slip("pattern", wrong_character(text, self.patterns), mend=self.mend),)
        if self.type.check is not None and not has_right_check_digit(text, self.type.check):
            return (Slip("check-digit", self._doubtful(text), mend=self.mend),)
        return NONE

    def _doubtful(self, text: str) -> dict[str, Any]:
        """Say which character does not fit the others: the last of the check, which is where the sum is seen."""
        found = re.search(self.type.check.digit, text) if self.type.check else None
        return {} if found is None else {"character": found.group(1), "place": found.start(1) + 1}

    def _too_long(self, length: int) -> Slips:
        return (Slip("too-long", {"max": self.longest, "length": length}),)

    def schema(self) -> dict[str, Any]:
        """Describe the text: its length, and its patterns or that it stands in one piece."""
        made: dict[str, Any] = {"type": "string", "minLength": self.shortest, "maxLength": self.longest}
        patterns = [pattern.pattern for pattern in self.patterns] or [
            BLOCK_PATTERN if self.base == "text" else LINE_PATTERN
        ]
        made["pattern"] = patterns[0]
        if len(patterns) > 1:
            made["allOf"] = [{"pattern": pattern} for pattern in patterns[1:]]
        return made

    def example(self, sampling: Sampling) -> str:
        """Return the example of the question or type, or words that could stand anywhere."""
        samples = _SAMPLES.get(self.base, _SAMPLES["string"])
        return (self.sample or samples[sampling.number % len(samples)])[: self.longest].strip()
