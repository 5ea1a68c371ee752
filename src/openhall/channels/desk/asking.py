"""Who is at the desk: the officer of a request, the seats they act from now, and the language they read."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from openhall.blocks.authorities.facade import office_of
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.channels.desk.frame import Reader
from openhall.channels.desk.language import chosen_language
from openhall.kernel.acts import Act, limit_of, limited
from openhall.kernel.rights import READING, Right, open_to
from openhall.kernel.visits import VISITOR

BOTH = (*READING, "POST")
POST = ("POST",)
_More = ParamSpec("_More")
_Page = Callable[Concatenate[HttpRequest, Reader, _More], HttpResponseBase]


def for_officers(methods: tuple[str, ...] = READING) -> Callable[[_Page[_More]], Callable[..., HttpResponseBase]]:
    """Open a page of the desk to officers, and hand it its reader."""

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
            return page(request, reader, *args, **kwargs)

        # What an officer does at the desk is one kind of act, unless the page says otherwise.
        return view if limit_of(view) or methods == READING else limited(Act.WRITE)(view)

    return opened
