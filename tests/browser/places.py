"""Every kind of page that the hall has, and how to get one of each."""

from dataclasses import dataclass

from openhall.project.prepared.pack import Pack
from openhall.project.prepared.store import PackStore
from tests.browser import matters
from tests.halls import Answer, Hall

LANGUAGES = {"en": "en", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}
#: In which language a page is looked at where one has to do: half of them in the one whose words are longest and cannot
#: be parted anywhere, a quarter in each other. The main pages are looked at in all; the long run looks at all pages.
_TURNS = ("en", "zh-hant", "en", "zh-hans")
NAMES = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"}
#: Pages for trouble that no address brings on purpose are read from what the hall has prepared.
_PREPARED = "prepared"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page: its name for people, its address below the language, and how to ask for it.

    ``matter`` names what has to be there before somebody's own page can be seen (see ``matters.py``).
    """

    name: str
    place: str
    status: int = 200
    method: str = "GET"
    accept: str = "text/html"
    is_piece: bool = False
    matter: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def path(self, slug: str) -> str:
        """Return the address in a language."""
        return self.place if self.place.startswith("/") else f"/{slug}/{self.place}"

    @property
    def is_plain(self) -> bool:
        """Tell whether a browser gets it by going to its address."""
        return self.method == "GET" and self.accept == "text/html" and not self.is_piece and not self.matter


#: The services that stand for their kind; `test_html.py` makes sure that they still do.
SERVICES = {
    "flat fee, in full depth": "agriculture-fisheries-and-conservation-department/dog-licence",
    "fee by a rule, in full depth": "transport-department/vehicle-licence-renewal",
    "fee in a table, in full depth": "companies-registry/company-incorporation",
    "fee set by an officer": "food-and-environmental-hygiene-department/liquor-licence",
    "free, existence not confirmed": "government-flying-service/flight-service-request",
    "fee in a table, with words": "immigration-department/marriage-notice-appointment",
    "fee in a table, shallow": "agriculture-fisheries-and-conservation-department/cites-licence",
}
DOG = SERVICES["flat fee, in full depth"]
_LONG = "dog" * 1000

KINDS = (
    Kind("home", ""),
    Kind("check a paper", "verify/"),
    Kind("unknown paper", "verify/0123456789ABCDEFGHJKMNPQRS"),
    Kind("directory by life event", "services/"),
    Kind("directory by audience", "services/audience/"),
    Kind("directory by department", "services/authority/"),
    Kind("directory A to Z", "services/a-z/"),
    Kind("audience", "audiences/business/"),
    Kind("registers", "registers/"),
    Kind("notices, none on display", "notices/"),
    Kind("register, open and empty", "registers/food-premises-licences/"),
    Kind("register, nothing found", "registers/food-premises-licences/?q=nobody"),
    Kind("register, asked too much", f"registers/food-premises-licences/?q={_LONG}", 400),
    Kind("register, closed", "registers/vehicles/"),
    Kind("life events", "life-events/"),
    Kind("life event", "life-events/leisure/"),
    Kind("departments", "authorities/"),
    Kind("department", "authorities/transport-department/"),
    Kind("bureau without services", "authorities/security-bureau/"),
    *(Kind(f"service: {name}", f"services/{service}/") for name, service in SERVICES.items()),
    Kind("search, nothing asked", "search/"),
    Kind("search, found", "search/?q=dog+licence"),
    Kind("search, second of many pages", "search/?q=licence&page=2"),
    Kind("search, mended", "search/?q=chnage+adress"),
    Kind("search, nothing found", "search/?q=qqqzzz"),
    Kind("search, too long", f"search/?q={_LONG}", 400),
    Kind("about", "about/"),
    Kind("accessibility statement", "accessibility/"),
    Kind("offline", "offline/"),
    Kind("sign in", "sign-in/?next=/en/services/"),
    Kind("not here", "nowhere/", 404),
    Kind("wrong method", "services/", 405, method="POST"),
    Kind("wrong form", "services/", 406, accept="application/pdf"),
    Kind("not allowed", "", 403, is_piece=True),
    Kind("broken", "", 500, is_piece=True),
    Kind("closed", "", 503, is_piece=True),
)
#: Every component in every state: one page in all languages at once.
SHOWCASE = Kind("components", "/ui/")
MAIN = tuple(kind for kind in KINDS if kind.place in {"", "services/", "search/?q=dog+licence", f"services/{DOG}/"})


def turn_of(number: int) -> str:
    """Return the language in which the page with this number in its list is looked at, the same in each run."""
    return _TURNS[number % len(_TURNS)]


def answer_of(hall: Hall, kind: Kind, slug: str) -> Answer:
    """Return what the hall says, and make sure that it says it with the right status."""
    if kind.matter:
        answer = matters.page_of(hall, kind.matter, kind.method, kind.path(slug), dict(kind.fields))
    elif kind.is_piece:
        answer = _piece(hall, kind, slug)
    else:
        answer = hall.get(kind.path(slug), kind.method, Accept=kind.accept)
    assert answer.status == kind.status, f"{kind.name}: {answer.status}"
    return answer


def every_page(hall: Hall) -> dict[str, str]:
    """Return the text of one page of every kind in every language, by a name for people."""
    pages = {f"{kind.name} ({slug})": answer_of(hall, kind, slug).text for kind in KINDS for slug in LANGUAGES}
    return {**pages, SHOWCASE.name: answer_of(hall, SHOWCASE, "en").text}


def _piece(hall: Hall, kind: Kind, slug: str) -> Answer:
    folder = PackStore(hall.home / _PREPARED).current()
    assert folder is not None, "the hall has prepared its pages"
    name = f"piece:{kind.status}:{slug}"
    return Answer(kind.status, {"content-type": "text/html; charset=utf-8"}, Pack(folder).texts(name)[name].encode())
