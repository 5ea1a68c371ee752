"""The form of a published service, made once."""

from datetime import date

from openhall.blocks.catalogue.definitions import Jurisdiction, Service
from openhall.blocks.forms.facade import Asking, Form, Kinds, Question, compile_form
from openhall.kernel.money import Currency

#: What is applied for in the same hours: a form is 15 KB, and making one takes a tenth of a millisecond.
_MOST = 128
_Key = tuple[str, int, int]
_forms: dict[_Key, tuple[Jurisdiction, Form]] = {}
_kinds: dict[str, tuple[Jurisdiction, Kinds]] = {}


def form_of(service: Service, jurisdiction: Jurisdiction) -> Form:
    """Return the form of ``service``, whose types of answer are those of ``jurisdiction``.

    The same form is returned for the same version, revision and publication (a publication is decoded once,
    so that its jurisdiction is the same value each time).
    """
    key = (service.id, service.version, service.revision)
    kept = _forms.get(key)
    if kept is not None and kept[0] is jurisdiction:
        return kept[1]
    form = make_form(service, _kinds_of(jurisdiction))
    if len(_forms) >= _MOST:
        _forms.clear()
    _forms[key] = (jurisdiction, form)
    return form


def fact_of(fact: str, typed: str, jurisdiction: Jurisdiction) -> str:
    """Return what was typed as the fact is kept, or nothing where it cannot be one, such as for its check digit."""
    kinds = _kinds_of(jurisdiction)
    held = kinds.facts.get(fact)
    if held is None:
        return ""
    question = Question(id="fact", label=held.label, type=held.type)
    form = compile_form(Asking((question,)), kinds)
    reading = form.read(form.pages[0], {"fact": [typed]}, today=date.min)
    found = reading.answers.get("fact")
    return found if isinstance(found, str) else ""


def make_form(service: Service, kinds: Kinds) -> Form:
    """Return the form of a definition that is not published yet."""
    asking = Asking(service.questions, service.evidence, service.eligibility.rules, service.examples)
    return compile_form(asking, kinds)


def kinds_of(jurisdiction: Jurisdiction) -> Kinds:
    """Return what the forms of a jurisdiction share."""
    money = jurisdiction.currency
    return Kinds.of(
        field_types=jurisdiction.field_types,
        facts=jurisdiction.facts,
        currency=Currency(money.code, money.symbol, money.decimals),
        samples=jurisdiction.samples,
    )


def _kinds_of(jurisdiction: Jurisdiction) -> Kinds:
    kept = _kinds.get(jurisdiction.id)
    if kept is None or kept[0] is not jurisdiction:
        kept = _kinds[jurisdiction.id] = (jurisdiction, kinds_of(jurisdiction))
    return kept[1]
