"""`manage.py import_articles`: articles from page texts, Markdown and web pages."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from articles.importing.imported import ImportingError, one_line
from articles.importing.markdown import path_of
from articles.importing.reading import MAX_BYTES, read
from articles.importing.store import Stored, store_file


class Command(BaseCommand):
    help = (
        "Import articles from files: the text of an article page as a browser copies it, Markdown with front matter "
        "(.md), or a web page (.html). A file that is imported again changes nothing unless it has changed; then it "
        "makes a new revision. A file that can't be read as an article is named with the line and the reason, nothing "
        "of it is stored, the others go in, and the exit status is 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen and store nothing.")
        parser.add_argument(
            "--category",
            metavar="PATH",
            default="",
            help="The category of articles that name none, such as More/Health. What is missing is made.",
        )
        parser.add_argument("--author", metavar="NAME", default="", help="The author of articles that name none.")
        parser.add_argument(
            "--publish",
            action="store_true",
            help="Publish: a new article with the date that its file gives (in TIME_ZONE), a changed one as a "
            "clarification of what is live. Without this, drafts are saved; importing them again with --publish "
            "publishes them with that date, publishing them in the admin with today's.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.counts = {"new": 0, "changed": 0, "unchanged": 0}
        if options["dry_run"]:
            with transaction.atomic():
                refused = self._import_all(options)
                transaction.set_rollback(True)
        else:
            refused = self._import_all(options)
        summary = ", ".join(f"{number} {outcome}" for outcome, number in self.counts.items())
        would = "Dry run, nothing was stored: " if options["dry_run"] else ""
        self.stdout.write(f"{would}{summary}, {refused} refused.")
        if refused:
            raise CommandError(f"{refused} of {len(options['files'])} files refused.", returncode=1)

    def _import_all(self, options: dict[str, Any]) -> int:
        """Import every file; how many were refused."""
        refused = 0
        for path in options["files"]:
            try:
                stored = store_file(
                    read(_bytes_of(path), path.name),
                    path.name,
                    publish=options["publish"],
                    category=path_of(options["category"]),
                    author=one_line(options["author"]),
                )
            except ImportingError as problem:
                refused += 1
                self.stderr.write(f"{path}: line {problem.line}: {problem.reason}")
                continue
            for one in stored:
                self.counts[one.outcome] += 1
                self.stdout.write(f"{path}: {_line(one)}")
        return refused


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise ImportingError(1, f"the file can't be read ({reason})") from problem


def _line(stored: Stored) -> str:
    article, revision = stored.article, stored.article.latest
    category = (
        " › ".join(place.name for place in revision.category.breadcrumb()) if revision.category else "no category"
    )
    authors = ", ".join(person.display_name for person in revision.byline()) or "no author"
    record = article.import_record
    parts = [f"{stored.outcome}: “{revision.title}”", article.get_absolute_url(), category, f"by {authors}"]
    if record.published_at:
        parts.append(f"of {timezone.localtime(record.published_at, timezone.get_default_timezone()):%Y-%m-%d %H:%M:%S}")
    if stored.edition:
        begins = "goes live later" if stored.edition.live_from > timezone.now() else "published"
        parts.append(f"{begins} as edition {stored.edition.number} ({stored.edition.get_level_display().lower()})")
    else:
        parts.append(f"revision {revision.number}, {article.state().label.lower()}")
    return "; ".join([*parts, *stored.notes])
