"""The nouns of publishing. An article is an address; a revision is a save; an edition is what readers see."""

from .article import Article, ArticleAddress
from .category import Category, CategoryAddress
from .contributor import Contributor
from .edition import Edition, Withdrawal
from .image import Image, ImageVersion
from .imported import ImportRecord
from .policy import Policy, PolicyVersion
from .revision import Byline, Revision
from .role import CategoryRole
from .site import HelpLine, SiteSettings
from .source import Citation, Source
from .working_copy import WorkingCopy

__all__ = [
    "Article",
    "ArticleAddress",
    "Byline",
    "Category",
    "CategoryAddress",
    "CategoryRole",
    "Citation",
    "Contributor",
    "Edition",
    "HelpLine",
    "Image",
    "ImageVersion",
    "ImportRecord",
    "Policy",
    "PolicyVersion",
    "Revision",
    "SiteSettings",
    "Source",
    "Withdrawal",
    "WorkingCopy",
]
