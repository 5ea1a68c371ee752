"""A row for every column that is kept sealed, in the way that the settings name."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Model, fields

from openhall.blocks.cases.award_models import CaseAward
from openhall.blocks.cases.models import (
    Ask,
    Case,
    CaseFee,
    Hold,
    Judgement,
    Letter,
    Remark,
    Supplement,
    Working,
)
from openhall.blocks.cases.tests.applying import NOW, begun, opened, submit
from openhall.blocks.documents.models import File, Paper
from openhall.blocks.documents.sealing import new_file_key, sealed
from openhall.blocks.documents.storing.places import current_scheme, store_of
from openhall.blocks.exchange.models import Copy, Stated
from openhall.blocks.identity.models import (
    Account,
    Address,
    Attendance,
    FirmPaper,
    Mandate,
    Organisation,
    Person,
    SentCode,
)
from openhall.blocks.journal.facade import SealedColumn, seal, sealed_columns
from openhall.blocks.messages.models import Delivery, InboxMessage
from openhall.blocks.oversight.models import Alert, Look, Question
from openhall.blocks.payments.models import Voucher
from openhall.blocks.registers.models import Entry, EntryVersion
from tools.emptying import without_guards

_EMPTY, _KEY = b"x", new_file_key()
_numbers = count(1000)
_FILLING: Mapping[type[Any], Callable[[], Any]] = {
    fields.BinaryField: lambda: _EMPTY,
    fields.DateTimeField: lambda: NOW,
    fields.DateField: NOW.date,
    fields.BooleanField: lambda: False,
    fields.IntegerField: lambda: next(_numbers),
    fields.TextField: lambda: "{}",
    fields.CharField: lambda: str(next(_numbers)),
}


def _made(model: type[Model], **given: Any) -> Any:  # noqa: ANN401 - a row of any model
    for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's public API
        is_left = field.null or field.has_default() or field.blank or field.is_relation
        if field.name not in given and not is_left:
            given[field.name] = next(fill for kind, fill in _FILLING.items() if isinstance(field, kind))()
    return model._base_manager.create(**given)  # noqa: SLF001 - as the framework itself does


def make_rows() -> str:
    """Make at least one row for every registered column, sealed; return the reference of the case among them."""
    opened()
    case = Case.objects.get(reference=submit().reference)
    begun()
    _of_a_case(case)
    _of_people()
    for model in (File, Paper, InboxMessage, Copy, Look):
        _made(model, **({"serial": 1} if model is Look else {}))
    _made(Delivery, channel="mail")
    _made(Stated, state="differs", checked_at=NOW, said=_EMPTY)
    _made(Question, answered_at=NOW, answered_by="ben", sealed=_EMPTY)
    _made(Alert, kind="people", seen_at=NOW, seen_by="ben", note=_EMPTY)
    _made(Voucher, reason=_EMPTY)
    entry = _made(Entry, state="active", subject="a", register="boats", number="B-1")
    _made(EntryVersion, entry=entry, register="boats", did="entered", state="active")
    with without_guards(connection):
        for column in sealed_columns():
            _seal(column)
        for model in (File, Paper):
            _store(model)
    return case.reference


def _of_a_case(case: Case) -> None:
    ask = _made(Ask, case=case, number=1)
    _made(Supplement, case=case, ask=ask)
    _made(Letter, case=case, side="office")
    _made(Judgement, case=case, note=_EMPTY)
    for model in (CaseFee, CaseAward, Remark, Working):
        _made(model, case=case)
    _made(Hold, case=case, number=1)


def _of_people() -> None:
    person, firm = _made(Person, id="anna"), _made(Organisation)
    attendance, account = (
        _made(Attendance, person=person, level=2, ends_at=NOW + timedelta(1)),
        _made(Account, person=person),
    )
    _made(Mandate, giver=person, state="ended", ends_at=NOW + timedelta(1), ended_at=NOW)
    _made(FirmPaper, attendance=attendance, firm=firm, role="director")
    _made(Address, account=account, channel="mail")
    _made(SentCode, channel="mail")


def _seal(column: SealedColumn) -> None:
    for row in column.model._base_manager.all():  # noqa: SLF001 - as above
        held = getattr(row, column.name)
        if held is None or bytes(held) == _EMPTY:
            sealed = seal(owner=column.owner(row), plain=_plain(column, row), context=column.context(row))
            column.model._base_manager.filter(pk=row.pk).update(**{column.name: sealed})  # noqa: SLF001 - as above


def _store(model: type[Model]) -> None:
    """Let bytes lie in the store for each row that has none, under the key that the row keeps."""
    for row in model._base_manager.exclude(scheme=current_scheme()):  # noqa: SLF001 - as above
        plain = f"{model} {row.pk}".encode()
        address = store_of(current_scheme()).put(sealed(_KEY, [plain]))
        model._base_manager.filter(pk=row.pk).update(  # noqa: SLF001 - as above
            scheme=current_scheme(), address=address, sha256=sha256(plain).hexdigest()
        )


def _plain(column: SealedColumn, row: Model) -> bytes:
    if column.model in {File, Paper}:
        return msgspec.json.encode({"key": _KEY, "name": f"{column} of {row.pk}"})
    return f'{{"text": "{column} of {row.pk}"}}'.encode()
