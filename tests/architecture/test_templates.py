"""Every template is used, and none carries inline script or style."""

import re

from tests.architecture.house import ROOT, python_files

TEMPLATES = ROOT / "templates"
# allauth and Django ask for these by their own names.
ASKED_FOR_BY_LIBRARIES = (
    "account/",
    "allauth/",
    "mfa/",
    "usersessions/",
    "400.html",
    "403.html",
    "404.html",
    "500.html",
)


def test_every_template_is_used() -> None:
    named = "\n".join(path.read_text(encoding="utf-8") for _, path in python_files())
    named += "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*") if path.is_file())
    unused = []
    for path in sorted(TEMPLATES.rglob("*.*")):
        name = path.relative_to(TEMPLATES).as_posix()
        stem = re.sub(r"(_subject|_message)?\.(txt|html)$", "", name)
        if not name.startswith(ASKED_FOR_BY_LIBRARIES) and name not in named and f'"{stem}"' not in named:
            unused.append(name)
    assert unused == []


def test_no_inline_script_or_style() -> None:
    faults = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        if "mail" in path.relative_to(TEMPLATES).parts:
            continue  # e-mail clients know no style sheets
        text = path.read_text(encoding="utf-8")
        for pattern in (
            r"\sstyle=",
            r"<style",
            r"\son[a-z]+=\"",
            r"<script(?![^>]*(src=|application/ld\+json))",
        ):
            if re.search(pattern, text):
                faults.append(f"{path.relative_to(TEMPLATES)}: {pattern}")
    assert faults == []


def test_tables_have_captions() -> None:
    without = [
        path.relative_to(TEMPLATES).as_posix()
        for path in sorted(TEMPLATES.rglob("*.html"))
        if len(
            re.findall(r"<table\b(?![^>]*role=\"presentation\")", text := path.read_text(encoding="utf-8"))
        )
        > text.count("<caption")
    ]
    assert without == []
