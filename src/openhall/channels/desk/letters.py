"""The letter of a decision before it goes out: in the applicant's language first, then in the others."""

from dataclasses import dataclass

from openhall.blocks.cases.facade import GRANTING, Ground, JudgementFacts, grounds_for, standing
from openhall.blocks.processes.facade import APPROVE, REFUSE, model_of
from openhall.channels.desk.looking import Look
from openhall.channels.desk.sending import Typed, one
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.words import saying
from openhall.kernel.bpmn.model import NodeKind
from openhall.kernel.languages import Language, pick
from openhall.ui.desk_case_views import Letter
from openhall.ui.formats import plain_date

_TITLE = _("Your application: %(service)s")
_TO = _("Reference number: %(reference)s")
_APPROVED = _("Your application is approved.")
_DONE = _("What you sent in has been dealt with.")
_REFUSED = _("Your application is not approved. The reasons are:")
_FACTS = _("They rest on what you answered to: %(questions)s")
_NOTE = _("The office adds: %(note)s")
#: Where somebody else has something to do first.
_OTHERS = frozenset({NodeKind.USER, NodeKind.SUBPROCESS})


@dataclass(frozen=True, slots=True)
class _Said:
    """What a letter tells: reasons and facts of a refusal, or that it is approved."""

    is_refused: bool = False
    grounds: tuple[Ground, ...] = ()
    facts: tuple[str, ...] = ()
    note: str = ""


def letters_of(look: Look, typed: Typed) -> tuple[Letter, ...]:
    """Return the letter in every language; what goes on or back to a colleague is no letter."""
    said = _said(look, typed)
    if said is None:
        return ()
    languages = sorted(look.reader.catalogue.languages, key=lambda each: each.code != look.dossier.language)
    return tuple(_letter(look, said, language) for language in languages)


def signed_refusal(look: Look) -> JudgementFacts | None:
    """Return the refusal that goes out if the task of the page is approved: what its signature is asked for."""
    task = look.task
    if task is None or not task.is_signature:
        return None
    checked = [each for each in standing(look.dossier.judgements) if each.node in task.other]
    return next((each for each in reversed(checked) if each.decision == REFUSE), None)


def may_end(look: Look) -> bool:
    """Tell whether the case can be over once the task of the page is approved, with nobody else asked on the way."""
    position = look.dossier.position
    if look.task is None or position is None:
        return False
    model = model_of(position.definition)
    seen, ahead = {look.task.node}, [look.task.node]
    while ahead:
        outgoing = model.nodes[ahead.pop()].outgoing
        for node in (model.nodes[model.flows[flow].target] for flow in outgoing):
            if node.kind is NodeKind.END and not node.scope:
                return True
            if node.kind not in _OTHERS and node.id not in seen:
                seen.add(node.id)
                ahead.append(node.id)
    return False


def _said(look: Look, typed: Typed) -> _Said | None:
    decision, note = one(typed, "decision"), one(typed, "note").strip()
    if decision == REFUSE:
        picked = set(typed.get("reasons") or ())
        offered = grounds_for(look.reader.catalogue, look.dossier.service, REFUSE)
        grounds = tuple(ground for ground in offered if ground.id in picked)
        return _Said(is_refused=True, grounds=grounds, facts=tuple(typed.get("facts") or ()), note=note)
    refusal = signed_refusal(look)
    if decision == APPROVE and refusal is not None:
        return _Said(is_refused=True, grounds=refusal.reasons, facts=refusal.facts, note=refusal.note)
    return _Said(note=note) if decision == APPROVE and may_end(look) else None


def _letter(look: Look, letter: _Said, language: Language) -> Letter:
    say = saying(language)
    appeal = look.reader.catalogue.jurisdiction.appeal_of(look.dossier.service) if letter.is_refused else None
    is_granted = look.dossier.service.kind in GRANTING
    between = ", " if language.code == "en" else "、"
    facts = between.join(pick(asked.question.label, language) for asked in look.form.asked if asked.id in letter.facts)
    said: list[str] = []
    said += [say(_FACTS) % {"questions": facts}] if letter.is_refused and facts else []
    said += [say(_NOTE) % {"note": letter.note}] if letter.note else []
    office = look.reader.catalogue.authorities.get(look.dossier.facts.authority)
    return Letter(
        language=language.code,
        language_name=language.name,
        title=say(_TITLE) % {"service": pick(look.dossier.service.name, language)},
        to=say(_TO) % {"reference": look.reference},
        day=plain_date(look.reader.today, language),
        paragraphs=(say(_REFUSED if letter.is_refused else _APPROVED if is_granted else _DONE),),
        after=tuple(said),
        reasons=tuple(pick(ground.letter, language) for ground in letter.grounds),
        appeal=pick(appeal.text, language) if appeal else "",
        signed=pick(office.name, language) if office else "",
    )
