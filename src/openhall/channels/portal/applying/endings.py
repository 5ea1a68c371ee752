"""The pages that are no question: stopped, saved, changed, done, receipt."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from msgspec import structs

from openhall.blocks.cases.facade import CaseFacts, Status, case_of, secret_of_case, submitted_answers
from openhall.blocks.catalogue.facade import Service, form_of, version_of
from openhall.blocks.forms.facade import DraftFacts, Form, change_draft
from openhall.blocks.identity.facade import Scope
from openhall.blocks.journal.facade import OWN, Reader
from openhall.blocks.payments.facade import payment_of
from openhall.blocks.rules.facade import CalendarEnds, RuleFee, TableFee, closed_days, working_days_between
from openhall.channels.portal.applying.answers import answer_lines
from openhall.channels.portal.applying.opening import Visit, applying, opened
from openhall.channels.portal.applying.paying import fee_lines, fee_total, fee_words, quoted
from openhall.channels.portal.appointments.card import card_of
from openhall.channels.portal.case_words import holder_name, service_line, steps_of
from openhall.channels.portal.refunds import refund_sentences
from openhall.channels.portal.tracking import gone
from openhall.kernel.languages import pick
from openhall.kernel.money import format_money
from openhall.kernel.references import read_reference
from openhall.ui.case_views import ChangedView, DoneView, SavedView, StoppedView
from openhall.ui.formats import full_date, moment

#: In an address: go on with the new version. It changes nothing that coming back later would not.
_GO = "go"


@applying()
def stopped(visit: Visit, reference: str) -> HttpResponse:
    """Say why this service is not for the applicant, and what else there is."""
    draft = opened(visit, reference)
    if isinstance(draft, HttpResponse):
        return draft
    place, language = visit.place, visit.place.language
    rule = place.form.stopped_by(draft.content.answers)
    if rule is None:
        return visit.send_to(draft.reference)
    names = next(condition.names for each, condition in place.form.rules if each.id == rule.id)
    page = next(page for page in reversed(place.form.pages) if any(each.id in names for each in page.asked))
    asked = page.asked[0]
    view = StoppedView(
        service=place.line,
        reason=pick(rule.reason, language),
        instead=pick(rule.instead, language),
        change_href=place.href(draft.reference, page.id),
        question=pick(asked.question.label, language),
        answer=" ".join(answer_lines(asked, draft.content.answers.get(asked.id), language, {})),
    )
    return visit.show(place.path(draft.reference, "stopped"), "apply/stopped.jinja", view)


@applying()
def saved(visit: Visit, reference: str) -> HttpResponse:
    """Say that the draft is kept, and how to come back."""
    draft = opened(visit, reference)
    if isinstance(draft, HttpResponse):
        return draft
    place, is_guest = visit.place, not draft.person
    track = f"/{place.language.slug}/track/"
    view = SavedView(
        service=place.line,
        kept_until=full_date(draft.expires_at.astimezone(visit.zone).date(), place.language),
        continue_href=place.href(draft.reference),
        resume_href=track if is_guest else place.href(),
        resume_address=f"{settings.OPENHALL_URL}{track}" if is_guest else "",
        reference=draft.reference if is_guest else "",
        secret=secret_of_case(draft.reference) if is_guest else "",
    )
    return visit.show(place.path(draft.reference, "saved"), "apply/saved.jinja", view)


@applying()
def changed(visit: Visit, reference: str) -> HttpResponse:
    """Say what is asked differently since the draft began, and move the draft to the version of today."""
    draft = opened(visit, reference)
    if isinstance(draft, HttpResponse):
        return draft
    place, language = visit.place, visit.place.language
    before = version_of(draft.service, draft.version, draft.revision)
    old = form_of(before, place.catalogue.jurisdiction) if before else None
    new, other, without = differences(old, place.form)
    if _GO in visit.request.GET or not (new or other or without):
        _move(visit, draft, {*new, *other})
        return visit.send_to(draft.reference)
    view = ChangedView(
        service=place.line,
        begun_on=full_date(draft.created_at.astimezone(visit.zone).date(), language),
        continue_href=f"{place.href(draft.reference, 'changed')}?{_GO}",
        new=tuple(pick(place.form.by_id[name].question.label, language) for name in new),
        changed=tuple(pick(place.form.by_id[name].question.label, language) for name in other),
        gone=tuple(pick(old.by_id[name].question.label, language) for name in without) if old else (),
    )
    return visit.show(place.path(draft.reference, "changed"), "apply/changed.jinja", view)


def differences(old: Form | None, new: Form) -> tuple[list[str], list[str], list[str]]:
    """Return the ids of questions that are new, that are asked differently, and that are asked no more."""
    if old is None:
        return list(new.by_id), [], []
    added = [name for name in new.by_id if name not in old.by_id]
    other = [name for name in new.by_id if name in old.by_id and new.by_id[name].question != old.by_id[name].question]
    return added, other, [name for name in old.by_id if name not in new.by_id]


def _move(visit: Visit, draft: DraftFacts, ask_again: set[str]) -> None:
    """Move a draft to the version of today: answers that still fit stay, what is asked differently is shown again."""
    place = visit.place

    def moved(facts: DraftFacts) -> DraftFacts:
        content = facts.content
        known = {name: value for name, value in content.answers.items() if name in place.form.by_id}
        kept = place.form.check(known, today=visit.today, drop_unasked=True).answers
        seen = [
            page.id
            for page in place.form.pages
            if page.id in content.seen and not any(each.id in ask_again for each in page.asked)
        ]
        left = structs.replace(
            content,
            answers=kept,
            typed={page: typed for page, typed in content.typed.items() if page in place.form.page_of},
            seen=seen,
            known={name: fact for name, fact in content.known.items() if name in kept},
            later={name: told for name, told in content.later.items() if name in place.form.by_id},
        )
        service = place.service
        return replace(facts, version=service.version, revision=service.revision, content=left)

    owner = visit.asker.owner(draft.reference)
    change_draft(draft=draft, owner=owner, now=visit.now, change=moved)


@applying()
def done(visit: Visit, reference: str) -> HttpResponse:
    """Say that it has been submitted, what happens next and by when; harmless to load again."""
    facts = own_case(visit, reference)
    if facts is None:
        return gone(visit.request, visit.place.language, visit.asker, visit.place.path(reference, "done"))
    place, catalogue, language = visit.place, visit.place.catalogue, visit.place.language
    service = version_of(facts.service, facts.version, facts.revision) or place.service
    track = f"/{language.slug}/track/{facts.reference}/"
    then = replace(place, service=service)
    originals = form_of(service, catalogue.jurisdiction).originals
    answers = _answers(visit, facts, service, is_asked=any(each.condition for each in originals))
    bill = payment_of(facts.reference) if facts.status == Status.WAITING_FOR_PAYMENT else None
    quote = quoted(then, answers, facts.submitted_at.astimezone(visit.zone).date())
    appointment = card_of(facts, catalogue, language, visit.now)
    view = DoneView(
        service=service_line(catalogue, language, facts.service, service),
        reference=facts.reference,
        received=moment(facts.submitted_at, language, catalogue.jurisdiction.time_zone),
        receipt_href=f"{track}receipt/",
        receipt_file_href=f"{track}receipt.json",
        track_href=track,
        secret="" if facts.person else secret_of_case(facts.reference),
        status=facts.status,
        decision=facts.decision,
        # What is done at once follows when they come: that day stands above already.
        due=full_date(facts.due_on, language)
        if facts.due_on and not (appointment and service.pledge.unit == "immediate")
        else "",
        working_days=_working_days(visit, facts),
        holder=holder_name(catalogue, language, facts.holder),
        steps=steps_of(catalogue, language, service),
        fees=fee_lines(then, quote),
        fee_total=fee_total(then, quote),
        # Who is asked for the fee now need not be told that they will be.
        fee_words="" if bill else fee_words(then, quote),
        pay_href=f"{track}pay/" if bill else "",
        pay_amount=format_money(catalogue.jurisdiction.money(bill.amount)) if bill else "",
        refund_words=refund_sentences(service, catalogue.jurisdiction, language),
        originals=tuple(pick(each.label, language) for each in originals if each.applies(answers)),
        appointment=appointment,
    )
    return visit.show(place.path(facts.reference, "done"), "apply/done.jinja", view)


def _answers(visit: Visit, facts: CaseFacts, service: Service, *, is_asked: bool) -> Mapping[str, Any]:
    """Return the answers of a case whose price or papers depend on them; for any other they stay sealed."""
    if not (is_asked or isinstance(service.fee, TableFee | RuleFee)):
        return {}
    reader = Reader(actor=visit.asker.actor, purpose=OWN, case=facts.reference, now=visit.now)
    return submitted_answers(facts.reference, reader=reader) or {}


def own_case(visit: Visit, address: str) -> CaseFacts | None:
    """Return the case at ``address`` if it is of this service and the visitor may see it."""
    reference = read_reference(address)
    helps, firms = partial(visit.asker.helps, Scope.MATTERS), visit.asker.firms_with(Scope.MATTERS)
    may_see = partial(visit.asker.may_see, reference) if reference else None
    facts = case_of(reference, may_see=may_see, acts_for=firms, helps=helps) if reference else None
    return facts if facts is not None and facts.service == visit.place.service.id else None


def _working_days(visit: Visit, facts: CaseFacts) -> int:
    if facts.due_on is None:
        return 0
    calendar = visit.place.catalogue.jurisdiction.working_calendar
    try:
        return max(0, working_days_between(calendar, visit.today, facts.due_on, closed=closed_days()))
    except CalendarEnds:
        return 0
