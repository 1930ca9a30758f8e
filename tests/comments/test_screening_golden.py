"""The floors that every change of a check has to keep, on invented comments of both splits."""

import json

import pytest

from comments.screening import PERSONAL, Effect
from comments.screening.duplicates import fingerprint, likeness
from tests.comments import golden

BOTH = pytest.mark.parametrize("split", golden.SPLITS)


def share(some: int, of: int) -> float:
    return some / of


class GoldenSetTests:
    def test_it_is_large_and_more_than_a_thousand_of_it_are_honest(self):
        assert sum(len(golden.rows(split)) for split in golden.SPLITS) >= 1500
        assert sum(len(golden.honest(split)) for split in golden.SPLITS) >= 1000
        assert len(golden.honest("unseen")) >= 500

    def test_every_comment_stands_once_with_an_id_of_its_own(self):
        every = [row for split in golden.SPLITS for row in golden.rows(split)]
        assert len({row.id for row in every}) == len(every)
        long = [row.text.casefold() for row in every if len(row.text.split()) > 5]
        assert len(long) - len(set(long)) <= len(long) // 200

    def test_hardly_two_comments_are_made_from_one_template(self):
        prints = [fingerprint(row.text) for split in golden.SPLITS for row in golden.honest(split)]
        prints = [one for one in prints if one]
        alike = sum(
            likeness(one, other) >= 0.5
            for place, one in enumerate(prints)
            for other in prints[place + 1 :]
            if one[0] == other[0] or one[1] == other[1] or one[-1] == other[-1]
        )
        assert alike <= len(prints) // 200

    @BOTH
    def test_every_planted_piece_stands_in_its_text(self, split):
        assert all(piece in row.text for row in golden.rows(split) for piece in row.planted)

    def test_files_hold_one_split_and_language_each(self):
        for path in golden.FOLDER.glob("*/*.jsonl"):
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                assert (row["split"], row["language"]) == (path.parent.name, path.name.split(".")[1])


class HonestCommentsTests:
    @BOTH
    def test_at_most_one_in_a_hundred_is_held(self, split):
        held = golden.with_effect(golden.honest(split), Effect.HOLD)
        assert share(len(held), len(golden.honest(split))) <= 0.01, [row.text for row in held]

    @BOTH
    def test_at_most_one_in_a_hundred_is_asked_about_personal_information(self, split):
        asked = [row for row in golden.honest(split) if golden.findings_of(row).of_kind(*PERSONAL)]
        assert share(len(asked), len(golden.honest(split))) <= 0.01, [row.text for row in asked]

    @BOTH
    def test_at_most_two_in_a_hundred_are_flagged_for_a_dose(self, split):
        flagged = [
            row for row in golden.honest(split) if golden.findings_of(row).of_kind("dose_directive", "stop_medicine")
        ]
        assert share(len(flagged), len(golden.honest(split))) <= 0.02, [row.text for row in flagged]

    @BOTH
    def test_at_most_one_in_two_hundred_meets_the_word_list(self, split):
        met = [row for row in golden.honest(split) if golden.findings_of(row).of_kind("listed_word")]
        assert share(len(met), len(golden.honest(split))) <= 0.005, [row.text for row in met]

    @BOTH
    def test_six_of_them_in_one_long_comment_are_neither_held_nor_asked(self, split):
        texts = [row.text for row in golden.honest(split) if row.language == "en"]
        long = ["\n\n".join(texts[place::80][:6]) for place in range(80)]
        found = [golden.screen(text, context=golden.CONTEXT) for text in long]
        assert sum(bool(one.holds) or bool(one.asks) for one in found) <= 1

    @BOTH
    def test_the_help_panel_stays_an_exception(self, split):
        shown = golden.with_effect(golden.honest(split), Effect.HELP)
        assert share(len(shown), len(golden.honest(split))) <= 0.03, [row.text for row in shown]


class RecallTests:
    @BOTH
    @pytest.mark.parametrize("kind", PERSONAL)
    def test_personal_information_of_each_class_is_found(self, split, kind):
        assert share(*golden.recall(split, kind)) >= 0.95

    @BOTH
    def test_crisis_is_found(self, split):
        assert share(*golden.recall(split, "crisis")) >= 0.9

    @BOTH
    @pytest.mark.parametrize("kind", ["dose_directive", "stop_medicine"])
    def test_directions_about_medicines_are_found(self, split, kind):
        assert share(*golden.recall(split, kind)) >= 0.85

    @BOTH
    def test_trade_is_held(self, split):
        trade = [row for row in golden.rows(split) if not golden.TRADE.isdisjoint(row.labels)]
        assert share(len(golden.with_effect(trade, Effect.HOLD)), len(trade)) >= 0.85

    @BOTH
    @pytest.mark.parametrize("label", golden.LINK_LABELS)
    def test_links_are_what_their_label_says(self, split, label):
        hits, of = golden.recall(split, label)
        assert hits == of

    @BOTH
    def test_claimed_professions_are_noted(self, split):
        assert share(*golden.recall(split, "unverified_title")) >= 0.8


class CrisisTests:
    @BOTH
    def test_nobody_in_crisis_is_held_for_it(self, split):
        for row in golden.labelled(split, "crisis"):
            for finding in golden.findings_of(row).of_kind("crisis"):
                assert Effect.HOLD not in finding.effects
                assert Effect.ASK not in finding.effects
            held = [one.kind for one in golden.findings_of(row).holds]
            assert "crisis" not in held

    @BOTH
    def test_in_the_golden_set_nothing_else_holds_them_either(self, split):
        rows = golden.labelled(split, "crisis")
        assert not [row.text for row in golden.with_effect(rows, Effect.HOLD)]

    @BOTH
    def test_who_comforts_others_is_not_held(self, split):
        assert not golden.with_effect(golden.labelled(split, "supporter"), Effect.HOLD)


class SummaryTests:
    def test_it_names_every_kind_with_its_counts(self):
        said: list[str] = []
        golden.summary(said.append)
        text = "".join(said)
        assert all(kind in text for kind in golden.KINDS)
        assert "unseen" in text
