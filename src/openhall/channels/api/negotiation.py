"""Which form of an answer a caller asks for (RFC 9110, section 12.5.1)."""

from http import HTTPStatus

from django.http import HttpRequest

from openhall.channels.api.problems import PROBLEM, Problem
from openhall.channels.api.representations import JSON, JSON_LD
from openhall.channels.api.words import mark as _


def wants_linked_data(request: HttpRequest) -> bool:
    """Tell whether JSON-LD is preferred to JSON; raise ``Problem`` 406 when neither would do."""
    best = request.get_preferred_type([JSON, JSON_LD, PROBLEM])
    if best is None or best == PROBLEM:
        told = _("This address answers as %(forms)s. Ask for one of them with Accept.")
        raise Problem(HTTPStatus.NOT_ACCEPTABLE, "not-acceptable", told, {"forms": f"{JSON}, {JSON_LD}"})
    return best == JSON_LD
