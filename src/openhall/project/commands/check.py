"""``openhall check``: the gates over every file of a jurisdiction, without a database."""

import argparse
import sys

from django.conf import settings

from openhall.blocks.catalogue.workshop import check_jurisdiction


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    told = "folders below jurisdictions/ (default: OPENHALL_JURISDICTION; “all” for every one)"
    parser.add_argument("jurisdiction", nargs="*", help=told)


def run(options: argparse.Namespace) -> int:
    """Check each jurisdiction; 0 when nothing is wrong."""
    root = settings.ROOT / "jurisdictions"
    names = options.jurisdiction or [settings.OPENHALL_JURISDICTION]
    if names == ["all"]:
        names = sorted(path.parent.name for path in root.glob("*/jurisdiction.yaml"))
    results = [_check(name) for name in names]
    return 0 if results and all(results) else 1


def _check(name: str) -> bool:
    report = check_jurisdiction(settings.ROOT / "jurisdictions" / name, settings.SCHEMAS_FOLDER)
    for problem in report.problems:
        print(f"jurisdictions/{name}/{problem}", file=sys.stderr)
    without = sum(1 for service in report.services if not service.legal_basis)
    print(
        f"{name}: {len(report.services)} services sound, {len(report.broken)} broken, "
        f"{len(report.problems)} problems, {without} without a recorded legal basis, "
        f"{report.without_sign_in_reason} ask people to sign in without a recorded reason"
    )
    return report.is_sound
