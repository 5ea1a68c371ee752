"""The hall as a WSGI application: prepared bytes in front, the framework behind."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhall.project.settings")
_framework = get_wsgi_application()

# These need the framework's registry of applications, which the call above fills.
from django.conf import settings  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from openhall.project.encrypted import over_encrypted_lines  # noqa: E402
from openhall.project.names import by_our_names  # noqa: E402
from openhall.project.prepared.hall import open_front  # noqa: E402

# Everything is imported before there are threads: two of them that import the same at once see halves of it.
get_resolver().check()
front = open_front(_framework)
_named = by_our_names(front, settings.ALLOWED_HOSTS)
application = over_encrypted_lines(_named) if settings.OPENHALL_URL.startswith("https:") else _named
