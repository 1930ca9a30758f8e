"""The site's style sheets: one file a component to write, one file for all of them to send."""

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

FOLDER = "healthsite/css"
BUNDLE = f"{FOLDER}/site.css"
# In the order in which a page reads them: tokens first, because they order the layers.
COMPONENTS = [
    "tokens",
    "base",
    "layout",
    "header",
    "footer",
    "breadcrumb",
    "button",
    "form",
    "notice",
    "card",
    "article",
    "callout",
    "sources",
    "table",
    "comments",
    "pagination",
    "task",
    "print",
]
SHEETS = [f"{FOLDER}/{component}.css" for component in COMPONENTS]


def stylesheets() -> list[str]:
    """The sheets that a page links: the one made by `collectstatic`, or each of them where none was made."""
    return [BUNDLE] if isinstance(staticfiles_storage, BundlingStorage) else SHEETS


class BundlingStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed static files, with the style sheets joined into one, so that it takes one round trip."""

    def post_process(
        self, paths: dict[str, tuple[StaticFilesStorage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool | Exception]]:
        """Join the sheets before they are hashed and compressed like every other file."""
        if not dry_run:
            joined = b""
            for sheet in SHEETS:
                source, name = paths[sheet]
                with source.open(name) as file:
                    joined += file.read() + b"\n"
            if self.exists(BUNDLE):
                self.delete(BUNDLE)
            self.save(BUNDLE, ContentFile(joined))
            paths[BUNDLE] = (self, BUNDLE)
        yield from super().post_process(paths, dry_run, **options)
