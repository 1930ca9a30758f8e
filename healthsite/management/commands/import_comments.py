"""`manage.py import_comments`: the comments of WordPress and Disqus exports."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles.importing.imported import ImportingError
from comments.importing.store import Stored, store_file


class Command(BaseCommand):
    help = (
        "Import the comments of a WordPress export (WXR) or a Disqus export below the articles that they belong to, "
        "which are found by their old address or by their title. Approved comments are published, pending ones wait "
        "for review; threads, dates and names are kept, addresses of mail and network are not, and nobody gets mail. "
        "A file that is imported again brings in only what is new in it. A comment that can't be taken is named with "
        "the line and the reason, the others go in. Of a file that can't be read nothing is stored, and the exit "
        "status is 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen and store nothing.")
        parser.add_argument(
            "--map",
            metavar="OLD_URL_PREFIX",
            default="",
            help="What the old addresses of the articles begin with, such as https://old.example/blog/. The last part "
            "of such an address is looked for among the addresses here; other addresses are not looked at.",
        )
        parser.add_argument(
            "--with-removed",
            action="store_true",
            help="Import spam and trash too, as comments that were removed here. They are for moderators alone.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.counts: Counter[str] = Counter()
        if options["dry_run"]:
            with transaction.atomic():
                unread = self._import_all(options)
                transaction.set_rollback(True)
        else:
            unread = self._import_all(options)
        would = "Dry run, nothing was stored: " if options["dry_run"] else ""
        self.stdout.write(f"{would}{_in_words(self.counts)}.")
        if unread:
            raise CommandError(f"{unread} of {len(options['files'])} files can't be read.", returncode=1)

    def _import_all(self, options: dict[str, Any]) -> int:
        """Import every file; how many can't be read."""
        unread = 0
        for path in options["files"]:
            try:
                stored = self._import(path, options)
            except ImportingError as problem:
                unread += 1
                self.stderr.write(f"{path}: line {problem.line}: {problem.reason}")
                continue
            for reject in sorted(stored.rejects, key=lambda one: one.line):
                self.stderr.write(f"{path}: line {reject.line}: {reject.reason}")
            self.stdout.write(f"{path}: {_in_words(stored.counts)}")
            self.counts.update(stored.counts)
        return unread

    def _import(self, path: Path, options: dict[str, Any]) -> Stored:
        def progress(number: int) -> None:
            self.stderr.write(f"{path}: {number} read …")

        try:
            with path.open("rb") as file:
                return store_file(file, prefix=options["map"], with_removed=options["with_removed"], progress=progress)
        except (OSError, ValueError) as problem:
            if isinstance(problem, ImportingError):
                raise
            reason = getattr(problem, "strerror", None) or problem
            raise ImportingError(1, f"the file can't be read ({reason})") from problem


def _in_words(counts: Counter[str]) -> str:
    """The counts, those of what came in and of what was refused also when there is nothing to count."""
    known = {"new": counts["new"], "unchanged": counts["unchanged"], "refused": counts["refused"]}
    return ", ".join(f"{number} {what}" for what, number in {**known, **dict(sorted(counts.items()))}.items())
