"""Settings, read once from the environment; docs/reference/environment.md lists them."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from openhall.kernel.marking_ways import WAYS as MARKING_WAYS
from openhall.kernel.sealing_ways import WAYS
from openhall.project.line_places import logging_of
from openhall.project.numbers import names_of, one_of, whole_number
from openhall.project.secret_key import OlderSecrets, SigningSecret
from openhall.project.secret_settings import secret_text, secret_words
from openhall.project.site_memory import home, site_settings

ROOT = Path(os.environ.get("OPENHALL_ROOT") or Path(__file__).resolve().parents[3])
OPENHALL_HOME = home()
OPENHALL_JURISDICTION = os.environ.get("OPENHALL_JURISDICTION") or "hongkong"
OPENHALL_DEMO, OPENHALL_URL = site_settings()
OPENHALL_STORAGE_URL = os.environ.get("OPENHALL_STORAGE_URL") or ""
OPENHALL_STORAGE_KEY = tuple(map(secret_text, ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")))
DEFAULT_FROM_EMAIL = os.environ.get("OPENHALL_MAIL_FROM") or "openhall@localhost"
# Each secret can come from a file instead (project.secret_settings).
OPENHALL_STRIPE_KEY = secret_text("OPENHALL_STRIPE_KEY")
OPENHALL_STRIPE_WEBHOOK_SECRET = secret_text("OPENHALL_STRIPE_WEBHOOK_SECRET")
# Providers of mail and of text messages, the first to be tried first; where none is named mail goes into files.
OPENHALL_MAIL = secret_words("OPENHALL_MAIL_URL")
OPENHALL_SMS = secret_words("OPENHALL_SMS_URL")
# Systems of other authorities that hold facts (source=address), and keys of those that may ask (authority=key).
OPENHALL_SOURCES = tuple((os.environ.get("OPENHALL_SOURCES") or "").split())
OPENHALL_ASKERS = tuple((os.environ.get("OPENHALL_ASKERS") or "").split())
# Files that say which outside identity providers people may sign in with (docs/howto).
OPENHALL_IDENTITY_PROVIDER = tuple((os.environ.get("OPENHALL_IDENTITY_PROVIDER") or "").split())
EMAIL_BACKEND, EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", OPENHALL_HOME / "mail"
OPENHALL_SCANNER = os.environ.get("OPENHALL_SCANNER") or ""
# Files with the public keys of those who make wallets; where any is named, only theirs are served (docs/reference).
OPENHALL_WALLET_PROVIDERS = tuple((os.environ.get("OPENHALL_WALLET_PROVIDERS") or "").split())
# Ways in that nobody signs in by here.
OPENHALL_SHUT_WAYS = names_of("OPENHALL_SHUT_WAYS", ("mail", "sms", "password"))
# Whether passkeys of computers that sign with nothing but RSA PKCS#1 v1.5 are taken.
OPENHALL_RSA_PASSKEYS = one_of("OPENHALL_RSA_PASSKEYS", ("no", "yes")) == "yes"
# Whether private calendars also have an address that carries their password.
OPENHALL_CALENDAR_LINKS = one_of("OPENHALL_CALENDAR_LINKS", ("no", "yes")) == "yes"
# A file of passwords that are known from leaks, as SHA-1 and count, ordered (docs/howto).
OPENHALL_BREACHED_PASSWORDS = os.environ.get("OPENHALL_BREACHED_PASSWORDS") or ""

JURISDICTION_FOLDER = ROOT / "jurisdictions" / OPENHALL_JURISDICTION
SCHEMAS_FOLDER = ROOT / "schemas"
PREPARED_FOLDER = OPENHALL_HOME / "prepared"
KEYS_FOLDER = OPENHALL_HOME / "keys"
# The way in which new bytes are sealed, of those in kernel.sealing_ways; what others sealed stays readable.
OPENHALL_SEALING = one_of("OPENHALL_SEALING", WAYS)
# The way of new marks by which rows are found, of those in kernel.marking_ways; those of others are found as well.
OPENHALL_MARKING = one_of("OPENHALL_MARKING", MARKING_WAYS)
# The name under which the log signs, for ever: it is taken once, when its key is made.
OPENHALL_LOG_ORIGIN = os.environ.get("OPENHALL_LOG_ORIGIN") or f"{urlsplit(OPENHALL_URL).netloc}/api/v1/log"

DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("OPENHALL_HOSTS", "*").split(",") if host]
secret_words("OPENHALL_SECRET_KEY")  # looked up later, each time; a file that cannot be read stops the start
SECRET_KEY, SECRET_KEY_FALLBACKS = SigningSecret(OPENHALL_HOME), OlderSecrets(OPENHALL_HOME)

ROOT_URLCONF = "openhall.project.urls"
WSGI_APPLICATION = "openhall.project.wsgi.application"
INSTALLED_APPS = [
    # Of signing in: passkeys and authenticators, other providers, and their tables. Their pages are not used.
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.idp.oidc",
    "openhall.blocks.journal",
    "openhall.blocks.identity",
    "openhall.blocks.authorities",
    "openhall.blocks.federation",
    "openhall.blocks.documents",
    "openhall.blocks.messages",
    "openhall.blocks.rules",
    "openhall.blocks.processes",
    "openhall.blocks.payments",
    "openhall.blocks.appointments",
    "openhall.blocks.exchange",
    "openhall.blocks.registers",
    "openhall.blocks.forms",
    "openhall.blocks.catalogue",
    "openhall.blocks.cases",
    "openhall.blocks.oversight",
]
MIDDLEWARE = [
    "openhall.project.middleware.security_headers",
    "openhall.project.middleware.ClearRefusals",
    "openhall.project.middleware.Admission",
    "openhall.project.pacing.Pacing",
    "openhall.project.ceremonies.ceremonies",
    # The library asks for it by name; it costs two microseconds, and does nothing for who does not sign in.
    "allauth.account.middleware.AccountMiddleware",
]
APPEND_SLASH = False

OPENHALL_DATABASE = secret_text("DATABASE_URL")
DATABASES = {
    "default": dj_database_url.parse(
        str(OPENHALL_DATABASE) or f"sqlite:///{OPENHALL_HOME / 'openhall.sqlite3'}",
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

# Accounts: docs/reference/signing-in.md. Who is asking is said by our own sessions alone (decision 10); the framework's
# session lives for the minutes in which somebody signs in or changes what they sign in with, on those pages only.
AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# The first hashes new passwords, and those of whoever signs in; the others are still known.
PASSWORD_HASHERS = [
    f"django.contrib.auth.hashers.{each}"
    for each in ("PBKDF2PasswordHasher", "ScryptPasswordHasher", "PBKDF2SHA1PasswordHasher")
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "openhall.blocks.identity.breached.NotBreached"},
]
SESSION_COOKIE_NAME, SESSION_COOKIE_AGE = "openhall_ceremony", 900
SESSION_COOKIE_SECURE = OPENHALL_URL.startswith("https:")
ACCOUNT_USER_MODEL_USERNAME_FIELD = ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS, ACCOUNT_SIGNUP_FIELDS = {"email"}, ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "openhall.blocks.identity.passkeys.Keeper"
MFA_SUPPORTED_TYPES = ["webauthn", "totp"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Guesses are limited everywhere but where a demonstration is tried out on the machine that it runs on.
OPENHALL_LIMITS = os.environ.get("OPENHALL_LIMITS") or ("elsewhere" if OPENHALL_DEMO else "always")
# How many proxies stand in front of the hall: so many names from the end of X-Forwarded-For are believed.
OPENHALL_PROXIES = whole_number("OPENHALL_PROXIES", 0, most=20)

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["openhall.blocks.documents.receiving.SpoolingHandler"]

# A socket of the machine's journal: lines go there, of commands too, instead of to the standard error.
OPENHALL_LOG_SOCKET = os.environ.get("OPENHALL_LOG_SOCKET") or ""
LOGGING = logging_of(is_json=os.environ.get("OPENHALL_LOG") == "json", socket=OPENHALL_LOG_SOCKET)
