"""What the checks find before a text goes live: what must be mended, and what its author may think of."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from articles import body, checks, publishing
from articles.checks import Page, Severity, claims, headings, links, pictures, reading
from articles.checks.sentences import sentences_of, syllables_in
from tests.factories import make_article, make_draft, revise

CITED = '<p>See <a href="https://www.nhs.uk/conditions/hay-fever/">the NHS page</a>.</p>'


def page(html: str, **fields) -> Page:
    return Page("Hay fever", "A summary.", body.clean(html), **fields)


def found(html: str, name: str, **fields) -> list[str]:
    return [finding.message for finding in checks.check(page(html, **fields)) if finding.check == name]


class MissingTests:
    def test_a_text_that_has_all_is_fine(self):
        assert checks.check(page(f"<h2>What helps</h2><p>Salt water helps some people.</p>{CITED}")) == []

    def test_no_category_and_no_text_are_errors(self):
        empty = Page("Title", "", "", has_category=False)
        assert checks.errors_in(empty) == ["Choose a category.", "Write the text."]

    def test_no_summary_author_and_source_are_advice(self):
        advice = checks.check(Page("Title", "", body.clean("<p>Some words.</p>"), has_authors=False))
        assert [finding.field for finding in advice] == ["summary", "authors", "body"]
        assert not any(finding.is_error for finding in advice)


class PictureTests:
    def alt(self, text: str) -> list[tuple[Severity, str]]:
        stored = f'<figure data-block="b1"><img src="/media/images/a.png" alt="{text}"></figure>'
        return [(one.severity, one.message) for one in pictures.find(Page("T", "S", stored))]

    @pytest.mark.parametrize("text", ["", "  ", "IMG_2041.jpg", "scan.PNG", "DSC00123"])
    def test_nothing_and_names_of_files_are_errors(self, text):
        assert [severity for severity, _message in self.alt(text)] == ["error"]

    @pytest.mark.parametrize("text", ["Image of a hand", "photo showing pollen", "x" * 126])
    def test_what_screen_readers_say_themselves_and_what_is_long_is_advice(self, text):
        assert [severity for severity, _message in self.alt(text)] == ["advice"]

    def test_a_description_is_fine(self):
        assert self.alt("A hand holds a nasal spray upright") == []


class HeadingTests:
    def test_a_skipped_level_and_twins_are_named(self):
        messages = found("<h2>One</h2><h4>Deep</h4><p>x</p><h2>one</h2>", headings.NAME)
        assert len(messages) == 2
        assert "“Deep” skips a level" in messages[0]

    def test_the_first_heading_may_not_be_of_the_third_level(self):
        assert found("<h3>Deep</h3>", headings.NAME)

    def test_a_long_text_wants_one(self):
        assert found(f"<p>{'word ' * 401}</p>", headings.NAME)
        assert not found(f"<p>{'word ' * 399}</p>", headings.NAME)


class LinkTests:
    @pytest.mark.parametrize("words", ["here", "Click here", "read more", "More…", "this page", "LINK"])
    def test_words_that_lead_anywhere_are_named(self, words):
        assert found(f'<p><a href="https://a.example/">{words}</a></p>', links.NAME)

    def test_an_address_as_words_is_named(self):
        assert found('<p><a href="https://a.example/x">https://a.example/x</a></p>', links.NAME)

    def test_words_that_say_where_are_fine(self):
        assert not found('<p><a href="https://a.example/">How to use a nasal spray</a></p>', links.NAME)

    def test_other_languages_are_left_alone(self):
        assert not found('<p><a href="https://a.example/">here</a></p>', links.NAME, language="fr")

    @pytest.mark.django_db
    def test_a_link_to_a_page_that_readers_do_not_see_is_named(self, ana):
        there, hidden = make_article("There"), make_article("Hidden", live=False)
        text = "".join(f'<p><a href="/articles/{slug}/#x">Page {slug}</a></p>' for slug in ("there", "hidden", "none"))
        article = make_article("Linking", body=text)
        messages = [one.message for one in checks.check(checks.page_of(article.latest)) if one.check == links.NAME]
        assert [message.split()[4] for message in messages] == ["/articles/hidden/,", "/articles/none/,"]
        assert there.slug == "there" and hidden.slug == "hidden"


class TableAndParagraphTests:
    def test_a_table_wants_headers_and_a_caption(self):
        assert len(found("<table><tr><td>1</td></tr></table>", "tables")) == 2
        good = "<table><caption>Doses</caption><tr><th>Age</th></tr><tr><td>1</td></tr></table>"
        assert not found(good, "tables")

    def test_a_long_paragraph_is_named(self):
        assert found(f"<p>{'word ' * 121}</p>", "paragraphs")
        assert not found(f"<p>{'word ' * 120}</p>", "paragraphs")


class ReadingTests:
    PLAIN = "Drink water. Rest at home. See a doctor if it gets worse. It will pass in a few days. " * 5
    HARD = (
        "Pharmacological interventions demonstrating considerable heterogeneity notwithstanding, administration of "
        "intranasal corticosteroids constitutes the preferred therapeutic modality for the overwhelming majority of "
        "individuals experiencing persistent symptomatology attributable to environmental sensitisation. "
    ) * 3

    def test_plain_words_are_left_alone(self):
        assert not found(f"<h2>A</h2><p>{self.PLAIN}</p>", reading.NAME)

    def test_a_hard_section_is_named_with_its_hardest_sentences(self):
        messages = found(f"<h2>Plain</h2><p>{self.PLAIN}</p><h2>Hard</h2><p>{self.HARD}</p>", reading.NAME)
        assert messages[0].startswith("“Hard” reads as for age ")
        assert messages[1].startswith("A sentence of 28 words: “Pharmacological interventions")

    def test_titles_of_works_are_what_they_are(self):
        assert not found(f"<h2>Sources</h2><p>{self.HARD}</p>", reading.NAME)

    def test_it_is_advice_and_never_a_gate(self):
        assert not checks.errors_in(page(f"<p>{self.HARD}</p>"))

    def test_few_words_and_other_languages_are_not_judged(self):
        assert not found("<p>Intranasal corticosteroids predominantly.</p>", reading.NAME)
        assert not found(f"<p>{self.HARD}</p>", reading.NAME, language="de")

    @pytest.mark.parametrize(
        ("word", "syllables"),
        [("water", 2), ("the", 1), ("table", 2), ("asked", 1), ("wanted", 2), ("medicine", 3), ("a", 1), ("free", 1)],
    )
    def test_syllables_are_counted_as_they_are_spoken(self, word, syllables):
        assert syllables_in(word) == syllables

    def test_sentences_end_where_a_reader_stops(self):
        text = "Ask Dr. Hill, e.g. by phone. It costs 3.50 a week! Really? “Yes.” So it is."
        assert sentences_of(text) == [
            "Ask Dr. Hill, e.g. by phone.",
            "It costs 3.50 a week!",
            "Really?",
            "“Yes.”",
            "So it is.",
        ]


# Sentences with what a careful reader would ask of them; "" is nothing.
CLAIMS = [
    ("Take 500 mg three times a day.", "dose"),
    ("The spray holds 0.05 ml.", "dose"),
    ("About 20% of adults have hay fever.", "share"),
    ("One in four people is affected.", "share"),
    ("3 in 1,000 people get it.", "share"),
    ("Eight out of ten get better by themselves.", "share"),
    ("It is twice as common in winter.", "comparison"),
    ("Sprays are more effective than tablets.", "comparison"),
    ("Smokers have a higher risk.", "comparison"),
    ("Walking lowers blood pressure.", "cause"),
    ("Regular exercise reduces the risk of a stroke.", "cause"),
    ("Research shows that it helps.", "cause"),
    ("Studies suggest a small effect.", "cause"),
    ("Call 999 if you can’t breathe.", ""),
    ("Open the window for 10 minutes.", ""),
    ("Hay fever season begins in March.", ""),
    ("Ask a pharmacist which spray suits you.", ""),
    ("You may feel better in 2 or 3 days.", ""),
    ("My blood pressure is high.", ""),
    ("Rest, drink and wait.", ""),
]


class ClaimTests:
    @pytest.mark.parametrize(("sentence", "kind"), CLAIMS)
    def test_what_a_reader_would_check_is_found(self, sentence, kind):
        assert claims.kind_of(sentence) == kind

    def test_a_claim_beside_a_source_is_fine(self):
        cited = '<p>About 20% have it (<a href="https://a.example/">survey of 2024</a>).</p>'
        assert not found(cited, claims.NAME)
        assert found("<p>About 20% have it.</p>", claims.NAME)

    def test_only_the_first_ones_are_named(self):
        assert len(found("<p>It is 5%.</p>" * 20, claims.NAME)) == claims.MOST_NAMED


class GateTests:
    @pytest.mark.django_db
    def test_an_error_keeps_a_text_from_being_published_by_any_door(self, ana):
        article = publishing.start(make_draft("Title", category=None), by=ana)
        with pytest.raises(publishing.PublishingError) as refusal:
            publishing.publish(article.latest, by=ana)
        assert refusal.value.problems == ("Choose a category.",)

    @pytest.mark.django_db
    def test_advice_does_not(self, ana):
        article = publishing.start(make_draft("Title", summary=""), by=ana)
        assert publishing.publish(article.latest, by=ana)

    @given(st.text(max_size=300))
    def test_no_text_at_all_breaks_a_check(self, text):
        checks.check(Page(text, text, body.clean(f"<h3>{text}</h3><p>{text}</p><table><tr><td>{text}")))


class PanelTests:
    def test_the_desk_lists_errors_before_advice_each_with_a_way_to_its_place(self, as_, ed, db):
        article = make_article("Live")
        revise(article, body='<p>About 20% have it. <a href="https://a.example/">Click here</a></p>', category=None)
        url = reverse("admin:articles_article_change", args=[article.pk])
        html = as_(ed).get(url).content.decode()
        assert html.index("Before this goes live") < html.index("To mend first") < html.index("To think of")
        assert '<a href="#id_category">Choose a category.</a>' in html
        assert 'data-desk-find="Click here"' in html

    def test_it_costs_the_form_the_same_for_many_findings(self, as_, ed, db, django_assert_max_num_queries):
        article, url = make_article("Live"), None
        url = reverse("admin:articles_article_change", args=[article.pk])
        browser = as_(ed)
        browser.get(url)
        with django_assert_max_num_queries(60) as few:
            browser.get(url)
            most = len(few)
        revise(article, body="".join(f'<p><a href="/articles/none-{n}/">Here</a> 5%</p>' for n in range(40)))
        with django_assert_max_num_queries(most + 1):
            browser.get(url)
