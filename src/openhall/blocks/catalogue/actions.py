"""Publish what has been checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import msgspec
from django.db import connection, transaction

from openhall.blocks.authorities.facade import keep_posts
from openhall.blocks.catalogue.definitions import Service
from openhall.blocks.catalogue.loading.problems import Problem
from openhall.blocks.catalogue.loading.report import Origin, Report
from openhall.blocks.catalogue.models import Publication, ServiceVersion
from openhall.blocks.identity.facade import keep_demo_mandates, keep_demo_people
from openhall.blocks.processes.facade import keep_definition

#: Names the lock of publishing among PostgreSQL's advisory locks: the letters "hall" as a number.
_LOCK = 0x68616C6C


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: the digest now shown, whether it is new, and what was refused."""

    digest: str
    changed: bool
    services: int
    problems: tuple[Problem, ...]


def publish_catalogue(*, report: Report, actor: str, now: datetime) -> Published:
    """Publish the sound services of ``report``; the others keep what was published before.

    A published version never changes: a service whose file changed needs a higher ``version``. What changed
    only because a shared file did becomes a new revision of the same version. The posts and the people of a
    demonstration are kept with it. All of it in one transaction.
    """
    if report.jurisdiction is None:
        return Published(newest_digest(), changed=False, services=0, problems=tuple(report.problems))
    with transaction.atomic():
        _one_at_a_time()
        newest = Publication.objects.order_by("-id").first()
        shown = {} if newest is None else {row.service: row for row in newest.versions.all()}
        latest = _latest_versions()
        keep: dict[str, ServiceVersion] = {name: row for name, row in shown.items() if name in report.broken}
        fresh: list[ServiceVersion] = []
        problems = list(report.problems)
        zone = ZoneInfo(report.jurisdiction.time_zone)
        for service in report.services:
            row, problem = _next_version(service, report.origins[service.id], latest.get(service.id), now, zone)
            if problem is not None:
                problems.append(problem)
                row = shown.get(service.id) or row
            if row is not None:
                keep[service.id] = row
                fresh += [row] if row.pk is None else []
        ServiceVersion.objects.bulk_create(fresh)
        changed, digest = _record(report, newest, list(keep.values()), actor, now)
        kept = keep_demo_people(report.people)
        keep_demo_mandates(mandates=kept.mandates, now=now)
        keep_posts(report.jurisdiction.posts, kept.people, now=now)
        for pattern in report.jurisdiction.patterns:
            keep_definition(name=pattern.id, xml=pattern.model, now=now)
    return Published(digest, changed=changed, services=len(keep), problems=tuple(sorted(problems)))


def _one_at_a_time() -> None:
    """Let two publications at once follow each other: SQLite's write lock does it, PostgreSQL needs to be asked."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def newest_digest() -> str:
    """Return the digest of the newest publication, or an empty string before the first."""
    return Publication.objects.order_by("-id").values_list("digest", flat=True).first() or ""


def _latest_versions() -> dict[str, ServiceVersion]:
    ordered = ServiceVersion.objects.defer("definition").order_by("service", "version", "revision")
    return {row.service: row for row in ordered}


def _next_version(
    service: Service, origin: Origin, latest: ServiceVersion | None, now: datetime, zone: ZoneInfo
) -> tuple[ServiceVersion | None, Problem | None]:
    """Return the row that ``service`` is shown from: the latest when nothing changed, else a new one."""
    digest = sha256(msgspec.json.encode(service)).hexdigest()
    if latest is not None and latest.digest == digest:
        return latest, None
    revision = 1
    if latest is not None and service.version <= latest.version:
        if latest.own_digest != origin.digest or service.version < latest.version:
            return latest, _immutable(service, origin, latest)
        revision = latest.revision + 1
    published = msgspec.structs.replace(service, revision=revision, published_on=str(now.astimezone(zone).date()))
    return (
        ServiceVersion(
            service=service.id,
            version=service.version,
            revision=revision,
            own_digest=origin.digest,
            digest=digest,
            definition=msgspec.json.encode(published).decode(),
            published_at=now,
        ),
        None,
    )


def _immutable(service: Service, origin: Origin, latest: ServiceVersion) -> Problem:
    told = (
        f"version {latest.version} of “{service.id}” is published and cannot change any more. "
        f"Write “version: {latest.version + 1}” to publish what you changed."
    )
    return Problem(origin.file, origin.line, "version", told)


def _record(
    report: Report, newest: Publication | None, rows: Sequence[ServiceVersion], actor: str, now: datetime
) -> tuple[bool, str]:
    jurisdiction = msgspec.json.encode(report.jurisdiction).decode()
    synonyms = msgspec.json.encode(report.synonyms, order="sorted").decode()
    named = sorted(f"{row.service}@{row.version}.{row.revision}:{row.digest}" for row in rows)
    digest = sha256("\n".join([jurisdiction, synonyms, *named]).encode()).hexdigest()
    if newest is not None and newest.digest == digest:
        return False, digest
    publication = Publication.objects.create(
        digest=digest, jurisdiction=jurisdiction, synonyms=synonyms, actor=actor, published_at=now
    )
    publication.versions.set(rows)
    return True, digest
