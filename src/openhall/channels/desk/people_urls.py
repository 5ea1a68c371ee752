"""Addresses of posts and people, below ``/desk/people/``."""

from django.urls import path

from openhall.blocks.authorities.facade import ChangeKind
from openhall.channels.desk import people_acts, people_forms

urlpatterns = [
    path("", people_acts.people),
    path("sign/", people_acts.sign),
    path("withdraw/", people_acts.withdraw),
    path("back/", people_acts.back),
    path("away/", people_forms.away),
    *(path(f"{kind.value}/", people_forms.change, {"act": kind.value}) for kind in ChangeKind),
]
