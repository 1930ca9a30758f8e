import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from healthsite.accounts.models import User
from healthsite.accounts.names import check_display_name, is_reserved, name_key, name_look

# Letters of other alphabets that look like the Latin ones.
TWINS = {"a": "а", "c": "с", "e": "е", "i": "і", "o": "о", "p": "р", "s": "ѕ", "x": "х", "y": "у", "A": "Α", "B": "Β",
         "E": "Ε", "H": "Η", "I": "Ι", "K": "Κ", "M": "Μ", "N": "Ν", "O": "Ο", "P": "Ρ", "T": "Τ",
         "X": "Χ"}  # fmt: skip


def refusal(name: str) -> str | None:
    try:
        check_display_name(name)
    except ValidationError as refused:
        return refused.code
    return None


class SameNameTests:
    @pytest.mark.parametrize(
        "other", ["LittleBear", "little bear", "LITTLE_BEAR", "little-bear.", "ＬｉｔｔｌｅＢｅａｒ", "Lıttle Bear"]
    )
    def test_case_width_space_and_punctuation_make_no_other_name(self, other):
        assert name_key("Little Bear") == name_key(other) or name_look("Little Bear") == name_look(other)

    @pytest.mark.parametrize(
        ("one", "other"), [("Ali", "All"), ("Drew", "Draw"), ("José", "Jose"), ("王芳", "王方"), ("Ana", "Anna")]
    )
    def test_names_that_an_eye_tells_apart_are_two_names(self, one, other):
        assert name_key(one) != name_key(other)
        assert name_look(one) != name_look(other)

    @pytest.mark.parametrize(
        ("one", "other"), [("Ian", "lan"), ("Nick", "Νick"), ("Bill", "BiIl"), ("Tom", "Torn"), ("Ο", "O")]
    )
    def test_names_that_look_alike_are_one(self, one, other):
        assert name_look(one) == name_look(other)

    def test_greek_name_is_the_same_in_capitals(self):
        assert name_key("Νίκος") == name_key("ΝΊΚΟΣ")

    @given(st.text(max_size=40))
    def test_folding_a_key_again_gives_the_key(self, name):
        assert name_key(name_key(name)) == name_key(name)

    @given(st.text(max_size=60))
    def test_any_text_has_a_key_and_a_look_that_fit_their_columns(self, name):
        assert len(name_key(name)) <= 200
        assert len(name_look(name)) <= 200

    @given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ", min_size=1), st.randoms())
    def test_letters_swapped_for_their_twins_are_caught(self, name, random):
        disguised = "".join(TWINS.get(c, c) if random.random() < 0.5 else c for c in name)
        assert name_look(disguised) == name_look(name)

    @given(st.text(alphabet=st.characters(codec="ascii", categories=["L"]), min_size=1))
    def test_wide_and_decorated_letters_are_caught(self, name):
        wide = "".join(chr(ord(c) + 0xFEE0) for c in name)
        assert name_key(wide) == name_key(name)


@pytest.mark.django_db
class TakenNameTests:
    @given(st.sets(st.integers(0, 9)))
    def test_look_alike_of_a_taken_name_is_found(self, places):
        User.objects.filter(email="bear@example.org").delete()
        User.objects.create_user("bear@example.org", "LittleBear")
        disguised = "".join(TWINS.get(c, c) if place in places else c for place, c in enumerate("LittleBear"))
        assert User.objects.with_name_like(disguised).exists()

    def test_database_refuses_a_second_one_even_without_the_form(self, rui):
        from django.db import IntegrityError

        with pytest.raises(IntegrityError):
            User.objects.create_user("twin@example.org", "R u i")

    def test_changing_only_the_name_changes_its_key(self, rui):
        rui.display_name = "Rui Costa"
        rui.save(update_fields=["display_name"])
        rui.refresh_from_db()
        assert rui.name_key == name_key("ruicosta")


class RefusedNameTests:
    @pytest.mark.parametrize(
        "name",
        ["admin", "Administrator", "ADMIN1", "аdmin", "àdmin", "adm1n", "4dmin", "a d m i n", "site-admin",
         "Administrate",
         "Moderator", "m0derator", "The Moderators", "mod", "Dr Smith", "DrSmith", "dr.smith", "ᴅʀ Smith",
         "nurse_jane",
         "NurseJane", "NURSE JANE", "Doctors", "ＮＨＳ help", "Prof. Ana", "Healthsite", "health site",
         "Anonymous", "A Reader",
         "deleted", "Support", "official news", "system"],
    )  # fmt: skip
    def test_claim_to_a_role_or_title_is_refused_in_every_disguise(self, name):
        assert refusal(name) == "reserved"

    @pytest.mark.parametrize(
        "name",
        ["Drew", "Nursery", "Doctorow", "Stafford", "Modesto", "badminton", "Edith", "Andrew", "LittleBear",
         "Systema",
         "Supporter", "Nhsia", "Ann-Marie O'Neil", "Md Rahman", "Sam M", "王芳", "Наталья", "محمد", "Søren 2",
         "Zoë (Zo)"],
    )  # fmt: skip
    def test_innocent_name_is_not(self, name):
        assert refusal(name) is None

    @pytest.mark.parametrize(
        ("name", "code"),
        [("x", "length"), ("  x  ", "length"), ("", "length"), ("a" * 41, "length"), ("12 34", "no_letter"),
         ("--", "no_letter"),
         ("a@example.org", "email_address"), ("ru\u200bi", "invisible"), ("ru\u202ei", "invisible"),
         ("ru\u00adi", "invisible"),
         ("ru\ni", "invisible"), ("ru\x00i", "invisible"), ("\ufeffrui", "invisible"), ("Rui ✓", "character"),
         ("Rui <b>", "character"),
         ("Rui 👩‍⚕️", "invisible"), ("Rui 🩺", "character"), ("a" + "\u0301" * 5 + "b", "hard"), ("ﷺ" * 20, "hard")],
    )  # fmt: skip
    def test_name_that_cannot_be_shown_fairly_is_refused_with_the_reason(self, name, code):
        assert refusal(name) == code

    @pytest.mark.parametrize("name", ["王芳", "Bo", "a" * 40, "Nguyễn Thị Ánh"])
    def test_short_long_and_accented_names_are_welcome(self, name):
        assert refusal(name) is None

    @given(st.text(max_size=45))
    def test_every_text_is_accepted_or_refused_with_a_sentence(self, name):
        try:
            check_display_name(name)
        except ValidationError as refused:
            assert refused.messages[0].endswith(".")
        else:
            assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in name)
            assert not is_reserved(name)
