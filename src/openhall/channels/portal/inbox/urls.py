"""Addresses of letters."""

from django.urls import URLPattern, path

from openhall.channels.portal.inbox.letters import letter, letters
from openhall.channels.portal.inbox.mailbox import mailbox
from openhall.channels.portal.inbox.preferences import preferences
from openhall.kernel.acts import Act, limited

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/me/letters/", letters),
    path("<slug:slug>/me/letters/<slug:letter>/", letter),
    path("<slug:slug>/me/preferences/", limited(Act.WRITE)(preferences)),
    path("<slug:slug>/demo/mailbox/", mailbox),
]
