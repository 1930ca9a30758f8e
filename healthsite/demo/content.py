"""The demo site's content, read from the files beside this module."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
# Of every account of the demo. It protects nothing: `seed` refuses to run anywhere but on one's own machine.
PASSWORD = "healthsite-demo"  # noqa: S105


@dataclass(frozen=True)
class Account:
    """A log-in of the demo. Those with `printed` are shown to whoever starts the site."""

    email: str
    display_name: str
    role: str
    contributor: str
    printed: bool


def accounts() -> list[Account]:
    """The log-ins; the first of every role is printed."""
    roles: set[str] = set()
    found = []
    for row in _rows("people.toml", "account"):
        found.append(Account(**row, printed=row["role"] not in roles))
        roles.add(row["role"])
    return found


def contributors() -> list[dict[str, Any]]:
    """The people behind the bylines."""
    return _rows("people.toml", "contributor")


def categories() -> list[dict[str, Any]]:
    """The tree of topics, parents before their children."""
    return _rows("categories.toml", "category")


def help_lines() -> list[dict[str, Any]]:
    """The numbers to call."""
    return _rows("helplines.toml", "helpline")


def discussion() -> list[dict[str, Any]]:
    """The comments, every one after the one that it answers."""
    return _rows("discussion.toml", "comment")


def sources() -> list[dict[str, Any]]:
    """The works that the articles cite, each with a `key` by which they name it."""
    return [{**row, "authors": "\n".join(row["authors"])} for row in _rows("sources.toml", "source")]


def articles() -> Iterator[str]:
    """The articles, each as Markdown with front matter; `[source:key, key]` in a text cites."""
    return _texts("articles")


def policies() -> Iterator[str]:
    """The policies, each as Markdown with front matter."""
    return _texts("policies")


def _rows(file: str, name: str) -> list[dict[str, Any]]:
    return tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))[name]


def _texts(folder: str) -> Iterator[str]:
    return (path.read_text(encoding="utf-8") for path in sorted((FOLDER / folder).glob("*.md")))
