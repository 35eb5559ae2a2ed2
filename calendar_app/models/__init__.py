from .links import Click, ShortLink, Tracking
from .planning import ChosenPack, KeyDate, Pillar, Series, Slot, Wish
from .posts import Attachment, Batch, Comment, Draft, Post, PostTag, Publication, Revision
from .review import Approval, ReviewNotice, ReviewPolicy, Share

__all__ = [
    "Approval",
    "Attachment",
    "Batch",
    "ChosenPack",
    "Click",
    "Comment",
    "Draft",
    "KeyDate",
    "Pillar",
    "Post",
    "PostTag",
    "Publication",
    "ReviewNotice",
    "ReviewPolicy",
    "Revision",
    "Series",
    "Share",
    "ShortLink",
    "Slot",
    "Tracking",
    "Wish",
]
