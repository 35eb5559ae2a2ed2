"""The codes of the composer's rules in sentences: the checklist, refusals of networks, files and steps."""

from collections.abc import Iterable

from django.utils.translation import gettext, gettext_lazy, ngettext

from calendar_app.checklist import Remark
from strategy import networks

REMARKS = {
    "too_long": gettext_lazy("%(n)s over the limit of %(limit)s."),
    "nothing_said": gettext_lazy("Nothing is said there: neither text, nor link, nor image."),
    "too_many_hashtags": gettext_lazy("%(n)s hashtags: the network takes %(limit)s."),
    "too_many_images": gettext_lazy("%(n)s images: the network takes %(limit)s."),
    "too_many_videos": gettext_lazy("%(n)s videos: the network takes %(limit)s."),
    "mixed": gettext_lazy("The network takes images or a video, not both in one post."),
    "no_alt": gettext_lazy("An image has no text alternative."),
    "objective": gettext_lazy("It serves an objective."),
    "no_objective": gettext_lazy("Which objective does it serve?"),
    "community": gettext_lazy("It speaks to a community."),
    "no_community": gettext_lazy("Which community does it speak to?"),
    "form": gettext_lazy("Its form is chosen."),
    "no_form": gettext_lazy("In which form: image, video, question…?"),
    "corpus_avoided": gettext_lazy("Words to avoid: %(n)s. Their replacement stands below the text."),
    "corpus_used": gettext_lazy("Words of the corpus: %(n)s."),
    "corpus_unused": gettext_lazy("No word of the corpus yet."),
    "seo_missing": gettext_lazy("Keywords of the web site that are not in it: %(n)s."),
    "image": gettext_lazy("An image, with its text alternative."),
    "no_image": gettext_lazy("An image would make it seen."),
    "image_without_alt": gettext_lazy("An image has no text alternative."),
    "question": gettext_lazy("It asks the community something."),
    "no_question": gettext_lazy("A question would invite answers."),
    "hashtags": gettext_lazy("Hashtags: %(n)s, as advised."),
    "hashtags_many": gettext_lazy("Hashtags: %(n)s; %(most)s at most are advised."),
    "hashtags_few": gettext_lazy("Hashtags: %(n)s; %(least)s to %(most)s are advised."),
    "link_untracked": gettext_lazy("The link has no UTM parameters: visits will not be told apart."),
    "picture_needed": gettext_lazy("The network has no posts without an image or a video."),
    "video_needed": gettext_lazy("The network has no posts without a video."),
    "image_shape": gettext_lazy("An image is too narrow or too wide: from %(least)s to %(most)s, or it is cropped."),
    "file_format": gettext_lazy("The network may not take %(format)s files (it knows %(known)s)."),
    "file_heavy": gettext_lazy("A file weighs more than the %(limit)s MB that the network may take."),
    "alt_long": gettext_lazy("A text alternative has %(n)s characters; the network keeps %(limit)s."),
}

FILES = {
    "empty": gettext_lazy("“%(name)s” is empty."),
    "heic": gettext_lazy("“%(name)s” is a HEIC or AVIF image, which networks do not take: export it as JPEG."),
    "svg": gettext_lazy("“%(name)s” is a drawing (SVG), which networks do not take: export it as PNG."),
    "unknown": gettext_lazy("“%(name)s” is neither a JPEG, PNG, GIF or WebP image nor an MP4, WebM or MOV video."),
    "unreadable": gettext_lazy("“%(name)s” cannot be read: the file is damaged or cut."),
    "too_many_pixels": gettext_lazy("“%(name)s” has more than 50 million pixels: make it smaller."),
    "too_many_frames": gettext_lazy("“%(name)s” has more than 1,000 frames: send it as a video."),
    "image_too_large": gettext_lazy("“%(name)s” is larger than 15 MB."),
    "video_too_large": gettext_lazy("“%(name)s” is larger than 100 MB."),
    "polyglot": gettext_lazy("“%(name)s” holds something else than a video: it was not taken."),
}

#: What a person does to take a post to a status.
STEPS = {
    "idea": gettext_lazy("Back to the ideas"),
    "draft": gettext_lazy("Make it a draft"),
    "review": gettext_lazy("Have it reviewed"),
    "approved": gettext_lazy("Mark as approved"),
    "scheduled": gettext_lazy("Schedule"),
    "dropped": gettext_lazy("Drop"),
}


def remark(found: Remark, others: Iterable[str] = ()) -> str:
    """The sentence of a remark, after the name of the network it is about; ``others``: more networks (codes)."""
    sentence = str(REMARKS[found.code]) % found.params
    if not found.network:
        return sentence
    return gettext("%(network)s: %(sentence)s") % {
        "network": ", ".join(networks.get(code).name for code in (found.network, *others)),
        "sentence": sentence[:1].lower() + sentence[1:],
    }


def refused_file(code: str, name: str) -> str:
    return str(FILES[code]) % {"name": name}


def in_the_way(refusals: list[Remark]) -> str:
    """Everything that networks would refuse, in one sentence after the other."""
    return " ".join(remark(found) for found in refusals)


def over(n: int) -> str:
    return ngettext("%(n)s character too many", "%(n)s characters too many", n) % {"n": n}
