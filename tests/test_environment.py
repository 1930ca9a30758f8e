"""A wrong environment stops the start in one line that names the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "SECRET_KEY": "a-secret-of-more-than-fifty-characters-0123456789-abcdef",
    "ALLOWED_HOSTS": "health.example.org",
    "DATABASE_URL": "postgres://user:password@127.0.0.1/name",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
}


def start(show="DEBUG", **changes):
    """Import the settings under the production environment with `changes`; None takes a variable away."""
    environment = {"PATH": os.environ["PATH"], **PRODUCTION, **changes}
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", f"from healthsite import settings; print(settings.{show})"],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=60,
    )


class StartTests:
    def test_the_production_environment_starts_without_debug(self):
        assert start().stdout == "False\n"

    @pytest.mark.parametrize("name", PRODUCTION)
    def test_what_must_be_set_is_named_when_it_is_missing(self, name):
        for nothing in (None, "  "):
            refused = start(**{name: nothing})
            assert refused.returncode == 1
            assert refused.stderr == f"healthsite cannot start: {name} is not set (see .env.example)\n"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("SECRET_KEY", "short"),
            ("SECRET_KEY", "x" * 60),
            ("SECRET_KEY_FILE", "/nowhere/to/be/found"),
            ("ALLOWED_HOSTS", "*"),
            ("ALLOWED_HOSTS", ","),
            ("ALLOWED_HOSTS", "https://health.example.org"),
            ("SITE_URL", "nonsense"),
            ("SITE_URL", "http://health.example.org"),
            ("DEFAULT_FROM_EMAIL", "no at sign"),
            ("MEDIA_ROOT", "relative/path"),
            ("LANGUAGE_CODE", "xx-yy"),
            ("DATABASE_URL", "garbage"),
            ("DEBUG", "1"),
            ("DEBUG", "perhaps"),
            ("TIME_ZONE", "Europe/Atlantis"),
            ("TIME_ZONE", "../../etc/passwd"),
            ("TRUSTED_PROXY_COUNT", "many"),
            ("TRUSTED_PROXY_COUNT", "-1"),
            ("DATABASE_URL", "mongodb://127.0.0.1/name"),
            ("CACHE_URL", "nonsense://127.0.0.1"),
            ("EMAIL_URL", "carrier-pigeon://coop"),
            ("LOG_LEVEL", "LOUD"),
        ],
    )
    def test_a_wrong_value_is_named_in_one_line(self, name, value):
        refused = start(**{name: value})
        assert refused.returncode == 1
        assert refused.stderr.startswith(f"healthsite cannot start: {name} ")
        assert refused.stderr.count("\n") == 1
        assert "Traceback" not in refused.stderr

    def test_a_secret_may_stand_in_a_file(self, tmp_path):
        secret = tmp_path / "secret"
        secret.write_text(PRODUCTION["SECRET_KEY"] + "\n")
        assert (
            start("SECRET_KEY", SECRET_KEY=None, SECRET_KEY_FILE=str(secret)).stdout.strip() == PRODUCTION["SECRET_KEY"]
        )


class PlainHttpTests:
    def test_cookies_are_for_https_only(self):
        assert start("SESSION_COOKIE_SECURE").stdout == start("CSRF_COOKIE_SECURE").stdout == "True\n"

    def test_plain_http_is_allowed_on_loopback(self):
        done = start("SESSION_COOKIE_SECURE", INSECURE_LOOPBACK="1", ALLOWED_HOSTS="localhost,127.0.0.1")
        assert done.stdout == "False\n"

    @pytest.mark.parametrize(
        ("named", "changes"),
        [
            ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": "localhost,health.example.org"}),
            ("BIND", {"ALLOWED_HOSTS": "localhost", "BIND": "0.0.0.0:8000"}),
        ],
    )
    def test_and_nowhere_else(self, named, changes):
        refused = start(INSECURE_LOOPBACK="1", **changes)
        assert refused.returncode == 1
        assert f"start: {named} " in refused.stderr


class SeedTests:
    def test_demo_log_ins_are_never_made_on_a_real_site(self, settings):
        from django.core.management import CommandError, call_command

        settings.INSECURE_LOOPBACK = False
        with pytest.raises(CommandError, match="INSECURE_LOOPBACK"):
            call_command("seed")


class SqliteTests:
    def test_sqlite_waits_for_its_turn_instead_of_failing(self):
        options = eval(start("DATABASES['default']['OPTIONS']", DATABASE_URL="sqlite:///var/x.sqlite3").stdout)  # noqa: S307
        assert options["transaction_mode"] == "IMMEDIATE"
        assert options["timeout"] >= 5
        assert "journal_mode=WAL" in options["init_command"]

    def test_no_request_is_one_long_transaction(self):
        assert start("DATABASES['default']['ATOMIC_REQUESTS']").stdout == "False\n"
