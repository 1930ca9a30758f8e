"""The rules at the moderators' desk: who sees and who changes them, and that nothing is saved before it was tried."""

import re
import threading

import pytest
from django.core import signing
from django.db import connection, connections
from django.urls import reverse

from articles.models import SiteSettings
from comments.models import DiscussionSettings, ListEntry, RuleChange
from comments.models.list_entry import normal_value
from comments.moderators.rules import MOST_AT_ONCE, SALT, Change, Stale, Tried, current_rules, save
from comments.policy import may_lead
from tests.conftest import make_person

RULES, TRY, SAVE = (reverse(f"moderation:{name}") for name in ["rules", "try_rules", "save_rules"])
Kind = ListEntry.Kind


@pytest.fixture
def lead(as_, mo):
    return as_(mo)


@pytest.fixture
def known(say):
    """Rui is no new writer any more: unknown sites alone hold nothing of his."""
    for number in range(3):
        say(f"hello {number}")


def attempt(client, entries="", kind=Kind.BLOCKED_HOST, **more):
    return client.post(TRY, {"list": kind, "entries": entries, **more})


def token(response):
    return re.search(r'name="tried" value="([^"]+)"', response.content.decode())[1]


def store(client, response, **more):
    return client.post(SAVE, {"tried": token(response), **more})


def values(kind=Kind.BLOCKED_HOST):
    return set(ListEntry.objects.filter(kind=kind).values_list("value", flat=True))


class DoorTests:
    @pytest.mark.parametrize("who", ["ana", "ed", "rui", "eve"])
    def test_for_a_stranger_there_is_no_such_page(self, request, who, as_):
        user = request.getfixturevalue(who)
        logged = RuleChange.objects.create(number=1, kind=Kind.BLOCKED_HOST)
        undo = reverse("moderation:undo_rules", args=[logged.pk])
        assert as_(user).get(RULES).status_code == 404
        assert {as_(user).post(url, {"list": Kind.BLOCKED_HOST}).status_code for url in (TRY, SAVE, undo)} == {404}

    def test_a_visitor_is_asked_to_log_in(self, as_, db):
        assert as_(None).get(RULES).status_code == 302
        assert as_(None).post(TRY).status_code == 302

    def test_a_moderator_of_a_branch_looks_and_changes_nothing(self, as_, una, lead):
        store(lead, attempt(lead, "pills.example"))
        undo = reverse("moderation:undo_rules", args=[RuleChange.objects.get().pk])
        page = as_(una).get(RULES, {"list": Kind.BLOCKED_HOST})
        assert "pills.example" in page.content.decode()
        assert TRY not in page.content.decode()
        assert undo not in page.content.decode()
        assert attempt(as_(una), "other.example").status_code == 404
        assert as_(una).post(SAVE, {"tried": token(attempt(lead, "other.example"))}).status_code == 404
        assert as_(una).post(undo).status_code == 404
        assert values() == {"pills.example"}

    @pytest.mark.parametrize(
        ("who", "leads"),
        [("mo", True), ("root", True), ("una", False), ("ed", False), ("ana", False), ("rui", False)],
    )
    def test_the_gate_is_one(self, request, who, leads):
        assert may_lead(request.getfixturevalue(who)) is leads

    def test_whoever_has_left_leads_nothing(self, mo):
        mo.is_active = False
        assert not may_lead(mo)

    def test_the_admin_has_no_second_way_in(self, as_, root):
        for name in ["listentry", "rulechange"]:
            assert as_(root).get(f"/admin/comments/{name}/").status_code == 404
        page = as_(root).get("/admin/articles/sitesettings/1/change/").content.decode()
        assert 'name="discussion-0-first_held"' not in page
        assert 'name="discussion-0-false_hold_limit"' in page


