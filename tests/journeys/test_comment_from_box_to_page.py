"""A comment's way from a reader's box to everybody's page and, for some, away again."""

import pytest
from django.urls import reverse

from comments.models import Comment
from tests.factories import make_article


@pytest.mark.django_db
class CommentJourneyTests:
    def test_a_reader_writes_a_moderator_approves_others_answer_and_one_is_taken_down(self, as_, rui, eve, mo):
        article = make_article()
        address, box = article.get_absolute_url(), reverse("comments:post", args=[article.slug])
        reader, other, moderator, visitor = as_(rui), as_(eve), as_(mo), as_(None)

        page = reader.get(address)
        fields = page.context["form"].initial
        landed = reader.post(box, {**fields, "text": "Salt water helps **me**."}, follow=True)
        assert "waiting to be read by a moderator" in landed.content.decode()
        assert "Salt water" not in visitor.get(address).content.decode()

        desk = moderator.get(reverse("moderation:queue"))
        item, form = desk.context["selected"], desk.context["decision_form"]
        deed = reverse("moderation:decide", args=[item.comment.public_id])
        moderator.post(deed, {**form.initial, "to": "published"})
        read = visitor.get(address).content.decode()
        assert "Salt water helps <strong>me</strong>." in read
        assert "Comments (1)" in read

        first = Comment.objects.get()
        answering = other.get(address, {"reply": first.public_id})
        other.post(box, {**answering.context["form"].initial, "text": "Me too."})
        reply = Comment.objects.get(parent=first)
        moderator.post(reverse("moderation:decide", args=[reply.public_id]), {"to": "published", "seen_lock": 0})
        assert "Comments (2)" in visitor.get(address).content.decode()

        first.refresh_from_db()
        taken_down = {"to": "rejected", "reason": "selling", "seen_lock": first.lock_version}
        moderator.post(deed, taken_down)
        left = visitor.get(address).content.decode()
        assert "Removed by moderators: selling or sourcing medicines" in left
        assert "Salt water" not in left
        assert "Me too." in left
        assert "Comments (1)" in left
        late = other.post(box, {"text": "And one more thing.", "parent": first.public_id})
        assert late.status_code == 409
        assert "And one more thing." in late.content.decode()
