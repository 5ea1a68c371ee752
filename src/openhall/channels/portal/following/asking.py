"""What the applicant is asked for: whose words, which questions, until when, and which of them a page shows."""

from openhall.blocks.cases.facade import with_followers
from openhall.blocks.forms.facade import FormPage
from openhall.channels.portal.following.opening import Following
from openhall.ui.following_views import AskLine
from openhall.ui.formats import full_date, moment

ANSWER = "answer"


def ask_lines(following: Following) -> tuple[AskLine, ...]:
    """Return what every office asks for now."""
    zone = following.catalogue.jurisdiction.time_zone
    return tuple(
        AskLine(
            office=following.office(ask.authority),
            words=ask.words,
            until=full_date(ask.until, following.language),
            questions=following.named(ask.questions),
            asked_on=moment(ask.at, following.language, zone),
        )
        for ask in following.dossier.open_asks
    )


def seen_asks(following: Following) -> str:
    """Return what a page sends along to say which asks it showed: they, and no others, are answered."""
    return "-".join(str(ask.number) for ask in following.dossier.open_asks)


def wanted_in(following: Following) -> tuple[str, ...]:
    """Return the questions that may be answered: those that are marked, and those that follow from them."""
    marked = [name for ask in following.dossier.open_asks for name in ask.questions]
    return with_followers(following.form, tuple(dict.fromkeys(marked)))


def page_for(following: Following, answers: dict[str, object]) -> FormPage:
    """Return the page of the questions that apply, given the answers."""
    asked = (following.form.by_id[name] for name in wanted_in(following))
    return FormPage(ANSWER, tuple(each for each in asked if each.applies(answers)))
