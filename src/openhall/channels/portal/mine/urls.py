"""Addresses of somebody's own page, below ``{language}/me/``."""

from django.urls import URLPattern, path

from openhall.channels.portal.mine.agreeing import urlpatterns as agreements
from openhall.channels.portal.mine.bills import bills
from openhall.channels.portal.mine.calendar import calendar, days, linked
from openhall.channels.portal.mine.fetches import fetches
from openhall.channels.portal.mine.firms import urlpatterns as firms
from openhall.channels.portal.mine.lent import urlpatterns as lent
from openhall.channels.portal.mine.mandates import urlpatterns as mandates
from openhall.channels.portal.mine.page import my_page, renew
from openhall.channels.portal.mine.privacy import everything, privacy
from openhall.channels.portal.mine.proofs import erasure_proof
from openhall.kernel.acts import Act, limited

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/me/", my_page),
    path("<slug:slug>/me/bills/", limited(Act.PAY)(bills)),
    *agreements,
    *mandates,
    *firms,
    *lent,
    path("<slug:slug>/me/fetches/", limited(Act.WRITE)(fetches)),
    path("<slug:slug>/me/calendar/", limited(Act.WRITE)(renew)),
    path("<slug:slug>/me/privacy/", limited(Act.WRITE)(privacy)),
    path("<slug:slug>/me/privacy/my-data.zip", limited(Act.EXPORT, is_reading=True)(everything)),
    path("<slug:slug>/me/privacy/<slug:reference>.json", erasure_proof),
    path("<slug:slug>/me/calendar.ics", calendar),
    path("<slug:slug>/me/calendar/openhall.ics", days),
    path("<slug:slug>/me/calendar/<str:key>.ics", linked),
]
