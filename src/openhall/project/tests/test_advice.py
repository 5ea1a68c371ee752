"""What could be better is said, and makes nothing fail."""

from dataclasses import replace

import pytest

from openhall.project.advice import advice
from openhall.project.deployment import Installed
from openhall.project.tests.test_deployment import sound

__all__ = ["sound"]
COLLECTED = {"OPENHALL_LOG_SOCKET": "/dev/log"}


def _names(installed: Installed) -> list[str]:
    return [each.name for each in advice(installed)]


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({}, ["lines"]),
        (COLLECTED, []),
        ({"JOURNAL_STREAM": "8:123"}, []),
        ({"KUBERNETES_SERVICE_HOST": "10.0.0.1"}, []),
    ],
)
def test_lines_that_nothing_collects_are_named(sound: Installed, environ: dict[str, str], names: list[str]) -> None:
    assert _names(replace(sound, environ=environ)) == names


def test_where_any_wallet_is_served_that_is_said(sound: Installed) -> None:
    assert _names(replace(sound, environ=COLLECTED, knows_wallets=False)) == ["any-wallet"]


def test_signatures_of_old_that_are_taken_are_named(sound: Installed) -> None:
    taken = replace(sound, environ=COLLECTED, old_signatures=("OPENHALL_RSA_PASSKEYS", "/etc/id.toml"))

    assert _names(taken) == ["old-signatures", "old-signatures"]
