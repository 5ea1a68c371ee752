"""Every page of the officers' desk in every state, as `/ui/` shows them."""

from openhall.channels.portal.desk_samples import DESK_SAMPLES
from tests.browser.places import Kind

DESK = tuple(Kind(f"desk: {sample.name}", f"ui/desk/{sample.name}/") for sample in DESK_SAMPLES)
EMPTY, WORK, CASE, PAPER, DOCUMENT, LETTER = (
    next(kind for kind in DESK if kind.place == f"ui/desk/{name}/")
    for name in ("work-none", "work", "case", "case-paper", "case-document", "case-letter")
)
