"""Every text of a file in every language of its jurisdiction."""

from collections.abc import Iterator, Sequence

from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.kernel.languages import BY_CODE

_CODES = frozenset(BY_CODE)
#: Lists of words by language, where a language may have none.
_OPTIONAL = frozenset({"keywords"})


def text_problems(source: SourceFile, languages: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each text that lacks a language, has one too many, or is blank."""
    stack: list[tuple[tuple[Step, ...], object]] = [((), source.value)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, list):
            stack += [((*path, index), item) for index, item in enumerate(value)]
        elif isinstance(value, dict):
            if value and _CODES.issuperset(value) and not _OPTIONAL.intersection(path) and "services" not in path[:1]:
                yield from _faults(source, path, value, languages)
            else:
                stack += [((*path, str(key)), item) for key, item in value.items()]


def _faults(
    source: SourceFile, path: tuple[Step, ...], text: dict[str, object], languages: Sequence[str]
) -> Iterator[Problem]:
    for code in languages:
        if not str(text.get(code, "")).strip():
            told = f"has no words in {BY_CODE[code].name}. Add “{code}: …”."
            yield source.problem(path, dotted([*path, code]), told)
    for code in sorted(set(text) - set(languages)):
        told = f"is not a language of this jurisdiction ({', '.join(languages)}). Remove it."
        yield source.problem([*path, code], dotted([*path, code]), told)
