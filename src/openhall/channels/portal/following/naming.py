"""Names of steps, posts and offices in a case, in the reader's language; never the name of an officer."""

from openhall.blocks.catalogue.facade import Pattern
from openhall.channels.portal.following.opening import Following
from openhall.kernel.languages import pick

#: The process that an objection goes through, beside that of the service.
_OBJECTION = "objection-and-review"
_FIRST = 1


def pattern_of(following: Following, serial: int) -> Pattern | None:
    """Return the process of the ``serial``-th way of a case: the service's own, then that of an objection."""
    name = _of_service(following) if serial == _FIRST else _OBJECTION
    return following.catalogue.patterns.get(name)


def node_name(following: Following, node: str) -> str:
    """Return what a step is called, or an empty text."""
    if not node:
        return ""
    called = (following.catalogue.element_name(pattern, node) for pattern in (_of_service(following), _OBJECTION))
    name = next(filter(None, called), None)
    return pick(name, following.language) if name else ""


def _of_service(following: Following) -> str:
    return following.service.process.pattern


def post_name(following: Following, post: str) -> str:
    """Return what a post is called, or an empty text."""
    posts = following.catalogue.jurisdiction.posts
    return next((pick(each.name, following.language) for each in posts if each.id == post), "")
