"""``openhall check``: the gates over every file of a jurisdiction, or how the hall is set up; without a database."""

import argparse
import os
import sys
import time
from pathlib import Path

from django.conf import settings

from openhall.blocks.catalogue.facade import Jurisdiction
from openhall.blocks.catalogue.workshop import check_jurisdiction
from openhall.blocks.documents.facade import wallet_faults
from openhall.blocks.exchange.facade import address_faults, asker_faults, system_faults
from openhall.blocks.identity.facade import breached_faults, old_signatures, provider_faults
from openhall.project.advice import advice
from openhall.project.called_places import called_places
from openhall.project.deployment import Installed, mounts_here, unsafe_things
from openhall.project.lines import open_lines, public_line
from openhall.project.secret_settings import unsafe_secret_files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    told = "folders below jurisdictions/ (default: OPENHALL_JURISDICTION; “all” for every one)"
    parser.add_argument("jurisdiction", nargs="*", help=told)
    parser.add_argument("--deploy", action="store_true", help="name what is unsafe in how this hall is set up")


def run(options: argparse.Namespace) -> int:
    """Check each jurisdiction; 0 when nothing is wrong."""
    if options.deploy:
        return _check_deployment()
    root = settings.ROOT / "jurisdictions"
    names = options.jurisdiction or [settings.OPENHALL_JURISDICTION]
    if names == ["all"]:
        names = sorted(path.parent.name for path in root.glob("*/jurisdiction.yaml"))
    results = [_check(name) for name in names]
    return 0 if results and all(results) else 1


def _check_deployment() -> int:
    """Name each thing that is unsafe and how to mend it; 0 when there is none."""
    installed = _installed()
    line, unseen = public_line(installed.url)
    secrets = unsafe_secret_files(installed.environ, now=installed.now)
    found = [*unsafe_things(installed), *open_lines(installed), *secrets, *line]
    for each in found:
        print(f"{each.name}: {each.wrong}\n    {each.mend}", file=sys.stderr)
    for each in advice(installed):
        print(f"advice: {each.name}: {each.wrong}\n    {each.mend}")
    for setting, places in called_places().items():
        print(f"calls by {setting}: {' '.join(places)}")
    if unseen:
        print(f"the public line was not looked at: {unseen}")
    print(f"{len(found)} things are unsafe" if found else "nothing unsafe was found")
    return 1 if found else 0


def _installed() -> Installed:
    database = settings.DATABASES["default"]
    is_sqlite = "sqlite" in str(database["ENGINE"])
    options = database.get("OPTIONS", {})
    return Installed(
        url=settings.OPENHALL_URL,
        hosts=tuple(settings.ALLOWED_HOSTS),
        is_demo=settings.OPENHALL_DEMO,
        is_debugging=settings.DEBUG,
        home=settings.OPENHALL_HOME,
        keys=settings.KEYS_FOLDER,
        mail=tuple(settings.OPENHALL_MAIL),
        mail_from=settings.DEFAULT_FROM_EMAIL,
        database=Path(str(database["NAME"])) if is_sqlite else None,
        environ=os.environ,
        mounts=mounts_here(),
        providers=tuple((each.file, each.wrong) for each in provider_faults()),
        systems=(*system_faults(), *asker_faults()),
        sms=tuple(settings.OPENHALL_SMS),
        scanner=settings.OPENHALL_SCANNER,
        storage=settings.OPENHALL_STORAGE_URL,
        limits=settings.OPENHALL_LIMITS,
        proxies=settings.OPENHALL_PROXIES,
        wallets=tuple(wallet_faults()),
        knows_wallets=bool(settings.OPENHALL_WALLET_PROVIDERS),
        old_signatures=tuple(old_signatures()),
        has_calendar_links=settings.OPENHALL_CALENDAR_LINKS,
        has_passwords="password" not in settings.OPENHALL_SHUT_WAYS,
        has_breached=bool(settings.OPENHALL_BREACHED_PASSWORDS),
        breached=tuple(breached_faults()),
        database_host="" if is_sqlite else str(database.get("HOST") or ""),
        database_tls="" if is_sqlite else str(options.get("sslmode", "")),
        now=time.time(),
    )


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
    return report.is_sound and not _settings_wrong(name, report.jurisdiction)


def _settings_wrong(name: str, jurisdiction: Jurisdiction | None) -> bool:
    """Say what is wrong with the systems and files that the operator named for the jurisdiction of this hall.

    A system without an address is no fault: where files are checked, nobody need be connected.
    """
    if name != settings.OPENHALL_JURISDICTION or jurisdiction is None:
        return False
    wrong = [*system_faults(), *asker_faults(), *address_faults(jurisdiction.fact_sources), *breached_faults()]
    for each in wrong:
        print(each, file=sys.stderr)
    return bool(wrong)
