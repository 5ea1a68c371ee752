"""Looks at somebody's data in sentences: which office, from which post, what for; never the name of an officer."""

from collections.abc import Callable, Mapping

from openhall.blocks.catalogue.facade import Catalogue, version_of
from openhall.blocks.journal.facade import OWN, How, Purpose, ReadFacts, actors_of
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language, Text, pick
from openhall.ui.citing import law_words

_COUNTER_OPEN = _("%(who)s had the page open that says who stands at their counter.")
_AT_COUNTER = _("%(who)s filled in a form for you at a counter, with data that the government holds about you.")
_OWN_CASE, _OWN_REST = _("You opened %(case)s yourself."), _("You opened data of your own.")
_HELPED = _("%(who)s, who may act for you, opened %(case)s.")
_HELPED_REST, _SOMEBODY = _("%(who)s, who may act for you, opened data of yours."), _("Somebody")
_WORK = _("%(who)s read %(case)s to deal with it.")
_AFTER = _("%(who)s read %(case)s after it had ended.")
_FOUND = _("%(who)s looked for you by your name or number. %(purpose)s")
_CHECKED = _("%(who)s checked a look at your data without a case.")
_LISTED = _("%(who)s had you in a list. %(purpose)s")
_EXPORTED = _("%(who)s took a list along that you stand in. %(purpose)s")
_RULES = _("The program read %(case)s for the next step, when %(who)s acted.")
_REST = _("%(who)s read data that the government holds about you. %(purpose)s")
_BY_PROGRAM: Mapping[str, str] = {
    Purpose.NOTIFY: _("The program read %(case)s to write to you."),
    Purpose.ISSUE: _("The program read %(case)s to make a paper for you."),
    Purpose.TIMER: _("The program read %(case)s because a period was over."),
    Purpose.PAYMENT: _("The program read %(case)s because of a payment."),
    Purpose.REFUND: _("The program read %(case)s to give money back."),
    Purpose.WAIVE: _("The program read %(case)s because a fee was waived."),
    Purpose.WRITE: _("The program read %(case)s because a message was written."),
    Purpose.MIGRATION: _("The program read %(case)s to move it to changed steps."),
    Purpose.REGISTER: _("The program read an earlier entry of yours to carry the register on."),
    Purpose.JUDGE: _("The program compared %(case)s with what the government holds about you."),
    Purpose.EXAMPLE: _("The program made an example from invented data."),
    Purpose.HELP: _("Somebody who may act for you filled in a form with data that the government holds about you."),
    Purpose.EXCHANGE: _("A system of %(office)s asked for data that the government holds about you."),
    Purpose.AGREE: _("Whoever has to agree to it read what %(case)s says."),
    Purpose.SHARE: _("The program told a system of another office what you had allowed."),
}
_PURPOSES: Mapping[str, str] = {
    Purpose.COMPLAINT: _("To look into a complaint."),
    Purpose.ENQUIRY: _("To answer an enquiry."),
    Purpose.SAFETY: _("To protect somebody from harm."),
    Purpose.INVESTIGATION: _("For an investigation under the law."),
    Purpose.HELP: _("You stood at a counter and showed a paper."),
}
_CASE, _NO_CASE = _("your application %(case)s"), _("your application")
_OFFICER, _OF = _("an officer"), _("%(office)s (%(post)s)")
_NO_LAW = _("not on record for this service")
_NO_OPEN_CASE, _HAD_ENDED = _("No open case"), _("The case had ended")


def told(read: ReadFacts, catalogue: Catalogue, language: Language) -> str:
    """Return a look as a sentence."""
    say = saying(language)
    if read.purpose == OWN:
        return say(_OWN_CASE) % {"case": _case(read, say)} if read.case else say(_OWN_REST)
    given = {
        "who": _who(read, catalogue, language),
        "case": _case(read, say),
        "office": _office(read, catalogue, language),
        "purpose": say(_PURPOSES[read.purpose]) if read.purpose in _PURPOSES else "",
    }
    sentence = say(_sentence(read)) % given
    return (sentence[:1].upper() + sentence[1:]).strip()


def is_by_helper(read: ReadFacts, person: str) -> bool:
    """Tell whether somebody who may act for ``person`` (an id, empty for a guest) opened what is theirs."""
    return bool(person) and read.purpose == OWN and read.actor not in actors_of(person)


def told_of_helper(read: ReadFacts, names: Mapping[str, Text], language: Language) -> str:
    """Return as a sentence what somebody opened who may act for the person; ``names`` are by their ids."""
    say = saying(language)
    known = names.get(read.actor.removeprefix("person:"), {})
    given = {"who": pick(known, language) if known else say(_SOMEBODY), "case": _case(read, say)}
    return say(_HELPED if read.case else _HELPED_REST) % given


def _sentence(read: ReadFacts) -> str:
    if read.purpose == Purpose.OVERSEE:
        return _CHECKED
    if read.how in {How.FOUND, How.LISTED, How.EXPORTED}:
        return {How.FOUND: _FOUND, How.LISTED: _LISTED}.get(How(read.how), _EXPORTED)
    if read.purpose == Purpose.HELP and read.office:
        return _COUNTER_OPEN if read.how == How.OPENED else _AT_COUNTER
    if read.purpose in _BY_PROGRAM:
        return _BY_PROGRAM[read.purpose]
    if read.how == How.WORKED:
        return _RULES
    outside = _AFTER if read.is_outside else _WORK
    return outside if read.case else _REST


def marked(read: ReadFacts, language: Language) -> str:
    """Return the word for a look that no open case stood behind, or nothing."""
    if not read.is_outside or read.purpose == OWN:
        return ""
    return saying(language)(_NO_OPEN_CASE if read.look else _HAD_ENDED)


def law_of(read: ReadFacts, catalogue: Catalogue, services: Mapping[str, str], language: Language) -> str:
    """Return by which law it was: that of the service of the case; ``services`` are by the reference of theirs."""
    named, _at, numbers = read.basis.partition("@")
    version, _dot, revision = numbers.partition(".")
    kept = version_of(named, int(version), int(revision)) if numbers else None
    service = kept or catalogue.service(services.get(read.case, ""))
    if service is None or not service.legal_basis:
        return saying(language)(_NO_LAW) if service else ""
    joiner = "; " if language.code == "en" else "；"
    laws = service.legal_basis
    return joiner.join(law_words(pick(law.title, language), law.section, language, law.confidence) for law in laws)


def _case(read: ReadFacts, say: Callable[[str], str]) -> str:
    return say(_CASE) % {"case": read.case} if read.case else say(_NO_CASE)


def _who(read: ReadFacts, catalogue: Catalogue, language: Language) -> str:
    say = saying(language)
    posts = catalogue.jurisdiction.posts
    post = next((pick(each.name, language) for each in posts if each.id == read.post), "") or say(_OFFICER)
    if not read.office:
        return say(_OFFICER)
    return say(_OF) % {"office": _office(read, catalogue, language), "post": post}


def _office(read: ReadFacts, catalogue: Catalogue, language: Language) -> str:
    office = catalogue.authorities.get(read.office)
    return pick(office.name, language) if office else read.office
