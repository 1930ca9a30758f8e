"""The form over an article's working content: it shows the newest revision and saves through `publishing`."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .. import body, checks, publishing, rights, sources
from ..models import Article, Contributor, Edition
from .article_list import was_seen
from .editor import BodyWidget
from .widgets import ArticleField, ArticlesField, AuthorsField, CategoryField, FurtherReadingField

# Where the sentence of a refused deed belongs on the form; any other stands at its top.
PLACES = {
    "Choose a category.": "category",
    "Write the text.": "body",
    "Describe every picture in its alternative text.": "body",
    "A draft needs a title.": "title",
    "Another edition starts at that very moment. Choose another time.": "go_live_at",
}


class SiteTimeField(forms.DateTimeField):
    """One date-and-time control, read and shown in the site's own zone whoever is asking."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(timezone.get_default_timezone()):
            return super().to_python(value)


class ArticleForm(forms.ModelForm):
    """What an author works on. `user` and `deed` (save, publish or schedule) are set by the admin for each request,
    `refusal` too when `publishing` has refused the deed that the form asked for. `advice` is what to think of before
    readers see the text: it is asked once, and sending the form with `anyway` goes on.
    """

    user: Any = None
    deed = "save"
    refusal: publishing.PublishingError | None = None
    advice: tuple[str, ...] = ()
    # The working copy that its writer goes on with; see `working_copies`.
    typed_before: ClassVar[dict[str, Any]] = {}

    base_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"class": "desk-title"}))
    summary = forms.CharField(
        label=_("Summary"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "desk-summary"}),
        help_text=_("One or two sentences under the title and in lists. At most 400 characters."),
    )
    body = forms.CharField(
        label=_("Text"),
        required=False,
        widget=BodyWidget(cites=True),
        help_text=_(
            "Cite a source where it is used: with the button “Cite sources”, or by typing its number in the library, "
            "as in [source:12] or [source:12, 15]. Readers get numbers and a list at the end."
        ),
    )
    category = CategoryField(label=_("Category"), required=False, help_text=_("Needed before it can be published."))
    authors = AuthorsField(
        label=_("Authors"),
        required=False,
        help_text=_("In the order in which readers see them. Empty rows are left out."),
    )
    further_reading = FurtherReadingField(
        label=_("Further reading"),
        required=False,
        help_text=_("Sources that the text does not cite, in their order. Empty rows are left out."),
    )
    reason = forms.CharField(
        label=_("What changed, for the history"), max_length=200, required=False, help_text=_("Staff see this line.")
    )
    level = forms.ChoiceField(label=_("Kind of change"), choices=[], required=False)
    note = forms.CharField(
        label=_("What changed, for readers"),
        max_length=200,
        required=False,
        help_text=_("One line for the article’s list of changes."),
    )
    translation_of = ArticleField(label=_("Translation of"), help_text=_("The article in its first language, if any."))
    go_live_at = SiteTimeField(label=_("Goes live at"), required=False)

    class Meta:
        model = Article
        fields = ["slug", "language", "translation_of"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        article = kwargs.get("instance")
        if article is not None and article.latest is not None:
            latest = article.latest
            kwargs["initial"] = {
                "base_revision": latest.number,
                "title": latest.title,
                "summary": latest.summary,
                "body": latest.body,
                "category": latest.category_id,
                "authors": list(Contributor.objects.filter(bylines__revision=latest).order_by("bylines__position")),
                "further_reading": list(latest.citations.filter(in_text=False).values_list("source", flat=True)),
                **(kwargs.get("initial") or {}),
            }
        kwargs["initial"] = {**(kwargs.get("initial") or {}), **self.typed_before}
        super().__init__(*args, **kwargs)
        self.was_seen = bool(self.instance.pk) and was_seen(self.instance)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].disabled = self.was_seen
        if "translation_of" in self.fields:
            others = Article.objects.visible_to(self.user)
            self.fields["translation_of"].queryset = others.exclude(pk=self.instance.pk) if self.instance.pk else others
        if "level" in self.fields:
            levels = [choice for choice in Edition.Level.choices if choice[0] != Edition.Level.FIRST]
            self.fields["level"].choices = [("", _now("Choose …")), *levels]
        if "go_live_at" in self.fields:
            zone = timezone.get_default_timezone_name()
            self.fields["go_live_at"].help_text = _now("For “Schedule”. Time zone: %(zone)s.") % {"zone": zone}

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug and not self.was_seen:
            try:
                publishing.check_slug_is_free(slug, self.instance if self.instance.pk else None)
            except publishing.PublishingError as problem:
                raise ValidationError(problem.problems) from problem
        return slug or self.instance.slug

    def clean_body(self) -> str:
        try:
            sources.in_library(body.citations(body.clean(self.cleaned_data["body"])))
        except (body.BodyError, sources.SourceError) as problem:
            raise ValidationError(str(problem)) from problem
        return self.cleaned_data["body"]

    def clean_category(self) -> Any:
        category = self.cleaned_data["category"]
        kept = bool(self.instance.pk) and category is not None and self.instance.latest.category_id == category.pk
        if not kept and not rights.may_write_in(self.user, category):
            raise ValidationError(_("You may not write in this category. Choose another, or ask an editor."))
        return category

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._refuse_old_base()
        if self.deed == "schedule" and "go_live_at" in self.fields and not self.errors.get("go_live_at"):
            moment = data.get("go_live_at")
            if moment is None:
                self.add_error("go_live_at", _("Say when it goes live."))
            elif moment <= timezone.now():
                self.add_error("go_live_at", _("That moment has passed. Choose a later one, or publish now."))
        if self.deed != "save" and self.was_seen:
            if not data.get("level"):
                self.add_error("level", _("Say what kind of change this is; readers see it."))
            if not data.get("note"):
                self.add_error("note", _("Tell readers in one line what changed."))
        for problem in self.refusal.problems if self.refusal else ():
            place = next((field for words, field in PLACES.items() if _now(words) == problem), None)
            self.add_error(place if place in self.fields else None, problem)
        self._advise(data)
        return data

    def _advise(self, data: dict[str, Any]) -> None:
        """Ask about an empty summary and a missing author, once nothing else keeps the text from its readers."""
        if self.deed == "save" or self.errors or "anyway" in self.data or not (data["category"] and data["body"]):
            return
        page = checks.Page(data["title"], data["summary"], data["body"], has_authors=bool(data["authors"]))
        advice = [finding.message for finding in checks.missing.find(page) if finding.field in {"summary", "authors"}]
        if advice:
            self.advice = tuple(advice)
            self.add_error(None, ValidationError(list(advice), code="advice"))

    def draft(self) -> publishing.Draft:
        """What was typed, for `publishing` to save."""
        data = self.cleaned_data
        return publishing.Draft(
            data["title"],
            data["summary"],
            data["body"],
            data["category"],
            tuple(data["authors"]),
            tuple(data["further_reading"]),
        )

    def _refuse_old_base(self) -> None:
        """Refuse to save over a revision that the author has not seen. Saving once more, warned, is possible: both
        texts stay in the history.
        """
        latest = self.instance.latest if self.instance.pk else None
        if latest is None or self.cleaned_data.get("base_revision") == latest.number:
            return
        who = latest.created_by or _now("somebody")
        self.add_error(
            None,
            _(
                "Not saved: %(who)s saved revision %(number)d on %(when)s, after you had opened this page. Your text "
                "is kept below. Read that revision in the history first; saving again puts your text on top of it."
            )
            % {
                "who": who,
                "number": latest.number,
                "when": formats.date_format(timezone.localtime(latest.created_at), "DATETIME_FORMAT"),
            },
        )
        self.newer_revision = latest
        self.data = self.data.copy()
        self.data[self.add_prefix("base_revision")] = str(latest.number)


class WithdrawForm(forms.Form):
    """Why an article is taken down, and where its readers may go instead."""

    reason = forms.CharField(
        label=_("Reason, for readers"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Readers who come to the address see these words."),
    )


class WithdrawOneForm(WithdrawForm):
    """The same for one article, with other articles to send its readers to."""

    alternatives = ArticlesField(
        label=_("Read instead"),
        help_text=_("Published articles that answer the same question; may stay empty."),
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alternatives"].queryset = Article.objects.published().exclude(pk=article.pk)


class AddressForm(forms.Form):
    """Another address for an article that had readers at its old one."""

    slug = forms.SlugField(label=_("New address"), max_length=120)
