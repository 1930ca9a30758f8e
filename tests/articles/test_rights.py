"""Who may do what to which article: a group anywhere, a category role in its branch, everybody else nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser

from articles import rights
from articles.models import Article, CategoryRole
from tests.factories import make_article, make_category, make_contributor, revise

pytestmark = pytest.mark.django_db

Role = CategoryRole.Role


@pytest.fixture
def sid(eve):
    """A member of staff without any group: what they may do, they may by a role in a category."""
    eve.is_staff = True
    eve.save()
    return eve


def give(user, role, path):
    CategoryRole.objects.create(user=user, role=role, category=make_category(path))


class GroupTests:
    @pytest.mark.parametrize(
        ("who", "edits", "publishes"),
        [("ana", True, True), ("ed", True, True), ("mo", False, False), ("rui", False, False)],
    )
    def test_what_a_group_may_do_to_an_article_of_ana(self, request, ana, who, edits, publishes):
        article, user = make_article(by=ana), request.getfixturevalue(who)
        assert rights.may_edit(user, article) is edits
        assert rights.may_publish(user, article) is publishes

    def test_an_author_may_not_touch_the_article_of_another(self, ana, ed):
        article = make_article(by=ed)
        assert not rights.may_edit(ana, article)
        assert not rights.may_publish(ana, article)

    def test_the_person_behind_a_byline_owns_the_article(self, ana, ed):
        article = make_article(by=ed, contributors=[make_contributor("Ana", user=ana)])
        assert rights.may_publish(ana, article)

    def test_a_visitor_may_nothing(self):
        article = make_article()
        assert not rights.may_edit(AnonymousUser(), article)
        assert not rights.may_publish(AnonymousUser(), article)
        assert not rights.may_review_comments(AnonymousUser())

    def test_who_left_may_nothing_any_more(self, ana):
        article = make_article(by=ana)
        ana.is_staff = False
        assert not rights.may_edit(ana, article)

    def test_only_moderators_review_comments(self, ana, mo, rui):
        assert [rights.may_review_comments(user) for user in (ana, mo, rui)] == [False, True, False]


class CategoryRoleTests:
    def test_an_editor_of_a_branch_edits_and_publishes_there(self, sid, ana):
        give(sid, Role.EDITOR, "conditions")
        article = make_article(by=ana, category=make_category("conditions/allergies"))
        assert rights.may_edit(sid, article)
        assert rights.may_publish(sid, article)

    def test_and_nowhere_else(self, sid, ana):
        give(sid, Role.EDITOR, "conditions/allergies")
        for path in ("conditions", "conditions/heart", "living-well"):
            article = make_article(f"On {path}", by=ana, category=make_category(path))
            assert not rights.may_edit(sid, article)
            assert not rights.may_publish(sid, article)

    def test_an_author_of_a_branch_writes_there_only(self, sid):
        give(sid, Role.AUTHOR, "conditions")
        assert rights.may_write(sid)
        assert rights.may_write_in(sid, make_category("conditions/allergies"))
        assert not rights.may_write_in(sid, make_category("living-well"))

    def test_an_author_of_a_branch_publishes_their_own_there_and_not_anothers(self, sid, ana):
        give(sid, Role.AUTHOR, "conditions")
        assert rights.may_publish(sid, make_article("Mine", by=sid, category=make_category("conditions")))
        assert not rights.may_publish(sid, make_article("Elsewhere", by=sid, category=make_category("living-well")))
        assert not rights.may_edit(sid, make_article("Hers", by=ana, category=make_category("conditions")))

    def test_a_role_without_staff_access_gives_nothing(self, rui, ana):
        give(rui, Role.EDITOR, "conditions")
        assert not rights.may_edit(rui, make_article(by=ana, category=make_category("conditions")))

    def test_taking_the_role_away_takes_effect_at_once(self, sid, ana):
        give(sid, Role.EDITOR, "conditions")
        article = make_article(by=ana, category=make_category("conditions"))
        sid.category_roles.all().delete()
        assert not rights.may_edit(sid, article)

    def test_a_draft_filed_elsewhere_takes_nothing_from_those_who_keep_the_live_page(self, sid, ana):
        give(sid, Role.EDITOR, "conditions")
        article = make_article(by=ana, category=make_category("conditions/allergies"))
        for category in (None, make_category("living-well")):
            revise(article, by=ana, category=category)
            assert rights.may_edit(sid, article)
            assert rights.may_publish(sid, article)
            assert article in Article.objects.editable_by(sid)

    def test_a_draft_filed_here_lets_nobody_publish_over_a_page_that_lives_elsewhere(self, sid, ana):
        give(sid, Role.EDITOR, "conditions")
        article = make_article(by=ana, category=make_category("living-well"))
        revise(article, by=ana, category=make_category("conditions"))
        assert rights.may_edit(sid, article)
        assert not rights.may_publish(sid, article)

    def test_a_moderator_keeps_the_discussion_of_the_page_that_readers_see(self, sid, ana):
        give(sid, Role.MODERATOR, "conditions")
        article = make_article(by=ana, category=make_category("conditions/allergies"))
        revise(article, by=ana, category=make_category("living-well"))
        assert rights.may_review_comments(sid, article.filed_under())
        assert article in Article.objects.filter(rights.commented_on(sid))
        hidden = make_article("Hidden", by=ana, live=False, category=make_category("conditions"))
        assert hidden in Article.objects.filter(rights.commented_on(sid))

    def test_a_moderator_of_a_branch_reviews_comments_there_only(self, sid):
        give(sid, Role.MODERATOR, "conditions")
        assert rights.may_review_comments(sid)
        assert rights.may_review_comments(sid, make_category("conditions/allergies"))
        assert not rights.may_review_comments(sid, make_category("living-well"))


class AgreementTests:
    def test_the_condition_on_articles_is_the_rule_on_one(self, ana, ed, mo, rui, sid):
        give(sid, Role.EDITOR, "conditions")
        give(sid, Role.AUTHOR, "living-well")
        make_article("1", by=ana, category=make_category("conditions/allergies"))
        make_article("2", by=ed, category=make_category("living-well"), contributors=[make_contributor("A", user=ana)])
        make_article("3", by=sid, category=make_category("living-well/sleep"), live=False)
        make_article("4", by=sid, category=make_category("more"))
        make_article("5", by=sid, category=None, live=False)
        make_article("6", by=None, category=None, live=False)
        revise(make_article("7", by=ana, category=make_category("conditions")), category=make_category("more"))
        revise(make_article("8", by=ana, category=make_category("more")), category=make_category("conditions"))
        for user in (ana, ed, mo, rui, sid):
            allowed = set(Article.objects.editable_by(user))
            assert allowed == {article for article in Article.objects.all() if rights.may_edit(user, article)}
