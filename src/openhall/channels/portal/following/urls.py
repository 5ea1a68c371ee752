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
from openhall.channels.portal.following.paying import pay, paying
from openhall.channels.portal.following.undoing import undo
from openhall.channels.portal.following.withdrawing import withdraw
from openhall.kernel.acts import Act, limited

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/track/<str:reference>/", case),
    path("<slug:slug>/track/<str:reference>/answer/", limited(Act.WRITE)(answer)),
    path("<slug:slug>/track/<str:reference>/messages/", limited(Act.WRITE)(messages)),
    path("<slug:slug>/track/<str:reference>/withdraw/", limited(Act.WRITE)(withdraw)),
    path("<slug:slug>/track/<str:reference>/undo/", limited(Act.WRITE)(undo)),
    path("<slug:slug>/track/<str:reference>/keep/", limited(Act.WRITE)(keep)),
    path("<slug:slug>/track/<str:reference>/pay/", limited(Act.PAY)(pay)),
    path("<slug:slug>/track/<str:reference>/pay/<str:attempt>/", limited(Act.PAY)(paying)),
    path("<slug:slug>/track/<str:reference>/papers/", papers),
    path("<slug:slug>/track/<str:reference>/papers/<str:paper>/", paper),
    path("<slug:slug>/track/<str:reference>/papers/<str:paper>/again/", limited(Act.PAPER)(again)),
    path("<slug:slug>/track/<str:reference>/objection/", limited(Act.WRITE)(objection)),
    path("<slug:slug>/track/<str:reference>/appointment/", limited(Act.PLACE)(appointment)),
    path("<slug:slug>/track/<str:reference>/appointment/cancel/", limited(Act.PLACE)(cancel)),
    path("<slug:slug>/track/<str:reference>/appointment.ics", calendar),
    path("<slug:slug>/track/<str:reference>/draw/", limited(Act.PLACE)(drawing)),
    path("<slug:slug>/track/<str:reference>/receipt/", receipts.receipt),
    path("<slug:slug>/track/<str:reference>/receipt.json", receipts.receipt_file),
]
