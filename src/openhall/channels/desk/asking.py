"""Who is at the desk: the officer of a request, the seats they act from now, and the language they read."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from openhall.blocks.authorities.facade import office_of
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import proven_lately
from openhall.channels.desk.frame import Reader
from openhall.channels.desk.language import chosen_language
from openhall.kernel.acts import Act, limit_of, limited
from openhall.kernel.rights import READING, Right, open_to
from openhall.kernel.visits import SESSION_COOKIE, VISITOR

BOTH = (*READING, "POST")
POST = ("POST",)
#: Where a view says whether what it does weighs much.
WEIGHS = "openhall_weighs"
_More = ParamSpec("_More")
_Page = Callable[Concatenate[HttpRequest, Reader, _More], HttpResponseBase]


def for_officers(
    methods: tuple[str, ...] = READING, *, weighs: bool = False
) -> Callable[[_Page[_More]], Callable[..., HttpResponseBase]]:
    """Open a page of the desk to officers, and hand it its reader.

    ``weighs``: what it does, or hands out where it does nothing, asks for a proof of the last quarter of an hour.
    """

    def opened(page: _Page[_More]) -> Callable[..., HttpResponseBase]:
        @open_to(Right.OFFICER, methods=methods)
        @wraps(page)
        def view(request: HttpRequest, *args: _More.args, **kwargs: _More.kwargs) -> HttpResponseBase:
            visitor, now = request.__dict__[VISITOR], timezone.now()  # the right above has been asked with it
            office = office_of(visitor.id, now=now)
            if office is None:
                raise PermissionDenied
            catalogue = current_catalogue()
            reader = Reader(visitor, chosen_language(request, catalogue.languages), catalogue, office, now)
            is_act = request.method == "POST" or "POST" not in methods
            if weighs and is_act and not is_proven(request, reader):
                return proof_first(request, reader)
            return page(request, reader, *args, **kwargs)

        view.__dict__[WEIGHS] = weighs
        # What an officer does at the desk is one kind of act, unless the page says otherwise.
        return view if limit_of(view) or methods == READING else limited(Act.WRITE)(view)

    return opened


def is_proven(request: HttpRequest, reader: Reader) -> bool:
    """Tell whether whoever asks has shown lately that it is them."""
    return proven_lately(cookie=request.COOKIES.get(SESSION_COOKIE, ""), now=reader.now)


def proof_first(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Lead to the page that asks for a proof; the browser takes along what was sent, and comes back with it."""
    place = f"/{reader.language.slug}/sign-in/again/?{urlencode({'next': request.get_full_path()})}"
    status = HTTPStatus.TEMPORARY_REDIRECT
    return HttpResponse(status=status, headers={"Location": place, "Cache-Control": "no-store"})
