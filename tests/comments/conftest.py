"""An article to talk below, and the ways to get a comment under it."""

from collections.abc import Callable

import pytest

from articles.models import Article, CategoryRole, SiteSettings
from comments.models import Comment, Decision, DiscussionSettings, Mode
from comments.posting import post
from comments.transitions import transition
from healthsite.accounts.models import User
from tests.conftest import make_person
from tests.factories import make_article, make_category


@pytest.fixture
def article(db: None) -> Article:
    """A live article whose comments are reviewed first, as on every site that says nothing else."""
    return make_article()


@pytest.fixture
def una(db: None) -> User:
    """Moderates below "more" alone, and has no other right."""
    user = make_person("una@example.org", "Una", is_staff=True)
    CategoryRole.objects.create(user=user, category=make_category("more"), role="moderator")
    return user


@pytest.fixture
def publish_first(db: None) -> None:
    """The site publishes comments at once, also those of new readers."""
    site, _made = SiteSettings.objects.get_or_create(pk=SiteSettings.ONLY)
    DiscussionSettings.objects.update_or_create(site=site, defaults={"mode": Mode.PUBLISH, "first_held": 0})


@pytest.fixture
def say(article, rui, mo) -> Callable[..., Comment]:
    """`say("text", parent=comment)` is a published comment; `status=` takes it elsewhere by the site's own deeds."""
    roles = {"withdrawn": Decision.Role.AUTHOR, "erased": Decision.Role.PRIVACY}

    def write(text: str = "It helped me.", *, parent=None, by=None, status: str = "published", below=None) -> Comment:
        by = by or rui
        comment = post(author=by, article=below or article, text=text, parent=parent.public_id if parent else "")
        if comment.status == status:
            return comment
        role = roles.get(status, Decision.Role.MODERATOR)
        actor = {"withdrawn": by, "erased": None}.get(status, mo)
        reason = "other" if status in {"rejected", "spam"} else ""
        return transition(comment, status, actor=actor, role=role, reason=reason)

    return write


def remove(comment: Comment, mo, status: str = "rejected") -> Comment:
    """The comment, taken down by Mo."""
    return transition(comment, status, actor=mo, role=Decision.Role.MODERATOR, reason="abuse")
