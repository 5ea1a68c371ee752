"""Addresses below ``{language}/appointments/``."""

from django.urls import URLPattern, path

from openhall.channels.portal import views
from openhall.channels.portal.appointments.drawn import draw, draw_file
from openhall.channels.portal.appointments.offices import offices_page
from openhall.channels.portal.appointments.walking_in import number, office_now
from openhall.kernel.acts import Act, limited

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/appointments/", views.narrowed(offices_page)),
    path("<slug:slug>/appointments/offices/<slug:office>/now/", limited(Act.NUMBER, about="office")(office_now)),
    path("<slug:slug>/appointments/offices/<slug:office>/now/<slug:ticket>/", number),
    path("<slug:slug>/appointments/draws/<slug:name>/", draw),
    path("<slug:slug>/appointments/draws/<slug:name>.json", draw_file),
]
