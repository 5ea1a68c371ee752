"""Addresses for wallets."""

from django.urls import path

from openhall.channels.portal.wallets import endpoints, offering

urlpatterns = [
    path("<slug:slug>/track/<str:reference>/wallet/", offering.wallet),
    path(".well-known/openid-credential-issuer", endpoints.issuer),
    path(".well-known/oauth-authorization-server", endpoints.authorization),
    path("wallet/token", endpoints.token),
    path("wallet/nonce", endpoints.nonce),
    path("wallet/credential", endpoints.credential),
]
