"""Addresses for checking papers, for people and for programs."""

from django.urls import path, re_path

from openhall.channels.portal.verifying import machines, pages
from openhall.kernel.acts import Act, limited

urlpatterns = [
    path("<slug:slug>/verify/", limited(Act.VERIFY)(pages.verify)),
    re_path(r"^(?P<slug>[a-z-]+)/verify/(?P<code>[^/]{1,80})/?$", pages.paper),
    re_path(r"^V/(?P<code>[^/]{1,80})/?$", pages.scanned),
    path("verify/keys.json", machines.keys),
    path("verify/keys.cose", machines.packed_keys),
    path("verify/status", machines.status),
    # As somebody types it who leaves the language out.
    re_path(r"^verify/(?P<code>[^/]{1,80})/?$", pages.scanned),
    path("credentials/<slug:kind>", machines.credential_type),
    path(".well-known/jwks.json", machines.keys),
    path(".well-known/jwt-vc-issuer/issuers/<slug:authority>", machines.issuer),
]
