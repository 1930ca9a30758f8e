"""Moderators and readers at the same moment, on a database that lets them: nothing is lost, doubled or locked out."""

import contextlib
import threading

import pytest
from django.db import connection, connections

from comments import editing, helpfulness, reporting
from comments.models import Comment, Decision, Helpful, Report, ReviewItem
from comments.posting import PostRefused, post
from comments.transitions import Conflict, NotAllowed, transition
from tests.conftest import make_person


@pytest.mark.django_db(transaction=True)
class AtOnceTests:
    def test_moderators_and_readers_leave_true_counts(self, article, rui, say):
        if connection.vendor == "sqlite":
            pytest.skip("SQLite queues writers up one after the other; PostgreSQL lets them race")
        moderators = [
            make_person(f"m{n}@example.org", f"Minder {letter}", "Moderators")
            for n, letter in enumerate("abcdefghijklmnopqrst")
        ]
        top = say("top")
        middle = say("middle", parent=top)
        waiting = [say(str(n), parent=middle if n % 2 else top, status="held") for n in range(50)]
        barrier, crashed = threading.Barrier(len(moderators) + 6), []

        def run(deeds):
            barrier.wait()
            try:
                for deed in deeds:
                    with contextlib.suppress(Conflict, NotAllowed, PostRefused, helpfulness.NotPossible):
                        deed()
            except Exception as problem:
                crashed.append(problem)
            finally:
                connections.close_all()

        def deciding(number, moderator):
            for turn, comment in enumerate(waiting + [middle, top]):
                to = "published" if (number + turn) % 3 else "rejected"
                yield lambda comment=comment, to=to: transition(
                    comment,
                    to,
                    actor=moderator,
                    role="moderator",
                    reason="abuse" if to == "rejected" else "",
                    seen_lock=0,
                )

        def writing(number):
            for turn in range(8):
                yield lambda turn=turn: post(
                    author=rui, article=article, text=f"{turn}", parent=middle.public_id, key=f"{turn}-{number % 2}"
                )

        def voting():
            for comment in (top, middle):
                yield lambda comment=comment: helpfulness.put(comment, by=voter)

        voter = make_person("voter@example.org", "Voter")
        jobs = [deciding(number, moderator) for number, moderator in enumerate(moderators)]
        jobs += [writing(number) for number in range(3)] + [voting() for _number in range(3)]
        threads = [threading.Thread(target=run, args=[job]) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert not crashed
        rows = {row.pk: row for row in Comment.objects.all()}
        below = dict.fromkeys(rows, 0)
        for row in rows.values():
            above = row.parent_id
            while above:
                below[above] += row.is_public
                above = rows[above].parent_id
        article.refresh_from_db()
        assert article.comment_count == sum(row.is_public for row in rows.values())
        for row in (rows[top.pk], rows[middle.pk]):
            assert row.helpful_count == Helpful.objects.filter(comment=row).count() <= 1
        assert {pk: row.reply_count for pk, row in rows.items()} == below
        assert sorted(row.sequence for row in rows.values()) == list(range(1, len(rows) + 1))
        held = sorted(row.pk for row in rows.values() if row.status == "held")
        assert sorted(ReviewItem.objects.open().values_list("comment", flat=True)) == held
        for row in rows.values():
            steps = list(Decision.objects.filter(comment=row).values_list("from_status", "to_status"))
            assert [start for start, _end in steps] == ["", *(end for _start, end in steps[:-1])]
            assert steps[-1][1] == row.status

    def test_marks_reports_changes_and_decisions_leave_true_counts(self, article, rui, mo, say):
        if connection.vendor == "sqlite":
            pytest.skip("SQLite queues writers up one after the other; PostgreSQL lets them race")
        readers = [make_person(f"r{n}@example.org", f"Reader {letter}") for n, letter in enumerate("abcdefgh")]
        comments = [say(f"comment {n}") for n in range(3)]
        barrier, crashed = threading.Barrier(len(readers) + 2), []

        def run(deeds):
            barrier.wait()
            try:
                for deed in deeds:
                    with contextlib.suppress(Conflict, NotAllowed, PostRefused, reporting.NotReportable):
                        deed()
            except Exception as problem:
                crashed.append(problem)
            finally:
                connections.close_all()

        def reading(person):
            for turn in range(3):
                for comment in comments:
                    yield lambda comment=comment: helpfulness.put(comment, by=person)
                    yield lambda comment=comment: helpfulness.put(comment, by=person)
                    reason = ["abuse", "spam", "at_risk"][turn]
                    yield lambda comment=comment, reason=reason: reporting.report(comment, reason=reason, by=person)

        def changing():
            for turn in range(4):
                for comment in comments:
                    fresh = Comment.objects.get(pk=comment.pk)
                    seen = editing.seen_state(fresh)
                    yield lambda fresh=fresh, turn=turn, seen=seen: editing.edit(fresh, f"{turn}", by=rui, seen=seen)

        def keeping():
            for _turn in range(4):
                for comment in comments:
                    seen = Comment.objects.get(pk=comment.pk).lock_version
                    yield lambda comment=comment, seen=seen: transition(
                        comment, "published", actor=mo, role="moderator", seen_lock=seen
                    )

        sets = [reading(person) for person in readers] + [changing(), keeping()]
        threads = [threading.Thread(target=run, args=(deeds,)) for deeds in sets]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert crashed == []
        for comment in Comment.objects.filter(pk__in=[comment.pk for comment in comments]):
            assert comment.helpful_count == Helpful.objects.filter(comment=comment).count() == len(readers)
            assert Report.objects.filter(comment=comment).count() >= 3 * len(readers)
            waits = comment.current_version_id != comment.published_version_id
            waits |= Report.objects.open().filter(comment=comment).exists()
            assert ReviewItem.objects.open().filter(comment=comment).count() == waits
