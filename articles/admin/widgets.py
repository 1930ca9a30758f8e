"""Fields of the article form that stock admin has no like of: a category by its path, authors in their order."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from js_asset import Script

from .. import rights
from ..models import Article, Category, Contributor, Revision, Source

# Free rows under the authors that are there: enough for most articles in one go; each save gives as many again.
FREE_ROWS = 2
# What the database takes for a primary key.
IS_KEY = re.compile("[0-9]{1,18}")


def category_paths(categories: Iterable[Category]) -> dict[int, str]:
    """“More › Health › Recovery” for each of these categories, by primary key. One query, however many."""
    categories = list(categories)
    step = Category.steplen
    paths = {category.path[:end] for category in categories for end in range(step, len(category.path) + 1, step)}
    names = dict(Category.objects.filter(path__in=paths).values_list("path", "name"))
    return {
        category.pk: " › ".join(names[category.path[:end]] for end in range(step, len(category.path) + 1, step))
        for category in categories
    }


class CategoryChoices(AutocompleteJsonView):
    """The categories that the user may write in, each by its path. Answers the category field of the article form."""

    def process_request(self, request: HttpRequest) -> tuple[str, Any, Any, str]:
        field = Revision._meta.get_field("category")
        return request.GET.get("term", ""), self.admin_site.get_model_admin(Category), field, "pk"

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        return rights.may_write(request.user)

    def get_queryset(self) -> QuerySet[Category]:
        return super().get_queryset().filter(rights.writable_categories(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        self.paths = category_paths(context["object_list"])
        return context

    def serialize_result(self, obj: Category, to_field_name: str) -> dict[str, str]:
        return {"id": str(obj.pk), "text": self.paths[obj.pk]}


class CategoryWidget(AutocompleteSelect):
    """The stock autocomplete, asking CategoryChoices."""

    def __init__(self) -> None:
        super().__init__(Revision._meta.get_field("category"), admin.site)

    def get_url(self) -> str:
        return reverse("admin:articles_article_categories")


class CategoryField(forms.ModelChoiceField):
    """A category, shown by its path."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Category.objects.all(), widget=CategoryWidget(), **kwargs)
        self.widget.is_required = False

    def label_from_instance(self, obj: Category) -> str:
        return category_paths([obj])[obj.pk]


class OrderedWidget(AutocompleteSelect):
    """A row with the stock autocomplete for each thing chosen, in their order, and some free rows."""

    template_name = "admin/articles/widgets/ordered.html"
    # What a row is called, how it moves, and how many rows there are at least.
    row_name, move_name, least = "", "", 1

    def __init__(self, name: str, asks: tuple[str, str]) -> None:
        super().__init__(Revision._meta.get_field(name), admin.site)
        # A many-to-many through a model of its own: the field there leads to the same rows.
        self.asks = asks

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        model, field = self.asks
        return {**super().build_attrs(base_attrs, extra_attrs), "data-model-name": model, "data-field-name": field}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen = [str(pk) for pk in value or [] if pk]
        context = {"widget": {"name": name, "template_name": self.template_name, "attrs": attrs or {}, "rows": []}}
        found = self.field.remote_field.model.objects.filter(pk__in=filter(IS_KEY.fullmatch, chosen))
        self.names = {str(one.pk): str(one) for one in found}
        identity = (attrs or {}).get("id", f"id_{name}")
        for index, pk in enumerate([*chosen, *[""] * max(FREE_ROWS, self.least - len(chosen))]):
            number = {"number": index + 1}
            row_attrs = {**(attrs or {}), "id": f"{identity}_{index}", "aria-label": self.row_name % number}
            row = forms.Select.get_context(self, name, [pk], row_attrs)["widget"]
            row["template_name"] = forms.Select.template_name
            context["widget"]["rows"].append({**number, "select": row, "move": self.move_name % number})
        return context

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        empty = self.create_option(name, "", "", False, 0)
        chosen = [self.create_option(name, pk, self.names[pk], True, 1) for pk in value if pk in self.names]
        return [(None, [empty, *chosen], 0)]

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> str:
        # Widgets are drawn by a renderer that does not know the project's templates.
        widget = self.get_context(name, value, attrs)["widget"]
        for row in widget["rows"]:
            row["html"] = self._render(forms.Select.template_name, {"widget": row["select"]}, renderer)
        return render_to_string(self.template_name, {"widget": widget})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [value for value in data.getlist(name) if value]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=[Script("articles/desk/ordered.js", type="module")])


