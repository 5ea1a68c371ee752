"""The shapes of what the API answers, as its OpenAPI document describes them."""

from typing import Any, Literal

from ninja import Field, Schema

Texts = dict[str, str]


class ServiceItem(Schema):
    """A service in a list."""

    id: str = Field(description="authority/service", examples=["transport-department/vehicle-licence-renewal"])
    name: Texts = Field(description="by language code (BCP 47)")
    summary: Texts
    authority: str
    audience: list[str]
    life_events: list[str]
    url: str = Field(description="the service's page; add no language to be led to the reader's own")


class ServicePage(Schema):
    """One page of a list; ask again with ``cursor`` for the next one."""

    items: list[ServiceItem]
    next_cursor: str | None = Field(description="null on the last page")


class ServiceDetail(ServiceItem):
    """One service, all languages: the published definition with money in minor units of ``currency``."""

    version: int
    revision: int = Field(description="counts changes that come from shared texts below the same version")
    published_on: str
    kind: str
    sign_in: int = Field(description="0 nothing, 1 account if you like, 2 verified identity, 3 digital signature")
    sign_in_reason: dict[str, Any] | None = Field(description="the law; null beside 2 or 3: not yet recorded")
    existence: Literal["high", "medium", "low"]
    confidence: Literal["high", "medium", "low"]
    currency: str
    eligibility: dict[str, Any]
    pledge: dict[str, Any]
    fee: dict[str, Any]
    questions: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    process: dict[str, Any]
    outcome: str
    form: dict[str, Any] | None
    legal_basis: list[dict[str, Any]] = Field(description="empty: not yet recorded")


class ProblemDetail(Schema):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str = Field(description="in the language asked for with Accept-Language")
    instance: str
    errors: list[dict[str, str]] | None = None


class SubmittedApplication(Schema):
    """What an applicant gets at once."""

    reference: str = Field(description="say it on the telephone: its last sign checks the others")
    secret: str = Field(description="whoever has it may follow the application; it is not stored")
    status: Literal["submitted"]
    receipt: dict[str, Any] = Field(description="the signed acknowledgement; the complete receipt follows")


class ApplicationStatus(Schema):
    """Where an application stands."""

    reference: str
    service: str
    status: Literal[
        "draft", "submitted", "in-progress", "waiting-for-you", "waiting-for-payment", "decided", "withdrawn"
    ]
    decision: Literal["granted", "refused", "done", "lapsed"] | None
    submitted_at: str = Field(description="UTC")
    submitted_by: str | None = Field(description="who submitted it for the applicant by a mandate")
    due_on: str | None = Field(description="the day by which the authority says that it decides")
    holder: dict[str, Any] = Field(description="who has to act, and since when")
    timeline: list[dict[str, Any]]
    payment: dict[str, Any] | None
    papers: list[dict[str, Any]]
    url: str
