"""Names of works are told by their form, kept in one form, and refused with the reason."""

import contextlib
import re
import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.identifiers import IdentifierError, Scheme, address_of, normal, recognise

DOI = "10.1136/bmj.j3418"
SICI = "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"
registrants = st.integers(1000, 999_999_999).map(str)
suffixes = st.text(st.characters(categories=["Ll", "Nd"], include_characters="-._/"), min_size=1, max_size=40).filter(
    lambda text: text[-1] not in "._/"
)
dois = st.builds("10.{}/{}".format, registrants, suffixes)
sentence_ends = st.sampled_from([".", ",", ";", ").", "”", "]", "…", " ", ".)", '"'])
nine = st.text("0123456789", min_size=9, max_size=9)


def isbn_10(digits: str) -> str:
    rest = sum((place + 1) * int(digit) for place, digit in enumerate(digits)) % 11
    return digits + "0123456789X"[rest]


class OneFormTests:
    @pytest.mark.parametrize(
        ("scheme", "typed", "kept"),
        [
            ("doi", "10.1136/BMJ.J3418", DOI),
            ("doi", " doi:10.1136/bmj.j3418. ", DOI),
            ("doi", "DOI: 10.1136/bmj.j3418", DOI),
            ("doi", "https://doi.org/10.1136/bmj.j3418", DOI),
            ("doi", "http://dx.doi.org/10.1136/bmj.j3418?nosfx=y#top", DOI),
            ("doi", f"https://doi.org/{quote(SICI.upper(), safe='')}", SICI),
            ("doi", "(10.1000/182)", "10.1000/182"),
            ("doi", "10.1000/a(b)", "10.1000/a(b)"),
            ("doi", "\u200b10.1000/\u202e182\u202c", "10.1000/182"),
            ("pmid", "PMID: 29221645", "29221645"),
            ("pmid", "https://pubmed.ncbi.nlm.nih.gov/29221645/?dopt=Abstract", "29221645"),
            ("pmid", "https://www.ncbi.nlm.nih.gov/pubmed/29221645", "29221645"),
            ("pmid", "https://europepmc.org/article/MED/29221645", "29221645"),
            ("pmcid", "pmc13901", "PMC13901"),
            ("pmcid", "PMCID: PMC13901.1", "PMC13901"),
            ("pmcid", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC13901/", "PMC13901"),
            ("pmcid", "https://pmc.ncbi.nlm.nih.gov/articles/PMC13901/#Sec2", "PMC13901"),
            ("pmcid", "https://europepmc.org/article/PMC/PMC13901", "PMC13901"),
            ("isbn", "0-306-40615-2", "9780306406157"),
            ("isbn", "ISBN-13: 978–0–306–40615–7", "9780306406157"),
            ("isbn", "ISBN 0 8044 2957 X", "9780804429573"),
            ("guideline", "ng28", "NICE NG28"),
            ("guideline", "NICE guideline [NG28]", "NICE NG28"),
            ("guideline", "https://www.nice.org.uk/guidance/ng28/chapter/Recommendations", "NICE NG28"),
            ("guideline", "SIGN guideline no. 158", "SIGN 158"),
            ("guideline", "CD001159.pub4", "Cochrane CD001159"),
            ("url", "HTTPS://WWW.NHS.UK:443/conditions/insomnia/#top", "https://www.nhs.uk/conditions/insomnia/"),
            ("url", "https://example.org/a?id=3&utm_source=mail&fbclid=x", "https://example.org/a?id=3"),
            ("url", "<https://example.org/a>.", "https://example.org/a"),
            ("url", "https://example.org", "https://example.org/"),
        ],
    )  # fmt: skip
    def test_whatever_is_pasted_is_kept_in_one_form(self, scheme, typed, kept):
        assert normal(scheme, typed) == kept
        assert normal(scheme, kept) == kept

    @pytest.mark.parametrize("scheme", Scheme)
    def test_nothing_is_nothing(self, scheme):
        assert normal(scheme, "") == normal(scheme, " \u200b\n") == ""

    @given(dois, sentence_ends)
    def test_a_doi_is_the_same_with_prefix_in_an_address_in_capitals_and_at_the_end_of_a_sentence(self, doi, end):
        kept = normal("doi", doi)
        ascii_capitals = "".join(sign.upper() if sign.isascii() else sign for sign in doi)
        for typed in (f"doi:{doi}", f"https://doi.org/{doi}", f"{doi}{end}", f"({doi})", ascii_capitals):
            assert normal("doi", typed) == kept

    @given(st.integers(1, 99_999_999))
    def test_every_number_of_pubmed_is_kept_as_it_is(self, number):
        assert normal("pmid", f"PMID:{number}.") == str(number)

    @given(nine)
    def test_an_isbn_of_ten_digits_is_one_of_thirteen(self, digits):
        kept = normal("isbn", isbn_10(digits))
        assert kept[3:12] == digits
        assert normal("isbn", f"{kept[:3]}-{kept[3:]}") == kept

    @given(st.sampled_from(list(Scheme)), st.text(max_size=60))
    def test_any_text_is_kept_in_a_form_that_stays_or_is_refused_with_a_sentence(self, scheme, text):
        try:
            kept = normal(scheme, text)
        except IdentifierError as problem:
            assert str(problem).endswith(".")
        else:
            assert normal(scheme, kept) == kept
            assert "\x00" not in kept


class RefusalTests:
    @pytest.mark.parametrize(
        ("scheme", "typed", "reason"),
        [
            ("doi", "11.1000/182", "begins with “10.”"),
            ("doi", "10.1000", "begins with “10.”"),
            ("doi", "10.1000/18 2", "no space"),
            ("doi", f"10.1000/{'x' * 300}", "too long"),
            ("pmid", "012345", "eight digits"),
            ("pmid", "123456789", "eight digits"),
            ("pmcid", "13901", "“PMC” and a number"),
            ("isbn", "0-306-40615-3", "does not fit"),
            ("isbn", "978-0-306-40615-8", "does not fit"),
            ("isbn", "4006381333931", "978 or 979"),
            ("isbn", "12345", "ten or thirteen"),
            ("guideline", "XY12", "No such number"),
            ("url", "javascript:alert(1)", "begins with https://"),
            ("url", "https://localhost/a", "name of a site"),
            ("url", "https://www.nhs.uk@example.org/", "misleads"),
            ("url", "https://example.org/a b", "no space"),
            ("url", "https://[::1/", "no web address"),
            ("url", f"https://example.org/{'x' * 600}", "500 characters"),
        ],
    )
    def test_what_is_none_is_refused_with_the_reason(self, scheme, typed, reason):
        with pytest.raises(IdentifierError, match=re.escape(reason)):
            normal(scheme, typed)

    @given(nine, st.integers(0, 8), st.integers(1, 9))
    def test_no_wrong_digit_of_an_isbn_gets_through(self, digits, place, more):
        right = isbn_10(digits)
        wrong = f"{right[:place]}{(int(right[place]) + more) % 10}{right[place + 1 :]}"
        with pytest.raises(IdentifierError):
            normal("isbn", wrong)


class RecognitionTests:
    @pytest.mark.parametrize(
        ("pasted", "found"),
        [
            ("https://doi.org/10.1136/bmj.j3418", {"doi": DOI}),
            ("29221645", {"pmid": "29221645"}),
            ("978-0-306-40615-7", {"isbn": "9780306406157"}),
            ("NG28", {"guideline": "NICE NG28"}),
            ("https://www.nice.org.uk/guidance/ng28", {"guideline": "NICE NG28", "url": "https://www.nice.org.uk/guidance/ng28"}),
            ("https://www.nhs.uk/conditions/insomnia/", {"url": "https://www.nhs.uk/conditions/insomnia/"}),
            (
                "https://www.cochranelibrary.com/cdsr/doi/10.1002/14651858.CD004899.pub3/full",
                {"doi": "10.1002/14651858.cd004899.pub3", "guideline": "Cochrane CD004899"},
            ),
            (
                "Somebody A. A title. BMJ. 2017;358:j3418. doi: 10.1136/bmj.j3418. PMID: 28747365; PMCID: PMC5526354.",
                {"doi": DOI, "pmid": "28747365", "pmcid": "PMC5526354"},
            ),
            ("National Institute for Health and Care Excellence. NICE guideline NG28.", {"guideline": "NICE NG28"}),
            ("hay fever", {}),
            ("2019", {}),
            ("5 mg of vitamin D", {}),
            ("", {}),
        ],
    )  # fmt: skip
    def test_names_are_found_in_whatever_is_pasted(self, pasted, found):
        assert recognise(pasted) == found

    @pytest.mark.parametrize("pasted", ["doi:abc", "ISBN 0-306-40615-3", "pmid 012", "https://localhost/", "10.1000"])
    def test_what_is_plainly_meant_to_be_a_name_is_refused_when_it_is_none(self, pasted):
        with pytest.raises(IdentifierError):
            recognise(pasted)

    @given(st.text(max_size=300))
    def test_any_text_is_looked_at_and_what_is_found_is_in_its_one_form(self, text):
        try:
            found = recognise(text)
        except IdentifierError:
            return
        assert all(normal(scheme, name) == name for scheme, name in found.items())

    @pytest.mark.parametrize("piece", ["10.1000/", "PMID", "isbn 1", "https://", "NICE ", "((((", "CD0", "978-"])
    def test_a_long_paste_of_one_odd_thing_is_quick(self, piece):
        began = time.process_time()
        with contextlib.suppress(IdentifierError):
            recognise(piece * (100_000 // len(piece)))
        assert time.process_time() - began < 1

    def test_a_name_leads_to_where_the_work_can_be_looked_up(self):
        assert address_of("doi", SICI).startswith(
            "https://doi.org/10.1002/(sici)1097-0258(19980815/30)17:15/16%3C1661::"
        )
        assert address_of("guideline", "NICE NG28") == "https://www.nice.org.uk/guidance/ng28"
        assert address_of("isbn", "9780306406157") == ""
        assert {address_of(scheme, "") for scheme in Scheme} == {""}
