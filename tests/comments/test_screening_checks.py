"""Single checks at their edges: what they find, and the neighbours that they leave alone."""

import pytest

from comments.screening import Context, Recent, screen
from comments.screening.duplicates import fingerprint, likeness

LONG = (
    "I had the operation in spring and the first week was hard, but the exercises helped and by June I was walking "
    "to the shop again without a stick, slowly and with many rests."
)


def found(text: str, kind: str, **context) -> list[str]:
    return [one.words for one in screen(text, context=Context(**context)).of_kind(kind)]


class PersonalInformationTests:
    @pytest.mark.parametrize(
        "text",
        [
            "I am 34 and my mother is 81.", "BP 120/80, then 135/85 and 141/92", "Born in 1984, diagnosed in 2019.",
            "Op on 03/11/2023 and again on 12 May 2024.", "2019-2023", "values 98 102 110 115 120", "1,250,000 people",
            "call 999 or 111", "the helpline 0800 1111", "1-800-273-8255", "Room 310, bed 4", "B12 5MG daily",
            "10 Downing Street", "my friend Anna", "my doctor Dr Smith", "our teacher Mrs Jones", "the Royal London",
            "My brother Crohn Disease", "reference 3 of the article", "hospital number 3", "I was born at 31 weeks",
            "0.5 - 1.25 - 2.5 - 5.0", "15:30 to 16:45 on 4/5", "born on a Sunday in June", "meet at half past 6",
        ],
    )  # fmt: skip
    def test_ages_values_dates_and_helplines_ask_nothing(self, text):
        assert not screen(text).asks

    @pytest.mark.parametrize(
        ("text", "kind", "words"),
        [
            ("mail: jo@example.org.", "email", "jo@example.org"),
            ("ｊｏ＠ｅｘａｍｐｌｅ．ｏｒｇ", "email", "ｊｏ＠ｅｘａｍｐｌｅ．ｏｒｇ"),
            ("jo [at] example [dot] org", "email", "jo [at] example [dot] org"),
            ("ring 07700 900123 now", "phone", "07700 900123"),
            ("رقمي ٠٧٧٠٠ ٩٠٠١٢٣", "phone", "٠٧٧٠٠ ٩٠٠١٢٣"),
            ("+234 803 555 0100", "phone", "+234 803 555 0100"),
            ("text 555-0123", "phone", "555-0123"),
            ("NHS 943 476 5919", "national_id", "943 476 5919"),
            ("QQ 12 34 56 C", "national_id", "QQ 12 34 56 C"),
            ("DNI 12345678Z", "national_id", "12345678Z"),
            ("DOB 01/02/1960", "birth_date", "01/02/1960"),
            ("we live at 14 larch close", "address", "14 larch close"),
            ("MRN: 00123456", "record_number", "00123456"),
            ("my neighbour, Jo Doe, has it", "full_name", "Jo Doe"),
        ],
    )
    def test_what_is_marked_is_the_piece_itself(self, text, kind, words):
        assert found(text, kind) == [words]

    @pytest.mark.parametrize("number", ["943 476 5918", "DNI 12345678A", "111.111.111-11", "666-12-3456"])
    def test_a_number_that_fails_its_own_proof_is_no_official_one(self, number):
        assert not found(number, "national_id")

    def test_the_sites_own_help_lines_and_addresses_are_everybodys(self):
        text = "Ring 020 7946 0123 or write to help@nhs.uk"
        assert len(screen(text).asks) == 2
        assert not screen(
            text, context=Context(public_numbers=frozenset({"020 7946 0123"}), recognised_hosts=frozenset({"nhs.uk"}))
        ).asks

    def test_one_place_is_asked_about_once(self):
        assert [one.kind for one in screen("my hospital number is 07700 900123")] == ["record_number"]


class DosingTests:
    @pytest.mark.parametrize(
        "text",
        [
            "I was moved to 100 mg.", "My GP told me to stop taking ibuprofen.", "Should I take 40 mg or 20?",
            "Don't stop taking your tablets!", "Never stop your insulin without asking the clinic.",
            "The leaflet says you should take two tablets.", "Do you take 20 mg too?", "I stopped my statin in May.",
            "You should ask your doctor about the 40 mg tablets.", "Can you take 2 tablets at once?",
            "They said you take one 5 mg tablet with food.", "You should try walking for 10 minutes.",
            "If you want to stop the tablets, talk to your nurse first.",
        ],
    )  # fmt: skip
    def test_experience_questions_and_passing_on_are_left_alone(self, text):
        assert not screen(text)

    def test_a_direction_asks_and_flags_and_never_holds(self):
        for text in ("You should take 40 mg.", "Stop taking your insulin."):
            findings = screen(text)
            assert findings.asks
            assert findings.flags
            assert not findings.holds


