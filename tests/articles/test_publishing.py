"""What becomes live, when, and what stays."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles import publishing
from articles.models import Article, Edition, Revision
from tests.factories import make_article, make_category, make_contributor, make_draft, revise

pytestmark = pytest.mark.django_db


class SaveDraftTests:
    def test_a_draft_needs_only_a_title(self):
        article = publishing.start(publishing.Draft(title="Hay fever"), by=None)
        assert article.state() == Article.State.DRAFT

    def test_an_empty_title_is_refused(self):
        with pytest.raises(publishing.PublishingError, match="title"):
            publishing.start(publishing.Draft(title="  "), by=None)
        assert not Article.objects.exists()

    def test_every_save_is_a_revision_of_its_own(self):
        article = make_article(live=False)
        revise(article, title="Hay fever at work")
        assert list(article.revisions.values_list("number", "title")) == [
            (2, "Hay fever at work"),
            (1, "Living with hay fever"),
        ]

    def test_saving_what_is_saved_already_changes_nothing(self):
        article = make_article(live=False, contributors=[make_contributor()])
        assert revise(article) == article.latest
        assert article.revisions.count() == 1

    def test_a_change_of_the_authors_alone_is_a_change(self):
        article = make_article(live=False)
        assert revise(article, contributors=[make_contributor()]).number == 2

    def test_the_order_of_the_authors_is_kept_and_is_a_change(self):
        bear, heron = make_contributor("LittleBear"), make_contributor("QuietHeron")
        article = make_article(live=False, contributors=[heron, bear])
        assert article.latest.byline() == [heron, bear]
        assert revise(article, contributors=[bear, heron]).byline() == [bear, heron]

    def test_a_revision_is_never_written_again(self):
        revision = make_article(live=False).latest
        revision.title = "Another"
        with pytest.raises(TypeError):
            revision.save()

    def test_the_label_of_a_revision_may_change(self):
        revision = make_article(live=False).latest
        revision.label = "sent to Ed"
        revision.save(update_fields=["label"])
        assert Revision.objects.get(pk=revision.pk).label == "sent to Ed"

    def test_block_ids_are_no_part_of_the_hash(self):
        text = '<p data-block="b-1">Pollen.</p>'
        assert publishing.content_hash(make_draft(body=text)) == publishing.content_hash(
            make_draft(body="<p>Pollen.</p>")
        )


class PublishTests:
    def test_an_edition_keeps_its_page_and_its_card(self):
        edition = make_article().editions.get()
        assert edition.title == "Living with hay fever"
        assert "Rinsing the nose" in edition.body_html
        assert (edition.number, edition.level) == (1, Edition.Level.FIRST)

    def test_what_lacks_a_category_and_a_text_is_not_published(self):
        article = publishing.start(publishing.Draft(title="Hay fever"), by=None)
        with pytest.raises(publishing.PublishingError) as refusal:
            publishing.publish(article.latest, by=None)
        assert len(refusal.value.problems) == 2
        assert not article.editions.exists()

    def test_live_text_does_not_move_while_someone_edits(self):
        article = make_article()
        revise(article, title="Hay fever at work")
        assert article.editions.live().get().title == "Living with hay fever"

    def test_publishing_a_change_ends_the_edition_before_at_that_moment(self):
        article = make_article()
        publishing.publish(revise(article, title="Hay fever at work"), by=None)
        first, second = article.editions.order_by("number")
        assert first.live_until == second.live_from
        assert second.live_until is None

    def test_the_first_date_of_publication_stays(self):
        with time_machine.travel("2026-03-01 09:00Z", tick=False):
            article = make_article()
        with time_machine.travel("2026-04-01 09:00Z", tick=False):
            edition = publishing.publish(revise(article, title="Hay fever at work"), by=None)
        assert edition.published_at.isoformat() == "2026-03-01T09:00:00+00:00"

    @pytest.mark.parametrize("level", Edition.Level.values)
    def test_only_a_change_of_substance_moves_the_modified_date(self, level):
        with time_machine.travel("2026-03-01 09:00Z", tick=False):
            article = make_article()
        with time_machine.travel("2026-04-01 09:00Z", tick=False):
            edition = publishing.publish(revise(article, title="Hay fever at work"), by=None, level=level)
        assert edition.modified_at.month == (4 if level in {"first", "new_evidence", "correction"} else 3)

    def test_an_archive_may_be_dated_back_once(self):
        past = timezone.now() - timedelta(days=400)
        article = make_article(at=past)
        assert article.editions.get().published_at == past
        with pytest.raises(publishing.PublishingError, match="dated back"):
            publishing.publish(revise(article, title="Other"), by=None, at=past + timedelta(days=1))

    def test_a_published_revision_is_never_deleted(self):
        article = make_article()
        with pytest.raises(Exception, match="never deleted"):
            article.latest.delete()


class ScheduleTests:
    def test_a_scheduled_article_is_live_from_its_second_on_without_any_job(self):
        with time_machine.travel("2026-03-01 09:00Z", tick=False):
            article = make_article(at=timezone.now() + timedelta(hours=1))
            assert article.state() == Article.State.SCHEDULED
        with time_machine.travel("2026-03-01 09:59:59Z", tick=False):
            assert not Article.objects.published().exists()
        with time_machine.travel("2026-03-01 10:00:00Z", tick=False):
            assert Article.objects.published().get() == article

    def test_a_scheduled_change_leaves_the_live_text_until_its_moment(self):
        with time_machine.travel("2026-03-01 09:00Z", tick=False):
            article = make_article()
        with time_machine.travel("2026-03-02 09:00Z", tick=False):
            publishing.publish(revise(article, title="New"), by=None, at=timezone.now() + timedelta(days=1))
            assert article.editions.live().get().title == "Living with hay fever"
        with time_machine.travel("2026-03-03 08:59:59Z", tick=False):
            assert article.editions.live().get().title == "Living with hay fever"
        with time_machine.travel("2026-03-03 09:00:00Z", tick=False):
            assert article.editions.live().get().title == "New"

    def test_nothing_is_published_ahead_of_a_scheduled_change_that_would_put_older_words_in_its_place(self):
        article = make_article()
        scheduled = publishing.publish(revise(article, title="Old"), by=None, at=timezone.now() + timedelta(days=1))
        newer = revise(article, title="New")
        with pytest.raises(publishing.PublishingError, match="Cancel that schedule first"):
            publishing.publish(newer, by=None)
        assert article.editions.live().get().title == "Living with hay fever"
        publishing.cancel_schedule(scheduled, by=None)
        assert publishing.publish(newer, by=None).live_until is None

    @pytest.mark.parametrize("hours", [None, 5, 50])
    def test_what_is_scheduled_can_be_moved_to_another_moment(self, hours):
        at = timezone.now() + timedelta(hours=hours) if hours else None
        article = make_article(at=timezone.now() + timedelta(days=1))
        edition = publishing.publish(article.latest, by=None, at=at)
        assert article.editions.get() == edition
        assert edition.is_live() == (hours is None)
        change = revise(article, title="Changed")
        publishing.publish(change, by=None, at=timezone.now() + timedelta(days=9))
        moved = publishing.publish(change, by=None, at=timezone.now() + timedelta(days=8))
        edition.refresh_from_db()
        assert edition.live_until == moved.live_from
        assert article.editions.count() == 2

    def test_a_change_may_be_scheduled_to_follow_another(self):
        article = make_article()
        first = publishing.publish(revise(article, title="One"), by=None, at=timezone.now() + timedelta(days=1))
        second = publishing.publish(revise(article, title="Two"), by=None, at=timezone.now() + timedelta(days=2))
        first.refresh_from_db()
        assert (first.live_until, second.live_until) == (second.live_from, None)

    def test_a_cancelled_change_leaves_the_live_text_without_end(self):
        article = make_article()
        scheduled = publishing.publish(
            revise(article, title="Tomorrow"), by=None, at=timezone.now() + timedelta(days=1)
        )
        publishing.cancel_schedule(scheduled, by=None)
        assert article.editions.get().live_until is None

    def test_what_is_live_is_not_cancelled(self):
        article = make_article()
        with pytest.raises(publishing.PublishingError, match="live already"):
            publishing.cancel_schedule(article.editions.get(), by=None)

    def test_two_editions_never_start_at_one_moment(self):
        article = make_article()
        later = timezone.now() + timedelta(days=1)
        publishing.publish(revise(article, title="One"), by=None, at=later)
        with pytest.raises(publishing.PublishingError, match="is scheduled for"):
            publishing.publish(revise(article, title="Two"), by=None, at=later)


class WithdrawTests:
    def test_a_withdrawn_article_is_no_longer_published_and_says_why(self):
        article, other = make_article(), make_article("Asthma")
        withdrawal = publishing.withdraw(article, by=None, reason="Out of date.", alternatives=[other])
        assert list(Article.objects.published()) == [other]
        assert article.state() == Article.State.WITHDRAWN
        assert list(withdrawal.alternatives.all()) == [other]

    def test_a_reason_is_asked_for(self):
        with pytest.raises(publishing.PublishingError, match="Say why"):
            publishing.withdraw(make_article(), by=None, reason=" ")

    def test_a_draft_has_nothing_to_withdraw(self):
        with pytest.raises(publishing.PublishingError, match="Nothing"):
            publishing.withdraw(make_article(live=False), by=None, reason="Out of date.")

    def test_what_was_to_go_live_later_is_called_off(self):
        article = make_article()
        publishing.publish(revise(article, title="Tomorrow"), by=None, at=timezone.now() + timedelta(days=1))
        publishing.withdraw(article, by=None, reason="Out of date.")
        assert article.editions.count() == 1

    def test_a_withdrawal_can_wait_for_its_moment_and_be_called_off(self):
        with time_machine.travel("2026-03-01 09:00Z", tick=False):
            article = make_article()
        with time_machine.travel("2026-03-02 09:00Z", tick=False):
            withdrawal = publishing.withdraw(
                article, by=None, reason="The trial ends.", at=timezone.now() + timedelta(days=1)
            )
            assert article.state() == Article.State.LIVE
        with time_machine.travel("2026-03-03 09:00Z", tick=False):
            assert article.state() == Article.State.WITHDRAWN
        with time_machine.travel("2026-03-02 10:00Z", tick=False):
            publishing.cancel_withdrawal(withdrawal, by=None)
        with time_machine.travel("2026-03-03 09:00Z", tick=False):
            assert article.state() == Article.State.LIVE

    def test_plans_to_withdraw_and_to_publish_can_be_taken_back_in_any_order(self):
        hour = timedelta(hours=1)
        article = make_article()
        plan = publishing.withdraw(article, by=None, reason="The trial ends.", at=timezone.now() + hour)
        back = publishing.publish(revise(article, title="Back"), by=None, at=timezone.now() + 3 * hour)
        publishing.cancel_withdrawal(plan, by=None)
        live = article.editions.live().get()
        assert live.live_until == back.live_from
        publishing.withdraw(article, by=None, reason="The trial ends.", at=timezone.now() + 4 * hour)
        publishing.cancel_schedule(back, by=None)
        live.refresh_from_db()
        assert live.live_until == article.withdrawals.get().at
        publishing.withdraw(article, by=None, reason="At once.")
        assert article.state() == Article.State.WITHDRAWN
        assert [withdrawal.reason for withdrawal in article.withdrawals.all()] == ["At once."]

    def test_a_scheduled_article_with_a_plan_to_withdraw_can_be_called_off(self):
        article = make_article(at=timezone.now() + timedelta(days=1))
        publishing.withdraw(article, by=None, reason="The trial ends.", at=timezone.now() + timedelta(days=2))
        publishing.cancel_schedule(article.editions.get(), by=None)
        assert article.state() == Article.State.DRAFT
        assert not article.withdrawals.exists()

    def test_publishing_again_brings_it_back_with_its_first_date(self):
        with time_machine.travel("2026-03-01 09:00Z", tick=False):
            article = make_article()
        publishing.withdraw(article, by=None, reason="Being checked.")
        edition = publishing.publish(article.latest, by=None)
        assert article.state() == Article.State.LIVE
        assert edition.published_at.month == 3


class PageVersionTests:
    def test_every_deed_that_changes_the_page_raises_its_version(self):
        article = make_article()
        before = article.page_version
        publishing.withdraw(article, by=None, reason="Being checked.")
        article.refresh_from_db()
        assert article.page_version == before + 1

    def test_a_draft_leaves_it(self):
        article = make_article(category=make_category("living-well"))
        revise(article, title="New")
        before, article = article.page_version, Article.objects.get()
        assert article.page_version == before
