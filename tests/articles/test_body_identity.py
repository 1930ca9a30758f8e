"""A block keeps its id and a heading its anchor through the edits that people make."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body

GUIDE = """
<h2>What it is</h2><p>Hay fever is a common reaction of the nose and eyes to pollen in the air.</p>
<h2>What helps</h2><p>A spray with salt water rinses the pollen out before it does harm.</p>
<ul><li>Keep the windows shut in the morning</li><li>Wash your hair in the evening</li></ul>
<h2>When to see a doctor</h2><p>If you wheeze, or if nothing from the pharmacy helps within two weeks.</p>
"""


def ids(stored: str) -> dict[str, str]:
    """Ids by the first three words of their blocks."""
    blocks = zip(re.findall(r'data-block="([^"]+)"', stored), body.plain_text(stored).split("\n"), strict=True)
    return {" ".join(text.split()[:3]): identity for identity, text in blocks}


def anchors(stored: str) -> list[str]:
    return [heading.id for heading in body.outline(stored)]


@pytest.fixture
def stored() -> str:
    return body.clean(GUIDE)


class BlockIdTests:
    def test_every_block_has_an_id_of_its_own(self) -> None:
        stored = body.clean("<p>twin</p><p>twin</p><ul><li>twin</ul><p>other</p>")
        found = re.findall(r'data-block="(b-[0-9a-f]{8})"', stored)
        assert len(set(found)) == 4

    def test_the_same_text_gets_the_same_ids_anywhere(self, stored: str) -> None:
        assert body.clean(GUIDE) == stored

    def test_ids_that_come_in_from_outside_count_for_nothing(self, stored: str) -> None:
        assert body.clean(stored.replace('data-block="b-', 'data-block="b-f')) == stored
        assert body.clean('<p data-block="b-00000000" id="main">x</p>') == body.clean("<p>x</p>")

    def test_other_blocks_may_change(self, stored: str) -> None:
        edited = body.clean("<p>A new beginning.</p>" + GUIDE.replace("<ul>", "<p>Another.</p><ul>"), previous=stored)
        assert ids(stored).items() <= ids(edited).items()

    def test_a_block_may_change_a_little(self, stored: str) -> None:
        edited = body.clean(GUIDE.replace("before it does harm", "and brings relief"), previous=stored)
        assert ids(edited) == ids(stored)

    def test_a_block_written_anew_is_a_new_one(self, stored: str) -> None:
        edited = body.clean(
            re.sub("<p>A spray.*?</p>", "<p>Tablets work too, says everybody.</p>", GUIDE), previous=stored
        )
        assert ids(edited)["Tablets work too,"] not in ids(stored).values()

    def test_a_block_may_move(self, stored: str) -> None:
        moved = body.clean(re.sub(r"(?s)(<ul>.*</ul>)(.*)", r"\2\1", GUIDE), previous=stored)
        assert ids(moved) == ids(stored)

    def test_a_change_of_markup_is_no_change_of_words(self, stored: str) -> None:
        assert ids(body.clean(GUIDE.replace("common", "<b>common</b>"), previous=stored)) == ids(stored)

    def test_an_id_of_a_block_that_went_is_not_given_again(self, stored: str) -> None:
        less = body.clean(GUIDE.replace("Hay fever is", "<b>Asthma</b> is something else, not"), previous=stored)
        assert len(set(ids(less).values())) == len(ids(less))

    def test_of_twins_the_one_that_stays_keeps_its_id(self) -> None:
        stored = body.clean("<p>twin</p><p>between</p><p>twin</p>")
        first, _between, last = re.findall(r'data-block="([^"]+)"', stored)
        assert f'data-block="{last}"' in body.clean("<p>new</p><p>twin</p>", previous=stored)
        assert f'data-block="{first}"' in body.clean("<p>twin</p><p>new</p>", previous=stored)

    def test_a_text_without_spaces_is_compared_by_its_characters(self) -> None:
        stored = body.clean("<p>面肌痉挛是一种常见的神经系统疾病</p>")
        edited = body.clean("<p>面肌痉挛是一种不常见的神经系统疾病</p>", previous=stored)
        assert re.findall(r'data-block="([^"]+)"', stored) == re.findall(r'data-block="([^"]+)"', edited)


class AnchorTests:
    def test_anchors_can_be_read(self) -> None:
        stored = body.clean(
            "<h2>What it is</h2><h2>Łódź &amp; co.</h2><h2>什么是痉挛</h2><h2>What it is</h2><h2>!?</h2>"
        )
        assert anchors(stored) == ["what-it-is", "łódź-co", "什么是痉挛", "what-it-is-2", "section"]

    def test_anchors_of_the_page_itself_are_left_to_it(self) -> None:
        stored = body.clean("<h2>Main</h2><h2>Comments</h2><h2>Comment 7</h2><h2>Contents</h2>")
        assert anchors(stored) == ["section-main", "section-comments", "section-comment-7", "section-contents"]

    @pytest.mark.parametrize("words", ["What really helps", "Relief", "Treatments and remedies"])
    def test_a_heading_keeps_its_first_anchor_when_its_words_change(self, stored: str, words: str) -> None:
        edited = body.clean(GUIDE.replace("What helps", words), previous=stored)
        assert anchors(edited) == anchors(stored)
        again = body.clean(GUIDE.replace("What helps", "Something else"), previous=edited)
        assert anchors(again) == anchors(stored)

    def test_a_heading_keeps_its_anchor_when_its_level_changes(self, stored: str) -> None:
        edited = body.clean(GUIDE.replace("<h2>What helps</h2>", "<h3>What helps you</h3>"), previous=stored)
        assert anchors(edited) == anchors(stored)

    def test_the_anchor_of_a_heading_that_went_is_given_to_no_other(self, stored: str) -> None:
        edited = body.clean(
            GUIDE.replace("<h2>What helps</h2>", "") + "<h2>What helps!</h2><p>Words of a new last section.</p>",
            previous=stored,
        )
        assert anchors(edited).count("what-helps") <= 1
        gone = body.clean(re.sub("(?s)<h2>What helps</h2>.*(?=<h2>When)", "", GUIDE), previous=stored)
        assert anchors(gone) == ["what-it-is", "when-to-see-a-doctor"]

    def test_a_new_heading_gets_no_anchor_that_an_old_one_had(self) -> None:
        stored = body.clean("<h2>Causes</h2><p>one</p>")
        renamed = body.clean("<h2>Reasons</h2><p>one</p>", previous=stored)
        both = body.clean("<h2>Reasons</h2><p>one</p><h2>Causes</h2><p>two</p>", previous=renamed)
        assert anchors(both) == ["causes", "causes-2"]


blocks = st.builds(
    lambda tag, words: f"<{tag}>{' '.join(words)}</{tag}>",
    st.sampled_from(["p", "p", "h2", "h3", "blockquote"]),
    st.lists(st.sampled_from("one two three four five six seven".split(" ")), min_size=1, max_size=5),  # noqa: SIM905
)


class AnyEditTests:
    @given(st.lists(blocks, max_size=9), st.lists(blocks, max_size=9))
    @settings(max_examples=300, deadline=None)
    def test_ids_and_anchors_are_unique_after_any_edit(self, before: list[str], now: list[str]) -> None:
        stored = body.clean("".join(before))
        edited = body.clean("".join(now), previous=stored)
        for name in ("data-block", "id"):
            found = re.findall(rf' {name}="([^"]+)"', edited)
            assert len(found) == len(set(found))
        assert body.clean(edited, previous=edited) == edited
        assert edited.count("data-block=") == len(now)

    @given(st.lists(blocks, min_size=1, max_size=9, unique=True), st.data())
    @settings(max_examples=300, deadline=None)
    def test_blocks_left_alone_keep_their_ids_wherever_they_go(self, before: list[str], data: st.DataObject) -> None:
        stored = body.clean("".join(before))
        kept = data.draw(st.permutations(before))[: data.draw(st.integers(0, len(before)))]
        edited = body.clean("".join(kept), previous=stored)
        assert set(edited.split("\n")) <= set(stored.split("\n")) | {""}
