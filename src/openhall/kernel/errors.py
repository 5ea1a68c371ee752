"""Refusals: what the hall will not do, with a code that stays the same and what is needed to say why.

A refusal is defined beside the function that raises it. Each channel turns it into words in one place.
"""

from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818 - it is no error of the program
    """Something that was asked for and is refused; nothing has changed.

    ``code`` is a fixed word such as ``draft-expired``; ``params`` fill the named places of its sentence.
    """

    code = "refused"

    def __init__(self, code: str | None = None, **params: object) -> None:
        self.code = code or type(self).code
        self.params: Mapping[str, object] = params
        super().__init__(self.code, self.params)