class TryTests:
    def test_trying_writes_nothing(self, lead):
        response = attempt(lead, "pills.example")
        assert response.status_code == 200
        assert not values()
        assert not RuleChange.objects.exists()

    def test_it_says_what_people_decided_about_what_it_would_have_held(self, lead, say, known):
        say("I read https://pills.example/a")
        say("buy at https://pills.example/b", status="spam")
        page = attempt(lead, "pills.example").content.decode()
        assert "would have held <strong>2</strong> comments more, of which people approved <strong>1</strong>" in page
        assert "<mark>https://pills.example/a</mark>" in page

    def test_its_examples_lead_to_the_history_of_the_comment(self, lead, say, known):
        comment = say("I read https://pills.example/a")
        page = attempt(lead, "pills.example").content.decode()
        assert reverse("moderation:history", args=[comment.public_id]) in page

    def test_many_lines_come_at_once_in_the_form_in_which_they_are_kept(self, lead):
        response = attempt(lead, "https://www.Pills.example/a?b\n\n  bücher.example \r\nPILLS.example")
        store(lead, response)
        assert values() == {"pills.example", "xn--bcher-kva.example"}

    def test_what_cannot_be_taken_is_told_by_its_line_and_nothing_is_lost(self, lead):
        text = "pills.example\ncom\nother.example\n192.0.2.1"
        response = attempt(lead, text, note="sells pills")
        page = response.content.decode()
        assert response.status_code == 422
        assert "Line 2: “com” is not the name of a site" in page
        assert "Line 4: “192.0.2.1” is not the name of a site" in page
        assert text in page.replace("\r", "")
        assert "sells pills" in page

    def test_the_rest_can_be_tried_without_those_lines(self, lead):
        assert 'name="skip"' in attempt(lead, "pills.example\ncom").content.decode()
        response = attempt(lead, "pills.example\ncom", skip="1")
        assert response.status_code == 200
        store(lead, response)
        assert values() == {"pills.example"}

    @pytest.mark.parametrize(
        "line",
        [
            ".", "com", "co.uk", "github.io", "pills", "user@pills.example", "http://", "\x00", "pills\x00.example",
            "pi\u202ells.example", "a b.example", "1.2.3.4", "[::1]", "javascript:alert(1)", "<b>.example",
            "x" * 64 + ".example", "ａ" * 300,
        ],
    )  # fmt: skip
    def test_what_is_no_site_is_refused_without_a_fall(self, lead, line):
        response = attempt(lead, line)
        assert response.status_code == 422
        assert not response.context["form"].is_valid()

    def test_a_look_alike_is_shown_as_what_it_is(self, lead):
        response = attempt(lead, "nһs.uk")  # with a Cyrillic letter
        assert "xn--ns-" in response.content.decode()

    @pytest.mark.parametrize("line", ["blood", "Vagina", "!!!", "one two three four five six seven", "\u202e"])
    def test_what_could_never_be_found_is_no_listed_word(self, lead, line):
        assert attempt(lead, line, Kind.LISTED_WORD).status_code == 422

    def test_an_entry_stands_in_one_list_of_its_sort(self, lead):
        response = attempt(lead, "www.nhs.uk")
        assert "stands in the list “Recognised health bodies”" in response.content.decode()
        assert attempt(lead, "You idiot!", Kind.ALLOWED_WORD).status_code == 422

    def test_thousands_of_lines_are_refused_with_all_of_them_kept(self, lead):
        text = "\n".join(f"site{number}.example" for number in range(10_000))
        response = attempt(lead, text)
        page = response.content.decode()
        assert response.status_code == 422
        assert "These are 10000 lines" in page
        assert "site9999.example" in page

    def test_as_many_as_can_be_tried_at_once_can_be_saved(self, lead):
        text = "\n".join(f"site{number}.example" for number in range(MOST_AT_ONCE))
        assert store(lead, attempt(lead, text)).status_code == 303
        assert len(values()) == MOST_AT_ONCE

    def test_nothing_to_change_is_said(self, lead):
        assert "tick what goes" in attempt(lead).content.decode()
        assert "in the list already" in attempt(lead, "nhs.uk", Kind.RECOGNISED_HOST).content.decode()
        page = lead.post(TRY, {"list": "first_held", "number": "3"}).content.decode()
        assert "It is that number already" in page

    @pytest.mark.parametrize("number", ["-1", "51", "x", "", "9" * 30])
    def test_a_senseless_number_is_refused(self, lead, number):
        assert lead.post(TRY, {"list": "first_held", "number": number}).status_code == 422

    def test_a_list_that_does_not_exist_leads_back(self, lead):
        assert attempt(lead, "x", "secrets").status_code == 302
        assert lead.get(RULES, {"list": "secrets\x00", "q": "\x00", "after": "\x00", "before": "x"}).status_code == 200

    def test_it_costs_the_same_however_much_was_decided(self, lead, say, django_assert_max_num_queries):
        for number in range(8):
            say(f"I read https://pills.example/{number}")
        with django_assert_max_num_queries(16):
            attempt(lead, "pills.example")


