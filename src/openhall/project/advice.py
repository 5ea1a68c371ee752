"""What an operator could do better: nothing of it is unsafe by itself, and none makes a check fail."""

from collections.abc import Iterator

from openhall.project.deployment import Installed, Unsafe

#: What is there where something collects the standard error: systemd, Kubernetes.
_COLLECTED = ("JOURNAL_STREAM", "KUBERNETES_SERVICE_HOST")


def advice(installed: Installed) -> Iterator[Unsafe]:
    """Yield what could be better, and how."""
    if not installed.environ.get("OPENHALL_LOG_SOCKET") and not any(map(installed.environ.get, _COLLECTED)):
        yield Unsafe(
            "lines",
            "Lines go to the standard error of whoever starts the hall: what collects them cannot be seen from here.",
            "Set OPENHALL_LOG_SOCKET=/dev/log, and send the journal elsewhere (docs/howto/collect-the-lines.md).",
        )
