"""Sentences of signing in."""

from openhall.blocks.identity.facade import SignInFacts
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Language

_WORDS = {
    "no-address": _("Enter an email address, or a telephone number in figures"),
    "code-wrong": _("This code is not right. Look at it again"),
    "code-late": _("That code has just run out. Type the one that is shown now"),
    "code-ended": _("This code does not work any more. Ask for a new one"),
    "printed-wrong": _("The number and the code do not go together, or the code was used before"),
    "password-wrong": _("The address and the password do not go together"),
    "password-not-yours": _("This is not the password that you have now"),
    "password-weak": _("Choose at least 12 characters, and no password that many people use"),
    "password-breached": _("This password is known from a leak elsewhere, so others try it. Choose another one"),
    "password-unread": _(
        "We cannot look now whether this password is known from a leak, so it was not kept. Try again later, or keep "
        "another way to sign in"
    ),
    "passkey-wrong": _("Your device did not answer as it should. Try again, or sign in another way"),
    "address-taken": _("This address is used for another account"),
    "account-joined": _("This account became part of another one. Sign in to that one, in the way that you use there"),
    "join-ended": _("This took too long. Begin again, and enter the code that we send"),
    "join-unproven": _(
        "This address is used for another account. To bring both together, first prove who you are: at a counter, or "
        "with an outside provider"
    ),
    "join-known": _(
        "This address is used for another account, of somebody who is known here. Two such accounts are brought "
        "together at a counter"
    ),
    "join-firm": _(
        "This address is used for another account, which acts for the same organisation. Let one of the two leave it "
        "first"
    ),
    "provider-down": _("We cannot reach the provider now. Try again in a few minutes, or sign in another way"),
    "provider-wrong": _("The answer of the provider was not as it has to be, so nobody was signed in. Try again"),
    "provider-ended": _("This took too long, or was begun in another browser. Begin again"),
    "provider-refused": _(
        "Nobody was signed in, because it was ended at the provider. Try again, or sign in another way"
    ),
    "provider-level": _("The provider did not say how surely it knows you. Try again, or sign in another way"),
    "provider-taken": _("You use another account of this provider here. Sign in with that one, or in another way"),
    "sign-in-closed": _("This hall does not offer this way to sign in"),
    "invitation-ended": _("This code was used, or its time is over. Ask for a new one where you were given it"),
}
_WAYS = {
    "demo": _("Chosen from the list of the demonstration"),
    "invitation": _("One-time code"),
    "passkey": _("Passkey"),
    "two-factors": _("Two ways together"),
    "printed-code": _("Printed code"),
    "code": _("Code by email or text message"),
    "password": _("Password"),
    "provider": _("Outside provider"),
}
_ADDED = {
    "passkey": _("A passkey was added"),
    "authenticator": _("An authenticator was added"),
    "sheet": _("A sheet of codes was printed"),
    "password": _("A password was chosen"),
    "address": _("An address was added"),
    "joined": _("Another account of yours became part of this one"),
    "passkey-gone": _("A passkey was taken away"),
    "authenticator-gone": _("The authenticator was taken away"),
    "password-gone": _("The password was taken away"),
    "address-gone": _("An address was taken away"),
    "provider-gone": _("An outside provider was taken away"),
    "guessed": _("Somebody tried several times to sign in, and failed"),
}
#: The first that a browser names: several name their forebears too.
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def refused_words(refusal: Refusal, language: Language) -> str:
    """Return why something was not done."""
    return saying(language)(_WORDS.get(refusal.code, _WORDS["code-ended"]))


def way_words(adapter: str, language: Language) -> str:
    """Return how somebody signed in."""
    return saying(language)(_WAYS.get(adapter, adapter))


def happened_words(happened: SignInFacts, language: Language) -> str:
    """Return what happened at somebody's door."""
    if happened.what in _ADDED:
        return saying(language)(_ADDED[happened.what])
    return way_words(happened.adapter, language)


def device_word(agent: str) -> str:
    """Return what a browser says that it runs on, in one word that is the same in every language; empty: unknown."""
    return next((word for sign, word in _DEVICES if sign in agent), "")
