"""Mentions: "@Little Bear" in a comment is the person of that name who has written in the same thread.

Only names that stand in the thread for everybody to read can be mentioned. Whoever wrote there without their name is
not found, so that trying names tells nothing.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import connection

from .models import Comment
from .rendering import MENTION_SIGN, render_mentioning

# Names under which people wrote in a thread, with the numbers of their accounts.
People = dict[str, int]
# Of what could be a name so many are looked up: more than can be mentioned, since some will be nobody's.
MOST_TRIED = 10
# How a name begins after the sign, as far as the database is asked for it.
_BEGINNING = re.compile(rf"{MENTION_SIGN.pattern}(\w+)")
# The thread is named by the public id of any comment in it.
_PEOPLE = """
SELECT author_name, author_id, MAX(id) AS last FROM comments_comment
WHERE (
    id = (SELECT COALESCE(root_id, id) FROM comments_comment WHERE public_id = %s)
    OR root_id = (SELECT COALESCE(root_id, id) FROM comments_comment WHERE public_id = %s)
) AND status = 'published' AND NOT anonymous AND author_id IS NOT NULL AND ({alike})
GROUP BY author_name, author_id
"""


def render(text: str, people: People, *, by: Any) -> tuple[str, list[int]]:
    """Safe HTML for a tidy `text` in which `by` may mention these `people`, and the accounts that it mentions."""
    html, names = render_mentioning(text, people)
    return html, [pk for pk in dict.fromkeys(people[name] for name in names) if pk != by.pk]


def people_in_thread(comment: Comment, text: str) -> People:
    """Whom a tidy `text` in the thread of `comment` may mention: of two under one name, who wrote there last.

    At most one query; none for a text that mentions nobody.
    """
    if not _beginnings(text):
        return {}
    sql, values = people_sql(comment.public_id, text)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY last", values)
        return {name: pk for name, pk, _last in cursor.fetchall()}


def people_sql(public_id: str, text: str) -> tuple[str, list[str]]:
    """The query of `people_in_thread`, for use within another one, with its values. It finds author_name, author_id and
    last, by which the last row of a name is the one that counts.
    """
    alike = [f"{beginning}%" for beginning in _beginnings(text)]
    condition = " OR ".join(["UPPER(author_name) LIKE UPPER(%s)"] * len(alike)) or "1 = 0"
    return _PEOPLE.format(alike=condition), [public_id, public_id, *alike]


def _beginnings(text: str) -> list[str]:
    return list(dict.fromkeys(_BEGINNING.findall(text)))[:MOST_TRIED]
