"""The writing surface: a textarea that becomes an editor where there is JavaScript, under the strict policy.

The editor itself is in `static/articles/desk/`; its words come from here, so that they are translated like all others.
What it sends is cleaned by `body.clean` on the way in, whatever it is.
"""

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from js_asset import ImportMap, Media, Script

from .. import body
from ..body import CALLOUTS
from ..identifiers import Scheme
from ..models import Source

WORDS = {
    "toolbar": _("Formatting"),
    "style": _("Paragraph style"),
    "paragraph": _("Paragraph"),
    "heading2": _("Heading"),
    "heading3": _("Subheading"),
    "heading4": _("Small heading"),
    "bold": _("Bold"),
    "italic": _("Italic"),
    "subscript": _("Subscript"),
    "superscript": _("Superscript"),
    "bulletList": _("Bulleted list"),
    "orderedList": _("Numbered list"),
    "blockquote": _("Quotation"),
    "link": _("Link"),
    "picture": _("Picture"),
    "table": _("Table"),
    "callout": _("Call-out"),
    "noCallout": _("No call-out"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "tableTools": _("Table tools"),
    "addRow": _("Add row"),
    "addColumn": _("Add column"),
    "deleteRow": _("Delete row"),
    "deleteColumn": _("Delete column"),
    "headerRow": _("Header row"),
    "headerColumn": _("Header column"),
    "caption": _("Caption"),
    "deleteTable": _("Delete table"),
    "address": _("Address"),
    "linkHelp": _("https://…, mailto:…, tel:… or a page of this site such as /articles/asthma/"),
    "linkRefused": _("An address begins with https://, http://, mailto:, tel:, / or #."),
    "removeLink": _("Remove link"),
    "apply": _("Apply"),
    "insert": _("Insert"),
    "cancel": _("Cancel"),
    "search": _("Search the pictures"),
    "noPictures": _("No picture found."),
    "pictureAddress": _("Address of the picture, from the media library"),
    "alt": _("What it shows, for people who can’t see it (required)"),
    "altMissing": _("Describe the picture in a few words."),
    "figureCaption": _("Caption, for everyone (may stay empty)"),
    "upload": _("Upload a picture"),
    "removePicture": _("Remove picture"),
    "cite": _("Cite sources"),
    "citeHere": _("Cite"),
    "findSource": _("Find a source: words, a DOI, PMID, ISBN or address"),
    "foundSources": _("In the library"),
    "noSources": _("Nothing in the library fits."),
    "searching": _("Looking …"),
    "searchFailed": _("The library can’t be reached. Look again in a moment; what you wrote is kept."),
    "addSource": _("Add it to the library"),
    "newSource": _("A new source"),
    "sourceTitle": _("Title (required)"),
    "sourceKind": _("Kind"),
    "sourceAuthors": _("Authors, one a line"),
    "sourceContainer": _("Journal or book that it is in"),
    "sourcePublisher": _("Publisher"),
    "sourceYear": _("Year"),
    "addAndCite": _("Add and cite"),
    "removeCitation": _("Remove citation"),
    "citeNothing": _("Choose a source first."),
    "unknownSource": _("Number %d in the library"),
}


class BodyWidget(forms.Textarea):
    """A textarea for the HTML of a text, which the desk's editor takes over where there is JavaScript."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, cites: bool = False) -> None:
        super().__init__({"rows": 28, "class": "desk-body", **(attrs or {})})
        self.cites = cites

    @property
    def media(self) -> Media:
        return Media(
            importmap=ImportMap(
                {
                    "django-prose-editor/editor": "django_prose_editor/editor.js",
                    "desk/nodes": "articles/desk/nodes.js",
                    "desk/dialogs": "articles/desk/dialogs.js",
                    "desk/sources": "articles/desk/sources.js",
                }
            ),
            css={"all": ["django_prose_editor/material-icons.css", "articles/desk/editor.css"]},
            js=[Script("articles/desk/editor.js", type="module")],
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        settings = {
            "words": {key: str(word) for key, word in WORDS.items()},
            "callouts": {kind: str(word) for kind, word in CALLOUTS.items()},
            "pictures": reverse("admin:articles_image_choose"),
            "upload": reverse("admin:articles_image_add"),
        }
        if self.cites:
            settings["sources"] = {
                "find": reverse("admin:articles_source_choose"),
                "add": reverse("admin:articles_source_quick"),
                "names": {scheme.value: str(Source._meta.get_field(scheme.value).verbose_name) for scheme in Scheme},
                "kinds": [[value, str(label)] for value, label in Source.Kind.choices],
                "known": known_sources(value or ""),
            }
        context["widget"]["attrs"]["data-editor"] = json.dumps(settings, ensure_ascii=False)
        return context


def known_sources(text: str) -> dict[int, dict[str, Any]]:
    """What the editor shows of the sources that a text (stored, or as somebody typed it) cites. One query at most."""
    try:
        numbers = body.citations(text)
    except body.BodyError:
        return {}
    found = Source.objects.for_readers().filter(pk__in=numbers) if numbers else []
    return {source.pk: offered_source(source) for source in found}


def offered_source(source: Source) -> dict[str, Any]:
    """What the editor's dialog shows of a source."""
    shown = source.shown
    return {
        "id": source.pk,
        "name": str(shown),
        "words": str(shown.reference()),
        "kind": shown.get_kind_display(),
        "state": "" if shown.is_sound() else shown.get_state_display(),
    }


class EditorMixin:
    """For a ModelAdmin with a BodyWidget: gives the page's one inline script, the import map, its nonce."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["media"] = Media.from_media(context["media"]).with_nonce(str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)
