"""Every file that people send passes the scanner: whatever takes one is named here, with what scans it."""

from tests.architecture.house import python_files

TAKES_FILES = {
    "employers.job_application_forms": "employers.services.cv_scans",
    "district.imports.forms": "district.imports.services.processing",
}
GALLERY = "district.web.samples"  # of components, in development alone


def test_every_form_that_takes_a_file_has_it_scanned() -> None:
    texts = {module: path.read_text(encoding="utf-8") for module, path in python_files()}
    taking = {module for module, text in texts.items() if "FileField(" in text or "ImageField(" in text}
    assert taking - {GALLERY} == TAKES_FILES.keys()
    assert [module for module in TAKES_FILES.values() if "scanning.look(" not in texts[module]] == []
