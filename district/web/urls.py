"""Middleware answers health checks, handlers answer errors: the page machinery has no address of its own."""

urlpatterns: list[object] = []
