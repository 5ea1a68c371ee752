"""What a change of rights has to be to be proposed, and to be signed later."""

from openhall.blocks.authorities.changes import ChangeKind, Proposal
from openhall.blocks.authorities.models import Holding, PostRow
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Text

_LONGEST_NAME = 120
_LARGEST_LIMIT = 10**15


class ChangeRefused(Refusal):
    """This change cannot be, or cannot be any more; ``code`` says why."""

    code = "change-refused"


def check_change(authority: str, proposal: Proposal) -> None:
    """Raise ``ChangeRefused`` where ``proposal`` cannot be done in ``authority`` as things are."""
    if proposal.kind is ChangeKind.CREATE:
        _check_name(proposal.name)
        _check_limit(proposal.limit)
        return
    post = PostRow.objects.filter(pk=proposal.post, authority=authority, closed_at__isnull=True).first()
    if post is None:
        raise ChangeRefused("unknown-post")
    match proposal.kind:
        case ChangeKind.GIVE:
            _check_giving(post, proposal.person)
        case ChangeKind.APPOINT:
            _check_name(proposal.name)
        case ChangeKind.END:
            _check_ending(post, proposal.person)
        case ChangeKind.LIMIT:
            _check_limit(proposal.limit)
            if post.limit_minor == proposal.limit:
                raise ChangeRefused("nothing-changes")


def _check_giving(post: PostRow, person: str) -> None:
    """Let those get a post who have been officers somewhere, and are not at another authority now."""
    known = Holding.objects.filter(person=person)
    if not known.exists():
        raise ChangeRefused("unknown-person")
    held = known.filter(ended_at__isnull=True)
    if held.exclude(post__authority=post.authority).exists():
        raise ChangeRefused("works-elsewhere")
    if held.filter(post=post).exists():
        raise ChangeRefused("holds-it-already")


def _check_ending(post: PostRow, person: str) -> None:
    held = Holding.objects.filter(ended_at__isnull=True, post__closed_at__isnull=True)
    if not held.filter(post=post, person=person).exists():
        raise ChangeRefused("holds-it-not")
    others = held.filter(post__authority=post.authority, post__role="administrator").exclude(post=post, person=person)
    if post.role == "administrator" and not others.exists():
        raise ChangeRefused("last-administrator")


def _check_name(name: Text) -> None:
    if not name or not all(
        words.strip() and len(words) <= _LONGEST_NAME and words.isprintable() for words in name.values()
    ):
        raise ChangeRefused("name-missing")


def _check_limit(limit: int | None) -> None:
    if limit is not None and not 0 <= limit <= _LARGEST_LIMIT:
        raise ChangeRefused("limit-impossible")
