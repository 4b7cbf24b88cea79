from django.urls import URLPattern, path, re_path

from district.api.access import token_required
from district.api.document import PREFIX
from district.api.operations import api
from district.api.views import public, tokens

ROOT = PREFIX.lstrip("/")
TOKEN = "employer/tokens/<uuid:public_id>/"  # noqa: S105 - an address


def _operations() -> list[URLPattern]:
    """Each address of the API once; its own root is left to the page that people read."""
    found: dict[str, URLPattern] = {}
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and str(pattern.pattern):
            route = ROOT + str(pattern.pattern)
            found.setdefault(route, path(route, token_required(pattern.callback), name=pattern.name))
    return list(found.values())


urlpatterns = [
    path(ROOT, public.api_docs, name="api_docs"),
    path(f"{ROOT}openapi.json", public.api_document, name="api_document"),
    *_operations(),
    re_path(rf"^{ROOT}(?P<rest>[\s\S]+)$", public.api_unknown, name="api_unknown"),
    path("employer/tokens/", tokens.token_list, name="token_list"),
    path("employer/tokens/new/", tokens.token_create, name="token_create"),
    path(f"{TOKEN}rotate/", tokens.token_rotate, name="token_rotate"),
    path(f"{TOKEN}revoke/", tokens.token_revoke, name="token_revoke"),
]
