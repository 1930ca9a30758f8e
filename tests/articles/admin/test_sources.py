"""The library at the desk: who may do what, what a name becomes, where a source is used, two rows made one."""

import json
from datetime import date

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import URLPattern, reverse

from articles import publishing, sources
from articles.admin.source import SourceForm
from articles.models import CategoryRole, Source
from tests.conftest import make_person
from tests.factories import make_article, make_category, make_source, revise

from .desk import typed as form_of

pytestmark = pytest.mark.django_db

OF_THE_LIST = {"changelist": "get", "add": "get", "choose": "get", "quick": "post"}
OF_A_ROW = {"change": "get", "history": "get", "delete": "get", "merge": "get", "separate": "post"}


def url(name: str, *args) -> str:
    return reverse(f"admin:articles_source_{name}", args=args)


def typed(**changes) -> dict:
    names = ["title", "authors", "container", "publisher", "year", "locator", "accessed_on", "state_on", "state_note"]
    names += ["superseded_by", "doi", "pmid", "pmcid", "isbn", "guideline", "url"]
    return {**dict.fromkeys(names, ""), "kind": "other", "language": "en", "state": "current", **changes}


def errors(response) -> dict:
    return response.context["adminform"].form.errors


class DoorTests:
    def test_no_address_is_left_out(self):
        patterns = admin.site._registry[Source].get_urls()
        names = {
            one.name.removeprefix("articles_source_") for one in patterns if isinstance(one, URLPattern) and one.name
        }
        assert names == {*OF_THE_LIST, *OF_A_ROW}

    @pytest.mark.parametrize("who", [None, "rui", "mo", "eve"])
    def test_whoever_does_not_write_meets_nothing(self, as_, request, who):
        source = make_source("A private title")
        browser = as_(request.getfixturevalue(who) if who else None)
        for doors, args in ((OF_THE_LIST, []), (OF_A_ROW, [source.pk])):
            for name, method in doors.items():
                response = getattr(browser, method)(url(name, *args), typed(title="New") if method == "post" else {})
                assert response.status_code in {302, 403, 404}, name
                assert response.status_code != 302 or "/login" in response.url
                assert "private title" not in response.content.decode()
        assert Source.objects.count() == 1

    def test_an_author_adds_and_looks_and_changes_nobody_elses(self, as_, ana, ed):
        theirs = make_source("Theirs", created_by=ed)
        browser = as_(ana)
        assert browser.post(url("add"), typed(title="Mine", kind="trial")).status_code == 302
        assert Source.objects.get(title="Mine").created_by == ana
        assert browser.get(url("change", theirs.pk)).status_code == 200
        for name, method in OF_A_ROW.items():
            if name not in {"change", "history"}:
                assert getattr(browser, method)(url(name, theirs.pk)).status_code == 403, name
        assert browser.post(url("change", theirs.pk), typed(title="Changed")).status_code == 403

    def test_an_author_mends_their_own_until_readers_see_it(self, as_, ana):
        mine = make_source("Mine", created_by=ana)
        article = make_article(by=ana, live=False, body=f"<p>x[source:{mine.pk}]</p>")
        assert as_(ana).post(url("change", mine.pk), typed(title="Mended")).status_code == 302
        publishing.publish(article.latest, by=ana)
        assert as_(ana).post(url("change", mine.pk), typed(title="Again")).status_code == 403
        assert as_(ana).get(url("merge", mine.pk)).status_code == 403

    def test_an_editor_of_one_category_adds_but_does_not_keep_the_library_of_the_whole_site(self, as_, ana):
        person = make_person("branch@example.org", "Branch", is_staff=True)
        CategoryRole.objects.create(user=person, category=make_category(), role="editor")
        assert as_(person).post(url("add"), typed(title="Mine")).status_code == 302
        assert as_(person).post(url("change", make_source("Other").pk), typed(title="X")).status_code == 403

    def test_an_editor_changes_and_pages_show_it(self, as_, ed, client):
        source = make_source("A title")
        article = make_article(body=f"<p>x[source:{source.pk}]</p>")
        data = typed(title="A title", state="retracted", state_on="2026-03-04", state_note="Data were made up.")
        assert as_(ed).post(url("change", source.pk), data).status_code == 302
        assert "Data were made up." in client.get(article.get_absolute_url()).content.decode()

    def test_what_is_cited_is_never_removed_and_nothing_is_removed_in_bulk(self, as_, root):
        cited, unused = make_source("Cited"), make_source("Unused")
        make_article(live=False, body=f"<p>x[source:{cited.pk}]</p>")
        browser = as_(root)
        assert browser.post(url("delete", cited.pk), {"post": "yes"}).status_code == 403
        with pytest.raises(sources.SourceError):
            sources.remove(cited)
        assert browser.post(url("delete", unused.pk), {"post": "yes"}).status_code == 302
        assert "delete_selected" not in browser.get(url("changelist")).content.decode()
        assert list(Source.objects.all()) == [cited]