class SaveTests:
    def test_what_was_tried_is_saved_and_logged_with_what_the_trial_showed(self, lead, mo, say, known):
        say("I read https://pills.example/a")
        response = store(lead, attempt(lead, "pills.example", note="sells pills"), confirm="1")
        assert response.status_code == 303
        entry = ListEntry.objects.get(kind=Kind.BLOCKED_HOST)
        assert (entry.value, entry.note, entry.added_by) == ("pills.example", "sells pills", mo)
        logged = RuleChange.objects.get()
        assert (logged.added, logged.removed, logged.changed_by) == ({"pills.example": "sells pills"}, {}, mo)
        assert (logged.trial["seen"], logged.trial["held_approved"], logged.confirmed) == (4, 1, True)
        page = lead.get(RULES).content.decode()
        assert "held 1, looked at 0, of which people had approved 1" in page
        assert "saved above the limit" in page

    def test_a_tick_takes_an_entry_away(self, lead):
        response = attempt(lead, kind=Kind.RECOGNISED_HOST, remove=["nhs.uk", "who.int", "nowhere.example"])
        store(lead, response)
        assert not {"nhs.uk", "who.int"} & values(Kind.RECOGNISED_HOST)
        assert RuleChange.objects.get().removed == {"nhs.uk": "", "who.int": ""}

    def test_the_number_of_first_comments_is_tried_and_saved_likewise(self, lead):
        store(lead, lead.post(TRY, {"list": "first_held", "number": "5"}))
        assert DiscussionSettings.current().first_held == 5
        logged = RuleChange.objects.get()
        assert (logged.number_before, logged.number_after) == (3, 5)

    def test_above_the_limit_nothing_is_saved_without_the_tick(self, lead, say, known):
        say("I read https://pills.example/a")
        tried = attempt(lead, "pills.example")
        response = store(lead, tried)
        assert response.status_code == 422
        assert "Tick the box" in response.content.decode()
        assert not values()
        assert store(lead, response, confirm="1").status_code == 303
        assert values() == {"pills.example"}

    def test_the_limit_is_a_setting(self, lead, say, known):
        site, _made = SiteSettings.objects.get_or_create(pk=SiteSettings.ONLY)
        DiscussionSettings.objects.create(site=site, false_hold_limit=100)
        say("I read https://pills.example/a")
        assert store(lead, attempt(lead, "pills.example")).status_code == 303
        assert not RuleChange.objects.get().confirmed

    def test_a_tick_that_was_not_needed_is_not_logged_as_one(self, lead):
        store(lead, attempt(lead, "pills.example"), confirm="1")
        assert not RuleChange.objects.get().confirmed

    def test_after_another_change_it_is_tried_anew_and_not_saved(self, lead, as_, root):
        first, second = attempt(lead, "pills.example"), attempt(as_(root), "other.example")
        store(as_(root), second)
        response = store(lead, first)
        assert response.status_code == 409
        assert "the rules have changed since you tried this" in response.content.decode()
        assert values() == {"other.example"}
        assert store(lead, response).status_code == 303
        assert values() == {"pills.example", "other.example"}

    def test_a_change_that_went_another_way_makes_it_stale_too(self, lead):
        tried = attempt(lead, "pills.example")
        ListEntry.objects.create(kind=Kind.SHOP_HOST, value="shop.example")
        assert store(lead, tried).status_code == 409

    def test_what_came_into_another_list_meanwhile_does_not_come_into_two(self, lead, as_, root):
        first = attempt(lead, "pills.example")
        store(as_(root), attempt(as_(root), "pills.example", Kind.RECOGNISED_HOST))
        again = store(lead, first)
        assert again.status_code == 409
        assert "stands in the list" in lead.post(SAVE, {"tried": token(again)}, follow=True).content.decode()
        assert not values()
        assert RuleChange.objects.count() == 1

    def test_of_two_at_the_same_moment_the_second_is_refused(self, mo, db):
        rules = current_rules()
        one, two = (
            Tried(Change(Kind.BLOCKED_HOST, {value: ""}), rules.digest(), 0) for value in ["a.example", "b.example"]
        )
        save(one, by=mo, confirmed=False)
        with pytest.raises(Stale):
            save(two, by=mo, confirmed=False)
        assert values() == {"a.example"}
        assert RuleChange.objects.count() == 1

    def test_sent_twice_it_is_saved_once(self, lead):
        tried = attempt(lead, "pills.example")
        assert {store(lead, tried).status_code for _time in range(2)} == {303}
        assert RuleChange.objects.count() == 1

    def test_what_another_person_tried_is_not_taken(self, lead, as_, root):
        response = as_(root).post(SAVE, {"tried": token(attempt(lead, "pills.example"))})
        assert response.status_code == 302
        assert not values()

    @pytest.mark.parametrize("forged", ["", "x", "\x00", "signed for something else"])
    def test_what_this_site_has_not_signed_is_not_taken(self, lead, forged):
        forged = signing.dumps({"by": 1}, salt=f"{SALT}x") if forged.startswith("signed") else forged
        assert lead.post(SAVE, {"tried": forged}).status_code == 302
        assert not values()

    def test_it_counts_at_once(self, lead, django_capture_on_commit_callbacks):
        ListEntry.objects.lists()
        with django_capture_on_commit_callbacks(execute=True):
            store(lead, attempt(lead, "pills.example"))
        assert "pills.example" in ListEntry.objects.lists().blocked_hosts


