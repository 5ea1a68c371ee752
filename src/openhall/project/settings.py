"""Settings, read once from the environment; docs/reference/environment.md lists them."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.utils.functional import SimpleLazyObject

from openhall.project.secret_key import secret_key
from openhall.project.site_memory import home, site_settings

ROOT = Path(os.environ.get("OPENHALL_ROOT") or Path(__file__).resolve().parents[3])
OPENHALL_HOME = home()
OPENHALL_JURISDICTION = os.environ.get("OPENHALL_JURISDICTION") or "hongkong"
OPENHALL_DEMO, OPENHALL_URL = site_settings()
OPENHALL_STORAGE_URL = os.environ.get("OPENHALL_STORAGE_URL") or ""
DEFAULT_FROM_EMAIL = os.environ.get("OPENHALL_MAIL_FROM") or "openhall@localhost"
OPENHALL_STRIPE_KEY = os.environ.get("OPENHALL_STRIPE_KEY") or ""
OPENHALL_STRIPE_WEBHOOK_SECRET = os.environ.get("OPENHALL_STRIPE_WEBHOOK_SECRET") or ""
# Providers of mail and of text messages, the first to be tried first; where none is named mail goes into files.
OPENHALL_MAIL = tuple((os.environ.get("OPENHALL_MAIL_URL") or "").split())
OPENHALL_SMS = tuple((os.environ.get("OPENHALL_SMS_URL") or "").split())
EMAIL_BACKEND, EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", OPENHALL_HOME / "mail"
OPENHALL_SCANNER = os.environ.get("OPENHALL_SCANNER") or ""

JURISDICTION_FOLDER = ROOT / "jurisdictions" / OPENHALL_JURISDICTION
SCHEMAS_FOLDER = ROOT / "schemas"
PREPARED_FOLDER = OPENHALL_HOME / "prepared"
KEYS_FOLDER = OPENHALL_HOME / "keys"
# The name under which the log signs, for ever: it is taken once, when its key is made.
OPENHALL_LOG_ORIGIN = os.environ.get("OPENHALL_LOG_ORIGIN") or f"{urlsplit(OPENHALL_URL).netloc}/api/v1/log"

DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("OPENHALL_HOSTS", "*").split(",") if host]
# Read when it is first needed: whoever only looks at settings makes no file.
SECRET_KEY = SimpleLazyObject(lambda: os.environ.get("OPENHALL_SECRET_KEY") or secret_key(OPENHALL_HOME))

ROOT_URLCONF = "openhall.project.urls"
WSGI_APPLICATION = "openhall.project.wsgi.application"
INSTALLED_APPS = [
    "openhall.blocks.journal",
    "openhall.blocks.identity",
    "openhall.blocks.authorities",
    "openhall.blocks.documents",
    "openhall.blocks.messages",
    "openhall.blocks.rules",
    "openhall.blocks.processes",
    "openhall.blocks.payments",
    "openhall.blocks.appointments",
    "openhall.blocks.registers",
    "openhall.blocks.forms",
    "openhall.blocks.catalogue",
    "openhall.blocks.cases",
]
MIDDLEWARE = [
    "openhall.project.middleware.security_headers",
    "openhall.project.middleware.ClearRefusals",
    "openhall.project.middleware.Admission",
]
APPEND_SLASH = False

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{OPENHALL_HOME / 'openhall.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # The framework's backend, with a fair queue for writers.
    DATABASES["default"]["ENGINE"] = "openhall.project.sqlite"
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
    # IMMEDIATE takes the write lock at the start: read-then-write in WAL otherwise fails with "locked".
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-4000;"
                # What is deleted or changed is written over: the old key of somebody who was erased is in no free page.
                " PRAGMA secure_delete=ON;"
            ),
        }
    )
else:
    # The framework's backend, with fewer ways there and back.
    DATABASES["default"]["ENGINE"] = "openhall.project.postgresql"
    # What is acknowledged is on the disk, whatever the server does by default; and it is the hall that looks, until an
    # officer is served (blocks.authorities.walls).
    _given = DATABASES["default"].setdefault("OPTIONS", {})
    _given["options"] = f"{_given.get('options', '')} -c synchronous_commit=on -c openhall.scope=hall".strip()

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["openhall.blocks.documents.receiving.SpoolingHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # An address that does not exist is no news to an operator.
    "loggers": {"django.request": {"level": "ERROR"}},
}
