"""Who is at the desk: the officer of a request, the seats they act from now, and the language they read."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.authorities.facade import Office, office_of
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.channels.desk.language import chosen_language
from openhall.channels.desk.people_frame import Reader
from openhall.kernel.rights import READING, Right, open_to
from openhall.kernel.visits import VISITOR

_More = ParamSpec("_More")
_Page = Callable[Concatenate[HttpRequest, Reader, Office, _More], HttpResponse]


def for_officers(methods: tuple[str, ...] = READING) -> Callable[[_Page[_More]], Callable[..., HttpResponse]]:
    """Open a page of the desk to officers, and hand it its reader and their office."""

    def opened(page: _Page[_More]) -> Callable[..., HttpResponse]:
        @open_to(Right.OFFICER, methods=methods)
        @wraps(page)
        def view(request: HttpRequest, *args: _More.args, **kwargs: _More.kwargs) -> HttpResponse:
            visitor = request.__dict__[VISITOR]  # the right above has been asked with it
            office = office_of(visitor.id, now=timezone.now())
            if office is None:
                raise PermissionDenied
            catalogue = current_catalogue()
            reader = Reader(visitor, chosen_language(request, catalogue.languages), catalogue)
            return page(request, reader, office, *args, **kwargs)

        return view

    return opened
