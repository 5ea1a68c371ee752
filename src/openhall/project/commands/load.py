"""``openhall load``: check, publish what changed, make the public pages. A running hall shows it within a second."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from openhall.blocks.authorities.facade import wall_faults
from openhall.blocks.cases.facade import migrate_cases
from openhall.blocks.catalogue.facade import newest_digest, publish_catalogue
from openhall.blocks.catalogue.workshop import check_jurisdiction, digest_of
from openhall.blocks.documents.facade import keep_sample_files, scanner_faults, storage_faults
from openhall.blocks.messages import facade as messages
from openhall.blocks.payments.facade import provider_faults
from openhall.blocks.processes.facade import older_versions
from openhall.kernel.bpmn.migrating import Obstacle
from openhall.project.prepared.preparing import prepare

_LOADED = "loaded"
#: So much of a digest is told: enough for a rule.
_TOLD_DIGITS = 12
_WHY = {
    Obstacle.NO_COUNTERPART: "it is not there any more",
    Obstacle.OTHER_KIND: "it is another kind of step now",
    Obstacle.OTHER_LOOP: "it is done for others, or in another order",
    Obstacle.OTHER_SCOPE: "it lies in another part of the process",
    Obstacle.NO_FLOW: "the join has no such way in",
    Obstacle.NOT_KNOWN: "it needs what was never decided",
    Obstacle.NO_END: "from there the process may stick or refuse by itself",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    told = "do nothing when no file changed since the last load without problems"
    parser.add_argument("--if-changed", action="store_true", help=told)


def run(options: argparse.Namespace) -> int:
    """Load the jurisdiction; 0 when every file was sound and is published."""
    settings.OPENHALL_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", interactive=False, verbosity=0)
    for fault in (*storage_faults(), *scanner_faults(), *wall_faults(), *messages.provider_faults()):
        print(fault, file=sys.stderr)
    if settings.OPENHALL_DEMO:
        keep_sample_files(now=datetime.now(UTC))
    folder, schemas = settings.JURISDICTION_FOLDER, settings.SCHEMAS_FOLDER
    mark = settings.OPENHALL_HOME / _LOADED
    seen = _seen(newest_digest()) if folder.is_dir() else ""
    if options.if_changed and seen and mark.is_file() and mark.read_text() == seen:
        prepare()
        return 0
    report = check_jurisdiction(folder, schemas)
    if report.jurisdiction is not None and not settings.OPENHALL_DEMO:
        for fault in provider_faults(report.jurisdiction.payment):
            print(fault, file=sys.stderr)
    published = publish_catalogue(report=report, actor="openhall load", now=datetime.now(UTC))
    for problem in published.problems:
        print(f"jurisdictions/{folder.name}/{problem}", file=sys.stderr)
    if not published.digest:
        print("Nothing is published: mend the problems above and load again.", file=sys.stderr)
        return 1
    prepare()
    done = "published" if published.changed else "nothing new to publish"
    print(f"{folder.name}: {published.services} services, {len(published.problems)} problems, {done}")
    print(f"services that ask people to sign in without a recorded reason: {report.without_sign_in_reason}")
    for line in _running_cases():
        print(line, flush=True)
    if published.problems:
        mark.unlink(missing_ok=True)
        return 1
    mark.write_text(_seen(published.digest))
    return 0


def _running_cases() -> Iterator[str]:
    """Move running cases by the rules that are published; say what was moved, and what stays on an older drawing."""
    for done in migrate_cases(now=datetime.now(UTC)):
        what = f"{done.process} from {done.digest[:_TOLD_DIGITS]}"
        if not done.is_known:
            yield f"{what}: no older drawing with this digest was ever loaded"
            continue
        yield f"{what}: moved {done.moved:,}, kept {done.kept.total():,}"
        for (node, why), count in done.kept.most_common():
            yield f"    at {node}, {_WHY[why]}: {count:,}"
    for older in older_versions():
        yield f"{older.model}: cases that run on an older drawing ({older.digest[:_TOLD_DIGITS]}): {older.running:,}"


def _seen(publication: str) -> str:
    """Return what a load depends on: files, what is published, whether there are people to play, and the tables.

    A newer program may keep more of the same files than the one that loaded them.
    """
    files = digest_of(settings.JURISDICTION_FOLDER, settings.SCHEMAS_FOLDER)
    tables = len(MigrationRecorder(connection).applied_migrations())
    return f"{files} {publication} {settings.OPENHALL_DEMO} {tables}"
