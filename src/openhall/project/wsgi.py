"""The hall as a WSGI application: prepared bytes in front, the framework behind."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhall.project.settings")
_framework = get_wsgi_application()

# These need the framework's registry of applications, which the call above fills.
from openhall.project.prepared.hall import open_front  # noqa: E402

application = open_front(_framework)
