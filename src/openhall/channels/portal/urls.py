"""Addresses of the public website; include them last, for the final one answers whatever is left."""

from django.urls import URLPattern, URLResolver, path, re_path

from openhall.channels.portal import (
    openid,
    openid_metadata,
    openid_programs,
    performance,
    registers,
    signing_in,
    slashes,
    tracking,
    views,
)
from openhall.channels.portal.applying.urls import urlpatterns as applying
from openhall.channels.portal.appointments.urls import urlpatterns as appointments
from openhall.channels.portal.following.urls import urlpatterns as following
from openhall.channels.portal.inbox.urls import urlpatterns as inbox
from openhall.channels.portal.looked.urls import urlpatterns as looked
from openhall.channels.portal.mine.urls import urlpatterns as mine
from openhall.channels.portal.pages.directory import by_audience, by_authority, by_life_event, by_name
from openhall.channels.portal.pages.home import home_page
from openhall.channels.portal.pages.lists import authorities_page, life_events_page
from openhall.channels.portal.pages.words import about_page, accessibility_page, offline_page
from openhall.channels.portal.signing.urls import urlpatterns as signing
from openhall.channels.portal.verifying.urls import urlpatterns as verifying
from openhall.channels.portal.wallets.urls import urlpatterns as wallets
from openhall.kernel.acts import Act, limited, unlimited

_PAGES = {
    "": home_page,
    "services/": by_life_event,
    "services/audience/": by_audience,
    "services/authority/": by_authority,
    "services/a-z/": by_name,
    "life-events/": life_events_page,
    "authorities/": authorities_page,
    "about/": about_page,
    "accessibility/": accessibility_page,
    "offline/": offline_page,
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.front_door),
    *applying,
    path("<slug:slug>/track/", limited(Act.WRITE)(tracking.track)),
    path("<slug:slug>/track/lost/", limited(Act.WRITE)(tracking.lost)),
    path("<slug:slug>/track/taken/", limited(Act.WRITE)(tracking.let_go)),
    *following,
    *inbox,
    *verifying,
    *wallets,
    *mine,
    *looked,
    path("static/<str:name>", views.asset),
    path("ui/", views.showcase),
    path("<slug:slug>/ui/desk/<slug:name>/", views.desk_sample),
    path("verify-offline.html", views.offline_verifier),
    *(path(f"<slug:slug>/{place}", views.single(make)) for place, make in _PAGES.items()),
    path("<slug:slug>/search/", views.search),
    *appointments,
    path("<slug:slug>/performance/", views.single(performance.performance_page)),
    path("<slug:slug>/performance.csv", limited(Act.EXPORT, is_reading=True)(performance.performance_csv)),
    path("<slug:slug>/performance.json", limited(Act.EXPORT, is_reading=True)(performance.performance_json)),
    path("<slug:slug>/notices/", registers.notices),
    path("<slug:slug>/registers/", registers.registers),
    path("<slug:slug>/registers/<slug:register>.csv", limited(Act.EXPORT, is_reading=True)(registers.register_csv)),
    path("<slug:slug>/registers/<slug:register>/", registers.register),
    path("<slug:slug>/registers/<slug:register>/<slug:number>/", registers.entry),
    path("<slug:slug>/sign-in/", limited(Act.SIGN_IN)(signing_in.sign_in_page)),
    *signing,
    path(
        "<slug:slug>/sign-out/",
        unlimited("who protects what is theirs never waits, and nothing is kept")(signing_in.sign_out),
    ),
    path(".well-known/openid-configuration", openid_metadata.configuration),
    path(openid_programs.AUTHORIZE, limited(Act.SIGN_IN)(openid.authorize)),
    path(f"<slug:slug>/{openid_programs.AUTHORIZE}", limited(Act.SIGN_IN)(openid.authorize)),
    path(openid_programs.PUSH, limited(Act.PROGRAM)(openid_programs.push)),
    path(openid_programs.TOKEN, limited(Act.PROGRAM)(openid_programs.token)),
    path(openid_programs.USERINFO, limited(Act.PROGRAM)(openid_programs.userinfo)),
    path(openid_programs.KEYS, openid_programs.keys),
    path("<slug:slug>/me/allowed/", limited(Act.WRITE)(openid.allowed)),
    path("<slug:slug>/audiences/<slug:audience>/", views.audience),
    path("<slug:slug>/life-events/<slug:event>/", views.life_event),
    path("<slug:slug>/authorities/<slug:authority>/", views.authority),
    path("<slug:slug>/services/<slug:authority>/<slug:service>/", views.service),
    path("<slug:slug>/services/<slug:authority>/", views.services_of),
    re_path(r"^(?P<address>[a-z0-9/_-]+[^/])$", slashes.add_slash),
    re_path("", views.unknown),
]
