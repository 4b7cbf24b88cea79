"""The portal with the floor beside it, for `bench pages` only."""

from django.conf import settings

settings.ROOT_URLCONF = "district.home.bench.floor"

from district.wsgi import application  # noqa: E402  the settings must be changed before the application reads them

__all__ = ["application"]
