"""The nouns of the discussion. A comment is a place in a thread; a version is what it says; a decision is history."""

from .appeal import Appeal
from .comment import Comment, CommentVersion
from .decision import Decision
from .draft import Draft
from .hat import Hat
from .helpful import Helpful
from .imported import ImportedComment
from .letter import Announcement, GuestAnswer, Letter, Notice
from .list_entry import ListEntry, Lists
from .reason_template import ReasonTemplate
from .report import Report
from .review import ReviewItem
from .rule_change import RuleChange
from .sanction import Sanction
from .second_key import RemovalRequest
from .silence import IgnoredPerson, MutedThread
from .subscription import MailPreference, Subscription
from .thread import CategoryPolicy, DiscussionSettings, Mode, Thread

__all__ = [
    "Announcement",
    "Appeal",
    "CategoryPolicy",
    "Comment",
    "CommentVersion",
    "Decision",
    "DiscussionSettings",
    "Draft",
    "GuestAnswer",
    "Hat",
    "Letter",
    "ListEntry",
    "Lists",
    "MailPreference",
    "Helpful",
    "IgnoredPerson",
    "ImportedComment",
    "Mode",
    "Notice",
    "MutedThread",
    "ReasonTemplate",
    "RemovalRequest",
    "Report",
    "ReviewItem",
    "RuleChange",
    "Sanction",
    "Subscription",
    "Thread",
]
