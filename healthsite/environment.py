"""The environment variables of the site, read with their types; a bad or missing one stops the start in one line."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured


class Environment(environ.Env):
    """Knows one more way for mail: `printmail:///folder` prints every letter and keeps it, on one's own machine."""

    EMAIL_SCHEMES = {**environ.Env.EMAIL_SCHEMES, "printmail": "healthsite.mail.PrintingBackend"}


env = Environment()

LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "::1"}


def refuse(name: str, why: str) -> NoReturn:
    """Stop the start with a line that names the variable `name` and says why."""
    sys.exit(f"healthsite cannot start: {name} {why} (see .env.example)")


def read(name: str, kind: Callable[..., Any], default: Any = environ.Env.NOTSET) -> Any:
    """The variable `name`, read by the environ reader `kind` (`env.str`, `env.bool`, …).

    Without a `default` the variable must be there. Stops the start when it is missing or can't be read.
    A variable set to nothing counts as not set, as it does in a shell's `${NAME:-default}`.
    """
    if not env.ENVIRON.get(name, "").strip():
        if default is environ.Env.NOTSET:
            refuse(name, "is not set")
        return default
    try:
        return kind(name)
    except (ImproperlyConfigured, ValueError, TypeError, KeyError) as problem:
        refuse(name, f"can't be read: {problem}")


def read_switch(name: str, default: bool) -> bool:
    """On (1, true, yes, on) or off (0, false, no, off)."""
    word = read(name, env.str, str(default)).strip().lower()
    if word not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        refuse(name, f"must be 1 or 0, not {word!r}")
    return word in {"1", "true", "yes", "on"}


def read_choice(name: str, default: str, choices: set[str]) -> str:
    """One of `choices`, in capitals."""
    word = read(name, env.str, default).strip().upper()
    if word not in choices:
        refuse(name, f"must be one of {', '.join(sorted(choices))}, not {word!r}")
    return word


def read_database(name: str) -> dict[str, Any]:
    """A database that the site runs on: `sqlite:///path` or `postgres://user:password@host:port/name`."""
    database = read(name, env.db_url)
    if database["ENGINE"] not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
        refuse(name, "must begin with sqlite:/// or postgres://")
    return database


def read_secret(name: str) -> str:
    """A secret of at least 50 characters, from the variable `name` or from the file that `NAME_FILE` names."""
    path = read(f"{name}_FILE", env.str, "")
    if path:
        try:
            secret = Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            refuse(f"{name}_FILE", f"can't be read: {problem.strerror}")
    else:
        secret = read(name, env.str)
    if len(secret) < 50 or len(set(secret)) < 5:
        refuse(name, "must be at least 50 random characters")
    return secret


def read_time_zone(name: str, default: str) -> str:
    """The IANA name of a time zone, such as Europe/London."""
    zone = read(name, env.str, default)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        refuse(name, f"names no time zone: {zone!r} (an example is Europe/London)")
    return zone


def read_integer(name: str, default: int | None, *, least: int, most: int) -> int | None:
    """A whole number from `least` to `most`."""
    number = read(name, env.int, default)
    if number is not None and not least <= number <= most:
        refuse(name, f"must be a whole number from {least} to {most}, not {number}")
    return number
