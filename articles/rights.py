"""Who may do what to which article. A group says what somebody may do anywhere; a CategoryRole says where else.

Every door (admin, preview, autocomplete, bulk action, command) asks here. An inactive account may nothing, and who is
not staff may nothing to articles but read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

if TYPE_CHECKING:
    from .models import Article, Category, Source

# An empty Q would vanish from an "or" instead of letting everything through.
NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING

AUTHOR, EDITOR, MODERATOR = "author", "editor", "moderator"


def is_member_of_staff(user: Any) -> bool:
    """Whether `user` may enter the admin at all. Who still has to show a second factor may not."""
    return user.is_active and user.is_staff and not getattr(user, "lacks_second_factor", False)


def has_role(user: Any, category: Category | None, *roles: str) -> bool:
    """Whether `user` has one of these roles in the branch that holds `category`."""
    if category is None:
        return False
    return user.category_roles.filter(role__in=roles, category__path__in=_paths_above(category)).exists()


def _paths_above(category: Category) -> list[str]:
    """The category's own path and those of all that hold it: a branch holds what begins with its path."""
    return [category.path[:end] for end in range(category.steplen, len(category.path) + 1, category.steplen)]


def has_some_role(user: Any, *roles: str) -> bool:
    """Whether `user` has one of these roles anywhere."""
    return user.category_roles.filter(role__in=roles).exists()


def is_own(user: Any, article: Article) -> bool:
    """Whether the article is the user's own: they made it, or they are behind one of its bylines."""
    if article.created_by_id == user.pk:
        return True
    return article.latest_id is not None and article.latest.bylines.filter(contributor__user=user).exists()


def may_write(user: Any) -> bool:
    """Whether `user` may start an article somewhere."""
    return is_member_of_staff(user) and (user.has_perm("articles.add_article") or has_some_role(user, AUTHOR, EDITOR))


def may_write_in(user: Any, category: Category | None) -> bool:
    """Whether `user` may file an article under `category`; None stands for a draft that has no category yet."""
    if not is_member_of_staff(user):
        return False
    if user.has_perm("articles.add_article"):
        return True
    return has_some_role(user, AUTHOR, EDITOR) if category is None else has_role(user, category, AUTHOR, EDITOR)


def may_edit(user: Any, article: Article) -> bool:
    """Whether `user` may read the drafts of `article` and save another."""
    if not is_member_of_staff(user):
        return False
    if user.has_perm("articles.edit_every_article"):
        return True
    drafted, filed = article.latest.category if article.latest else None, article.filed_under()
    if has_role(user, drafted, EDITOR) or has_role(user, filed, EDITOR):
        return True
    return is_own(user, article) and (may_write_in(user, drafted) or may_write_in(user, filed))


def may_add_source(user: Any) -> bool:
    """Whether `user` may add to the library of sources: whoever writes."""
    return may_write(user) or (is_member_of_staff(user) and user.has_perm("articles.add_source"))


def may_change_source(user: Any, source: Source | None = None) -> bool:
    """Whether `user` may change, merge and remove rows of the library, or this one.

    The library serves the whole site, so that a role in one category does not suffice. Whoever added a row may mend it
    until readers see it.
    """
    if not is_member_of_staff(user):
        return False
    if user.has_perm("articles.change_source"):
        return True
    if source is None or source.created_by_id != user.pk or not may_write(user):
        return False
    return not apps.get_model("articles", "Edition").objects.filter(revision__citations__source=source).exists()


def may_publish(user: Any, article: Article) -> bool:
    """Whether `user` may publish, schedule and withdraw `article`."""
    if not is_member_of_staff(user):
        return False
    if user.has_perm("articles.publish_every_article"):
        return True
    filed = article.filed_under()
    if has_role(user, filed, EDITOR):
        return True
    return is_own(user, article) and (user.has_perm("articles.publish_own_article") or has_role(user, filed, AUTHOR))


def may_review_comments(user: Any, category: Category | None = None) -> bool:
    """Whether `user` may decide on comments under articles in `category`, or anywhere at all when None."""
    if not is_member_of_staff(user):
        return False
    if user.has_perm("comments.moderate_comments"):
        return True
    return has_some_role(user, MODERATOR) if category is None else has_role(user, category, MODERATOR)


def editable_articles(user: Any) -> Q:
    """`may_edit` as a condition on articles."""
    if not is_member_of_staff(user):
        return NOTHING
    if user.has_perm("articles.edit_every_article"):
        return EVERYTHING
    byline = apps.get_model("articles", "Byline")
    own = Q(created_by=user) | Q(Exists(byline.objects.filter(revision=OuterRef("latest"), contributor__user=user)))
    everywhere = user.has_perm("articles.add_article")
    allowed = own if everywhere else NOTHING
    for role, path in user.category_roles.values_list("role", "category__path"):
        branch = Q(latest__category__path__startswith=path) | Q(_live_below(path))
        if role == EDITOR:
            allowed |= branch
        elif role == AUTHOR and not everywhere:
            allowed |= own & (branch | Q(latest__category__isnull=True))
    return allowed


def _live_below(path: str, article: str = "pk") -> Exists:
    """That readers find the article (reached as `article`) in the branch of categories that begins at `path`."""
    editions = apps.get_model("articles", "Edition").objects.live()
    return Exists(editions.filter(article=OuterRef(article), category__path__startswith=path))


def writable_categories(user: Any) -> Q:
    """`may_write_in` as a condition on categories."""
    if not is_member_of_staff(user):
        return NOTHING
    if user.has_perm("articles.add_article"):
        return EVERYTHING
    allowed = NOTHING
    for path in user.category_roles.filter(role__in=(AUTHOR, EDITOR)).values_list("category__path", flat=True):
        allowed |= Q(path__startswith=path)
    return allowed


def may_enter_desk(user: Any) -> bool:
    """Whether the list of articles is there for `user` at all; what stands on it is `editable_articles`."""
    return may_write(user) or (is_member_of_staff(user) and user.has_perm("articles.edit_every_article"))


def comment_reviewers(category: Category | None) -> QuerySet[Any]:
    """`may_review_comments` as a list of people: who decides on comments under articles in `category`."""
    people = apps.get_model(settings.AUTH_USER_MODEL).objects.filter(is_active=True, is_staff=True)
    permission = {"content_type__app_label": "comments", "codename": "moderate_comments"}
    allowed = apps.get_model("auth", "Permission").objects.filter(**permission)
    chosen = Q(is_superuser=True) | Q(user_permissions__in=allowed) | Q(groups__permissions__in=allowed)
    if category is not None:
        paths = _paths_above(category)
        chosen |= Q(category_roles__role=MODERATOR, category_roles__category__path__in=paths)
    return people.filter(chosen).distinct()


def commented_on(user: Any, prefix: str = "") -> Q:
    """`may_review_comments` as a condition on articles (reached through `prefix`, such as "article__")."""
    if not is_member_of_staff(user):
        return NOTHING
    if user.has_perm("comments.moderate_comments"):
        return EVERYTHING
    allowed, article = NOTHING, f"{prefix}pk"
    is_live = Exists(apps.get_model("articles", "Edition").objects.live().filter(article=OuterRef(article)))
    for path in user.category_roles.filter(role=MODERATOR).values_list("category__path", flat=True):
        drafted = Q(**{f"{prefix}latest__category__path__startswith": path})
        allowed |= Q(_live_below(path, article)) | (~Q(is_live) & drafted)
    return allowed
