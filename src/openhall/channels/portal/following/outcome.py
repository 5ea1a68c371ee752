"""What was decided: the reasons as they were given, what they rest on, and the way to object with its last day."""

from collections.abc import Iterator
from datetime import date, timedelta

from openhall.blocks.cases.facade import Decision, JudgementFacts, NothingToObjectTo, disputable, standing
from openhall.blocks.processes.facade import REFUSE
from openhall.channels.portal.following.naming import post_name
from openhall.channels.portal.following.opening import Following
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.money import format_money
from openhall.ui.following_views import AppealLine, DecisionLetter, ReasonLine
from openhall.ui.formats import full_date

OBJECTION = "objection"
_GRANTED = _("%(office)s granted %(amount)s instead of %(asked)s: %(reason)s")
_OBJECT = _("You can object. Somebody else then looks at it.")


def letters_of(following: Following) -> tuple[DecisionLetter, ...]:
    """Return the letters of the decision: the refusals that led to it, the last first, else what the last one wrote."""
    facts = following.facts
    if not facts.decision:
        return ()
    newest = _by_way(following)[-1:]
    found = [each for way in newest for each in way]
    if facts.decision == Decision.REFUSED:
        refused = [each for each in standing(found) if each.decision == REFUSE] or _refusals(following)
        return tuple(_letter(following, each) for each in reversed(refused))
    return tuple(_letter(following, each) for each in found[-1:])


def earlier_letters(following: Following) -> tuple[DecisionLetter, ...]:
    """Return the refusals that an objection was made to."""
    ways = _by_way(following)
    is_reviewed = any(task.serial > 1 for task in following.dossier.tasks)
    found = [each for each in standing(ways[0]) if each.decision == REFUSE] if is_reviewed and ways else []
    return tuple(_letter(following, each) for each in found)


def appeal_of(following: Following) -> AppealLine | None:
    """Return the way to object to a refusal, or to a smaller sum than was asked for, as it was given with it."""
    facts = following.facts
    if facts.decision != Decision.REFUSED:
        return _appeal_of_award(following)
    refusals = _refusals(following)
    if not refusals:
        return None
    way = refusals[-1].appeal
    words = following.say(way.text) or saying(following.language)(_OBJECT)
    last = last_day(following)
    if last is None:
        until = _until(following, way.days)
        return AppealLine(words, full_date(until, following.language) if until else "")
    return AppealLine(words, full_date(last, following.language), following.href(OBJECTION))


def award_of(following: Following) -> str:
    """Return what was granted instead of what was asked for, and why; nothing where none was."""
    found, money = following.dossier.award, following.catalogue.jurisdiction.money
    if found is None or following.facts.decision in {"", Decision.REFUSED}:
        return ""
    return saying(following.language)(_GRANTED) % {
        "office": following.office(found.authority),
        "amount": format_money(money(found.minor)),
        "asked": format_money(money(found.asked)),
        "reason": found.reason,
    }


def _appeal_of_award(following: Following) -> AppealLine | None:
    found, last = following.dossier.award, last_day(following)
    if found is None or last is None:
        return None
    words = following.say(found.appeal.text) or saying(following.language)(_OBJECT)
    return AppealLine(words, full_date(last, following.language), following.href(OBJECTION))


def last_day(following: Following) -> date | None:
    """Return the last day on which the decision can be objected to here, or ``None`` when that cannot be done."""
    try:
        return disputable(following.facts.reference, now=following.now, zone=following.zone).until
    except NothingToObjectTo:
        return None


def _until(following: Following, days: int) -> date | None:
    decided = following.facts.decided_at
    return decided.astimezone(following.zone).date() + timedelta(days=days) if decided and days else None


def _refusals(following: Following) -> list[JudgementFacts]:
    return [each for each in following.dossier.judgements if each.decision == REFUSE]


def _by_way(following: Following) -> list[list[JudgementFacts]]:
    """Return the judgements of each way through a process: the first, then that of a review."""
    serials = {task.id: task.serial for task in following.dossier.tasks}
    ways: dict[int, list[JudgementFacts]] = {}
    for each in following.dossier.judgements:
        ways.setdefault(serials.get(each.task, 0), []).append(each)
    return [ways[serial] for serial in sorted(ways)]


def _letter(following: Following, judgement: JudgementFacts) -> DecisionLetter:
    return DecisionLetter(
        office=following.office(judgement.authority),
        post=post_name(following, judgement.post),
        when=full_date(judgement.at.astimezone(following.zone).date(), following.language),
        decision=judgement.decision,
        reasons=tuple(_reasons(following, judgement)),
        facts=following.named(judgement.facts),
        note=judgement.note,
    )


def _reasons(following: Following, judgement: JudgementFacts) -> Iterator[ReasonLine]:
    for ground in judgement.reasons:
        yield ReasonLine(following.say(ground.letter), following.say(ground.rule))
