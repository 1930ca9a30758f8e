"""Comments from WordPress and Disqus: threads, dates and names are kept, nobody is told, and twice is once."""

import io
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from articles import publishing
from articles.importing.imported import ImportingError
from comments.importing.store import RULE, store_file
from comments.models import Comment, CommentVersion, Decision, ImportedComment, ReviewItem
from comments.posting import post
from comments.transitions import transition
from tests.comments.hostile import SCRIPTS, assert_nothing_runs, assert_page_runs_nothing
from tests.data import FOLDER
from tests.factories import make_article

WORDPRESS, DISQUS = FOLDER / "comments" / "wordpress.xml", FOLDER / "comments" / "disqus.xml"


def run(*args, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_comments", *map(str, args), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def imported(number, source="wordpress old.example"):
    return Comment.objects.get(import_record__external_id=str(number), import_record__source=source)


def wxr(*comments, title="Living with hay fever", slug="living-with-hay-fever"):
    """An export of one post with these comments: dicts of what differs from an approved one."""
    items = []
    for number, said in enumerate(comments, start=1):
        fields = {
            "id": number, "author": "Jo", "date_gmt": f"2018-01-01 {number // 60 % 24:02}:{number % 60:02}:00",
            "content": f"words {number}", "approved": "1", "type": "comment", "parent": "0",
        } | said  # fmt: skip
        items.append(
            "<wp:comment>"
            + "".join(
                f"<wp:comment_{name}><![CDATA[{str(value).replace(']]>', ']]]]><![CDATA[>')}]]></wp:comment_{name}>\n"
                for name, value in fields.items()
            )
            + "</wp:comment>\n"
        )
    return io.BytesIO(
        f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>https://old.example</link>
<wp:wxr_version>1.2</wp:wxr_version><item><title>{title}</title><wp:post_name>{slug}</wp:post_name>
{"".join(items)}</item></channel></rss>""".encode()
    )


class WordPressTests:
    def test_threads_dates_names_and_words_are_kept(self, article):
        run(WORDPRESS)
        first, answer = imported(101), imported(102)
        assert (first.author_name, first.author, first.status) == ("Marta", None, "published")
        assert first.created_at == first.published_at == datetime(2018, 5, 2, 9, 15, tzinfo=UTC)
        assert first.html == (
            "<p>Salt water <strong>helps me</strong>.</p>\n<p>I rinse twice a day, see "
            '<a href="https://example.org/rinsing" rel="nofollow ugc">this page</a>.</p>'
        )
        assert (answer.parent, answer.root, answer.depth) == (first, first, 1)
        assert answer.html == "<p>Me too &amp; my son.</p>"
        assert imported(108).parent == answer

    def test_the_counts_are_those_of_the_page(self, article):
        run(WORDPRESS)
        article.refresh_from_db()
        assert article.comment_count == 4
        assert imported(101).reply_count == 2
        assert imported(102).reply_count == 1

    def test_what_was_pending_waits_for_review(self, article):
        run(WORDPRESS)
        held = imported(103)
        assert (held.status, held.html) == ("held", "")
        assert ReviewItem.objects.open().get().comment == held
        assert ReviewItem.objects.get().reason_codes == ["imported"]

    def test_a_pending_one_can_be_approved(self, article, mo):
        run(WORDPRESS)
        assert transition(imported(103), "published", actor=mo, role="moderator").is_public

    def test_spam_trash_and_pingbacks_stay_out_and_are_counted(self, article):
        out, _err = run(WORDPRESS)
        assert not Comment.objects.filter(author_name__in=["Pills4U", "Rude", "Another blog"]).exists()
        assert "2 spam or trash left out" in out
        assert "1 links from elsewhere left out" in out

    def test_spam_and_trash_come_in_when_asked_for_and_print_nothing(self, article):
        run(WORDPRESS, with_removed=True)
        assert (imported(104).status, imported(104).html) == ("spam", "")
        assert (imported(105).status, imported(105).html) == ("rejected", "")
        assert imported(106).parent == imported(105)

    def test_an_answer_to_nothing_that_came_in_stands_on_its_own_and_is_counted(self, article):
        out, _err = run(WORDPRESS)
        assert imported(106).parent is None
        assert "1 answers whose parent is not here" in out

    def test_who_gave_no_name_is_a_reader(self, as_, article):
        run(WORDPRESS)
        page = as_(None).get(article.get_absolute_url()).content.decode()
        assert "A reader" in page
        assert "Deleted reader" not in page

    def test_addresses_of_mail_and_network_are_not_kept(self, article):
        run(WORDPRESS)
        rows = str([list(model.objects.values()) for model in (Comment, CommentVersion, ImportedComment, Decision)])
        assert "private.example" not in rows
        assert "192.0.2" not in rows

    def test_what_cannot_be_taken_is_named_with_its_line(self, article):
        _out, err = run(WORDPRESS)
        lines = WORDPRESS.read_text().splitlines()
        for reason in ("comment 109: it says nothing", "no one article here is “A post that nobody brought along”"):
            line = next(each for each in err.splitlines() if reason in each)
            assert "<wp:comment>" in lines[int(line.partition(": line ")[2].partition(":")[0]) - 1]

    def test_each_has_the_decision_by_which_it_came_in(self, article):
        run(WORDPRESS)
        assert Decision.objects.count() == Comment.objects.count() == 5
        assert set(Decision.objects.values_list("rule", "actor", "from_status")) == {(RULE, None, "")}

    def test_the_page_shows_the_names_and_marks_nobody_as_of_the_house(self, as_, article):
        run(WORDPRESS)
        page = as_(None).get(article.get_absolute_url()).content.decode()
        assert "Marta" in page
        assert "Comments (4)" in page
        assert "Staff" not in page


class DisqusTests:
    def test_an_answer_may_stand_before_what_it_answers(self, article):
        run(DISQUS)
        question, answer = imported(5001, "disqus"), imported(5002, "disqus")
        assert (answer.parent, question.reply_count) == (question, 1)
        assert question.sequence < answer.sequence
        assert answer.html == "<p>An answer that stands before its question.</p>\n<p>With <em>two</em> paragraphs.</p>"
        assert (question.author_name, question.created_at) == ("Ada", datetime(2016, 3, 2, 10, tzinfo=UTC))

    def test_what_was_deleted_or_spam_stays_out(self, article):
        out, _err = run(DISQUS)
        assert Comment.objects.count() == 2
        assert "2 spam or trash left out" in out

    def test_a_post_without_a_number_is_refused_and_the_rest_comes_in(self, article):
        file = io.BytesIO(DISQUS.read_bytes().replace(b'<post dsq:id="5003">', b"<post>"))
        stored = store_file(file)
        assert stored.counts["new"] == 2
        assert [reject.reason for reject in stored.rejects] == ["a comment without a number"]

    def test_both_systems_can_come_in_below_one_article(self, article):
        run(DISQUS, WORDPRESS)
        article.refresh_from_db()
        assert article.comment_count == 6
        assert len(set(Comment.objects.values_list("sequence", flat=True))) == 7


class AgainTests:
    @pytest.mark.parametrize("file", [WORDPRESS, DISQUS])
    def test_importing_again_changes_nothing(self, article, file):
        run(file)
        before = list(Comment.objects.order_by("pk").values()), Decision.objects.count()
        out, _err = run(file)
        assert (list(Comment.objects.order_by("pk").values()), Decision.objects.count()) == before
        assert "0 new" in out

    def test_what_was_erased_here_does_not_come_back(self, article):
        run(WORDPRESS)
        transition(imported(101), "erased", actor=None, role="privacy")
        run(WORDPRESS)
        assert imported(101).status == "erased"
        assert not CommentVersion.objects.filter(source__contains="Salt").exists()

    def test_a_later_export_adds_what_is_new_below_what_is_there(self, article):
        store_file(wxr({}, {"parent": 1}))
        stored = store_file(wxr({}, {"parent": 1}, {"parent": 2}, {}))
        assert (stored.counts["new"], stored.counts["unchanged"]) == (2, 2)
        assert imported(3).parent == imported(2)
        assert (imported(1).reply_count, imported(2).reply_count) == (2, 1)
        article.refresh_from_db()
        assert article.comment_count == 4

    def test_a_file_that_holds_a_comment_twice_gives_it_once(self, article):
        stored = store_file(wxr({}, {"id": 1}))
        assert stored.counts["new"] == 1
        assert "was in this file before" in stored.rejects[0].reason

    def test_the_same_number_on_another_site_is_another_comment(self, article):
        store_file(wxr({}))
        store_file(io.BytesIO(wxr({}).getvalue().replace(b"https://old.example", b"https://other.example")))
        assert Comment.objects.count() == 2

    def test_http_or_https_is_the_same_site(self, article):
        store_file(wxr({}))
        store_file(io.BytesIO(wxr({}).getvalue().replace(b"https://old.example", b"http://old.example/")))
        assert Comment.objects.count() == 1


class DryRunTests:
    @pytest.mark.parametrize("file", [WORDPRESS, DISQUS])
    def test_it_says_what_would_happen_and_stores_nothing(self, article, file):
        dry, dry_err = run(file, dry_run=True)
        assert not Comment.objects.exists()
        assert not ImportedComment.objects.exists()
        article.refresh_from_db()
        assert article.comment_count == 0
        wet, wet_err = run(file)
        assert dry.splitlines()[-1] == f"Dry run, nothing was stored: {wet.splitlines()[-1]}"
        assert dry_err == wet_err


class MatchingTests:
    @pytest.mark.parametrize(
        "old", [{"slug": "living-with-hay-fever", "title": "Other"}, {"slug": "x", "title": "Living With Hay Fever"}]
    )
    def test_by_name_or_title(self, article, old):
        assert store_file(wxr({}, **old)).counts["new"] == 1

    def test_by_an_address_that_the_article_had_before(self, article):
        publishing.change_slug(article, "another", by=None)
        assert store_file(wxr({}, title="Other")).counts["new"] == 1

    def test_two_articles_of_one_title_are_told_apart_by_nobody(self, article):
        make_article(slug="second")
        stored = store_file(wxr({}, slug="x"))
        assert (stored.counts["new"], stored.counts["refused"]) == (0, 1)

    def test_addresses_beyond_the_prefix_are_not_looked_at(self, article):
        data = DISQUS.read_bytes().replace(b"<title>Living with hay fever</title>", b"<title>Other</title>")
        assert store_file(io.BytesIO(data), prefix="https://new.example/").counts["new"] == 0
        assert store_file(io.BytesIO(data), prefix="https://old.example/blog/").counts["new"] == 2

    def test_a_draft_takes_its_comments_too(self, db):
        article = make_article(live=False)
        assert store_file(wxr({})).counts["new"] == 1
        article.refresh_from_db()
        assert article.comment_count == 1


class ShapeTests:
    def test_a_chain_of_a_thousand_answers(self, article):
        store_file(wxr({}, *({"parent": number} for number in range(1, 1000))))
        assert imported(1000).depth == 999
        assert imported(1).reply_count == 999
        assert len(imported(1000).order_key) <= 24

    def test_comments_that_answer_each_other_in_a_ring_come_in_with_the_oldest_on_top(self, article):
        stored = store_file(wxr({"parent": 3}, {"parent": 1}, {"parent": 2}, {"parent": 4}))
        assert stored.counts["new"] == 4
        assert [imported(number).depth for number in (1, 2, 3, 4)] == [0, 1, 2, 0]

    def test_an_answer_older_than_what_it_answers_stands_behind_it(self, article):
        store_file(wxr({"parent": 2, "date_gmt": "2017-01-01 00:00:00"}, {}))
        assert imported(1).parent == imported(2)
        assert imported(1).order_key > imported(2).order_key

    def test_reading_order_is_the_order_of_time(self, article):
        store_file(wxr({"date_gmt": "2018-05-01 00:00:00"}, {"date_gmt": "2017-05-01 00:00:00"}))
        assert list(Comment.objects.order_by("order_key")) == [imported(2), imported(1)]

    def test_they_stand_beside_what_was_written_here(self, article, rui, publish_first):
        here = post(author=rui, article=article, text="here")
        store_file(wxr({}, {"parent": 1}))
        later = post(author=rui, article=article, text="later", parent=imported(1).public_id)
        article.refresh_from_db()
        assert article.comment_count == 4
        assert imported(1).reply_count == 2
        assert later.root == imported(1)
        assert here.sequence < imported(1).sequence < later.sequence

    @pytest.mark.parametrize("date", ["", "yesterday", "2018-13-40 00:00:00", "0000-00-00 00:00:00"])
    def test_a_comment_without_a_time_is_refused(self, article, date):
        stored = store_file(wxr({"date_gmt": date, "date": date}))
        assert "when it was written is not said" in stored.rejects[0].reason

    def test_a_comment_from_the_future_is_refused(self, article):
        assert "future" in store_file(wxr({"date_gmt": "2199-01-01 00:00:00"})).rejects[0].reason

    def test_a_long_name_is_cut_and_a_far_too_long_text_is_refused(self, article):
        stored = store_file(wxr({"author": "x" * 999}, {"content": "y" * 100_000}))
        assert len(imported(1).author_name) == 150
        assert stored.rejects[0].reason == "comment 2: far too long"

    def test_controls_that_xml_forbids_are_no_reason_to_refuse_a_file(self, article):
        store_file(io.BytesIO(wxr({"content": "a\x0bb"}).getvalue()))
        assert imported(1).html == "<p>ab</p>"

    def test_it_costs_the_same_few_queries_for_many(self, article, django_assert_max_num_queries):
        with django_assert_max_num_queries(35):
            store_file(wxr(*({} for _number in range(400))))


class QuietTests:
    def test_nobody_gets_mail_or_news(self, article, mo, ana):
        from comments.models import Announcement, Letter, Notice

        run(WORDPRESS, DISQUS)
        assert not mail.outbox
        for model in (Announcement, Letter, Notice):
            assert not model.objects.exists()


class RefusalTests:
    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "this is no XML"),
            (b"not xml at all", "this is no XML"),
            (b"<html></html>", "it begins with <html>"),
            (b"<rss><channel><title>News</title><item><title>x</title></item></channel></rss>", "this is a feed"),
            (WORDPRESS.read_bytes()[:-20], "this is no XML"),
            (WORDPRESS.read_bytes()[:2000], "this is no XML"),
            (b'<?xml version="1.0" encoding="klingon"?><rss/>', "unknown encoding"),
            (b"<!DOCTYPE rss><rss/>", "document type"),
        ],
    )
    def test_a_file_that_is_no_export_is_refused_whole(self, tmp_path, article, data, reason):
        (tmp_path / "bad.xml").write_bytes(data)
        with pytest.raises(CommandError) as refused:
            run(tmp_path / "bad.xml")
        assert refused.value.returncode == 1
        with pytest.raises(ImportingError, match=reason):
            store_file(io.BytesIO(data))
        assert not Comment.objects.exists()

    def test_a_file_that_is_not_there_is_named_and_the_others_go_in(self, tmp_path, article):
        with pytest.raises(CommandError, match="1 of 2"):
            run(tmp_path / "none.xml", DISQUS)
        assert Comment.objects.count() == 2

    @pytest.mark.parametrize(
        "trick",
        [
            '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
            '<!DOCTYPE r SYSTEM "https://evil.example/x.dtd">',
            '<!DOCTYPE r [<!ENTITY % p SYSTEM "https://evil.example/x.dtd"> %p;]>',
        ],
    )
    def test_entities_and_what_lies_elsewhere_are_refused(self, article, trick):
        data = wxr({"content": "words"}).getvalue().decode()
        head, _, rest = data.partition("\n")
        with pytest.raises(ImportingError, match="refused"):
            store_file(io.BytesIO(f"{head}\n{trick}\n{rest}".encode()))
        assert not Comment.objects.exists()


class HostileTests:
    @pytest.mark.parametrize("script", SCRIPTS)
    def test_nothing_in_a_comment_or_a_name_runs(self, as_, article, script):
        script = script.replace("\ufffe", "")
        store_file(wxr({"content": f"seen {script}", "author": script, "parent": 0}, {"content": script}))
        for comment in Comment.objects.all():
            assert_nothing_runs(comment.html)
        page = as_(None).get(article.get_absolute_url()).content.decode()
        assert "seen" in page
        assert_page_runs_nothing(page.partition('id="comments"')[2].partition("</section>")[0])
