"""`manage.py import_articles`: files go in whole or not at all, once, and the command says what it did."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from articles import body, publishing
from articles.models import Article, Category, Contributor, Edition, ImportRecord, Revision
from tests.data import path_of, text_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db
PAGE = text_of("restless-legs.txt")


def run(*files: Path | str, **options: Any) -> str:
    """What the command prints; both of its streams."""
    out = StringIO()
    call_command("import_articles", *map(str, files), stdout=out, stderr=out, **options)
    return out.getvalue()


def refused(*files: Path | str, **options: Any) -> str:
    """What the command prints on stderr when it fails."""
    errors = StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("import_articles", *map(str, files), stdout=StringIO(), stderr=errors, **options)
    assert failure.value.returncode == 1
    return errors.getvalue()


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one page's text, to be changed."""
    path = tmp_path / "restless-legs.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


class ImportTests:
    def test_a_page_becomes_a_draft_with_all_that_it_says(self, file: Path) -> None:
        said = run(file)
        article = Article.objects.get()
        revision = article.latest
        assert article.slug == "can-restless-legs-ever-be-calmed"
        assert revision.title == "Can Restless Legs Ever Be Calmed?"
        assert [category.name for category in revision.category.breadcrumb()] == ["More", "Health", "Recovery"]
        assert revision.category.url_path == "more/health/recovery"
        assert [person.display_name for person in revision.byline()] == ["SmallOwl7"]
        assert len(body.outline(revision.body)) == 8
        assert body.plain_text(revision.body).split("\n") == [line for line in PAGE.split("\n") if line][2:-3]
        assert article.state() == Article.State.DRAFT
        for word in (
            "new: “Can Restless Legs",
            "More › Health › Recovery",
            "SmallOwl7",
            "2025-03-09 21:04:58",
            "draft",
        ):
            assert word in said
        assert said.endswith("1 new, 0 changed, 0 unchanged, 0 refused.\n")

    @pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
    def test_published_pages_carry_their_date_in_the_zone_of_the_site(self, file: Path, zone: str) -> None:
        with override_settings(TIME_ZONE=zone):
            run(file, publish=True)
        edition = Edition.objects.get()
        assert edition.published_at == datetime(2025, 3, 9, 21, 4, 58, tzinfo=ZoneInfo(zone))
        assert edition.live_from == edition.published_at
        assert (edition.level, edition.title) == ("first", "Can Restless Legs Ever Be Calmed?")
        assert Article.objects.published().exists()

    def test_a_draft_is_published_later_with_the_date_of_its_file(self, file: Path) -> None:
        run(file)
        assert "unchanged" in run(file, publish=True)
        assert Edition.objects.get().published_at == datetime(2025, 3, 9, 21, 4, 58, tzinfo=UTC)

    def test_a_date_to_come_is_a_schedule(self, file: Path) -> None:
        file.write_text(PAGE.replace("2025-03-09", f"{timezone.now().year + 1}-03-09"), encoding="utf-8")
        assert "goes live later" in run(file, publish=True)
        assert Article.objects.get().state() == Article.State.SCHEDULED

    def test_every_format_goes_in(self) -> None:
        names = ["restless-legs.txt", "two-pages.txt", "chinese.txt", "bare.txt", "nosebleed.md", "blister.html"]
        said = run(*map(path_of, names), category="More/Health", author="Ana Writes", publish=True)
        assert said.endswith("7 new, 0 changed, 0 unchanged, 0 refused.\n")
        assert Article.objects.published().count() == 7

    def test_category_and_author_are_for_articles_that_name_none(self) -> None:
        run(path_of("bare.txt"), path_of("restless-legs.txt"), category="More > Health", author="Ana Writes")
        bare = Revision.objects.get(title__startswith="Drinking")
        assert (bare.category.url_path, bare.byline()[0].display_name) == ("more/health", "Ana Writes")
        legs = Revision.objects.get(title__contains="Legs")
        assert (legs.category.url_path, legs.byline()[0].display_name) == ("more/health/recovery", "SmallOwl7")

    def test_categories_and_people_that_are_there_are_used(self, file: Path) -> None:
        health = Category.objects.add_root({"name": "More", "slug": "more"})
        Contributor.objects.create(display_name="SmallOwl7", slug="an-owl")
        run(file)
        assert Category.objects.filter(depth=1).get() == health
        assert Contributor.objects.get().slug == "an-owl"

    def test_a_text_in_chinese_gets_an_address_and_its_language(self) -> None:
        run(path_of("chinese.txt"), publish=True)
        article = Article.objects.get()
        assert (article.language, article.slug) == ("zh-hans", "article")
        assert Category.objects.count() == 3
        assert article.get_absolute_url() and article.latest.category.get_absolute_url()


