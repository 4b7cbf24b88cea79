from district.imports.models.row import UploadRow
from district.imports.models.upload import Upload, UploadFile

__all__ = ["Upload", "UploadFile", "UploadRow"]
