from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.models import Article, ArticleAddress, CategoryRole
from tests.factories import make_article, make_category, make_contributor, revise

from .desk import typed, url


def saved(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def problems(response) -> dict:
    assert response.status_code == 200, response
    return response.context["adminform"].form.errors


class WriteTests:
    def test_author_starts_a_draft_that_readers_do_not_see(self, as_, ana):
        category, people = make_category(), [make_contributor("Bea"), make_contributor("Abe")]
        data = typed(title="Sleep well", body="<p>Go to bed.</p>", category=category.pk, authors=[p.pk for p in people])
        response = as_(ana).post(url("add"), data)
        article = Article.objects.get()
        assert response.url == url("change", article.pk)
        assert (article.slug, article.created_by, article.latest.number) == ("sleep-well", ana, 1)
        assert [person.display_name for person in article.latest.byline()] == ["Bea", "Abe"]
        assert not Article.objects.published().exists()

    def test_draft_needs_nothing_but_a_title(self, as_, ana):
        as_(ana).post(url("add"), typed(title="An idea"))
        assert Article.objects.get().latest.title == "An idea"

    def test_writer_stands_as_the_first_author_of_a_new_article(self, as_, ana):
        bea = make_contributor("Bea", user=ana)
        rows = as_(ana).get(url("add")).context["adminform"].form["authors"].value()
        assert rows == [bea.pk]

    def test_missing_title_keeps_what_was_typed(self, as_, ana):
        response = as_(ana).post(url("add"), typed(body="<p>Words.</p>"))
        assert "title" in problems(response)
        assert "&lt;p&gt;Words.&lt;/p&gt;" in response.content.decode()
        assert not Article.objects.exists()

    def test_save_makes_a_revision_and_leaves_the_old_one(self, as_, ana):
        article = make_article(by=ana, live=False)
        as_(ana).post(url("change", article.pk), typed(article, title="Better", reason="clearer title"))
        article = saved(article)
        assert (article.latest.number, article.latest.title, article.latest.reason) == (2, "Better", "clearer title")
        assert article.revisions.get(number=1).title == "Living with hay fever"

    def test_saving_a_live_article_moves_nothing_that_readers_see(self, as_, ana):
        article = make_article(by=ana)
        as_(ana).post(url("change", article.pk), typed(article, body="<p>New words.</p>"))
        assert "New words" not in article.editions.live().get().body_html

    def test_saving_the_same_makes_no_revision(self, as_, ana):
        article = make_article(by=ana, live=False)
        as_(ana).post(url("change", article.pk), typed(article))
        assert saved(article).latest.number == 1

    def test_order_of_the_authors_is_the_order_of_the_rows(self, as_, ana):
        one, two = make_contributor("One"), make_contributor("Two")
        article = make_article(by=ana, live=False, contributors=(one, two))
        as_(ana).post(url("change", article.pk), typed(article, authors=["", two.pk, one.pk]))
        assert saved(article).latest.byline() == [two, one]

    def test_author_named_twice_is_refused(self, as_, ana):
        one = make_contributor("One")
        article = make_article(by=ana, live=False)
        response = as_(ana).post(url("change", article.pk), typed(article, authors=[one.pk, one.pk]))
        assert "authors" in problems(response)

    def test_text_goes_through_the_gate(self, as_, ana):
        as_(ana).post(url("add"), typed(title="Bad", body='<p onclick="x()">Hello<script>x()</script></p>'))
        assert "script" not in Article.objects.get().latest.body
        assert "onclick" not in Article.objects.get().latest.body

    def test_picture_from_elsewhere_is_refused_at_the_text(self, as_, ana):
        response = as_(ana).post(url("add"), typed(title="Bad", body='<img src="https://example.org/x.png" alt="x">'))
        assert "body" in problems(response)

    def test_category_is_shown_by_its_path(self, as_, ana):
        article = make_article(by=ana, live=False, category=make_category("more/health/recovery"))
        assert "More › Health › Recovery" in as_(ana).get(url("change", article.pk)).content.decode()

    def test_form_names_its_fields_and_works_as_a_plain_form(self, as_, ana):
        article = make_article(by=ana, live=False)
        page = as_(ana).get(url("change", article.pk)).content.decode()
        assert '<textarea name="body"' in page
        assert 'aria-label="Author 1"' in page


class PageTests:
    def test_live_article_leads_to_its_page_and_a_draft_to_its_preview(self, as_, ana):
        live, draft = make_article("Out", by=ana), make_article("Not yet", by=ana, live=False)
        assert "View on site" in as_(ana).get(url("change", live.pk)).content.decode()
        page = as_(ana).get(url("change", draft.pk)).content.decode()
        assert "View on site" not in page
        assert "Preview what is saved" in page

    def test_state_stands_beside_the_buttons(self, as_, ana):
        article = make_article(by=ana)
        revise(article, by=ana, title="Newer")
        page = as_(ana).get(url("change", article.pk)).content.decode()
        bar = page[page.index('class="desk-bar"') :]
        assert "Live" in bar
        assert "unpublished changes" in bar
        assert "Publish changes" in bar

    def test_import_map_has_a_nonce_and_comes_before_every_module(self, as_, ana):
        response = as_(ana).get(url("add"))
        page = response.content.decode()
        nonce = page.split('<script type="importmap" nonce="')[1].split('"')[0]
        assert f"'nonce-{nonce}'" in response.headers["Content-Security-Policy"]
        assert page.index("importmap") < page.index('type="module"')


class OldBaseTests:
    def test_save_over_a_newer_revision_is_refused_and_the_text_kept(self, as_, ana, ed):
        article = make_article(by=ana, live=False)
        opened = typed(article, body="<p>From Ana.</p>")
        revise(article, by=ed, title="From Ed")
        response = as_(ana).post(url("change", article.pk), opened)
        assert "Ed saved revision 2" in str(problems(response))
        assert "From Ana." in response.content.decode()
        assert saved(article).latest.title == "From Ed"

    def test_warned_author_may_save_on_top_and_both_texts_are_kept(self, as_, ana, ed):
        article = make_article(by=ana, live=False)
        opened = typed(article, body="<p>From Ana.</p>")
        revise(article, by=ed, title="From Ed")
        again = as_(ana).post(url("change", article.pk), opened).context["adminform"].form["base_revision"].value()
        as_(ana).post(url("change", article.pk), {**opened, "base_revision": again})
        assert [revision.number for revision in article.revisions.all()] == [3, 2, 1]

    def test_form_without_a_base_is_an_old_one(self, as_, ana):
        article = make_article(by=ana, live=False)
        data = typed(article, title="Other", base_revision="")
        assert "__all__" in problems(as_(ana).post(url("change", article.pk), data))


class PublishTests:
    def test_publish_saves_what_was_typed_and_puts_it_before_readers(self, as_, ana):
        article = make_article(by=ana, live=False)
        response = as_(ana).post(url("publish", article.pk), typed(article, title="Out now"))
        assert response.url == url("change", article.pk)
        assert article.editions.live().get().title == "Out now"

    def test_what_is_missing_is_shown_at_its_field_with_nothing_lost(self, as_, ana):
        article = make_article(by=ana, live=False)
        response = as_(ana).post(url("publish", article.pk), typed(article, title="Out", body="", category=""))
        assert problems(response)["category"] == ["Choose a category."]
        assert problems(response)["body"] == ["Write the text."]
        assert 'value="Out"' in response.content.decode()
        assert not article.editions.exists()

    def test_refused_publication_saves_no_revision_either(self, as_, ana):
        article = make_article(by=ana, live=False)
        as_(ana).post(url("publish", article.pk), typed(article, title="Out", category=""))
        assert saved(article).latest.number == 1

    def test_refused_page_sends_the_next_save_to_the_form_itself(self, as_, ana):
        article = make_article(by=ana, live=False)
        page = as_(ana).post(url("publish", article.pk), typed(article, category="")).content.decode()
        assert f'action="{url("change", article.pk)}"' in page

    def test_publishing_a_change_asks_for_its_kind_and_a_line_for_readers(self, as_, ana):
        article = make_article(by=ana)
        response = as_(ana).post(url("publish", article.pk), typed(article, title="Changed"))
        assert {"level", "note"} <= set(problems(response))

    def test_scheduled_first_publication_can_be_brought_forward_without_a_kind_of_change(self, as_, ana):
        article = make_article(by=ana, at=timezone.now() + timedelta(days=9))
        assert as_(ana).post(url("publish", article.pk), typed(article)).status_code == 302
        assert article.editions.live().exists()

    def test_change_is_published_with_its_kind_and_line(self, as_, ana):
        article = make_article(by=ana)
        data = typed(article, title="Changed", level="correction", note="The dose was wrong.")
        as_(ana).post(url("publish", article.pk), data)
        edition = article.editions.live().get()
        assert (edition.title, edition.level, edition.note) == ("Changed", "correction", "The dose was wrong.")

    def test_get_publishes_nothing(self, as_, ana):
        article = make_article(by=ana, live=False)
        assert as_(ana).get(url("publish", article.pk)).url == url("change", article.pk)
        assert not article.editions.exists()

    def test_author_of_another_may_not_publish(self, as_, ana, ed):
        article = make_article(by=ed, live=False)
        assert as_(ana).post(url("publish", article.pk), typed(article)).status_code == 404
        assert not article.editions.exists()


class AdviceTests:
    def ask(self, browser, deed, article, **changes):
        data = typed(article, **changes)
        del data["anyway"]
        return browser.post(url(deed, article.pk), data)

    def test_publishing_without_author_or_summary_asks_first_and_keeps_what_was_typed(self, as_, ana):
        article = make_article(by=ana, live=False)
        response = self.ask(as_(ana), "publish", article, title="Out", summary="")
        page = response.content.decode()
        assert len(response.context["adminform"].form.advice) == 2
        assert "Publish anyway" in page
        assert "Some things to mend" not in page
        assert 'value="Out"' in page
        assert not article.editions.exists()

    def test_going_on_publishes(self, as_, ana):
        article = make_article(by=ana, live=False)
        as_(ana).post(url("publish", article.pk), typed(article, summary=""))
        assert article.editions.live().exists()

    def test_scheduling_asks_too(self, as_, ana):
        article = make_article(by=ana, live=False)
        page = self.ask(as_(ana), "schedule", article, go_live_at="2031-01-01T09:00").content.decode()
        assert "Schedule anyway" in page
        assert 'value="2031-01-01T09:00' in page

    def test_with_both_nothing_is_asked(self, as_, ana):
        article = make_article(by=ana, live=False, contributors=[make_contributor()])
        assert self.ask(as_(ana), "publish", article).status_code == 302

    def test_what_must_be_mended_comes_before_advice(self, as_, ana):
        article = make_article(by=ana, live=False)
        response = self.ask(as_(ana), "publish", article, category="")
        assert problems(response) == {"category": ["Choose a category."]}

    def test_saving_a_draft_asks_nothing(self, as_, ana):
        article = make_article(by=ana, live=False)
        assert self.ask(as_(ana), "change", article, summary="").status_code == 302


class ScheduleTests:
    def test_moment_is_read_in_the_zone_of_the_site_and_said_in_words(self, as_, ana, settings):
        settings.TIME_ZONE = "Europe/Lisbon"
        article = make_article(by=ana, live=False)
        as_(ana).post(url("schedule", article.pk), typed(article, go_live_at="2027-07-06T09:00"))
        edition = article.editions.get()
        assert edition.live_from.isoformat() == "2027-07-06T08:00:00+00:00"
        assert "Goes live Tuesday 6 July 2027, 09:00" in as_(ana).get(url("change", article.pk)).content.decode()

    def test_moment_is_needed(self, as_, ana):
        article = make_article(by=ana, live=False)
        assert "go_live_at" in problems(as_(ana).post(url("schedule", article.pk), typed(article)))

    def test_moment_is_kept_to_the_second(self, as_, ana):
        article = make_article(by=ana, live=False)
        as_(ana).post(url("schedule", article.pk), typed(article, go_live_at="2031-01-01T09:00:07"))
        assert article.editions.get().live_from.second == 7

    def test_past_moment_is_refused(self, as_, ana):
        article = make_article(by=ana, live=False)
        response = as_(ana).post(url("schedule", article.pk), typed(article, go_live_at="2020-01-01T09:00"))
        assert "go_live_at" in problems(response)

    def test_live_article_stays_live_until_the_scheduled_change(self, as_, ana):
        article = make_article(by=ana)
        data = typed(article, title="Later", go_live_at="2031-01-01T09:00", level="typo", note="A comma.")
        as_(ana).post(url("schedule", article.pk), data)
        assert article.editions.live().get().title == "Living with hay fever"
        assert article.editions.count() == 2

    def test_schedule_can_be_called_off(self, as_, ana):
        article = make_article(by=ana, at=timezone.now() + timedelta(days=9))
        response = as_(ana).post(url("cancel", article.pk, 1))
        assert response.url == url("change", article.pk)
        assert not article.editions.exists()

    def test_live_edition_is_not_called_off(self, as_, ana):
        article = make_article(by=ana)
        page = as_(ana).post(url("cancel", article.pk, 1), follow=True).content.decode()
        assert "withdraw it instead" in page
        assert article.editions.live().exists()

    def test_get_calls_nothing_off(self, as_, ana):
        article = make_article(by=ana, at=timezone.now() + timedelta(days=9))
        as_(ana).get(url("cancel", article.pk, 1))
        assert article.editions.exists()


class WithdrawTests:
    def test_page_says_what_it_does_and_get_does_nothing(self, as_, ana):
        article = make_article(by=ana)
        assert "No text is lost" in as_(ana).get(url("withdraw", article.pk)).content.decode()
        assert article.editions.live().exists()

    def test_reason_is_needed(self, as_, ana):
        article = make_article(by=ana)
        response = as_(ana).post(url("withdraw", article.pk), {"reason": " "})
        assert "reason" in response.context["form"].errors
        assert article.editions.live().exists()

    def test_withdrawn_with_reason_and_alternative(self, as_, ana):
        article, other = make_article(by=ana), make_article("Another", by=None)
        data = {"reason": "Out of date.", "alternatives": [other.pk]}
        as_(ana).post(url("withdraw", article.pk), data)
        withdrawal = article.withdrawals.get()
        assert (withdrawal.reason, list(withdrawal.alternatives.all())) == ("Out of date.", [other])
        assert not article.editions.live().exists()

    def test_chosen_alternatives_cost_no_query_each(self, as_, ana):
        article = make_article(by=ana)
        others = [make_article(f"Another {number}") for number in range(4)]

        def queries(chosen):
            with CaptureQueriesContext(connection) as captured:
                browser.post(url("withdraw", article.pk), {"reason": "", "alternatives": [one.pk for one in chosen]})
            return len(captured)

        browser = as_(ana)
        queries(others)
        assert queries(others) == queries(others[:1])

    def test_draft_is_no_alternative(self, as_, ana):
        article, draft = make_article(by=ana), make_article("Secret", by=ana, live=False)
        response = as_(ana).post(url("withdraw", article.pk), {"reason": "Old.", "alternatives": [draft.pk]})
        assert "alternatives" in response.context["form"].errors


class AddressTests:
    def test_slug_of_a_draft_changes_in_the_form(self, as_, ana):
        article = make_article(by=ana, live=False)
        as_(ana).post(url("change", article.pk), typed(article, slug="pollen"))
        assert saved(article).slug == "pollen"

    def test_taken_slug_is_refused_at_its_field(self, as_, ana):
        make_article("Taken")
        article = make_article(by=ana, live=False)
        assert "slug" in problems(as_(ana).post(url("change", article.pk), typed(article, slug="taken")))

    def test_published_slug_is_frozen_in_the_form(self, as_, ana):
        article = make_article(by=ana)
        as_(ana).post(url("change", article.pk), typed(article, slug="pollen", title="New"))
        assert saved(article).slug == "living-with-hay-fever"
        assert saved(article).latest.title == "New"

    def test_published_address_changes_by_its_own_page_and_the_old_one_is_kept(self, as_, ana):
        article = make_article(by=ana)
        as_(ana).post(url("address", article.pk), {"slug": "pollen"})
        assert saved(article).slug == "pollen"
        assert ArticleAddress.objects.get().slug == "living-with-hay-fever"

    def test_clash_is_shown_at_the_field(self, as_, ana):
        make_article("Taken")
        article = make_article(by=ana)
        assert "slug" in as_(ana).post(url("address", article.pk), {"slug": "taken"}).context["form"].errors


class CategoryBoundsTests:
    @pytest.fixture
    def bea(self, eve):
        """Has a role in one branch, and no group."""
        eve.is_staff = True
        eve.save()
        CategoryRole.objects.create(user=eve, category=make_category("more/health"), role="author")
        return eve

    def test_author_of_a_branch_writes_in_it(self, as_, bea):
        category = make_category("more/health/recovery")
        as_(bea).post(url("add"), typed(title="Mine", category=category.pk))
        assert Article.objects.get().latest.category == category

    def test_and_nowhere_else(self, as_, bea):
        response = as_(bea).post(url("add"), typed(title="Mine", category=make_category("news").pk))
        assert "category" in problems(response)
        assert not Article.objects.exists()

    def test_own_article_is_not_published_into_another_branch(self, as_, bea):
        article = make_article(by=bea, live=False, category=make_category("more/health"))
        response = as_(bea).post(url("publish", article.pk), typed(article, category=make_category("news").pk))
        assert "category" in problems(response)
        assert not article.editions.exists()

    def test_author_of_a_branch_publishes_their_own_in_it(self, as_, bea):
        article = make_article(by=bea, live=False, category=make_category("more/health/recovery"))
        as_(bea).post(url("publish", article.pk), typed(article))
        assert article.editions.live().exists()

    def test_choices_offer_the_branch_only(self, as_, bea):
        make_category("news"), make_category("more/health/recovery")
        results = as_(bea).get(url("categories")).json()["results"]
        assert [result["text"] for result in results] == ["More › Health", "More › Health › Recovery"]


class ChoicesTests:
    def test_other_peoples_unpublished_titles_are_not_offered(self, as_, ana, ed):
        make_article("Secret plan", by=ed, live=False)
        live = make_article("Known", by=ed)
        revise(live, by=ed, title="Secret new title")
        texts = [result["text"] for result in as_(ana).get(url("choices")).json()["results"]]
        assert texts == ["Known"]
        assert as_(ana).get(url("choices"), {"term": "secret"}).json()["results"] == []


class HistoryTests:
    def test_lists_revisions_with_their_editions(self, as_, ana):
        article = make_article(by=ana)
        revise(article, by=ana, title="Newer")
        page = as_(ana).get(url("history", article.pk)).content.decode()
        assert "Revision 2" in page
        assert "Edition 1" in page
        assert '<span class="desk-state desk-state-live">Live</span>' in page
        assert "Draft" not in page

    def test_edition_that_another_followed_has_ended(self, as_, ana):
        article = make_article(by=ana)
        revise(article, by=ana, title="Newer")
        publishing.publish(article.latest, by=ana)
        page = as_(ana).get(url("history", article.pk)).content.decode()
        assert '<span class="desk-state desk-state-ended">Ended</span>' in page

    def test_revision_is_read_as_its_page_would_read(self, as_, ana):
        article = make_article(by=ana, live=False)
        page = as_(ana).get(url("revision", article.pk, 1)).content.decode()
        assert "Hay fever is an allergy to pollen." in page

    def test_stranger_to_the_article_reads_no_revision(self, as_, ana, ed):
        article = make_article(by=ed, live=False)
        assert as_(ana).get(url("revision", article.pk, 1)).status_code == 404


class DeleteTests:
    def test_draft_is_deleted_with_its_revisions(self, as_, ana):
        article = make_article(by=ana, live=False)
        assert as_(ana).get(url("delete", article.pk)).status_code == 200
        as_(ana).post(url("delete", article.pk), {"post": "yes"})
        assert not Article.objects.exists()

    def test_article_that_readers_saw_is_never_deleted(self, as_, root):
        article = make_article()
        publishing.withdraw(article, by=None, reason="Old.")
        assert as_(root).post(url("delete", article.pk), {"post": "yes"}).status_code == 403
        assert Article.objects.exists()


class QueryTests:
    def test_form_asks_the_same_number_of_queries_however_long_the_history(
        self, as_, ana, django_assert_max_num_queries
    ):
        article = make_article(by=ana, contributors=(make_contributor("A"), make_contributor("B")))
        for number in range(5):
            revise(article, by=ana, title=f"Version {number}")
        browser = as_(ana)
        browser.get(url("change", article.pk))
        with django_assert_max_num_queries(30):
            browser.get(url("change", article.pk))
