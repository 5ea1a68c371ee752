"""Addresses of who looked."""

from django.urls import URLPattern, path

from openhall.channels.portal.looked import pages
from openhall.kernel.acts import Act, limited

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/me/who-looked/", pages.who_looked),
    path("<slug:slug>/me/who-looked/who-looked.json", limited(Act.EXPORT, is_reading=True)(pages.who_looked_file)),
    path("<slug:slug>/me/who-looked/<int:read>/ask/", limited(Act.WRITE)(pages.ask)),
    path("<slug:slug>/track/<str:reference>/who-looked/", pages.who_looked_at_case),
    path("<slug:slug>/track/<str:reference>/who-looked/<int:read>/ask/", limited(Act.WRITE)(pages.ask_about_case)),
]