class ImportAgainTests:
    def test_importing_again_changes_nothing_and_says_so(self, file: Path) -> None:
        run(file, publish=True)
        before = rows()
        assert "0 new, 0 changed, 1 unchanged" in run(file, publish=True)
        assert rows() == before

    def test_a_file_under_another_name_or_line_ends_is_the_same(self, file: Path, tmp_path: Path) -> None:
        run(file)
        other = tmp_path / "copy.txt"
        other.write_bytes(PAGE.replace("\n", "\r\n").encode())
        assert "1 unchanged" in run(other)

    def test_a_changed_file_makes_a_new_revision(self, file: Path) -> None:
        run(file)
        file.write_text(PAGE.replace("whole nights", "many nights"), encoding="utf-8")
        assert "1 changed" in run(file)
        assert Article.objects.get().latest.number == 2
        assert "many nights" in Article.objects.get().latest.body

    def test_a_changed_file_does_not_move_live_text_unless_told_to(self, file: Path) -> None:
        run(file, publish=True)
        file.write_text(PAGE.replace("whole nights", "many nights"), encoding="utf-8")
        run(file)
        assert "whole nights" in Edition.objects.live().get().body_html

    def test_a_changed_file_is_published_as_a_clarification(self, file: Path) -> None:
        run(file, publish=True)
        file.write_text(PAGE.replace("whole nights", "many nights"), encoding="utf-8")
        assert "edition 2 (clarification)" in run(file, publish=True)
        live = Edition.objects.live().get()
        assert (live.number, live.published_at.year) == (2, 2025)

    def test_a_changed_title_is_a_change_of_the_same_article(self, file: Path) -> None:
        run(file)
        file.write_text(PAGE.replace("Ever Be Calmed", "Be Calmed"), encoding="utf-8")
        assert "1 changed" in run(file)
        assert Article.objects.get().latest.title == "Can Restless Legs Be Calmed?"
        assert "1 unchanged" in run(file)

    def test_what_people_wrote_here_is_not_undone_by_the_same_file(self, file: Path, ed: Any) -> None:
        run(file)
        article = Article.objects.get()
        publishing.save_draft(article, publishing.Draft("Better title", body="<p>x</p>"), by=ed)
        run(file)
        article.refresh_from_db()
        assert article.latest.title == "Better title"
        file.write_text(PAGE + "\n", encoding="utf-8")
        assert "unchanged" in run(file)
        file.write_text(PAGE.replace("whole nights", "many nights"), encoding="utf-8")
        assert "revision 2, written here, is kept in the history" in run(file)

    def test_a_withdrawn_article_stays_so(self, file: Path) -> None:
        run(file, publish=True)
        publishing.withdraw(Article.objects.get(), by=None, reason="It was wrong.")
        run(file, publish=True)
        file.write_text(PAGE.replace("whole nights", "many nights"), encoding="utf-8")
        assert "withdrawn here" in run(file, publish=True)
        assert Article.objects.get().state() == Article.State.WITHDRAWN

    def test_other_articles_of_the_same_title_are_left_alone(self, file: Path) -> None:
        own = make_article("Can Restless Legs Ever Be Calmed?", live=False)
        run(file)
        own.refresh_from_db()
        assert own.latest.number == 1
        assert Article.objects.count() == 2


class RefusedFileTests:
    @pytest.mark.parametrize(
        ("data", "line", "reason"),
        [
            (b"", 1, "empty"),
            (b" \r\n\t\n", 1, "empty"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", 1, "UTF-8"),
            (b"Title\n\n\x00\x01\x02", 3, "binary"),
            ("Überschrift\n\nText".encode("latin-1"), 1, "UTF-8"),
            ("Title\n\nText é".encode("utf-16"), 1, "UTF-8"),
            (b"Title\r\r\xff\xfe", 3, "UTF-8"),
            (b"A>B>C\n\nBear2025-01-01 00:00:00", 3, "no title"),
            (b"x" * 4_000_001, 1, "bytes"),
            (b"+++\nslug = 'Not a slug'\ntitle = 'T'\n+++\nText.", 5, "small letters"),
            (b"+++\ntitle = 'T'\n+++\n![x](https://elsewhere.example/x.png)", 4, "media library"),
        ],
    )
    def test_a_bad_file_is_named_and_the_others_go_in(
        self, file: Path, tmp_path: Path, data: bytes, line: int, reason: str
    ) -> None:
        bad = tmp_path / "bad.txt"
        bad.write_bytes(data)
        said = refused(bad, file)
        assert said.startswith(f"{bad}: line {line}: ")
        assert reason in said
        assert Article.objects.get().latest.title.startswith("Can Restless Legs")

    def test_missing_files_and_folders_are_named(self, tmp_path: Path) -> None:
        assert "line 1: the file can't be read" in refused(tmp_path / "nowhere.txt")
        assert "line 1: the file can't be read" in refused(tmp_path)

    def test_nothing_of_a_bad_file_is_stored(self, file: Path) -> None:
        before = rows()
        file.write_text(f"{PAGE}\n\nHealth>Ears\n\nTitle alone\n", encoding="utf-8")
        refused(file)
        file.write_text(f"{PAGE}\n\n{PAGE}", encoding="utf-8")
        assert "the same article begins at line 1" in refused(file)
        file.write_text("+++\ntitle = 'T'\ncategory = 'A/B'\nauthor = 'C'\n+++\n![x](/x.png)", encoding="utf-8")
        refused(file)
        assert rows() == before

    def test_an_article_without_category_is_not_published(self) -> None:
        before = rows()
        assert "Choose a category." in refused(path_of("bare.txt"), publish=True)
        assert rows() == before

    def test_an_address_that_another_article_has_is_refused(self) -> None:
        make_article(slug="stopping-a-nosebleed")
        assert "Another article has the address" in refused(path_of("nosebleed.md"))


class DryRunTests:
    def test_a_dry_run_says_what_would_happen_and_stores_nothing(self, file: Path) -> None:
        before = rows()
        said = run(file, path_of("nosebleed.md"), dry_run=True, publish=True)
        assert rows() == before
        assert "new: “Can Restless Legs" in said
        assert "Dry run, nothing was stored: 2 new, 0 changed" in said

    def test_a_dry_run_names_bad_files_too(self, file: Path, tmp_path: Path) -> None:
        bad = tmp_path / "bad.txt"
        bad.write_bytes(b"\xff")
        before = rows()
        assert "UTF-8" in refused(bad, file, dry_run=True)
        assert rows() == before


class RecordTests:
    def test_the_record_goes_with_its_article(self, file: Path) -> None:
        run(file)
        publishing.discard(Article.objects.get(), by=None)
        assert not ImportRecord.objects.exists()
        assert "1 new" in run(file)