class FormTests:
    def test_pasted_names_are_kept_in_one_form(self, as_, ana):
        data = typed(title="T", doi="https://doi.org/10.1136/BMJ.J3418.", isbn="0-306-40615-2", guideline="ng28")
        as_(ana).post(url("add"), data)
        source = Source.objects.get()
        assert (source.doi, source.isbn, source.guideline) == ("10.1136/bmj.j3418", "9780306406157", "NICE NG28")

    @pytest.mark.parametrize("field", ["doi", "pmid", "pmcid", "isbn", "guideline", "url"])
    @pytest.mark.parametrize(
        "value", ["x", "\x00", "=cmd|' /C calc'!A0", "\u202e10.1", "9" * 5000, "https://a@b.example/"]
    )
    def test_a_wrong_name_is_an_error_at_its_field_and_loses_nothing(self, as_, ana, field, value):
        response = as_(ana).post(url("add"), typed(title="A long title", **{field: value}))
        assert field in errors(response)
        assert "A long title" in response.content.decode()
        assert not Source.objects.exists()

    @pytest.mark.parametrize(
        "field", ["title", "authors", "container", "publisher", "locator", "state_note", "language"]
    )
    @pytest.mark.parametrize("value", ["a\x00b", "x" * 3000])
    def test_hostile_words_are_an_error_at_their_field(self, as_, ana, field, value):
        assert field in errors(as_(ana).post(url("add"), typed(**{"title": "T", field: value})))

    def test_signs_that_turn_words_about_are_left_out(self, as_, ana):
        as_(ana).post(url("add"), typed(title="a\u202eb \u2066c", authors="Lean MEJ\r\n\r\n  Akl  EA "))
        source = Source.objects.get()
        assert source.title == "a b c"
        assert source.authors == "Lean MEJ\nAkl EA"

    @pytest.mark.parametrize("year", ["1066", "9999", "-1", "MMXX"])
    def test_a_year_is_one_of_printing(self, as_, ana, year):
        assert "year" in errors(as_(ana).post(url("add"), typed(title="T", year=year)))

    def test_a_work_that_is_there_is_named_and_linked(self, as_, ana):
        there = make_source("There already", doi="10.1000/182")
        response = as_(ana).post(url("add"), typed(title="T", doi="doi:10.1000/182"))
        assert "doi" in errors(response)
        assert url("change", there.pk) in response.content.decode()

    def test_of_two_who_add_the_same_work_at_once_the_second_is_told(self, as_, ana, monkeypatch):
        """The form looks and finds nothing; before it saves, another was quicker."""
        save = sources.save

        def saved_late(source, *, by):
            monkeypatch.undo()
            with transaction.atomic():
                save(source, by=by)

        monkeypatch.setattr(sources, "save", saved_late)
        monkeypatch.setattr(SourceForm, "_name", lambda self, scheme, typed: typed)
        monkeypatch.setattr(Source, "validate_constraints", lambda self, exclude=None: None)
        there = Source.objects.create(title="There first", kind="other", doi="10.1000/182")
        response = as_(ana).post(url("add"), typed(title="T", doi="10.1000/182"))
        assert url("change", there.pk) in response.content.decode()
        assert Source.objects.count() == 1

    def test_a_state_agrees_with_what_is_said_of_it(self, as_, ed):
        newer, source = make_source("Newer"), make_source("Older")
        post = as_(ed).post
        assert "superseded_by" in errors(post(url("change", source.pk), typed(title="T", superseded_by=newer.pk)))
        data = typed(title="T", state="superseded", superseded_by=source.pk)
        assert "superseded_by" in errors(post(url("change", source.pk), data))
        data = typed(title="T", state="superseded", superseded_by=newer.pk, state_on="2026-01-01")
        assert post(url("change", source.pk), data).status_code == 302

    def test_what_was_pasted_elsewhere_fills_the_form(self, as_, ana):
        page = as_(ana).get(url("add"), {"pasted": "PMID: 123. doi:10.1000/182", "title": "Known"}).content.decode()
        for words in ('value="10.1000/182"', 'value="123"', 'value="Known"'):
            assert words in page
        assert as_(ana).get(url("add"), {"pasted": "doi:nonsense"}).status_code == 200


