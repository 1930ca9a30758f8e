"""`manage.py check_decisions`: whether the history of every comment leads to what readers see of it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comments.audit import differences, repair
from comments.models import Comment


class Command(BaseCommand):
    help = (
        "Play the decisions about every comment again and compare the end with its status; count comments, replies "
        "and helpful marks anew; look whether exactly what waits is in the queue, and whether only approved words are "
        "printed. Changes nothing, prints every difference, and ends with status 1 if there are any."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Put wrong counts right. Statuses are never changed.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = []
        for difference in differences():
            found.append(difference)
            self.stdout.write(str(difference))
        if options["repair"]:
            articles = {difference.article for difference in found} - {None}
            for article in sorted(articles):
                repair(article)
            self.stdout.write(f"The counts of {len(articles)} articles were put right.")
            found = [difference for difference in found if difference.article is None]
        if found:
            raise CommandError(f"{len(found)} differences.", returncode=1)
        self.stdout.write(f"{Comment.objects.count()} comments agree with their decisions.")
