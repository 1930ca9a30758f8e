"""References read as they do in medical journals. The works exist, and are described as their title pages do."""

from types import SimpleNamespace

import pytest

from articles.vancouver import short, vancouver

NOTHING = {"authors": "", "container": "", "publisher": "", "year": None, "locator": ""}


def work(title: str, **known):
    return SimpleNamespace(title=title, **{**NOTHING, **known})


RISK = work(
    "Helping Doctors and Patients Make Sense of Health Statistics",
    authors="Gigerenzer G\nGaissmaier W\nKurz-Milcke E\nSchwartz LM\nWoloshin S",
    container="Psychological Science in the Public Interest",
    year=2007,
    locator="8(2):53–96",
)
DIRECT = work(
    "Primary care-led weight management for remission of type 2 diabetes (DiRECT): an open-label, cluster-randomised "
    "trial",
    authors="Lean MEJ\net al.",
    container="The Lancet",
    year=2018,
)
NG28 = work(
    "Type 2 diabetes in adults: management",
    authors="National Institute for Health and Care Excellence",
    publisher="National Institute for Health and Care Excellence",
    year=2015,
    locator="Guideline NG28",
)
GREEN_BOOK = work(
    "Immunisation against infectious disease (the Green Book)",
    authors="UK Health Security Agency",
    publisher="The Stationery Office",
    locator="Chapter 34: Varicella",
)
NHS = work("Insomnia", authors="NHS", publisher="NHS")


class VancouverTests:
    @pytest.mark.parametrize(
        ("known", "reference"),
        [
            (
                RISK,
                "Gigerenzer G, Gaissmaier W, Kurz-Milcke E, Schwartz LM, Woloshin S. Helping Doctors and Patients Make "
                "Sense of Health Statistics. Psychological Science in the Public Interest. 2007;8(2):53–96.",
            ),
            (
                DIRECT,
                "Lean MEJ, et al. Primary care-led weight management for remission of type 2 diabetes (DiRECT): an "
                "open-label, cluster-randomised trial. The Lancet. 2018.",
            ),
            (
                NG28,
                "National Institute for Health and Care Excellence. Type 2 diabetes in adults: management. 2015. "
                "Guideline NG28.",
            ),
            (
                GREEN_BOOK,
                "UK Health Security Agency. Immunisation against infectious disease (the Green Book). "
                "The Stationery Office. Chapter 34: Varicella.",
            ),
            (NHS, "NHS. Insomnia."),
            (work("How many words do we read per minute?"), "How many words do we read per minute?"),
            (work("A title", container="A journal"), "A title. A journal."),
            (work("A title", year=1999, publisher="Somebody Ltd."), "A title. Somebody Ltd.; 1999."),
        ],
    )
    def test_a_work_reads_as_in_a_journal_however_much_is_known(self, known, reference):
        assert str(vancouver(known)) == reference

    def test_of_more_than_six_authors_six_are_named(self):
        seven = work("T", authors="\n".join(f"Author {letter}" for letter in "ABCDEFG"))
        assert vancouver(seven).before == "Author A, Author B, Author C, Author D, Author E, Author F, et al."
        assert "et al" not in vancouver(RISK).before

    @pytest.mark.parametrize("others", ["et al.", "et al", "and others", "Et Al", "…"])
    def test_a_last_line_that_stands_for_others_is_said_in_one_way(self, others):
        assert vancouver(work("T", authors=f"Lean MEJ\n{others}")).before == "Lean MEJ, et al."

    def test_no_full_stop_is_doubled_and_no_bracket_is_empty(self):
        for known in (RISK, DIRECT, NG28, GREEN_BOOK, NHS, work("T.", authors="A B.", container="J.", year=2000)):
            said = str(vancouver(known))
            assert ".." not in said
            assert not {"()", ";.", ": .", "  "} & {said[place : place + 2] for place in range(len(said))}

    def test_a_name_in_a_few_words_fits_a_list(self):
        assert short(RISK) == "Gigerenzer G et al. 2007"
        assert short(work("T", authors="Akl EA\nOxman AD", year=2011)) == "Akl EA and Oxman AD 2011"
        assert short(NG28) == "National Institute for Health and Care Excellence 2015"
        assert short(work("A title", year=2020)) == "A title (2020)"
        assert short(DIRECT) == "Lean MEJ et al. 2018"
