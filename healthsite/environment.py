"""The environment variables of the site, read with their types; a bad or missing one stops the start in one line."""

import re
import sys
from collections.abc import Callable, Iterable
from email.utils import parseaddr
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit
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


def read_choice(name: str, default: str, choices: Iterable[str]) -> str:
    """One of `choices`, whatever the case in which it was written."""
    word = read(name, env.str, default).strip()
    by_word = {choice.casefold(): choice for choice in choices}
    if word.casefold() not in by_word:
        refuse(name, f"must be one of {', '.join(sorted(by_word.values()))}, not {word!r}")
    return by_word[word.casefold()]


def read_database(name: str) -> dict[str, Any]:
    """A database that the site runs on: `sqlite:///path` or `postgres://user:password@host:port/name`."""
    if not read(name, env.str).startswith(("sqlite:///", "postgres://", "postgresql://")):
        refuse(name, "must begin with sqlite:/// or postgres://")
    return read(name, env.db_url)


def read_hosts(name: str) -> list[str]:
    """Host names with commas between, none of them `*`: that would let anyone forge links in the site's mail."""
    hosts = [host.strip() for host in read(name, env.list) if host.strip()]
    if not hosts:
        refuse(name, "names no host")
    if wrong := [host for host in hosts if host == "*" or not re.fullmatch(r"\.?[\w.-]+|\[[0-9a-fA-F:]+\]", host)]:
        refuse(name, f"must hold names such as health.example.org, not {wrong[0]!r}")
    return hosts


def read_address(name: str, default: str, schemes: set[str]) -> str:
    """A web address such as https://health.example.org, without a slash at its end."""
    address = read(name, env.str, default).rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in schemes or not parts.netloc or parts.query or parts.fragment:
        refuse(name, f"must be an address such as https://health.example.org, not {address!r}")
    return address


def read_mailbox(name: str, default: str) -> str:
    """Whom mail comes from: an e-mail address, alone or after a name."""
    mailbox = read(name, env.str, default)
    if "@" not in parseaddr(mailbox)[1]:
        refuse(name, f"must hold an e-mail address, not {mailbox!r}")
    return mailbox


def read_folder(name: str, default: Path) -> Path:
    """The absolute path of a folder."""
    folder = Path(read(name, env.str, str(default)))
    if not folder.is_absolute():
        refuse(name, f"must be an absolute path, not {str(folder)!r}")
    return folder


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
