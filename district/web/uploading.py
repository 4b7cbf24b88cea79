"""How much of a sent file is taken in at all."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 6_000_000  # what any page takes is less, so that a form sees that a cut file is too large


class CappedUpload(FileUploadHandler):
    """Stands first: hands on the beginning of a file and drops the rest, so that no disk fills up."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= MOST_BYTES else None

    def file_complete(self, file_size: int) -> Any:
        return None
