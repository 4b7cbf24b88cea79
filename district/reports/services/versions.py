"""What a definition said when it was used: a version for each wording, which is never changed."""

from django.db import connection

from district.reports.models import DefinitionVersion
from district.reports.parts import Definition


def of(definition: Definition) -> DefinitionVersion:
    """The version with these very words; made when they are first used."""
    found = DefinitionVersion.objects.filter(code=definition.code, digest=definition.digest).first()
    if found:
        return found
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"definition {definition.code}"])
    found, _ = DefinitionVersion.objects.get_or_create(
        code=definition.code,
        digest=definition.digest,
        defaults={
            "number": DefinitionVersion.objects.filter(code=definition.code).count() + 1,
            "title": definition.title,
            "words": definition.words(),
        },
    )
    return found
