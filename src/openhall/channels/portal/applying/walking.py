"""Which page comes next: the way through a form, given what has been answered."""

from dataclasses import dataclass
from typing import Any

from openhall.blocks.forms.facade import DraftContent, Form, FormPage


@dataclass(frozen=True, slots=True)
class Walk:
    """Somebody's way through a form.

    Pages whose answers the state holds already are not asked: they are shown at the end, to be checked.
    """

    form: Form
    content: DraftContent

    @property
    def route(self) -> tuple[FormPage, ...]:
        """Return the pages that apply to these answers; the declaration is made where the answers are checked."""
        return tuple(page for page in self.form.route(self.content.answers) if not page.is_declaration)

    @property
    def asked(self) -> tuple[FormPage, ...]:
        """Return the pages that are walked through."""
        return tuple(page for page in self.route if page.id in self.content.seen or not self._is_known(page))

    def before(self, page: FormPage) -> FormPage | None:
        """Return the page to go back to, or ``None`` at the first."""
        earlier = [each for each in self.asked if self._place(each) < self._place(page)]
        return earlier[-1] if earlier else None

    def after(self, page: FormPage) -> FormPage | None:
        """Return the first page behind ``page`` that has not been answered, else any such page, else ``None``."""
        waiting = [each for each in self.asked if each.id not in self.content.seen]
        return next((each for each in waiting if self._place(each) > self._place(page)), None) or next(
            iter(waiting), None
        )

    @property
    def first_waiting(self) -> FormPage | None:
        """Return the first page that has not been answered, or ``None`` when all have."""
        return next((page for page in self.asked if page.id not in self.content.seen), None)

    def number(self, page: FormPage) -> tuple[int, int]:
        """Return how far ``page`` is, and of how many; the check at the end is not counted."""
        places = [each.id for each in self.asked]
        return (places.index(page.id) + 1 if page.id in places else 0), len(places)

    def _place(self, page: FormPage) -> int:
        return self.form.pages.index(page)

    def _is_known(self, page: FormPage) -> bool:
        return all(question.id in self.content.known for question in page.questions)


def with_answers(content: DraftContent, page: FormPage, answers: dict[str, Any]) -> DraftContent:
    """Return ``content`` after ``page`` was answered; what it asked and got no answer to is forgotten."""
    ids = {question.id for question in page.questions}
    kept = {name: value for name, value in content.answers.items() if name not in ids}
    return DraftContent(
        answers={**kept, **answers},
        typed={name: typed for name, typed in content.typed.items() if name != page.id},
        seen=[*content.seen, *([] if page.id in content.seen else [page.id])],
        known={name: fact for name, fact in content.known.items() if name not in ids},
    )


def with_typed(content: DraftContent, page: FormPage, typed: dict[str, list[str]]) -> DraftContent:
    """Return ``content`` with what stands on ``page`` kept as it was typed."""
    return DraftContent(
        answers=content.answers, typed={**content.typed, page.id: typed}, seen=content.seen, known=content.known
    )
