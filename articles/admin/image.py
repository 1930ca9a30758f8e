"""The media library. An upload becomes a version of an image; versions that articles show never change."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from .. import images, rights
from ..models import Article, Image, ImageVersion

# Pictures that the picture dialog offers at a time: as many as one looks through without searching.
OFFERED = 24


class ImageForm(forms.ModelForm):
    """A picture's words, and its file. `user` is set by the admin for each request."""

    user: Any = None

    file = forms.FileField(
        label=_("file"),
        help_text=_("JPEG, PNG or WebP, at most 20 MB. Place and time that a camera notes are taken out."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    class Meta:
        model = Image
        fields = ["title", "credit", "licence"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].required = False
            self.fields["file"].label = _("another file")
            self.fields["file"].help_text = _("A new version. Articles keep showing the one they were written with.")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file:
            return None
        try:
            return images.read(file)
        except images.ImageError as problem:
            raise ValidationError(str(problem)) from problem


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    """Whoever writes may look, and upload; whoever may change images keeps them, and everyone their own."""

    form = ImageForm
    list_display = ["preview", "title", "size", "credit", "created_at"]
    list_display_links = ["preview", "title"]
    search_fields = ["title", "credit"]
    ordering = ["-created_at", "-pk"]
    readonly_fields = ["picture", "address", "size", "shown_in"]

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> list[Any]:
        words = (None, {"fields": ["title", "file", "credit", "licence"]})
        return [words] if obj is None else [(None, {"fields": ["picture", "address", "size", "shown_in"]}), words]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return super().get_queryset(request).prefetch_related("versions")

    def get_urls(self) -> list[Any]:
        choose = path("choose/", self.admin_site.admin_view(self.choose_view), name="articles_image_choose")
        return [choose, *super().get_urls()]

    # --- Who may ---------------------------------------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or rights.may_enter_desk(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return super().has_view_permission(request, obj) or rights.may_enter_desk(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) or rights.may_write(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        own = obj is not None and obj.created_by_id == request.user.pk and rights.may_write(request.user)
        return super().has_change_permission(request, obj) or own

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        # Revisions pin versions, and pages that were published show their files.
        return False

    # --- Saving and showing ----------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Image | None = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.user = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Image, form: ImageForm, change: bool) -> None:
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("file"):
            images.add_version(obj, form.cleaned_data["file"], by=request.user)

    def choose_view(self, request: HttpRequest) -> JsonResponse:
        """The pictures that the editor's picture dialog offers, as JSON; `q` narrows them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_queryset(request)
        if term := request.GET.get("q", "").strip():
            found = found.filter(title__icontains=term)
        offered = [(image, image.current()) for image in found[:OFFERED]]
        pictures = [
            {
                "title": image.title,
                "address": version.file.url,
                "width": version.width,
                "height": version.height,
                "credit": image.credit,
            }
            for image, version in offered
            if version
        ]
        return JsonResponse({"pictures": pictures})

    @admin.display(description="")
    def preview(self, image: Image) -> str:
        version = image.current()
        return _shown(version, "desk-thumbnail") if version else "–"

    @admin.display(description=_("picture"))
    def picture(self, image: Image) -> str:
        version = image.current()
        return _shown(version, "desk-picture") if version else "–"

    @admin.display(description=_("address"))
    def address(self, image: Image) -> str:
        version = image.current()
        return format_html('<code class="desk-copy">{}</code>', version.file.url) if version else "–"

    @admin.display(description=_("size"))
    def size(self, image: Image) -> str:
        version = image.current()
        return f"{version.width} × {version.height}" if version else "–"  # noqa: RUF001

    @admin.display(description=_("shown in"))
    def shown_in(self, image: Image) -> str:
        found = Article.objects.filter(latest__images__image=image).distinct().with_public_title()[:20]
        return format_html_join(", ", "{}", ((article.public_title,) for article in found)) or _("No article yet.")


def _shown(version: ImageVersion, css_class: str) -> str:
    return format_html(
        '<img src="{}" alt="" width="{}" height="{}" class="{}" loading="lazy">',
        version.file.url,
        version.width,
        version.height,
        css_class,
    )