class SellingTests:
    @pytest.mark.parametrize(
        "text",
        [
            "DM me if you want to talk.", "The pharmacy had no insulin in stock, they ordered it.",
            "My doctor won't give me tramadol and I am furious.", "You can't get it without a prescription.",
            "We have a WhatsApp group for carers, ask the nurse.", "He was cured of hepatitis C at the hospital.",
            "Is anyone selling a breast pump?", "The herbal tea tastes of hay.", "I lost my loan of the wheelchair.",
        ],
    )  # fmt: skip
    def test_honest_talk_near_trade_is_not_held(self, text):
        assert not screen(text).holds


class TitlesTests:
    def test_a_claimed_profession_is_found(self):
        assert found("As a nurse I agree.", "unverified_title")

    @pytest.mark.parametrize(
        "text", ["As a nurse told me, it passes.", "I'm a nurse's wife.", "My sister is a doctor.", "See a doctor."]
    )
    def test_other_peoples_titles_are_not_the_writers(self, text):
        assert not found(text, "unverified_title")


class WordsTests:
    LIST = frozenset({"idiot", "shut up", "jalapeño", "白痴", "sex", "grape"})

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("You IDIOT!", ["IDIOT"]), ("ｉｄｉｏｔ", ["ｉｄｉｏｔ"]), ("1d1ot", ["1d1ot"]), ("іdіоt", ["іdіоt"]),
            ("oh shut   up, you", ["shut   up"]), ("jalapeno", ["jalapeno"]), ("Jalapeño", ["Jalapeño"]),
            ("他是白痴吗", ["白痴"]), ("idiots", []), ("idiotic", []), ("grapefruit", []), ("scrap e", []),
            ("shutup", []), ("id\u200biot", ["id\u200biot"]), ("idiot", ["idiot"]), ("(idiot)", ["(idiot)"[1:-1]]),
        ],
    )  # fmt: skip
    def test_whole_words_in_any_disguise(self, text, words):
        assert found(text, "listed_word", listed_words=self.LIST) == words

    def test_medical_words_are_never_flagged_whatever_the_list_says(self):
        assert not found("sex and my vagina", "listed_word", listed_words=frozenset({"sex", "vagina"}))

    def test_a_site_can_allow_more(self):
        lists = {"listed_words": self.LIST, "allowed_words": frozenset({"Grape"})}
        assert not found("a grape", "listed_word", **lists)
        assert found("a grape", "listed_word", listed_words=self.LIST)

    def test_there_is_no_state_between_two_texts(self):
        for _again in range(3):
            assert found("idiot idiot", "listed_word", listed_words=self.LIST) == ["idiot", "idiot"]


class DuplicatesTests:
    def test_the_same_text_by_others_is_held_and_by_oneself_flagged(self):
        mark = fingerprint(LONG)
        by_others = screen(LONG, context=Context(recent=(Recent(mark),)))
        by_oneself = screen(LONG, context=Context(recent=(Recent(mark, by_same_writer=True),)))
        assert [one.kind for one in by_others.holds] == ["repeated_by_others"]
        assert [one.kind for one in by_oneself.flags] == ["repeated_by_writer"]
        assert not by_oneself.holds

    def test_small_changes_and_another_case_do_not_hide_it(self):
        changed = LONG.upper().replace("SPRING", "AUTUMN").replace(",", " –")
        assert likeness(fingerprint(LONG), fingerprint(changed)) >= 0.6

    def test_another_text_about_the_same_is_another_text(self):
        other = (
            "My operation was in spring as well and the exercises helped me, though I still use a stick when I walk to "
            "the shop and I rest a lot on the way."
        )
        assert likeness(fingerprint(LONG), fingerprint(other)) < 0.3

    def test_short_thanks_are_nobodys_copy(self):
        assert fingerprint("Thank you so much, this helped me a lot!") == ()
        mark = Recent(fingerprint("Thank you so much, this helped me a lot!"))
        assert not screen("Thank you so much, this helped me a lot!", context=Context(recent=(mark,)))

    def test_a_fingerprint_is_short_and_tells_no_words(self):
        mark = fingerprint(LONG * 30)
        assert len(mark) <= 64
        assert all(isinstance(one, int) and one < 2**48 for one in mark)

    def test_texts_without_spaces_have_one_too(self):
        assert fingerprint("我上个月做了胆囊手术,现在可以正常吃饭了。")