@pytest.mark.django_db(transaction=True)
class AtOnceTests:
    def test_of_eight_who_save_at_once_one_does(self):
        if connection.vendor == "sqlite":
            pytest.skip("SQLite queues writers up one after the other; PostgreSQL lets them race")
        mo, rules = make_person("mo@example.org", "Mo", "Moderators"), current_rules()
        barrier, outcomes = threading.Barrier(8), []

        def run(number):
            change = Change(Kind.BLOCKED_HOST, {f"site{number}.example": ""})
            barrier.wait()
            try:
                save(Tried(change, rules.digest(), 0), by=mo, confirmed=False)
                outcomes.append("saved")
            except Stale:
                outcomes.append("stale")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["saved", *["stale"] * 7]
        assert len(values()) == RuleChange.objects.count() == 1


class LogTests:
    def test_it_can_be_neither_changed_nor_deleted(self, db):
        logged = RuleChange.objects.create(number=1, kind=Kind.BLOCKED_HOST)
        for deed in (logged.save, logged.delete, RuleChange.objects.all().delete):
            with pytest.raises(TypeError):
                deed()
        with pytest.raises(TypeError):
            RuleChange.objects.update(trial={})

    def test_taking_back_is_tried_and_logged_like_any_change(self, lead):
        store(lead, attempt(lead, "new.example", remove=[]))
        store(lead, attempt(lead, kind=Kind.RECOGNISED_HOST, remove=["nhs.uk"]))
        removal = RuleChange.objects.first()
        response = lead.post(reverse("moderation:undo_rules", args=[removal.pk]))
        assert response.status_code == 200
        assert "nhs.uk" not in values(Kind.RECOGNISED_HOST)
        store(lead, response)
        assert "nhs.uk" in values(Kind.RECOGNISED_HOST)
        assert RuleChange.objects.first().undoes == removal
        assert "takes back change 2" in lead.get(RULES).content.decode()

    def test_an_entry_comes_back_with_its_note(self, lead):
        store(lead, attempt(lead, "pills.example", note="sells pills"))
        store(lead, attempt(lead, remove=["pills.example"]))
        store(lead, lead.post(reverse("moderation:undo_rules", args=[RuleChange.objects.first().pk])))
        assert ListEntry.objects.get(value="pills.example").note == "sells pills"

    def test_the_number_comes_back_too(self, lead):
        store(lead, lead.post(TRY, {"list": "first_held", "number": "5"}))
        store(lead, lead.post(reverse("moderation:undo_rules", args=[RuleChange.objects.first().pk])))
        assert DiscussionSettings.current().first_held == 3

    def test_a_thousand_entries_are_taken_back_at_once(self, lead):
        store(lead, attempt(lead, "\n".join(f"site{number}.example" for number in range(MOST_AT_ONCE))))
        response = lead.post(reverse("moderation:undo_rules", args=[RuleChange.objects.first().pk]))
        store(lead, response)
        assert not values()

    def test_what_is_undone_already_is_said(self, lead):
        store(lead, attempt(lead, "pills.example"))
        logged = RuleChange.objects.first()
        store(lead, attempt(lead, remove=["pills.example"]))
        response = lead.post(reverse("moderation:undo_rules", args=[logged.pk]), follow=True)
        assert "Nothing of that change is left" in response.content.decode()

    def test_what_stands_in_another_list_by_now_does_not_come_back(self, lead):
        store(lead, attempt(lead, kind=Kind.RECOGNISED_HOST, remove=["nhs.uk"]))
        logged = RuleChange.objects.first()
        store(lead, attempt(lead, "nhs.uk"))
        response = lead.post(reverse("moderation:undo_rules", args=[logged.pk]), follow=True)
        assert "stands in the list “Blocked sites”" in response.content.decode()


