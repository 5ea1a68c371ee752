"""Addresses for wallets."""

from django.urls import path

from openhall.channels.portal.wallets import endpoints, offering
from openhall.kernel.acts import Act, limited

urlpatterns = [
    path("<slug:slug>/track/<str:reference>/wallet/", limited(Act.PAPER)(offering.wallet)),
    path(".well-known/openid-credential-issuer", endpoints.issuer),
    path(".well-known/oauth-authorization-server", endpoints.authorization),
    path("wallet/token", limited(Act.PROGRAM)(endpoints.token)),
    path("wallet/nonce", limited(Act.PROGRAM)(endpoints.nonce)),
    path("wallet/credential", limited(Act.PROGRAM)(endpoints.credential)),
]
