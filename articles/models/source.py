import re
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import vancouver
from ..identifiers import MAX_ADDRESS, MAX_LENGTH, Scheme, address_of, normal
from ..querysets import CitationQuerySet, SourceQuerySet

# Signs that turn the words around them about, or that no database holds. Nobody types them on purpose.
_UNSAID = re.compile("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


# Characters of a source in a list or on a button.
LONGEST_NAME = 100


def last_year() -> int:
    """The latest year that a work can bear: journals are dated ahead."""
    return date.today().year + 1


class Source(models.Model):
    """A work that articles cite: one row a work, whatever names it is known by. Written by the deeds in `sources`.

    A row that turned out to be the same work as another stands behind that one (`merged_into`): texts that cite it go
    on citing it, and readers see the other.
    """

    class Kind(models.TextChoices):
        SYSTEMATIC_REVIEW = "systematic_review", _("Systematic review")
        GUIDELINE = "guideline", _("Guideline")
        TRIAL = "trial", _("Trial")
        OBSERVATIONAL = "observational", _("Observational study")
        REVIEW = "review", _("Review")
        STATISTICS = "statistics", _("Statistics")
        REPORT = "report", _("Report")
        BOOK = "book", _("Book")
        WEBSITE = "website", _("Website")
        OTHER = "other", _("Other")

    class State(models.TextChoices):
        CURRENT = "current", _("Current")
        SUPERSEDED = "superseded", _("Superseded")
        CONCERN = "concern", _("Expression of concern")
        RETRACTED = "retracted", _("Retracted")

    # The states from the least grave to the gravest.
    GRAVITY: ClassVar = [State.CURRENT, State.SUPERSEDED, State.CONCERN, State.RETRACTED]

    title = models.CharField(_("title"), max_length=400)
    authors = models.TextField(
        _("authors"),
        max_length=2000,
        blank=True,
        help_text=_(
            "One a line, as “Lean MEJ” or the name of an organisation. A last line “et al.” stands for others."
        ),
    )
    container = models.CharField(
        _("published in"), max_length=200, blank=True, help_text=_("The journal, or the book that holds a chapter.")
    )
    publisher = models.CharField(
        _("publisher"),
        max_length=200,
        blank=True,
        help_text=_("Whoever stands behind it, where it is not in a journal."),
    )
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1450), MaxValueValidator(last_year)]
    )
    locator = models.CharField(
        _("where in it"), max_length=80, blank=True, help_text=_("As “391(10120):541–51” or “chapter 34”.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    language = models.CharField(
        _("language"),
        max_length=12,
        default="en",
        help_text=_("The code of the language that it is written in, such as “en” or “de”."),
        validators=[RegexValidator(r"\A[a-z]{2,3}(-[a-zA-Z0-9]{2,8})*\Z", _("A code such as “en” or “pt-br”."))],
    )
    accessed_on = models.DateField(
        _("accessed on"), null=True, blank=True, help_text=_("When somebody last read it there, for what can change.")
    )
    doi = models.CharField(_("DOI"), max_length=MAX_LENGTH, blank=True)
    pmid = models.CharField(_("PMID"), max_length=MAX_LENGTH, blank=True, help_text=_("Its number in PubMed."))
    pmcid = models.CharField(
        _("PMCID"), max_length=MAX_LENGTH, blank=True, help_text=_("Its number in PubMed Central.")
    )
    isbn = models.CharField(_("ISBN"), max_length=MAX_LENGTH, blank=True)
    guideline = models.CharField(
        _("number of guidance or review"),
        max_length=MAX_LENGTH,
        blank=True,
        help_text=_("Of NICE (NG28), SIGN (SIGN 158) or Cochrane (CD001159)."),
    )
    url = models.CharField(_("web address"), max_length=MAX_ADDRESS, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CURRENT)
    state_on = models.DateField(_("since"), null=True, blank=True)
    state_note = models.CharField(
        _("note for readers"), max_length=300, blank=True, help_text=_("Readers see it beside the source.")
    )
    superseded_by = models.ForeignKey(
        "self",
        verbose_name=_("superseded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supersedes",
    )
    # The notice of a retraction list that set the state, so that reading the list again undoes nobody's decision.
    notice = models.CharField(max_length=64, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    # What the other row took over from this one: the fields, with what stood there before.
    lent = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects: ClassVar = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=[scheme.value],
                    condition=~Q(**{scheme.value: ""}) & Q(merged_into__isnull=True),
                    name=f"source_{scheme.value}_once",
                    violation_error_message=_("This work is in the library already."),
                )
                for scheme in Scheme
            ),
            models.CheckConstraint(condition=~Q(title=""), name="source_has_title"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="source_not_merged_into_itself"),
            models.CheckConstraint(condition=~Q(superseded_by=F("id")), name="source_not_superseded_by_itself"),
        ]

    def __str__(self) -> str:
        who = vancouver.short(self)
        said = who if who.startswith(self.title) else f"{who}: {self.title}"
        return said if len(said) <= LONGEST_NAME else f"{said[: LONGEST_NAME - 1].rstrip()}…"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep every name in its one form, whichever door it came in by. Raises IdentifierError."""
        self.tidy()
        super().save(*args, **kwargs)

    def tidy(self) -> None:
        """Bring words and names into the form in which they are kept. Raises IdentifierError for what is no name."""
        for field in ("title", "container", "publisher", "locator", "state_note"):
            setattr(self, field, " ".join(_UNSAID.sub(" ", getattr(self, field)).split()))
        lines = (" ".join(line.split()) for line in _UNSAID.sub(" ", self.authors.replace("\r", "\n")).split("\n"))
        self.authors = "\n".join(filter(None, lines))
        for scheme in Scheme:
            setattr(self, scheme.value, normal(scheme, getattr(self, scheme.value)))

    @property
    def shown(self) -> "Source":
        """The row that readers see for this one. No query when fetched with `for_readers()`."""
        return self.merged_into or self

    def reference(self) -> vancouver.Reference:
        """The work as a list of sources names it."""
        return vancouver.vancouver(self)

    def names(self) -> list[tuple[str, str, str]]:
        """What the work is known by: kind of name, name, and where that leads ("" for nowhere). Without the address."""
        labels = {
            Scheme.DOI: "doi",
            Scheme.PMID: "PMID",
            Scheme.PMCID: "PMCID",
            Scheme.ISBN: "ISBN",
            Scheme.GUIDELINE: "",
        }
        return [
            (label, name, address_of(scheme, name))
            for scheme, label in labels.items()
            if (name := getattr(self, scheme.value))
        ]

    def addresses(self) -> list[str]:
        """Where the work can be read or looked up, the best place first."""
        schemes = (Scheme.URL, Scheme.DOI, Scheme.GUIDELINE, Scheme.PMCID, Scheme.PMID)
        return [address for scheme in schemes if (address := address_of(scheme, getattr(self, scheme.value)))]

    def address(self) -> str:
        """The one place where a reader finds the work; empty when none is known."""
        return next(iter(self.addresses()), "")

    def is_sound(self) -> bool:
        """Whether nothing stands against leaning on it."""
        return self.state == self.State.CURRENT


class Citation(models.Model):
    """That a revision cites a source in its text, or names it as further reading; in their order. Never changed."""

    revision = models.ForeignKey("articles.Revision", on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    position = models.PositiveSmallIntegerField()
    in_text = models.BooleanField(default=True)

    objects: ClassVar = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            models.UniqueConstraint(fields=["revision", "source"], name="citation_names_a_source_once"),
            models.UniqueConstraint(fields=["revision", "position"], name="citation_position_once"),
        ]

    def __str__(self) -> str:
        return str(self.source)
