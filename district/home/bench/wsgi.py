"""The portal with the floor beside it, for `bench pages` only."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "district.home.bench.floor"
application = get_wsgi_application()