class AuthorsWidget(OrderedWidget):
    """The authors of an article."""

    row_name, move_name, least = _("Author %(number)d"), _("Move author %(number)d up"), 3

    def __init__(self) -> None:
        super().__init__("contributors", ("byline", "contributor"))


class FurtherReadingWidget(OrderedWidget):
    """What readers may go on with."""

    row_name, move_name = _("Further reading %(number)d"), _("Move further reading %(number)d up")

    def __init__(self) -> None:
        super().__init__("sources", ("citation", "source"))


class OrderedField(forms.ModelChoiceField):
    """Things in their order, none twice."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(self.model.objects.all(), widget=self.rows(), **kwargs)
        self.widget.is_required = False

    def prepare_value(self, value: Any) -> list[Any]:
        return [getattr(one, "pk", one) for one in value or []]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(pk) for pk in self.prepare_value(initial)] != [str(pk) for pk in data or []]

    def clean(self, value: Any) -> list[Any]:
        keys = list(value or [])
        if len(set(keys)) != len(keys):
            raise ValidationError(self.said_twice)
        chosen = {str(one.pk): one for one in self.model.objects.filter(pk__in=filter(IS_KEY.fullmatch, keys))}
        if unknown := [key for key in keys if key not in chosen]:
            value = {"value": unknown[0]}
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params=value)
        return [chosen[key] for key in keys]


class AuthorsField(OrderedField):
    """Contributors in their order, none twice."""

    model, rows, said_twice = Contributor, AuthorsWidget, _("Somebody stands here twice.")


class FurtherReadingField(OrderedField):
    """Sources in their order, none twice."""

    model, rows, said_twice = Source, FurtherReadingWidget, _("A source stands here twice.")


class ArticleChoices(AutocompleteJsonView):
    """Articles by the title that readers see, or for the user's own drafts by the newest one."""

    def process_request(self, request: HttpRequest) -> tuple[str, Any, Any, str]:
        field = Article._meta.get_field("translation_of")
        return request.GET.get("term", ""), self.admin_site.get_model_admin(Article), field, "pk"

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        return rights.may_enter_desk(request.user)

    def get_queryset(self) -> QuerySet[Article]:
        return Article.objects.visible_to(self.request.user).with_public_title(self.term)

    def serialize_result(self, obj: Article, to_field_name: str) -> dict[str, str]:
        return {"id": str(obj.pk), "text": obj.public_title}


class ArticleWidgetMixin:
    """The stock autocomplete, asking ArticleChoices."""

    def __init__(self) -> None:
        super().__init__(Article._meta.get_field("translation_of"), admin.site)

    def get_url(self) -> str:
        return reverse("admin:articles_article_choices")


class ArticleWidget(ArticleWidgetMixin, AutocompleteSelect):
    """One article."""


class ArticlesWidget(ArticleWidgetMixin, AutocompleteSelectMultiple):
    """Any number of articles."""


class ArticleLabelMixin:
    """For fields that choose articles: the title that readers see, which comes with the choices."""

    def label_from_instance(self, obj: Article) -> str:
        return obj.public_title

    def _set_queryset(self, queryset: QuerySet[Article]) -> None:
        super()._set_queryset(queryset.with_public_title())

    queryset = property(forms.ModelChoiceField._get_queryset, _set_queryset)


class ArticleField(ArticleLabelMixin, forms.ModelChoiceField):
    """One article, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Article.objects.none(), required=False, widget=ArticleWidget(), **kwargs)
        self.widget.is_required = False


class ArticlesField(ArticleLabelMixin, forms.ModelMultipleChoiceField):
    """Any number of articles."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Article.objects.none(), required=False, widget=ArticlesWidget(), **kwargs)
        self.widget.is_required = False
