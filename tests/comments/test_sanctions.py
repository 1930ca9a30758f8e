"""Sanctions, new readers, closing by age, and how long a review takes: who may write, and what appears at once."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.db import transaction as transaction_of
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Edition, SiteSettings
from comments import sanctions
from comments.models import CategoryPolicy, Comment, Decision, DiscussionSettings, Mode, Sanction, Thread
from comments.policy import may_comment, may_take_part, standing
from comments.posting import PostRefused, post
from comments.readers.waiting import form_note, usual_wait
from comments.sanctions import SanctionRefused
from comments.transitions import transition
from tests.conftest import make_person
from tests.factories import make_article, make_category

WEEK = timedelta(days=7)


@pytest.fixture
def max_(db):
    return make_person("max@example.org", "Max", "Moderators")


@pytest.fixture
def give(say, mo):
    """`give("ban")` is a sanction for Rui over a comment of his."""

    first = say()

    def give_one(kind, *, length=WEEK, by=None, comment=None, **more):
        more = {"reason": "abuse", **({"minutes": 30} if kind == "slow" else {}), **more}
        return sanctions.give(comment or first, kind, by=by or mo, length=length, **more)

    return give_one


def send(client, article, text="My words"):
    return client.post(reverse("comments:post", args=[article.slug]), {"text": text})


def site(**values):
    row, _made = SiteSettings.objects.get_or_create(pk=SiteSettings.ONLY)
    DiscussionSettings.objects.update_or_create(site=row, defaults=values)


class BindingTests:
    @pytest.mark.parametrize("kind", ["readonly", "ban"])
    def test_who_is_silenced_is_told_until_when_and_why_and_keeps_the_words(self, as_, rui, article, give, kind):
        give(kind)
        response = send(as_(rui), article, "Words to keep")
        page = response.content.decode()
        assert response.status_code == 403
        for words in ("Words to keep", "until", "hurtful to others", "you can appeal"):
            assert words in page
        assert Comment.objects.count() == 1

    def test_it_ends_by_itself(self, rui, article, give):
        give("ban")
        assert not may_comment(rui, article).is_allowed
        with time_machine.travel(timezone.now() + WEEK):
            assert may_comment(rui, article).is_allowed

    def test_who_is_banned_can_still_log_in_read_and_withdraw(self, as_, rui, article, say, give):
        comment = say("mine")
        give("ban", comment=comment)
        assert "mine" in as_(rui).get(article.get_absolute_url()).content.decode()
        assert transition(comment, "withdrawn", actor=rui, role="author").status == "withdrawn"

    def test_a_ban_reaches_the_small_deeds_and_reading_only_does_not(self, rui, give):
        give("readonly")
        assert may_take_part(rui).is_allowed
        give("ban")
        assert not may_take_part(rui).is_allowed

    def test_a_warning_binds_nobody(self, rui, article, give):
        give("warn")
        assert may_comment(rui, article).is_allowed

    def test_who_is_slowed_down_waits_and_is_told_how_long(self, as_, rui, article, give):
        give("slow", minutes=30)
        response = send(as_(rui), article, "Too soon")
        assert response.status_code == 429
        assert "30 minutes" in response.content.decode()
        assert "Too soon" in response.content.decode()
        with time_machine.travel(timezone.now() + timedelta(minutes=31)):
            assert post(author=rui, article=article, text="In time")

    def test_whose_comments_are_reviewed_first_is_held_where_others_are_published(
        self, rui, article, give, publish_first
    ):
        give("premod")
        comment = post(author=rui, article=article, text="Held")
        assert (comment.status, comment.decisions.get().rule) == ("held", "hold_by_person")
        assert comment.review_items.get().reasons == ["This person’s comments are reviewed first"]

    def test_others_are_not_touched(self, eve, article, give, publish_first):
        for kind in ("ban", "premod"):
            give(kind)
        assert post(author=eve, article=article, text="Mine").is_public


class GivingTests:
    def test_it_hangs_on_the_decision_that_led_to_it(self, say, mo, give):
        comment = transition(say(), "rejected", actor=mo, role="moderator", reason="abuse")
        assert give("ban", comment=comment).decision == comment.decisions.last()

    def test_colleagues_and_oneself_are_given_none(self, say, mo, max_, give):
        for author in (mo, max_):
            with pytest.raises(SanctionRefused):
                give("ban", comment=say(by=author))

    @pytest.mark.parametrize("values", [{"kind": "exile"}, {"reason": "because"}, {"kind": "slow", "minutes": 0}])
    def test_what_is_none_is_refused(self, give, values):
        kind = values.pop("kind", "ban")
        with pytest.raises(SanctionRefused):
            give(kind, **values)

    @pytest.mark.parametrize("kind", ["ban", "readonly"])
    def test_silencing_for_good_waits_for_a_second_moderator(self, rui, mo, max_, article, give, kind):
        sanction = give(kind, length=None)
        assert may_comment(rui, article).is_allowed
        with pytest.raises(SanctionRefused):
            sanctions.confirm(sanction, by=mo)
        sanctions.confirm(sanction, by=max_)
        assert not may_comment(rui, article).is_allowed

    def test_the_database_knows_no_second_key_of_the_same_person(self, mo, give):
        sanction = give("ban", length=None)
        with pytest.raises(IntegrityError), transaction_of.atomic():
            Sanction.objects.filter(pk=sanction.pk).update(confirmed_by=mo)

    def test_what_was_lifted_is_not_agreed_to(self, mo, max_, give):
        sanction = give("ban", length=None)
        sanctions.lift(sanction, by=mo, reason="A mistake")
        sanction.refresh_from_db()
        with pytest.raises(SanctionRefused):
            sanctions.confirm(sanction, by=max_)

    def test_lifting_touches_only_its_own(self, rui, max_, article, give):
        first, second = give("ban"), give("readonly")
        sanctions.lift(first, by=max_, reason="He said sorry")
        assert not may_comment(rui, article).is_allowed
        sanctions.lift(second, by=max_, reason="And so on")
        assert may_comment(rui, article).is_allowed


class PagesTests:
    def test_it_is_given_from_the_desk_and_listed_on_the_persons_page(self, as_, mo, rui, say):
        comment = say(status="held")
        fields = {"sanction-kind": "readonly", "sanction-length": "7", "sanction-reason": "abuse"}
        response = as_(mo).post(reverse("moderation:sanction", args=[comment.public_id]), fields)
        assert response["Location"] == reverse("moderation:person", args=[rui.pk])
        page = as_(mo).get(response["Location"]).content.decode()
        for words in ("Read only", "in force", "hurtful to others", "Mo"):
            assert words in page

    def test_a_form_that_is_not_complete_comes_back(self, as_, mo, say):
        url = reverse("moderation:sanction", args=[say(status="held").public_id])
        response = as_(mo).post(
            url, {"sanction-kind": "slow", "sanction-length": "7", "sanction-public_text": "Slowly"}
        )
        assert response.status_code == 422
        assert "Slowly" in response.content.decode()
        assert not Sanction.objects.exists()

    def test_two_moderators_turn_the_two_keys(self, as_, mo, max_, rui, article, give):
        sanction = give("ban", length=None)
        url = reverse("moderation:confirm_sanction", args=[sanction.pk])
        page = reverse("moderation:person", args=[rui.pk])
        assert "Agree: put it in force" not in as_(mo).get(page).content.decode()
        as_(mo).post(url)
        assert may_comment(rui, article).is_allowed
        assert "Agree: put it in force" in as_(max_).get(page).content.decode()
        as_(max_).post(url)
        assert not may_comment(rui, article).is_allowed

    def test_lifting_needs_a_reason(self, as_, max_, rui, article, give):
        sanction = give("ban")
        url = reverse("moderation:lift_sanction", args=[sanction.pk])
        as_(max_).post(url, {"reason": " "})
        assert not may_comment(rui, article).is_allowed
        as_(max_).post(url, {"reason": "Sorry was said"})
        assert may_comment(rui, article).is_allowed
        assert "Sorry was said" in as_(max_).get(reverse("moderation:person", args=[rui.pk])).content.decode()

    @pytest.mark.parametrize("viewer", ["rui", "eve", "ana", "ed", "una"])
    def test_strangers_and_moderators_of_elsewhere_find_nothing(self, request, as_, rui, give, viewer):
        sanction = give("ban", length=None)
        client = as_(request.getfixturevalue(viewer))
        assert client.get(reverse("moderation:person", args=[rui.pk])).status_code == 404
        for name in ("confirm_sanction", "lift_sanction"):
            assert client.post(reverse(f"moderation:{name}", args=[sanction.pk]), {"reason": "x"}).status_code == 404
        sanction.refresh_from_db()
        assert sanction.state() == "waiting"

    def test_a_moderator_of_a_branch_sees_who_wrote_there_and_only_what_they_wrote_there(self, as_, una, rui, say):
        say("canary elsewhere")
        say("here", below=make_article("Below", category=make_category("more/health")))
        page = as_(una).get(reverse("moderation:person", args=[rui.pk])).content.decode()
        assert "here" in page
        assert "canary" not in page

    def test_nobody_finds_a_page_about_themselves(self, as_, mo, say):
        say(by=mo)
        assert as_(mo).get(reverse("moderation:person", args=[mo.pk])).status_code == 404


class NewReaderTests:
    @pytest.fixture
    def open_site(self, db):
        site(mode=Mode.PUBLISH)

    def approve(self, comment, mo):
        return transition(comment, "published", actor=mo, role="moderator")

    def test_the_first_three_are_reviewed_also_where_others_appear_at_once(self, rui, mo, article, open_site):
        for n in range(3):
            comment = post(author=rui, article=article, text=f"{n}")
            assert (comment.status, comment.decisions.get().rule) == ("held", "hold_by_new_reader")
            self.approve(comment, mo)
        assert post(author=rui, article=article, text="Trusted").is_public

    def test_only_what_people_have_approved_counts(self, rui, article, open_site):
        Thread.objects.create(article=article)
        site(mode=Mode.PUBLISH, first_held=0)
        for n in range(5):
            assert post(author=rui, article=article, text=f"{n}").is_public
        site(mode=Mode.PUBLISH, first_held=3)
        assert post(author=rui, article=article, text="Held").status == "held"

    def test_a_removal_begins_the_count_anew(self, rui, mo, article, open_site):
        for n in range(3):
            last = self.approve(post(author=rui, article=article, text=f"{n}"), mo)
        transition(last, "rejected", actor=mo, role="moderator", reason="abuse")
        for n in range(3):
            comment = post(author=rui, article=article, text=f"again {n}")
            assert comment.status == "held"
            self.approve(comment, mo)
        assert post(author=rui, article=article, text="Trusted again").is_public

    def test_where_all_are_reviewed_that_is_the_reason(self, rui, article):
        assert post(author=rui, article=article, text="Held").decisions.get().rule == "hold_by_site"

    def test_staff_and_sites_that_say_so_hold_nobody(self, ed, rui, article, open_site):
        assert post(author=ed, article=article, text="Staff").is_public
        site(first_held=0)
        assert post(author=rui, article=article, text="At once").is_public


class ClosingByAgeTests:
    @pytest.fixture
    def old(self, db):
        article = make_article("Old", category=make_category("more/health"))
        Edition.objects.filter(article=article).update(published_at=timezone.now() - timedelta(days=40))
        return article

    @pytest.mark.parametrize(
        ("on_site", "far", "near", "closed"),
        [
            (None, None, None, False),
            (0, None, None, False),
            (30, None, None, True),
            (50, None, None, False),
            (30, 0, None, False),
            (None, 30, None, True),
            (30, 0, 30, True),
            (None, 30, 90, False),
        ],
    )
    def test_the_nearest_category_that_says_something_then_the_site(self, old, rui, on_site, far, near, closed):
        site(close_after_days=on_site)
        CategoryPolicy.objects.create(category=make_category("more"), close_after_days=far)
        CategoryPolicy.objects.create(category=make_category("more/health"), close_after_days=near)
        answer = may_comment(rui, old)
        assert answer.is_allowed != closed
        assert closed == (not answer.is_allowed and answer.reason == "closed")

    def test_it_closes_at_its_moment_and_keeps_the_words_of_who_is_typing(self, old, rui):
        site(close_after_days=41)
        moment = standing(old).closes_at
        with time_machine.travel(moment - timedelta(seconds=5)):
            assert may_comment(rui, old).is_allowed
        with time_machine.travel(moment), pytest.raises(PostRefused) as refusal:
            post(author=rui, article=Article.objects.get(pk=old.pk), text="Too late")
        assert refusal.value.refused.reason == "closed"


class UsualWaitTests:
    @pytest.fixture
    def decided(self, say, mo):
        """Seven comments that waited one to seven hours."""
        now = timezone.now()
        for hours in range(1, 8):
            comment = say(f"{hours}", status="held")
            Comment.objects.filter(pk=comment.pk).update(created_at=now - timedelta(hours=hours))
            transition(comment, "published", actor=mo, role="moderator", at=now)

    def test_it_is_the_middle_of_what_people_waited_lately(self, decided):
        assert usual_wait() == timedelta(hours=4)

    def test_what_rules_decided_and_old_decisions_do_not_count(self, decided):
        Decision._base_manager.filter(to_status="published").update(created_at=timezone.now() - timedelta(days=31))
        assert usual_wait() is None

    def test_it_is_asked_once_an_hour(self, decided, django_assert_num_queries):
        usual_wait()
        with django_assert_num_queries(0):
            usual_wait()

    def test_the_form_says_it_where_comments_wait(self, as_, rui, article, decided):
        assert "Usually reviewed within 4 hours." in as_(rui).get(article.get_absolute_url()).content.decode()
        site(mode=Mode.PUBLISH, form_note="Be kind.")
        assert form_note(standing(article)) == "Be kind."

    def test_nothing_is_promised_while_nobody_knows(self, db, article):
        assert "Usually" not in form_note(standing(article))
