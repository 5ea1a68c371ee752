"""The door of ``messages``: the inbox of a person or firm, what goes out with a letter, and what people choose."""

from openhall.blocks.messages.actions import (
    deliver_to_inbox,
    forget_choices,
    hand_on_letters,
    read_message,
    set_preferences,
)
from openhall.blocks.messages.definitions import (
    CHOICES,
    Attachment,
    Channel,
    DeliveryFacts,
    InboxPage,
    Kind,
    LetterFacts,
    NewLetter,
    NoSuchLetter,
    OpenLetter,
    Outgoing,
    Preferences,
    State,
    UnknownChoice,
    WentOut,
)
from openhall.blocks.messages.providers.registry import called_places, is_open, provider_faults
from openhall.blocks.messages.queries import deliveries_of, inbox_of, letter_of, preferences_of, unread_count, went_out
from openhall.blocks.messages.rules import channels_for
from openhall.blocks.messages.sending import InDoubtError, NotSentError, send_mail, send_sms

__all__ = [
    "CHOICES",
    "Attachment",
    "Channel",
    "DeliveryFacts",
    "InDoubtError",
    "InboxPage",
    "Kind",
    "LetterFacts",
    "NewLetter",
    "NoSuchLetter",
    "NotSentError",
    "OpenLetter",
    "Outgoing",
    "Preferences",
    "State",
    "UnknownChoice",
    "WentOut",
    "called_places",
    "channels_for",
    "deliver_to_inbox",
    "deliveries_of",
    "forget_choices",
    "hand_on_letters",
    "inbox_of",
    "is_open",
    "letter_of",
    "preferences_of",
    "provider_faults",
    "read_message",
    "send_mail",
    "send_sms",
    "set_preferences",
    "unread_count",
    "went_out",
]
