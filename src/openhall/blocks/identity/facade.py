"""The door of ``identity``: people, organisations, sign-in and whoever is asking."""

from openhall.blocks.identity.actions import begin_session, end_session, issue_token, keep_demo_people, sign_in
from openhall.blocks.identity.adapters import Adapter, SignInRefused, is_sign_in_open, open_adapters
from openhall.blocks.identity.calendars import calendar_of, person_of_calendar, renew_calendar
from openhall.blocks.identity.definitions import (
    GUEST,
    DemoPerson,
    Facts,
    Kin,
    Membership,
    Officer,
    OrganisationDefinition,
    People,
    PersonDefinition,
    Visitor,
)
from openhall.blocks.identity.invitations import accept_invitation, invite, is_invitation_open
from openhall.blocks.identity.officers import PersonExists, keep_officer, keep_offices, names_of
from openhall.blocks.identity.queries import demo_people, facts_of, name_of_holder, signed_in_at, visitor_of
from openhall.blocks.identity.rules import (
    MYSELF,
    NotYours,
    OrganisationNeeded,
    choices_for,
    may_act_for,
    organisation_for,
)

__all__ = [
    "GUEST",
    "MYSELF",
    "Adapter",
    "DemoPerson",
    "Facts",
    "Kin",
    "Membership",
    "NotYours",
    "Officer",
    "OrganisationDefinition",
    "OrganisationNeeded",
    "People",
    "PersonDefinition",
    "PersonExists",
    "SignInRefused",
    "Visitor",
    "accept_invitation",
    "begin_session",
    "calendar_of",
    "choices_for",
    "demo_people",
    "end_session",
    "facts_of",
    "invite",
    "is_invitation_open",
    "is_sign_in_open",
    "issue_token",
    "keep_demo_people",
    "keep_officer",
    "keep_offices",
    "may_act_for",
    "name_of_holder",
    "names_of",
    "open_adapters",
    "organisation_for",
    "person_of_calendar",
    "renew_calendar",
    "sign_in",
    "signed_in_at",
    "visitor_of",
]
