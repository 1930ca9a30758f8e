"""The author's desk: the admin of articles, one noun a module. Rights are asked of `articles.rights`, always."""

from .article import ArticleAdmin
from .category import CategoryAdmin
from .contributor import ContributorAdmin
from .image import ImageAdmin
from .policy import PolicyAdmin
from .role import CategoryRoleAdmin
from .site import SiteSettingsAdmin
from .source import SourceAdmin

__all__ = [
    "ArticleAdmin",
    "CategoryAdmin",
    "CategoryRoleAdmin",
    "ContributorAdmin",
    "ImageAdmin",
    "PolicyAdmin",
    "SiteSettingsAdmin",
    "SourceAdmin",
]
