"""What holds for every check: places are true, nothing raises, the same text gives the same findings."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.deadlines import TABLE, priority_of
from comments.screening import CHECKS, PERSONAL, RULES, Context, Effect, Recent, screen
from comments.screening.duplicates import fingerprint
from comments.screening.folding import Reading, fold
from tests.comments import golden

# Pieces that checks look for, so that random texts meet more than letters.
PIECES = st.sampled_from([
    "I want to die", "you should take 40 mg", "stop taking your pills", "a@example.org", "+44 7700 900123",
    "nhs.uk",
    "https://bit.ly/x", "943 476 5919", "DOB 01/02/1960", "14 Larch Close", "MRN 00123456", "my neighbour Jo Doe",
    "no prescription, DM me", "as a nurse", "我不想活了", "أريد أن أموت", "\u202e", "\u200b", "ﬃ", "½",
    "\x00", "İ", "ß",
    "\ud800", "e\u0301\u0301\u0301", "．", "＠", "(", "[", "\n", "'", " . ", "?", "1", "0" * 30,
])  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=12).map("".join)
CONTEXT = Context(
    recognised_hosts=frozenset({"nhs.uk"}),
    listed_words=frozenset({"idiot", "shut up", "白痴"}),
    recent=(Recent(fingerprint("one two three four five six seven eight nine ten eleven twelve thirteen")),),
)
LENGTH = 5000


class PlacesTests:
    @given(TEXTS)
    @settings(deadline=None, max_examples=150)
    def test_a_finding_lies_in_the_text_and_quotes_it(self, text):
        for finding in screen(text, context=CONTEXT):
            assert 0 <= finding.start <= finding.end <= len(text)
            assert finding.words == text[finding.start : finding.end]
            assert finding.kind == "unfinished" or finding.words.strip()

    @given(TEXTS)
    @settings(deadline=None, max_examples=80)
    def test_no_check_fails_and_all_give_the_same_again(self, text):
        found = screen(text, context=CONTEXT)
        assert not found.of_kind("unfinished")
        assert found == screen(text, context=CONTEXT)

    @given(st.text(max_size=60))
    @settings(deadline=None, max_examples=150)
    def test_every_character_of_a_view_knows_where_it_came_from(self, text):
        reading = Reading(text)
        for view in (reading.plain, reading.folded, reading.spoken):
            assert len(view.text) == len(view.starts) == len(view.ends)
            assert list(view.starts) == sorted(view.starts)
            assert all(0 <= start <= end <= len(text) for start, end in zip(view.starts, view.ends, strict=True))

    def test_findings_stand_in_the_order_of_the_text(self):
        found = screen("I want to die. Mail a@example.org. Take 3 tablets of it.")
        assert [one.kind for one in found] == ["crisis", "crisis", "email", "dose_directive"]


class CrisisStaysTests:
    @given(
        st.sampled_from([row for row in golden.labelled("tune", "crisis") if golden.is_found(row, "crisis")]),
        TEXTS,
        TEXTS,
    )
    @settings(deadline=None, max_examples=100)
    def test_more_words_around_never_take_a_crisis_finding_away(self, row, before, after):
        assert screen(f"{before}\n{row.text}\n{after}").of_kind("crisis")

    def test_the_kind_itself_can_neither_hold_nor_ask(self):
        assert RULES["crisis"].effects == {Effect.HELP, Effect.FLAG, Effect.PRIORITY}

    def test_it_is_further_up_in_the_queue_than_anything_else(self):
        assert all(priority_of([kind]) < priority_of(["crisis"]) for kind in RULES if kind != "crisis")

    def test_every_kind_that_somebody_looks_at_has_its_place_in_the_queue(self):
        looked_at = {kind for kind, rule in RULES.items() if rule.effects & {Effect.HOLD, Effect.FLAG}}
        assert looked_at <= set(TABLE)
        pressing = {kind for kind, rule in RULES.items() if Effect.PRIORITY in rule.effects}
        assert all(priority_of([kind]) >= 30 for kind in pressing)


class UnfinishedTests:
    def test_a_check_that_fails_says_so_and_the_others_go_on(self, monkeypatch, caplog):
        def broken(_reading, _context):
            raise ValueError("secret words")
            yield

        monkeypatch.setitem(CHECKS, "words", broken)
        found = screen("I want to die, secret words")
        assert [one.check for one in found.of_kind("unfinished")] == ["words"]
        assert found.of_kind("crisis")
        assert not found.holds
        assert "secret" not in caplog.text

    def test_a_check_that_fails_late_keeps_what_it_had_found(self, monkeypatch):
        def late(reading, context):
            yield from original(reading, context)
            raise RuntimeError

        original = CHECKS["emails"]
        monkeypatch.setitem(CHECKS, "emails", late)
        found = screen("a@example.org")
        assert found.of_kind("email")
        assert found.of_kind("unfinished")

    def test_when_the_time_is_up_the_rest_is_called_unfinished_never_a_match(self):
        moments = iter([0.0, *[0.1] * 1, *[60.0] * 100])
        found = screen("I want to die. a@example.org", clock=lambda: next(moments))
        assert found.of_kind("crisis")
        assert len(found.of_kind("unfinished")) == len(CHECKS) - 1
        assert not found.holds

    def test_an_endless_text_is_read_to_a_limit_and_says_so(self):
        found = screen("word " * 10_000)
        assert [one.check for one in found.of_kind("unfinished")] == ["length"]


class RulesTests:
    def test_every_kind_has_a_sentence_for_the_writer(self):
        for rule in RULES.values():
            assert str(rule.message).endswith((".", "?"))
            assert rule.effects

    def test_no_effect_rejects(self):
        assert {effect.value for effect in Effect} == {"ask", "hold", "flag", "priority", "help", "note"}

    def test_a_listed_word_can_do_no_more_than_flag(self):
        assert RULES["listed_word"].effects == {Effect.FLAG}

    def test_all_personal_information_asks_and_what_reaches_a_person_holds(self):
        assert all(Effect.ASK in RULES[kind].effects for kind in PERSONAL)
        holding = {kind for kind in PERSONAL if Effect.HOLD in RULES[kind].effects}
        assert holding == {"email", "phone", "address", "national_id", "record_number"}

    def test_the_findings_answer_what_the_caller_asks(self):
        found = screen("Call me on 07700 900123. As a nurse I say: I want to die.")
        assert [one.kind for one in found.asks] == ["phone"]
        assert [one.kind for one in found.holds] == ["phone"]
        assert [one.kind for one in found.notes] == ["unverified_title"]
        assert found.shows_help
        assert "yours to share" in found.asks[0].message


class FoldingTests:
    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("Ｗｉｄｅ", "wide"), ("naïve Straße", "naive strasse"), ("раin", "pain"), ("ѕех", "sex"), ("лев", "лев"),
            ("ι", "i"), ("𝓫𝓸𝓵𝓭", "bold"), ("so\u00adft", "soft"), ("zero\u200bwidth", "zerowidth"), ("١٢٣", "123"),
            ("don’t", "don't"), ("cafe\u0301", "cafe"), ("ﬁne", "fine"), ("سؤال", "سوال"),
        ],
    )  # fmt: skip
    def test_a_disguise_is_read_as_what_it_looks_like(self, typed, read):
        assert fold(typed) == read

    @given(st.text(st.characters(max_codepoint=127), max_size=60))
    def test_plain_english_is_read_as_the_same_words_are_beside_others(self, text):
        # What is plain as it stands takes a shorter way; an accent behind it makes the text take the long one.
        alone, beside = Reading(text), Reading(f"{text} ﬁ")
        for view, long_way in ((alone.plain, beside.plain), (alone.folded, beside.folded)):
            length = len(view.text)
            assert (view.text, view.starts, view.ends) == (
                long_way.text[:length], long_way.starts[:length], long_way.ends[:length]
            )  # fmt: skip
            assert long_way.text[length:] == " fi"

    def test_the_way_back_leads_to_what_was_typed(self):
        [finding] = screen("oh, my frіend, I ｗａｎｔ to d\u200bіe").of_kind("crisis")[:1]
        assert "to d\u200bіe" in finding.words


class HostileTests:
    """Texts made to cost time. The bounds are wide, for busy machines; what counts is how the time grows."""

    @pytest.mark.parametrize(
        "piece",
        [
            "a", " ", "\n", "1", "1 ", "1-", "0 ", "(", "@", "a@", "a.", ".", "a@a.", "http://", "www.", "//",
            "a b ",
            "you should ", "you should take ", "take 1 ", "stop taking ", "stop your ", "want to ", "I want ",
            "my life ",
            "born on ", "dob ", "my neighbour ", "A ", "Aa ", "My Boss ", "12 Larch ", "calle ", "hospital number ",
            "MRN ", "one ", "double ", "no prescription ", "whatsapp ", "dm ", "as a ", "im a registered ",
            "e\u0301", "\u0301",
            "\u202e", "\x00", "\ud800", "ﷺ", "死", "想", "想要", "لا أريد ", "أريد", "%40", "xn--", "a-", "[at] ",
            " dot ",
            "?url=http://", "!", "?", ". ", ", ", "''", "İ", "ß", "𝓪",
        ],
    )  # fmt: skip
    def test_no_repetition_makes_a_check_slow_or_fail(self, piece):
        text = (piece * LENGTH)[:LENGTH]
        begin = time.process_time()
        found = screen(text, context=CONTEXT, clock=lambda: 0.0)
        assert time.process_time() - begin < 5
        assert not found.of_kind("unfinished")

    @pytest.mark.parametrize("piece", ["you should take ", "a.", "1 ", "want to ", "@", "Aa ", "no prescription dm "])
    def test_twice_the_text_takes_about_twice_the_time(self, piece):
        def cost(length):
            times = []
            for _round in range(3):
                begin = time.process_time()
                screen((piece * length)[:length], context=CONTEXT, clock=lambda: 0.0)
                times.append(time.process_time() - begin)
            return min(times)

        assert cost(8000) < 8 * cost(2000) + 0.2  # four times the text; quadratic would be sixteen

    def test_no_pattern_repeats_without_a_bound_inside_a_repetition(self):
        from comments.screening import crisis, dosing, selling, titles

        for module in (crisis, dosing, selling, titles):
            for pattern in vars(module).values():
                if isinstance(pattern, re.Pattern):
                    assert not re.search(r"[*+]\)[*+]|[*+]\)\{\d+,\}", pattern.pattern)