class ListTests:
    def shown(self, browser, **query) -> set[str]:
        return {source.title for source in browser.get(url("changelist"), query).context["cl"].result_list}

    def test_it_is_narrowed_by_kind_state_use_and_age(self, as_, ed):
        old, live = make_source("Old", year=1998, kind="book"), make_source("Live", state="retracted")
        draft = make_source("Draft", year=date.today().year)
        make_article(body=f"<p>x[source:{live.pk}]</p>")
        make_article("Other", live=False, body=f"<p>x[source:{draft.pk}]</p>")
        browser = as_(ed)
        assert self.shown(browser) == {"Old", "Live", "Draft"}
        assert (
            self.shown(browser, kind="book")
            == self.shown(browser, age="old")
            == self.shown(browser, use="unused")
            == {old.title}
        )
        assert self.shown(browser, state="retracted") == self.shown(browser, use="live") == {"Live"}
        assert self.shown(browser, use="kept") == {"Draft"}
        assert self.shown(browser, age="unknown") == {"Live"}

    @pytest.mark.parametrize(
        "term", ["10.1000/182", "https://doi.org/10.1000/182", "careful lean", "Lean 2018", "NG28"]
    )
    def test_it_is_searched_by_words_and_by_any_name(self, as_, ed, term):
        make_source("A careful study", authors="Lean MEJ", doi="10.1000/182", year=2018, guideline="NG28")
        make_source("Another")
        assert self.shown(as_(ed), q=term) == {"A careful study"}

    @pytest.mark.parametrize("term", ["\x00", "'; drop table", "doi:x", "9" * 60, "%", "a " * 500, "٣"])
    def test_odd_searches_find_nothing_and_break_nothing(self, as_, ed, term):
        make_source("A careful study")
        as_(ed).get(url("changelist"), {"q": term})
        assert as_(ed).get(url("choose"), {"q": term}).status_code == 200

    def test_it_costs_the_same_with_many(self, as_, ed, django_assert_max_num_queries):
        for number in range(10):
            source = make_source(f"Work {number}")
            make_article(f"Article {number}", body=f"<p>x[source:{source.pk}]</p>")
        browser = as_(ed)
        browser.get(url("changelist"))
        with django_assert_max_num_queries(12):
            browser.get(url("changelist"))


class UseTests:
    def test_a_row_says_where_it_is_used(self, as_, ana):
        source = make_source("A title")
        text = f"<p>x[source:{source.pk}]</p>"
        make_article("Live one", body=text)
        make_article("Draft one", by=ana, live=False, body=text)
        before = make_article("Earlier one", by=ana, body=text)
        publishing.publish(revise(before, body="<p>x</p>"), by=ana)
        page = as_(ana).get(url("change", source.pk)).content.decode()
        uses = page[page.index('id="desk-uses"') :]
        for title, place in (("Live one", "live"), ("Draft one", "newest draft"), ("Earlier one", "earlier edition")):
            assert f'{title}</a> <span class="quiet">{place}</span>' in uses

    def test_drafts_of_others_are_counted_and_not_named(self, as_, ana, ed):
        source = make_source("A title")
        make_article("A secret draft", by=ed, live=False, body=f"<p>x[source:{source.pk}]</p>")
        page = as_(ana).get(url("change", source.pk)).content.decode()
        assert "secret" not in page
        assert "1 more article cites it" in page

    def test_it_costs_the_same_with_many(self, as_, ed, django_assert_max_num_queries):
        source = make_source("A title")
        for number in range(10):
            make_article(f"Article {number}", body=f"<p>x[source:{source.pk}]</p>")
        browser = as_(ed)
        browser.get(url("change", source.pk))
        with django_assert_max_num_queries(14):
            browser.get(url("change", source.pk))