class PageTests:
    def test_a_long_list_comes_in_pages_and_can_be_searched(self, lead):
        ListEntry.objects.bulk_create(
            ListEntry(kind=Kind.BLOCKED_HOST, value=f"site{number:04}.example") for number in range(250)
        )
        page = lead.get(RULES, {"list": Kind.BLOCKED_HOST})
        assert len(page.context["entries"]) == 200
        assert [entry.value for entry in lead.get(page.context["next_url"]).context["entries"]][
            -1
        ] == "site0249.example"
        found = lead.get(RULES, {"list": Kind.BLOCKED_HOST, "q": "SITE007"}).context["entries"]
        assert len(found) == 10
        ListEntry.objects.create(kind=Kind.LISTED_WORD, value="jalapeno", note="a test of accents")
        for words in ["Jalapeño", "accents"]:
            found = lead.get(RULES, {"list": Kind.LISTED_WORD, "q": words}).context["entries"]
            assert [entry.value for entry in found] == ["jalapeno"]

    def test_the_log_comes_in_pages(self, lead):
        for number in range(1, 26):
            RuleChange.objects.create(number=number, kind=Kind.SHOP_HOST)
        first = lead.get(RULES)
        assert [change.number for change in first.context["changes"]] == list(range(25, 15, -1))
        second = lead.get(RULES, {"before": first.context["earlier"]})
        assert [change.number for change in second.context["changes"]] == list(range(15, 5, -1))

    def test_ticks_on_another_page_of_the_list_are_kept_beside_an_error(self, lead):
        ListEntry.objects.bulk_create(
            ListEntry(kind=Kind.BLOCKED_HOST, value=f"site{number:04}.example") for number in range(250)
        )
        response = attempt(lead, "com", remove=["site0001.example", "site0240.example"])
        assert response.context["ticked_elsewhere"] == ["site0240.example"]
        assert 'value="site0240.example" checked' in response.content.decode()

    def test_the_queue_leads_there(self, lead):
        assert RULES in lead.get(reverse("moderation:queue")).content.decode()

    def test_it_costs_the_same_with_any_number_of_entries(self, lead, django_assert_max_num_queries):
        for number in range(1, 9):
            RuleChange.objects.create(number=number, kind=Kind.SHOP_HOST)
        ListEntry.objects.bulk_create(
            ListEntry(kind=Kind.BLOCKED_HOST, value=f"site{number}.example") for number in range(50)
        )
        with django_assert_max_num_queries(13):
            lead.get(RULES, {"list": Kind.BLOCKED_HOST})


class ValueTests:
    @pytest.mark.parametrize("value", ["xn--bcher-kva.example", "you idiot", "nhs.uk"])
    def test_what_is_kept_is_kept_in_one_form(self, value):
        kind = Kind.LISTED_WORD if " " in value else Kind.BLOCKED_HOST
        assert normal_value(kind, normal_value(kind, value)) == value
