"""The door of ``catalogue``: the services of a government, versioned, published and searched."""

from openhall.blocks.catalogue.actions import Published, newest_digest, publish_catalogue
from openhall.blocks.catalogue.definitions import (
    VERIFIED,
    Appeal,
    CounterPaper,
    EligibilityRule,
    Evidence,
    Jurisdiction,
    LifeEvent,
    MigrationRule,
    Pattern,
    Pledge,
    Process,
    Reason,
    ReasonPlace,
    Retention,
    Service,
    ServiceSummary,
)
from openhall.blocks.catalogue.diaries import diary_of, diary_of_kind
from openhall.blocks.catalogue.forms import fact_of, form_of
from openhall.blocks.catalogue.keepers import keeper_of
from openhall.blocks.catalogue.loading.problems import Problem
from openhall.blocks.catalogue.loading.report import Report
from openhall.blocks.catalogue.parties import NumberAsked, OtherParty
from openhall.blocks.catalogue.pricing import labels_of, law_of_day, next_price, price_of, quote_of, refund_of
from openhall.blocks.catalogue.queries import NothingPublishedError, current_catalogue, version_of
from openhall.blocks.catalogue.registering import (
    entry_content,
    facts_for,
    found_for,
    notice_lines,
    paper_called,
    register_of,
    told_lines,
)
from openhall.blocks.catalogue.search.searching import Found, Searcher
from openhall.blocks.catalogue.search.store import current_searcher, make_search_index, searcher_of
from openhall.blocks.catalogue.search.words import MAX_QUERY, clean
from openhall.blocks.catalogue.snapshot import Catalogue

__all__ = [
    "MAX_QUERY",
    "VERIFIED",
    "Appeal",
    "Catalogue",
    "CounterPaper",
    "EligibilityRule",
    "Evidence",
    "Found",
    "Jurisdiction",
    "LifeEvent",
    "MigrationRule",
    "NothingPublishedError",
    "NumberAsked",
    "OtherParty",
    "Pattern",
    "Pledge",
    "Problem",
    "Process",
    "Published",
    "Reason",
    "ReasonPlace",
    "Report",
    "Retention",
    "Searcher",
    "Service",
    "ServiceSummary",
    "clean",
    "current_catalogue",
    "current_searcher",
    "diary_of",
    "diary_of_kind",
    "entry_content",
    "fact_of",
    "facts_for",
    "form_of",
    "found_for",
    "keeper_of",
    "labels_of",
    "law_of_day",
    "make_search_index",
    "newest_digest",
    "next_price",
    "notice_lines",
    "paper_called",
    "price_of",
    "publish_catalogue",
    "quote_of",
    "refund_of",
    "register_of",
    "searcher_of",
    "told_lines",
    "version_of",
]
