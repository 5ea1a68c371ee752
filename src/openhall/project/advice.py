"""What an operator could do better: nothing of it is unsafe by itself, and none makes a check fail."""

from collections.abc import Iterator

from openhall.project.deployment import Installed, Unsafe
from openhall.project.secret_settings import secrets_said

#: What is there where something collects the standard error: systemd, Kubernetes.
_COLLECTED = ("JOURNAL_STREAM", "KUBERNETES_SERVICE_HOST")


def advice(installed: Installed) -> Iterator[Unsafe]:
    """Yield what could be better, and how."""
    for name in secrets_said(installed.environ):
        yield Unsafe(
            "secret-said",
            f"{name} stands in the environment, where it does not change by itself and is handed to every program.",
            f"Let a vault keep it, and name its file in {name}_FILE (docs/howto/keep-secrets-in-a-vault.md).",
        )
    if not installed.knows_wallets:
        yield Unsafe(
            "any-wallet",
            "Papers go into the wallet of whoever asks with an offer: which program it is, nothing shows.",
            "Name those who make wallets that you know in OPENHALL_WALLET_PROVIDERS (docs/reference/verify.md).",
        )
    for where in installed.old_signatures:
        yield Unsafe(
            "old-signatures",
            f"{where}: signatures of RSA with PKCS#1 v1.5 are taken, which nobody counts as sound for anything new.",
            "Ask the provider for ES256 or PS256; people with older computers can use a telephone, a code or a sheet.",
        )
    if not installed.environ.get("OPENHALL_LOG_SOCKET") and not any(map(installed.environ.get, _COLLECTED)):
        yield Unsafe(
            "lines",
            "Lines go to the standard error of whoever starts the hall: what collects them cannot be seen from here.",
            "Set OPENHALL_LOG_SOCKET=/dev/log, and send the journal elsewhere (docs/howto/collect-the-lines.md).",
        )
