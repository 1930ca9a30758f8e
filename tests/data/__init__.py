"""Files for tests: page texts, Markdown and web pages of the shapes that come in."""

from pathlib import Path

FOLDER = Path(__file__).parent


def path_of(name: str) -> Path:
    """Where the file of this name stands."""
    return FOLDER / name


def text_of(name: str) -> str:
    """What it says."""
    return path_of(name).read_text(encoding="utf-8")
