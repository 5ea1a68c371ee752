"""Names of steps, posts and offices in a case, in the reader's language; never the name of an officer."""

from openhall.blocks.catalogue.facade import Pattern
from openhall.channels.portal.following.opening import Following
from openhall.kernel.languages import pick

#: The process that an objection goes through, beside that of the service.
_OBJECTION = "objection-and-review"
_FIRST = 1


def pattern_of(following: Following, serial: int) -> Pattern | None:
    """Return the process of the ``serial``-th way of a case: the service's own, then that of an objection."""
    name = following.service.process.pattern if serial == _FIRST else _OBJECTION
    return following.catalogue.patterns.get(name)


def node_name(following: Following, node: str) -> str:
    """Return what a step is called, or an empty text."""
    for pattern in (pattern_of(following, _FIRST), pattern_of(following, _FIRST + 1)):
        names = {task.id: task.name for task in pattern.tasks} | pattern.labels if pattern else {}
        if node in names:
            return pick(names[node], following.language)
    return ""


def post_name(following: Following, post: str) -> str:
    """Return what a post is called, or an empty text."""
    posts = following.catalogue.jurisdiction.posts
    return next((pick(each.name, following.language) for each in posts if each.id == post), "")