class DialogTests:
    def test_a_pasted_name_finds_its_row_or_says_what_is_known(self, as_, ana):
        there = make_source("There", doi="10.1000/182")
        found = as_(ana).get(url("choose"), {"q": "https://doi.org/10.1000/182."}).json()
        assert ([one["id"] for one in found["sources"]], found["known"]) == ([there.pk], {"doi": "10.1000/182"})
        other = as_(ana).get(url("choose"), {"q": "PMID 12345"}).json()
        assert (other["sources"], other["known"], other["may_add"]) == ([], {"pmid": "12345"}, True)
        wrong = as_(ana).get(url("choose"), {"q": "ISBN 0-306-40615-3"}).json()
        assert "does not fit" in wrong["reason"]

    def test_a_new_work_is_added_from_the_dialog(self, as_, ana):
        data = {"title": "New", "kind": "trial", "doi": "10.1000/182", "year": "2020", "authors": "Akl EA"}
        answer = as_(ana).post(url("quick"), data).json()
        source = Source.objects.get()
        assert answer["source"] == {
            "id": source.pk,
            "name": "Akl EA 2020: New",
            "words": "Akl EA. New. 2020.",
            "kind": "Trial",
            "state": "",
        }
        assert source.created_by == ana

    def test_what_is_wrong_comes_back_by_field(self, as_, ana):
        response = as_(ana).post(url("quick"), {"title": "", "kind": "nonsense", "doi": "x"})
        assert response.status_code == 400
        assert set(response.json()["errors"]) == {"title", "kind", "doi"}

    def test_the_form_of_an_article_knows_what_its_text_cites(self, as_, ana):
        source = make_source("A title", authors="Akl EA", year=2011, state="retracted")
        article = make_article(by=ana, live=False, body=f"<p>x[source:{source.pk}]</p>")
        field = (
            as_(ana).get(reverse("admin:articles_article_change", args=[article.pk])).context["adminform"].form["body"]
        )
        known = json.loads(field.subwidgets[0].data["attrs"]["data-editor"])["sources"]["known"]
        assert known[str(source.pk)]["name"] == "Akl EA 2011: A title"
        assert known[str(source.pk)]["state"] == "Retracted"


class FurtherReadingTests:
    def test_it_is_chosen_in_order_and_kept_by_the_next_save(self, as_, ana):
        one, two, three = (make_source(title) for title in ("One", "Two", "Three"))
        article = make_article(by=ana, live=False, body=f"<p>x[source:{two.pk}]</p>")
        browser, address = as_(ana), reverse("admin:articles_article_change", args=[article.pk])
        browser.post(address, form_of(article, further_reading=[three.pk, two.pk, one.pk]))
        article.refresh_from_db()
        assert [source.title for source in publishing.Draft.of(article.latest).further_reading] == ["Three", "One"]
        browser.post(address, form_of(article, title="Another title"))
        article.refresh_from_db()
        assert article.latest.title == "Another title"
        assert [source.title for source in publishing.Draft.of(article.latest).further_reading] == ["Three", "One"]

    @pytest.mark.parametrize("chosen", [["x"], ["999"], ["9" * 30], ["\x00"]])
    def test_what_is_no_source_is_an_error_at_the_field(self, as_, ana, chosen):
        article = make_article(by=ana, live=False)
        address = reverse("admin:articles_article_change", args=[article.pk])
        assert "further_reading" in errors(as_(ana).post(address, form_of(article, further_reading=chosen)))

    def test_the_form_lists_what_the_text_cites_with_its_numbers_and_what_is_known_against_it(self, as_, ana):
        source = make_source("A title", authors="Akl EA", state="retracted")
        article = make_article(by=ana, live=False, body=f"<p>x[source:{source.pk}]</p>")
        page = as_(ana).get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
        assert f"<li><b>{source.pk}</b> <bdi>Akl EA: A title</bdi> <strong>Retracted</strong></li>" in page
        assert "Retracted: “Akl EA: A title”" in page

    def test_sources_are_offered_by_the_stock_chooser(self, as_, ana, rui):
        make_source("A careful study")
        query = {"app_label": "articles", "model_name": "citation", "field_name": "source", "term": "careful"}
        assert len(as_(ana).get(reverse("admin:autocomplete"), query).json()["results"]) == 1
        assert as_(rui).get(reverse("admin:autocomplete"), query).status_code == 302


