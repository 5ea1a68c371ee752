"""The letter of a decision before it goes out: in the applicant's language first, then in the others."""

from openhall.blocks.cases.facade import grounds_for
from openhall.channels.desk.looking import Look
from openhall.channels.desk.sending import Typed, one
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.words import saying
from openhall.kernel.languages import Language, pick
from openhall.ui.desk_case_views import Letter
from openhall.ui.formats import plain_date

_TITLE = _("Your application: %(service)s")
_TO = _("Reference number: %(reference)s")
_APPROVED = _("Your application is approved.")
_REFUSED = _("Your application is not approved. The reasons are:")
_FACTS = _("They rest on what you answered to: %(questions)s")
_NOTE = _("The office adds: %(note)s")


def letters_of(look: Look, typed: Typed) -> tuple[Letter, ...]:
    """Return the letter in every language; what goes back to a colleague is no letter."""
    if one(typed, "decision") not in {"approve", "refuse"}:
        return ()
    languages = sorted(look.reader.catalogue.languages, key=lambda each: each.code != look.dossier.language)
    return tuple(_letter(look, typed, language) for language in languages)


def _letter(look: Look, typed: Typed, language: Language) -> Letter:
    say, is_refused = saying(language), one(typed, "decision") == "refuse"
    picked, note = set(typed.get("reasons") or ()), one(typed, "note").strip()
    reasons = grounds_for(look.reader.catalogue, look.dossier.service, "refuse") if is_refused else iter(())
    appeal = look.reader.catalogue.jurisdiction.appeal_of(look.dossier.service) if is_refused else None
    between = ", " if language.code == "en" else "、"
    facts = between.join(
        pick(asked.question.label, language) for asked in look.form.asked if asked.id in (typed.get("facts") or ())
    )
    said: list[str] = []
    said += [say(_FACTS) % {"questions": facts}] if is_refused and facts else []
    said += [say(_NOTE) % {"note": note}] if note else []
    office = look.reader.catalogue.authorities.get(look.dossier.facts.authority)
    return Letter(
        language=language.code,
        language_name=language.name,
        title=say(_TITLE) % {"service": pick(look.dossier.service.name, language)},
        to=say(_TO) % {"reference": look.reference},
        day=plain_date(look.reader.today, language),
        paragraphs=(say(_REFUSED if is_refused else _APPROVED),),
        after=tuple(said),
        reasons=tuple(pick(ground.letter, language) for ground in reasons if ground.id in picked),
        appeal=pick(appeal.text, language) if appeal else "",
        signed=pick(office.name, language) if office else "",
    )
