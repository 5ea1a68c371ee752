"""Files of a multipart form: spooled by us, never into a folder that others can look into.

Set as the framework's only upload handler. A file above the ceiling is counted to its end and not kept, so that
its sender can be told in words; ``take_file`` then refuses it.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from openhall.blocks.documents.spooling import Spool


class ReceivedFile(UploadedFile):  # type: ignore[type-arg]  # it takes an argument in the stubs only
    """A file of a form; give it to ``take_file`` as the stream."""

    def __init__(self, spool: Spool, name: str | None, media_type: str | None) -> None:
        super().__init__(spool.file, name, media_type, spool.size)
        self.spool = spool


class SpoolingHandler(FileUploadHandler):
    """Spool each file of a form."""

    spool: Spool | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.spool = Spool()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece; nothing is handed to another handler."""
        del start
        if self.spool is not None:
            self.spool.add(raw_data)

    def file_complete(self, file_size: int) -> ReceivedFile | None:
        """Hand over the whole file."""
        del file_size
        spool, self.spool = self.spool, None
        return None if spool is None else ReceivedFile(spool, self.file_name, self.content_type)

    def upload_interrupted(self) -> None:
        """Let go of what arrived of a file whose sender is gone."""
        if self.spool is not None:
            self.spool.close()
