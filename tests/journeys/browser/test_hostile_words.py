"""Words that try to run something, on every page that shows them: nothing runs, and the browser has no complaint."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from comments import reporting, sanctions
from comments.models import Comment, Decision, Sanction, Thread
from comments.posting import post
from comments.transitions import transition
from tests.comments.hostile import SCRIPTS
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hostile_site(rui, eve, mo):
    """A discussion in which everything that people can type is hostile: public, held, removed, reported, and more."""
    article = make_article()
    all_of_them = "\n\n".join(SCRIPTS)
    words = [all_of_them[start : start + 4_900] for start in range(0, len(all_of_them), 4_900)]
    public = post(author=rui, article=article, text=words[0], answered=True)
    transition(public, "published", actor=mo, role=Decision.Role.MODERATOR, private_note=words[0][:900])
    reply = post(author=eve, article=article, text=words[-1], parent=public.public_id, answered=True)
    transition(reply, "rejected", actor=mo, role=Decision.Role.MODERATOR, reason="abuse", public_text=words[0][:1900])
    held = post(author=eve, article=article, text=f"Again: {words[0][:4_800]}", answered=True)
    reporting.report(public, reason="abuse", by=eve, note=words[0][:900])
    sanctions.give(held, Sanction.Kind.WARN, by=mo, reason="abuse", length=None, public_text=words[0][:900])
    Thread.objects.filter(article=article).update(close_reason=SCRIPTS[0])
    return article


def log_in(page: Page, live_server, client, person) -> None:
    client.force_login(person)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}]
    )


def open_all(page: Page, live_server, paths: list[str]) -> None:
    """Open each page; what would run shows a box, which nobody has asked for."""
    boxes: list[str] = []

    def note(box) -> None:
        boxes.append(f"{page.url}: {box.message}")
        box.dismiss()

    page.on("dialog", note)
    for path in paths:
        answer = page.goto(live_server.url + path)
        assert answer.status == 200, path
        for fold in page.locator("main details").all():
            fold.evaluate("fold => fold.open = true")
        page.wait_for_timeout(100)
    assert boxes == []


class HostileWordsTests:
    def test_a_stranger_runs_nothing(self, page, live_server, hostile_site):
        paths = [hostile_site.get_absolute_url(), *(comment.get_absolute_url() for comment in public_and_gone())]
        open_all(page, live_server, [*paths, f"{paths[0]}?sort=helpful&reply=%3Cscript%3Ealert(1)%3C/script%3E"])

    def test_their_writer_runs_nothing(self, page, live_server, client, eve, hostile_site):
        log_in(page, live_server, client, eve)
        own = Comment.objects.filter(author=eve)
        edit = [reverse("comments:edit", args=[comment.public_id]) for comment in own if comment.status == "held"]
        open_all(
            page,
            live_server,
            [hostile_site.get_absolute_url(), reverse("my:comments"), reverse("my_data_as_html"), *edit],
        )

    def test_a_moderator_runs_nothing(self, page, live_server, client, mo, eve, hostile_site):
        log_in(page, live_server, client, mo)
        histories = [reverse("moderation:history", args=[comment.public_id]) for comment in Comment.objects.all()]
        queue = reverse("moderation:queue")
        search = f"{queue}?q=%3Cscript%3Ealert(1)%3C/script%3E&category=%22%3E%3Csvg/onload=alert(1)%3E"
        open_all(
            page,
            live_server,
            [queue, search, *histories, reverse("moderation:person", args=[eve.pk]), reverse("moderation:hats")],
        )


def public_and_gone() -> list[Comment]:
    return list(Comment.objects.exclude(status="held"))
