"""`manage.py import_retractions`: flags the sources of the library that a list says were retracted."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles import sources
from articles.models import Source
from articles.retractions import Report, RetractionListError, flag_retracted

# Articles that are named for one source; the library itself shows all.
NAMED = 50


class Command(BaseCommand):
    help = (
        "Read a CSV list of retracted works (such as the Retraction Watch Database that Crossref gives away), flag the "
        "sources of the library that stand in it by DOI or PMID, and name the articles that cite them. Readers see the "
        "notes at once. Reading a list again changes nothing; a source that an editor set back after the same notice "
        "stays as it is. Either the whole file is read or nothing is changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen and change nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with (
                options["file"].open(encoding="utf-8", errors="replace", newline="") as lines,
                transaction.atomic(),
            ):
                report = flag_retracted(lines)
                self._tell(report, options["dry_run"])
                transaction.set_rollback(options["dry_run"])
        except (OSError, ValueError) as problem:
            reason = problem if isinstance(problem, RetractionListError) else getattr(problem, "strerror", problem)
            raise CommandError(f"{options['file']}: {reason}. Nothing was changed.") from problem

    def _tell(self, report: Report, dry_run: bool) -> None:
        for source, notice in report.flagged:
            since = f" since {notice.on}" if notice.on else ""
            self.stdout.write(f"{_named(source)}: {notice.state.label.lower()}{since}")
            self._tell_uses(source)
        for source in report.set_back:
            self.stdout.write(f"{_named(source)}: left as it is, since somebody set it back after this notice")
        for source, nature in report.to_read:
            self.stdout.write(
                f"{_named(source)}: the list says “{_plain(nature)}”; read what that means for your pages"
            )
        would = "Dry run, nothing was changed: " if dry_run else ""
        self.stdout.write(
            f"{would}{report.lines} lines, {len(report.flagged)} flagged, "
            f"{len(report.unchanged)} flagged before, {len(report.set_back)} left as set back, "
            f"{len(report.to_read)} to read, {report.unreadable} names unreadable."
        )

    def _tell_uses(self, source: Source) -> None:
        """The articles that cite a source, by where they do: live pages first."""
        found = list(sources.citing(source).order_by("-cites_live", "-cites_later", "slug")[: NAMED + 1])
        for article in found[:NAMED]:
            self.stdout.write(f"  {article.get_absolute_url()} ({', '.join(sources.places_of(article))})")
        if not found:
            self.stdout.write("  no article cites it")
        if len(found) > NAMED:
            self.stdout.write("  … and more: the library shows them all")


def _named(source: Source) -> str:
    return f"Source {source.pk}, {_plain(str(source))}"


def _plain(text: str) -> str:
    """Text that can't take over the operator's terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)[:120]
