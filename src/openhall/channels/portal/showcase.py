"""`/ui/`: every component in every state, where the look of the hall lives and is judged."""

from typing import NamedTuple

from markupsafe import Markup

from openhall.channels.portal.desk_samples import DESK_SAMPLES
from openhall.channels.portal.rendering import TEMPLATES, Page, render_page
from openhall.channels.portal.samples import (
    appointments,
    cases,
    following,
    forms,
    letters,
    mine,
    papers,
    payments,
    processes,
)
from openhall.channels.portal.site import Site
from openhall.kernel.languages import ALL, ENGLISH, Language, Text, pick
from openhall.ui.assets import showcase_stylesheet
from openhall.ui.templating import render


class Part(NamedTuple):
    """A component on the page: its id (and the name of its sample), its title, what it is for."""

    id: str
    title: str
    words: str


#: In the order in which a reader meets them.
PARTS = (
    Part("buttons", "Buttons", "One main act a page; its words say what will happen."),
    Part("tags", "Tags and status words", "The same seven words everywhere. A mark has a shape as well as a colour."),
    Part("notices", "Notices", "Four kinds, each with a word and a drawing beside its colour."),
    Part("search", "Search box", "On every page; large where searching is the page's work."),
    Part("trail", "Breadcrumb and back", "Where the page stands, and one step back."),
    Part("tabs", "Tabs", "Several views of one thing, each a page of its own."),
    Part("cards", "Service cards", "A list of services; short, long and marked."),
    Part("boards", "Boards, tiles and doors", "Things that can be opened, side by side."),
    Part("directory", "Directory", "A long list with an index: letters, or the number of strokes."),
    Part("facts", "At a glance", "What people ask first, with a mark on figures that are not confirmed."),
    Part("fees", "Fee lines", "A price, free, a table, a rule, or set by an officer."),
    Part("needs", "Papers and questions", "What to have at hand and what will be asked."),
    Part("barred", "Who cannot use it", "The reason, and what else one can do."),
    Part("steps", "What happens next", "Short steps in order."),
    Part("authority", "An office", "Its kind, where it belongs and how to reach it."),
    Part("details", "More to read", "Closed, and open."),
    Part("pages", "Pages of a list", "First, middle and last page."),
    Part("empty", "Nothing here", "Every empty list says what to do now."),
    Part("table", "Data table", "With figures, sorted; and with nothing in it."),
    Part("timeline", "Timeline and due line", "Who holds the ball, and by when."),
    Part("summary", "Error summary", "First in the page; each line leads to its field."),
    Part("fields", "Fields", "Empty, filled, optional, with a reason, and with an error."),
    Part("answers", "Check your answers", "Every answer once more, each with its way back."),
    Part("people", "People to choose from", "In a demonstration: who to be, one press each."),
    Part("receipt", "Receipt", "It has arrived: the number to keep."),
    Part("ticket", "Ticket", "The number and the secret code, in groups, to write down or to say on the telephone."),
    Part("begin", "The door of a service", "The start button, and what beginning means."),
    Part("question", "Question pages", "One question, one page: prefilled, to mend, repeated, with files."),
    Part("practice", "Practice", "Says on the screen and on paper that nothing counts; several fields on one page."),
    Part("kinds", "Kinds of field", "The rest of what a form can ask for."),
    Part(
        "check",
        "Check and submit",
        "Every answer, the price, what happens next, and one button that says what it does.",
    ),
    Part("stopped", "Stopped early", "A rule says no: why, what else there is, and a person."),
    Part("begun", "Begun, changed, saved", "A draft that waits, one that met a new version, and one that is kept."),
    Part("sign-in", "Sign in first", "What it is for, and that one comes back."),
    Part("done", "Confirmation", "The number, what comes next and by when, the receipt, and help."),
    Part("slip", "Receipt on paper", "One sheet that proves what was sent and when; and before the proof is there."),
    Part("pay", "Pay", "What is due and why, the ways to pay, a code to scan, a number for the counter."),
    Part("paid", "Receipt for a payment", "What was paid, when, how and for what; and what went back."),
    Part("case", "A case", "Who holds the ball: offices, you; answered, late, refused, looked at again, withdrawn."),
    Part(
        "appointment",
        "An appointment",
        "When, where, what to bring; times of a week; offices and their hours, a board, a draw.",
    ),
    Part(
        "papers", "Papers", "What was made; one that is asked for again, in another language; and before there is one."
    ),
    Part("draws", "Draws and numbers", "Take part, one's ticket and place; take a number, wait, and be called."),
    Part("wallet", "Into a wallet", "Which paper; the square code that a wallet scans; and when there is none."),
    Part("answer", "Answer what was asked", "The officer's words, by when, and just the marked questions."),
    Part("messages", "Messages", "From both sides, the newest last; and before anybody has written."),
    Part(
        "leaving",
        "Withdraw and object",
        "What follows, and one button; what the refusal rests on, and one's own words.",
    ),
    Part("mine", "My page", "What waits for the reader first, what others have, what is to be paid; and with nothing."),
    Part("bills", "Several bills", "Of several departments, with one sum and one button; and once they are paid."),
    Part("track", "Follow and lost code", "Two boxes; and the way to a lost code."),
    Part("record", "Records", "Registers, entries found, what one says with its history, and one's own."),
    Part(
        "verdict",
        "Is this paper real?",
        "A box for the code or the file; one big answer, and what it rests on.",
    ),
    Part("process", "Process", "A picture with where the case is, or with counts; the same as a table."),
    Part("letters", "Letters", "Unread, read, to a firm; and before there is one."),
    Part("letter", "A letter", "An office writes: what it says, when it came; and one whose words were deleted."),
    Part("telling", "How we write to you", "The language, and one way for letters and one for reminders."),
    Part("mailbox", "Demonstration mailbox", "What went out, by which way, and how it stands."),
    Part("gone", "Cannot be shown or done", "Too old, sent already, not matching, too many attempts, refused."),
)


def showcase_page(site: Site) -> bytes:
    """Return the page of components; its own words are English, its samples are in every language."""
    parts = [(part, [(language, draw_sample(site, part, language)) for language in ALL]) for part in PARTS]
    context = {"parts": parts, "furniture": showcase_stylesheet().path, "desk": DESK_SAMPLES, "languages": ALL}
    return render_page(site, ENGLISH, Page("", "showcase.jinja", context))


def draw_sample(site: Site, part: Part, language: Language) -> Markup:
    """Return one component in every state, in ``language``."""

    def words(en: str, hant: str, hans: str) -> Text:
        return {"en": en, "zh-Hant": hant, "zh-Hans": hans}

    def say(en: str, hant: str, hans: str) -> str:
        return pick(words(en, hant, hans), language)

    context = {
        "jurisdiction": site.catalogue.jurisdiction,
        "words": words,
        "say": say,
        "own": f"{part.id}-{language.slug}",
        "forms": forms,
        "cases": cases,
        "following": following,
        "payments": payments,
        "letters": letters,
        "appointments": appointments,
        "mine": mine,
        "papers": papers,
        "processes": processes,
    }
    html = render(f"{TEMPLATES}/samples/{part.id}.jinja", language=language, context=context)
    return Markup(html)  # noqa: S704 - drawn by an escaping template
