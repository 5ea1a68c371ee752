"""A provider that is none of ours: ``allauth.idp.oidc`` in a project of its own, in a process of its own.

``python tests/allauth_provider.py FOLDER PORT BACK`` makes its database in FOLDER, lets the hall that takes answers at
BACK be its client, and serves one person, ``thread`` with the password ``a long walk``, on loopback until it is ended.
"""

import os
import secrets
import socket
import subprocess
import sys
import time
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import include, path

CLIENT, SECRET = "hall-of-the-town", "the hall and allauth know this"
NAME, PASSWORD = "thread", "a long walk"
_PATIENCE = 60.0


@contextmanager
def serving(folder: Path, back: str) -> Iterator[int]:
    """Serve the provider until the block ends; yield its port. ``back`` is where the hall takes its answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    log = (folder / "provider.log").open("w")
    command = [sys.executable, __file__, str(folder), str(port), back]
    environ = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    running = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environ)  # noqa: S603 - this very file
    try:
        _wait(port, running, folder)
        yield port
    finally:
        running.terminate()
        running.wait(timeout=10)
        log.close()


def _wait(port: int, running: "subprocess.Popen[bytes]", folder: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if running.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError((folder / "provider.log").read_text()[-3000:])


def _configure(folder: Path) -> None:

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    settings.configure(
        SECRET_KEY=secrets.token_urlsafe(40),
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="provider_urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "provider.sqlite3")}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_LOGIN_METHODS={"username"},
        ACCOUNT_SIGNUP_FIELDS=["username*", "password1*"],
        ACCOUNT_RATE_LIMITS=False,
        LOGIN_REDIRECT_URL="/",
        IDP_OIDC_PRIVATE_KEY=pem,
        USE_TZ=True,
    )


def _serve(folder: Path, port: int, back: str) -> None:

    _configure(folder)

    django.setup()

    urls = types.ModuleType("provider_urls")
    urls.urlpatterns = [path("accounts/", include("allauth.urls")), path("", include("allauth.idp.urls"))]  # type: ignore[attr-defined]  # a module made here
    sys.modules["provider_urls"] = urls
    call_command("migrate", verbosity=0)
    people: Any = get_user_model().objects
    people.create_user(NAME, password=PASSWORD)

    client = apps.get_model("allauth_idp_oidc", "Client")(
        id=CLIENT, name="The hall", scopes="openid", default_scopes="openid", redirect_uris=back
    )
    client.set_secret(SECRET)
    client.save()
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
