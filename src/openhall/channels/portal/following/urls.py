"""Addresses of a case, below ``{language}/track/{reference}/``."""

from django.urls import URLPattern, path

from openhall.channels.portal import receipts
from openhall.channels.portal.following.answering import answer
from openhall.channels.portal.following.appointing import appointment, calendar, cancel
from openhall.channels.portal.following.case import case
from openhall.channels.portal.following.drawing import drawing
from openhall.channels.portal.following.messages import messages
from openhall.channels.portal.following.objecting import objection
from openhall.channels.portal.following.owning import keep
from openhall.channels.portal.following.papers import again, paper, papers
from openhall.channels.portal.following.paying import pay
from openhall.channels.portal.following.undoing import undo
from openhall.channels.portal.following.withdrawing import withdraw

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/track/<str:reference>/", case),
    path("<slug:slug>/track/<str:reference>/answer/", answer),
    path("<slug:slug>/track/<str:reference>/messages/", messages),
    path("<slug:slug>/track/<str:reference>/withdraw/", withdraw),
    path("<slug:slug>/track/<str:reference>/undo/", undo),
    path("<slug:slug>/track/<str:reference>/keep/", keep),
    path("<slug:slug>/track/<str:reference>/pay/", pay),
    path("<slug:slug>/track/<str:reference>/papers/", papers),
    path("<slug:slug>/track/<str:reference>/papers/<str:paper>/", paper),
    path("<slug:slug>/track/<str:reference>/papers/<str:paper>/again/", again),
    path("<slug:slug>/track/<str:reference>/objection/", objection),
    path("<slug:slug>/track/<str:reference>/appointment/", appointment),
    path("<slug:slug>/track/<str:reference>/appointment/cancel/", cancel),
    path("<slug:slug>/track/<str:reference>/appointment.ics", calendar),
    path("<slug:slug>/track/<str:reference>/draw/", drawing),
    path("<slug:slug>/track/<str:reference>/receipt/", receipts.receipt),
    path("<slug:slug>/track/<str:reference>/receipt.json", receipts.receipt_file),
]
