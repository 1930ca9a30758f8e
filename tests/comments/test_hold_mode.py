"""Review first, publish first, or closed: the nearest level that says something decides, and it can be told which."""

import itertools

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from articles.models import SiteSettings
from comments.models import CategoryPolicy, DiscussionSettings, Mode, Thread
from comments.policy import hold_mode, may_comment, standing
from tests.factories import make_article, make_category


def set_site(mode):
    site, _made = SiteSettings.objects.get_or_create(pk=SiteSettings.ONLY)
    DiscussionSettings.objects.update_or_create(site=site, defaults={"mode": mode})


@pytest.fixture
def deep(db):
    return make_article("Deep", category=make_category("more/health/recovery"))


class HoldModeTests:
    def test_without_a_word_from_anybody_comments_are_reviewed_first(self, deep):
        assert hold_mode(deep) == (Mode.HOLD, "site")

    @pytest.mark.parametrize("levels", list(itertools.product(["", *Mode.values], repeat=4)))
    def test_article_then_nearest_category_then_site(self, deep, levels):
        article, near, far, site = levels
        if site:
            set_site(site)
        for mode, path in ((near, "more/health/recovery"), (far, "more")):
            if mode:
                CategoryPolicy.objects.create(category=make_category(path), mode=mode)
        Thread.objects.create(article=deep, mode=article)
        level = "article" if article else "category" if near or far else "site"
        assert hold_mode(deep) == (article or near or far or site or Mode.HOLD, level)

    def test_a_neighbouring_branch_says_nothing_here(self, deep):
        CategoryPolicy.objects.create(category=make_category("more/health/exercise"), mode=Mode.CLOSED)
        CategoryPolicy.objects.create(category=make_category("more/health/recovery/after-surgery"), mode=Mode.CLOSED)
        assert hold_mode(deep) == (Mode.HOLD, "site")

    def test_it_costs_one_query(self, deep, django_assert_num_queries):
        set_site(Mode.PUBLISH)
        with django_assert_num_queries(1):
            standing(deep)

    def test_a_held_comment_says_which_level_held_it(self, deep, rui):
        from comments.posting import post

        CategoryPolicy.objects.create(category=make_category("more"), mode=Mode.HOLD)
        set_site(Mode.PUBLISH)
        comment = post(author=rui, article=deep, text="Held")
        assert comment.decisions.get().rule == "hold_by_category"
        assert comment.review_items.get().reasons == ["This category’s comments are reviewed first"]

    def test_the_settings_have_a_value_before_anybody_saved_them(self, db):
        assert DiscussionSettings.current().mode == Mode.HOLD


class MayCommentTests:
    def reason(self, user, article):
        answer = may_comment(user, article)
        return "" if answer.is_allowed else answer.reason

    def test_a_reader_may(self, article, rui):
        assert self.reason(rui, article) == ""

    def test_a_visitor_is_told_in_exactly_these_words(self, article):
        answer = may_comment(AnonymousUser(), article)
        assert (answer.reason, answer.message) == ("login", "Login is required before commenting.")

    def test_an_account_that_was_stopped_may_not(self, article, sam):
        sam.is_active = False
        assert self.reason(sam, article) == "suspended"

    def test_nobody_may_below_what_is_not_public(self, rui, ed):
        draft = make_article("Draft", live=False)
        assert self.reason(rui, draft) == self.reason(ed, draft) == "read_only"

    def test_the_discussion_closes_at_its_moment(self, article, rui):
        thread = Thread.objects.create(article=article, closed_at=timezone.now() + timezone.timedelta(minutes=1))
        assert self.reason(rui, article) == ""
        thread.closed_at = timezone.now()
        thread.save()
        assert self.reason(rui, article) == "closed"

    def test_staff_may_not_write_where_it_is_closed(self, article, ed):
        Thread.objects.create(article=article, mode=Mode.CLOSED)
        assert self.reason(ed, article) == "closed"
