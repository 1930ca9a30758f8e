"""The discussion in the admin: to read, to search, to approve and reject through the same deed as the desk's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import rights
from articles.models import Article, Edition

from .models import CategoryPolicy, Comment, Decision, GuestAnswer, Letter, ReasonTemplate, Thread
from .policy import may_decide, may_lead, may_review
from .transitions import REMOVALS, Conflict, NotAllowed, transition


class ReasonActionForm(ActionForm):
    """The bar of actions, with the reason that a removal needs."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        required=False,
        choices=[("", gettext_lazy("(reason, to remove)")), *Decision.Reason.choices],
    )


class ReadOnly:
    """Pages that show and change nothing, for those who review comments somewhere."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_review(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_review(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DecisionInline(ReadOnly, admin.TabularInline):
    model = Decision
    extra = 0
    fields = ["created_at", "from_status", "to_status", "actor", "actor_role", "rule", "reason", "private_note"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        return super().get_queryset(request).select_related("actor")


@admin.register(Comment)
class CommentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["words", "author_name", "article", "status", "created_at", "reviewed_by"]
    list_filter = ["status", ("reviewed_at", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["article__latest", "current_version", "reviewed_by"]
    search_fields = ["author_name", "current_version__source", "article__slug", "public_id"]
    search_help_text = gettext_lazy("Author, words, or the article’s address")
    ordering = ["-created_at", "-pk"]
    list_per_page = 50
    show_full_result_count = False
    action_form = ReasonActionForm
    actions = ["approve", "reject", "publish_again"]
    inlines = [DecisionInline]
    fields = [
        "full_words",
        "status",
        "author_name",
        "article",
        "created_at",
        "published_at",
        "edited_at",
        "reviewed_by",
        "reviewed_at",
        "public_id",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        # Nobody reads here what colleagues noted about a comment of their own.
        return super().get_queryset(request).reviewable_by(request.user).exclude(author=request.user)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        # The words need the width; the list of models is one step away.
        return super().changelist_view(request, {"is_nav_sidebar_enabled": False, **(extra_context or {})})

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Whether the actions are offered; each comment is asked about again."""
        return may_review(request.user)

    @admin.display(description=gettext_lazy("comment"))
    def words(self, comment: Comment) -> str:
        source = comment.current_version.source if comment.current_version else ""
        return Truncator(source).chars(140) or _("(erased)")

    @admin.display(description=gettext_lazy("comment"))
    def full_words(self, comment: Comment) -> str:
        return comment.current_version.source if comment.current_version else ""

    @admin.action(description=gettext_lazy("Approve what waits"), permissions=["review"])
    def approve(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self._decide(request, chosen, Comment.Status.PUBLISHED, {Comment.Status.HELD})

    @admin.action(description=gettext_lazy("Reject (choose a reason)"), permissions=["review"])
    def reject(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self._decide(request, chosen, Comment.Status.REJECTED, {Comment.Status.HELD, Comment.Status.PUBLISHED})

    @admin.action(description=gettext_lazy("Publish again what was removed"), permissions=["review"])
    def publish_again(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self._decide(request, chosen, Comment.Status.PUBLISHED, REMOVALS)

    def _decide(
        self, request: HttpRequest, chosen: QuerySet[Comment], to: str, seen: set[str] | frozenset[str]
    ) -> None:
        """Decide one by one and say what came of it. What is in no state of `seen` changed since it was listed."""
        reason = request.POST.get("reason", "") if to in REMOVALS else ""
        done = changed = 0
        refused: dict[str, int] = {}
        for comment in chosen.select_related("article__latest__category"):
            if comment.status not in seen:
                changed += 1
                continue
            try:
                if not may_decide(request.user, comment):
                    raise NotAllowed(_("Somebody else has to decide about this comment."))
                transition(
                    comment,
                    to,
                    actor=request.user,
                    role=Decision.Role.MODERATOR,
                    reason=reason,
                    seen_lock=comment.lock_version,
                )
                done += 1
            except Conflict:
                changed += 1
            except NotAllowed as problem:
                refused[str(problem)] = refused.get(str(problem), 0) + 1
        if done:
            messages.success(request, ngettext("%(n)d comment decided.", "%(n)d comments decided.", done) % {"n": done})
        if changed:
            text = ngettext("%(n)d was not in that state any more.", "%(n)d were not in that state any more.", changed)
            messages.warning(request, text % {"n": changed})
        for problem, number in refused.items():
            messages.error(request, f"{problem} ({number})")


@admin.register(Decision)
class DecisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["created_at", "comment", "from_status", "to_status", "actor", "actor_role", "rule", "reason"]
    list_filter = ["to_status", "actor_role", "reason", "created_at"]
    list_select_related = ["comment", "actor"]
    search_fields = ["comment__public_id", "actor__display_name"]
    ordering = ["-pk"]
    list_per_page = 50
    show_full_result_count = False
    fields = [*list_display, "public_text", "private_note"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        theirs = super().get_queryset(request).filter(rights.commented_on(request.user, "comment__article__"))
        return theirs.exclude(comment__author=request.user)


class Led:
    """Pages about how a discussion is led, for those who review its comments."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_review(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_review(request.user)

    has_add_permission = has_change_permission = has_view_permission


@admin.register(Thread)
class ThreadAdmin(Led, admin.ModelAdmin):
    """Only discussions of the branches in which somebody reviews comments are theirs to lead."""

    list_display = ["article", "mode", "closed_at"]
    list_filter = ["mode"]
    list_select_related = ["article__latest"]
    search_fields = ["article__slug", "article__latest__title"]
    autocomplete_fields = ["article"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Thread]:
        return super().get_queryset(request).filter(rights.commented_on(request.user, "article__"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "article":
            # Whoever leads discussions need not know what is to be published.
            seen = Edition.objects.filter(live_from__lte=timezone.now()).values("article")
            kwargs["queryset"] = Article.objects.filter(rights.commented_on(request.user), pk__in=seen)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Thread | None = None) -> list[str]:
        return ["article"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # The number of the last comment stands here.
        return False

    def save_model(self, request: HttpRequest, obj: Thread, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        Article.objects.filter(pk=obj.article_id).update(page_version=F("page_version") + 1)


@admin.register(CategoryPolicy)
class CategoryPolicyAdmin(admin.ModelAdmin):
    """For those who review comments on the whole site."""

    list_display = ["category", "mode", "hold_off_duty", "close_after_days", "sensitive"]
    list_select_related = ["category"]
    autocomplete_fields = ["category"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_lead(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_lead(request.user)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(ReasonTemplate)
class ReasonTemplateAdmin(admin.ModelAdmin):
    """The words from which moderators start when they remove a comment; kept by those who review on the whole site."""

    list_display = ["reason", "language", "text"]
    list_filter = ["language"]
    has_module_permission = CategoryPolicyAdmin.has_module_permission
    has_view_permission = CategoryPolicyAdmin.has_view_permission
    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin):
    """Whether mail about discussions leaves, for superusers. A letter holds no words: it is written when it leaves."""

    list_display = ["person", "kinds", "is_digest", "created_at", "attempts", "next_try_at", "sent_at", "given_up_at"]
    list_filter = [("given_up_at", admin.EmptyFieldListFilter), ("sent_at", admin.EmptyFieldListFilter), "is_digest"]
    search_fields = ["person__email", "person__display_name"]
    fields = list_display
    ordering = ["-pk"]
    show_full_result_count = False
    actions = ["try_again"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return super().get_queryset(request).select_related("person").prefetch_related("notices")

    @admin.display(description=gettext_lazy("about"))
    def kinds(self, letter: Letter) -> str:
        return ", ".join(sorted({str(notice.get_kind_display()) for notice in letter.notices.all()}))

    @admin.action(description=gettext_lazy("Try again what was given up"), permissions=["view"])
    def try_again(self, request: HttpRequest, letters: QuerySet[Letter]) -> None:
        given_up = letters.filter(sent_at=None).exclude(given_up_at=None)
        for letter in given_up:
            letter.try_again()
        self.message_user(request, _("The worker tries them again: %(number)d.") % {"number": len(given_up)})


@admin.register(GuestAnswer)
class GuestAnswerAdmin(LetterAdmin):
    """The same for answers to people without an account. Their addresses are shown to nobody."""

    list_display = ["report", "created_at", "attempts", "next_try_at", "sent_at", "given_up_at"]
    list_filter = LetterAdmin.list_filter[:2]
    list_select_related = ["report"]
    search_fields = []
    fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[GuestAnswer]:
        return GuestAnswer.objects.select_related("report")
