"""Which page comes next: the way through a form, given what has been answered."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from openhall.blocks.forms.facade import DraftContent, Form, FormPage


class Walk:
    """Somebody's way through a form.

    ``route`` are the pages that apply to these answers; the declaration is made where the answers are checked.
    ``asked`` are those of them that are walked through: pages whose answers the state holds already are not asked,
    they are shown at the end, to be checked.
    """

    def __init__(self, form: Form, content: DraftContent) -> None:
        self.form, self.content = form, content
        self.route = tuple(page for page in form.route(content.answers) if not page.is_declaration)
        self._seen = frozenset(content.seen)
        known = content.known
        self.asked = tuple(
            page
            for page in self.route
            if not known or page.id in self._seen or not all(each.id in known for each in page.asked)
        )

    def before(self, page: FormPage) -> FormPage | None:
        """Return the page to go back to, or ``None`` at the first."""
        last = None
        for each in self._until(page):
            last = each
        return last

    def after(self, page: FormPage) -> FormPage | None:
        """Return the first page behind ``page`` that has not been answered, else any such page, else ``None``."""
        earlier = set(map(id, self._until(page)))
        waiting = [each for each in self.asked if each.id not in self._seen]
        return next((each for each in waiting if id(each) not in earlier and each is not page), self.first_waiting)

    @property
    def first_waiting(self) -> FormPage | None:
        """Return the first page that has not been answered, or ``None`` when all have."""
        return next((page for page in self.asked if page.id not in self._seen), None)

    def number(self, page: FormPage) -> tuple[int, int]:
        """Return how far ``page`` is, and of how many; the check at the end is not counted."""
        return (sum(1 for _ in self._until(page)) + 1 if page in self.asked else 0), len(self.asked)

    def _until(self, page: FormPage) -> Iterator[FormPage]:
        """Yield the pages that are asked before ``page``, which need not be one of them."""
        asked = set(map(id, self.asked))
        for each in self.form.pages:
            if each is page:
                return
            if id(each) in asked:
                yield each


def with_answers(content: DraftContent, page: FormPage, answers: dict[str, Any]) -> DraftContent:
    """Return ``content`` after ``page`` was answered; what it asked and got no answer to is forgotten."""
    ids = {question.id for question in page.questions}
    kept = {name: value for name, value in content.answers.items() if name not in ids}
    return replace(
        content,
        answers={**kept, **answers},
        typed={name: typed for name, typed in content.typed.items() if name != page.id},
        seen=[*content.seen, *([] if page.id in content.seen else [page.id])],
        known={name: fact for name, fact in content.known.items() if name not in ids},
    )


def with_typed(content: DraftContent, page: FormPage, typed: dict[str, list[str]]) -> DraftContent:
    """Return ``content`` with what stands on ``page`` kept as it was typed."""
    return replace(content, typed={**content.typed, page.id: typed})
