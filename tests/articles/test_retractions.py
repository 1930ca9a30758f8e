"""A list of retracted works flags the sources that stand in it, once, and says which articles cite them."""

import io
import time

import pytest
from django.core.management import CommandError, call_command

from articles import publishing, sources
from articles.models import Article, Source
from tests.factories import make_article, make_source, revise

pytestmark = pytest.mark.django_db

HEAD = "Record ID,Title,Author,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason"  # noqa: E501


def line(doi="10.1000/182", pmid="0", nature="Retraction", on="3/4/2026 0:00", notice="10.1000/notice") -> str:
    return f'1,"A title, with a comma","Somebody; Else",{on},{notice},0,{doi},{pmid},{nature},+Errors in Data;'


def run(tmp_path, *lines: str, head: str = HEAD, **options) -> str:
    file, out = tmp_path / "retractions.csv", io.StringIO()
    file.write_text("\n".join([head, *lines]), encoding="utf-8")
    call_command("import_retractions", str(file), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def source(db):
    return make_source("A careful study", doi="10.1000/182", pmid="123")


class FlagTests:
    def test_a_work_in_the_list_is_flagged_and_the_articles_are_named_by_where_they_cite_it(
        self, tmp_path, source, ana
    ):
        text = f"<p>x[source:{source.pk}]</p>"
        make_article("Live one", body=text)
        make_article("Draft one", live=False, body=text)
        changed = make_article("Earlier one", body=text)
        publishing.publish(revise(changed, body="<p>x</p>"), by=None)
        make_article("Another")
        said = run(tmp_path, line(doi="10.1000/other"), line(doi="HTTPS://DOI.ORG/10.1000/182"))
        source.refresh_from_db()
        assert (source.state, str(source.state_on)) == ("retracted", "2026-03-04")
        assert "doi:10.1000/notice" in source.state_note
        for words in (
            "/articles/live-one/ (live)",
            "/articles/draft-one/ (newest draft)",
            "(earlier edition)",
            "2 lines, 1 flagged",
        ):
            assert words in said
        assert said.index("live-one") < said.index("draft-one")
        assert "another" not in said

    def test_readers_see_it_at_once(self, tmp_path, source, client):
        article = make_article(body=f"<p>x[source:{source.pk}]</p>")
        run(tmp_path, line())
        assert "(retracted)" in client.get(article.get_absolute_url()).content.decode()
        assert Article.objects.get().page_version > article.page_version

    def test_reading_it_again_changes_nothing(self, tmp_path, source):
        make_article(body=f"<p>x[source:{source.pk}]</p>")
        run(tmp_path, line())
        before = (Source.objects.values().get(), Article.objects.get().page_version)
        assert "0 flagged, 1 flagged before" in run(tmp_path, line())
        assert (Source.objects.values().get(), Article.objects.get().page_version) == before

    def test_a_dry_run_says_the_same_and_changes_nothing(self, tmp_path, source):
        said = run(tmp_path, line(), dry_run=True)
        assert "Dry run, nothing was changed: 1 lines, 1 flagged" in said
        source.refresh_from_db()
        assert source.state == "current"
        assert "1 flagged" in run(tmp_path, line())

    def test_what_a_person_set_back_after_the_same_notice_stays(self, tmp_path, source):
        run(tmp_path, line())
        source.refresh_from_db()
        source.state, source.state_on, source.state_note = "current", None, ""
        sources.save(source, by=None)
        assert "set it back" in run(tmp_path, line())
        source.refresh_from_db()
        assert source.state == "current"
        assert "1 flagged" in run(tmp_path, line(notice="10.1000/another-notice"))

    def test_the_gravest_notice_counts_and_no_state_becomes_milder(self, tmp_path, source):
        concern = line(nature="Expression of Concern", notice="10.1000/concern")
        run(tmp_path, concern)
        source.refresh_from_db()
        assert source.state == "concern"
        run(tmp_path, concern, line(), concern)
        source.refresh_from_db()
        assert source.state == "retracted"
        run(tmp_path, concern)
        source.refresh_from_db()
        assert source.state == "retracted"

    @pytest.mark.parametrize("nature", ["Correction", "Reinstatement", "Something new"])
    def test_other_notices_are_for_a_person_to_read(self, tmp_path, source, nature):
        assert f"the list says “{nature.lower()}”" in run(tmp_path, line(nature=nature))
        source.refresh_from_db()
        assert source.state == "current"

    def test_a_row_that_was_merged_flags_the_one_that_stays(self, tmp_path, source):
        kept = make_source("Kept")
        sources.merge(source, kept, by=None)
        run(tmp_path, line(doi="unavailable", pmid="123"))
        kept.refresh_from_db()
        assert kept.state == "retracted"

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_a_plain_list_will_do(self, tmp_path, source, separator):
        run(tmp_path, separator.join(["", "PMID: 123"]), head=separator.join(["DOI", "pmid"]))
        source.refresh_from_db()
        assert (source.state, source.state_on, source.state_note) == ("retracted", None, "")


class HostileListTests:
    @pytest.mark.parametrize("text", ["", "a,b\n1,2", "\x00", '"', "=cmd|' /C calc'!A0,x", "<html></html>"])
    def test_what_is_no_list_is_refused_and_changes_nothing(self, tmp_path, source, text):
        with pytest.raises(CommandError, match="Nothing was changed"):
            run(tmp_path, head=text)

    def test_a_missing_file_and_a_folder_are_refused(self, tmp_path):
        for path in (tmp_path / "none.csv", tmp_path):
            with pytest.raises(CommandError, match="Nothing was changed"):
                call_command("import_retractions", str(path))

    @pytest.mark.parametrize(
        "odd",
        [
            line(doi="=HYPERLINK(1)"),
            line(doi="\u202e10.1000/281"),
            line(doi="10.1000/1\x008"),
            line(on="31/31/2026"),
            line(on="not a day", notice="nonsense"),
            line(doi='"10.1000/a""b"'),
            "1,2",
            ",,,,,,,,,",
            line(doi="x" * 900_000),
            "ü,é,\ufffd,,,,10.1000/ü,,,",
        ],
    )
    def test_odd_lines_break_nothing_and_hide_no_other(self, tmp_path, source, odd):
        run(tmp_path, odd, line(), odd)
        source.refresh_from_db()
        assert source.state == "retracted"

    def test_a_field_without_an_end_is_refused_by_line(self, tmp_path, source):
        with pytest.raises(CommandError, match=r"line \d+"):
            run(tmp_path, line(), f'1,"{"x" * 1_100_000}')
        source.refresh_from_db()
        assert source.state == "current"

    def test_what_is_said_to_the_operator_holds_no_signs_that_steer_a_terminal(self, tmp_path, source):
        said = run(tmp_path, line(nature="\x1b[2JCorrection\u202e"))
        assert "\x1b" not in said
        assert "\u202e" not in said

    def test_a_list_of_a_hundred_thousand_lines_is_read_in_a_few_queries(
        self, tmp_path, source, django_assert_max_num_queries
    ):
        lines = [line(doi=f"10.2000/{number}", pmid=str(number + 1000)) for number in range(100_000)]
        began = time.process_time()
        with django_assert_max_num_queries(12):
            assert "100001 lines, 1 flagged" in run(tmp_path, *lines, line())
        assert time.process_time() - began < 30
