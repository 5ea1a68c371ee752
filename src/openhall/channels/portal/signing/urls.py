"""Addresses of signing in with an account, and of what one signs in with."""

from django.urls import URLPattern, path

from openhall.channels.portal.signing import adding, again, entering, joining, keeping, outside, proving
from openhall.kernel.acts import Act, limited

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/sign-in/passkey/options/", entering.passkey_begin),
    path("<slug:slug>/sign-in/passkey/", entering.passkey_end),
    path("<slug:slug>/sign-in/send/", entering.send),
    path("<slug:slug>/sign-in/code/", entering.enter),
    path("<slug:slug>/sign-in/printed/", entering.printed),
    path("<slug:slug>/sign-in/counter/", entering.counter),
    path("<slug:slug>/sign-in/invited/", entering.invited),
    path("<slug:slug>/sign-in/password/", entering.password),
    path("<slug:slug>/sign-in/second/options/", entering.passkey_begin),
    path("<slug:slug>/sign-in/second/", entering.second),
    path("<slug:slug>/sign-in/outside/<slug:provider>/", outside.leave),
    path("<slug:slug>/sign-in/again/options/", entering.passkey_begin),
    path("<slug:slug>/sign-in/again/", limited(Act.SIGN_IN)(again.again)),
    path("<slug:slug>/sign-in/together/options/", entering.passkey_begin),
    path("<slug:slug>/sign-in/together/", limited(Act.SIGN_IN)(proving.together)),
    # Registered with the provider, letter by letter: one for each, in no language.
    path("identity/<slug:provider>/back", outside.back),
    path("<slug:slug>/me/sign-in/", keeping.page),
    path("<slug:slug>/me/sign-in/passkey/options/", adding.passkey_begin),
    path("<slug:slug>/me/sign-in/passkey/", adding.passkey_end),
    path("<slug:slug>/me/sign-in/remove/", adding.remove),
    path("<slug:slug>/me/sign-in/authenticator/", adding.authenticator),
    path("<slug:slug>/me/sign-in/sheet/", adding.sheet),
    path("<slug:slug>/me/sign-in/password/", adding.password),
    path("<slug:slug>/me/sign-in/address/", adding.address),
    path("<slug:slug>/me/sign-in/together/", joining.together),
    path("<slug:slug>/me/sign-in/part/", joining.parted),
    path("<slug:slug>/me/sign-in/end/", keeping.end),
    path("<slug:slug>/me/sign-in/not-me/", keeping.disown),
]