class MergeTests:
    def pair(self, **known):
        row = make_source("Row", **{"doi": "10.1000/182", "year": 2001, **known})
        into = make_source("Into", pmid="77")
        return row, into

    def test_effects_are_shown_first_and_looking_changes_nothing(self, as_, ed):
        row, into = self.pair(state="retracted")
        make_article("About rows", body=f"<p>x[source:{row.pk}]</p>")
        page = as_(ed).get(url("merge", row.pk), {"into": into.pk}).content.decode()
        for words in ("About rows", "DOI, year, state", "Row.", "Into."):
            assert words in page
        row.refresh_from_db()
        assert row.merged_into is None

    def test_uses_move_for_readers_while_texts_and_hashes_stay(self, as_, ed, client):
        row, into = self.pair()
        article = make_article(body=f"<p>x[source:{row.pk}] y[source:{into.pk}]</p>")
        before = (article.latest.content_hash, article.editions.get().body_html, article.page_version)
        as_(ed).post(url("merge", row.pk), {"into": into.pk})
        html = client.get(article.get_absolute_url()).content.decode()
        assert html.count('class="reference"') == 1
        assert "10.1000/182" in html
        article.refresh_from_db()
        assert (article.latest.content_hash, article.editions.get().body_html) == before[:2]
        assert article.page_version > before[2]
        assert "About" not in as_(ed).get(url("changelist")).content.decode()
        assert [one.title for one in as_(ed).get(url("changelist")).context["cl"].result_list] == ["Into"]

    def test_names_of_the_row_that_went_find_the_one_that_stays(self, as_, ed):
        row, into = self.pair(pmcid="PMC1")
        into.pmcid = "PMC2"
        sources.save(into, by=None)
        sources.merge(row, into, by=ed)
        assert [one["id"] for one in as_(ed).get(url("choose"), {"q": "PMC1"}).json()["sources"]] == [into.pk]

    def test_separating_gives_everything_back(self, as_, ed):
        row, into = self.pair(state="retracted", state_note="N", accessed_on=date(2026, 1, 2))
        kept = {field: getattr(into, field) for field in ("doi", "year", "accessed_on", "state", "state_note")}
        sources.merge(row, into, by=ed)
        into.refresh_from_db()
        assert (into.doi, into.year, into.state, into.accessed_on) == (
            "10.1000/182",
            2001,
            "retracted",
            date(2026, 1, 2),
        )
        assert as_(ed).post(url("separate", row.pk)).status_code == 302
        row.refresh_from_db()
        into.refresh_from_db()
        assert row.merged_into is None
        assert row.doi == "10.1000/182"
        assert {field: getattr(into, field) for field in kept} == kept

    def test_what_was_changed_since_stays_changed(self, ed):
        row, into = self.pair()
        sources.merge(row, into, by=ed)
        into.refresh_from_db()
        into.year = 2005
        sources.save(into, by=ed)
        sources.separate(row, by=ed)
        into.refresh_from_db()
        assert (into.year, into.doi) == (2005, "")

    def test_a_name_given_away_since_keeps_the_rows_together(self, ed):
        row, into = self.pair()
        sources.merge(row, into, by=ed)
        into.refresh_from_db()
        into.doi = ""
        sources.save(into, by=ed)
        make_source("Other", doi="10.1000/182")
        with pytest.raises(sources.SourceError, match="Another row"):
            sources.separate(row, by=ed)

    def test_rows_behind_a_row_go_along(self, ed):
        row, into = self.pair()
        last = make_source("Last")
        sources.merge(row, into, by=ed)
        sources.merge(into, last, by=ed)
        row.refresh_from_db()
        assert row.merged_into == last

    def test_impossible_merges_are_refused(self, as_, ed):
        row, into = self.pair()
        for target in (row.pk, 999, "x", ""):
            assert as_(ed).post(url("merge", row.pk), {"into": target}).status_code == 200
        newer = make_source("Newer", state="superseded", superseded_by=row)
        page = as_(ed).post(url("merge", row.pk), {"into": newer.pk}).content.decode()
        assert "they are two works" in page
        sources.merge(row, into, by=ed)
        with pytest.raises(sources.SourceError):
            sources.merge(row, newer, by=ed)
        with pytest.raises(sources.SourceError):
            sources.separate(into, by=ed)

    def test_both_rows_tell_of_it_in_their_history(self, as_, ed):
        row, into = self.pair()
        as_(ed).post(url("merge", row.pk), {"into": into.pk})
        for source, words in ((row, "Merged into"), (into, "Took in")):
            assert words in as_(ed).get(url("history", source.pk)).content.decode()
