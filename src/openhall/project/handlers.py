"""What the worker does with each kind of message in the outbox.

A block or pack that posts a kind hands its handler out through its facade; here it gets its line:
``"kind": handler``. A kind without a line waits.
"""

from collections.abc import Mapping

from openhall.blocks.journal.facade import Handler

HANDLERS: Mapping[str, Handler] = {}
