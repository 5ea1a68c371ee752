"""The door of ``journal``: who did what when: the log, receipts, reads of personal data, the outbox."""

__all__: list[str] = []
