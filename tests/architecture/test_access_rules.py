"""No address without a rule that says who may open it."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

ALLAUTH_AND_STATIC = ("allauth.", "django.contrib.staticfiles.", "django.contrib.sitemaps.")


def every_view(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from every_view(entry, address)
        else:
            yield address, entry


def test_every_address_has_an_access_rule() -> None:
    without = [
        f"{address} ({entry.callback.__module__}.{entry.callback.__name__})"
        for address, entry in every_view(get_resolver())
        if not getattr(entry.callback, "access_rule", "")
        and not entry.callback.__module__.startswith("allauth.")
    ]
    assert without == []


def test_every_address_has_its_own_name() -> None:
    names = [
        entry.name
        for _, entry in every_view(get_resolver())
        if not entry.callback.__module__.startswith("allauth.")
    ]
    assert None not in names
    assert sorted(names) == sorted(set(names))
