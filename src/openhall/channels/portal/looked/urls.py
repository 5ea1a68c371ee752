"""Addresses of who looked."""

from django.urls import URLPattern, path

from openhall.channels.portal.looked import pages

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/me/who-looked/", pages.who_looked),
    path("<slug:slug>/me/who-looked/who-looked.json", pages.who_looked_file),
    path("<slug:slug>/me/who-looked/<int:read>/ask/", pages.ask),
    path("<slug:slug>/track/<str:reference>/who-looked/", pages.who_looked_at_case),
    path("<slug:slug>/track/<str:reference>/who-looked/<int:read>/ask/", pages.ask_about_case),
]
