"""The keys of the desk, as a page for whoever has no script."""

from django.http import HttpRequest, HttpResponse

from openhall.channels.desk.asking import for_officers
from openhall.channels.desk.frame import DeskPage, Reader, desk_page
from openhall.channels.desk.words import mark as _

_TITLE = _("Keys of the desk")


@for_officers()
def keys(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show them."""
    return desk_page(request, reader, DeskPage("keys/", "keys.jinja", None, title=reader.say(_TITLE), here="keys"))
