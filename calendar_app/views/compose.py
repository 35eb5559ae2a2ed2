"""The composer: a post written, checked, saved; what was typed and not saved; ideas in one line."""

from __future__ import annotations

from secrets import token_hex

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from calendar_app import composing_reads, difference_words, media, readiness, words
from calendar_app.actions import batches, compose, statuses
from calendar_app.composing import Composer, Typed
from calendar_app.contents import content_of
from calendar_app.forms.compose import MOST_FILES, DropForm, IdeaForm
from calendar_app.models import Batch, Draft, Post
from calendar_app.uploads import Upload
from cmtool.lib.bodies import length, takes_files
from cmtool.lib.htmx import go, render_page
from cmtool.lib.versions import Stale
from workspaces.audit import activity_of
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .moves import on_canvas, told_on_canvas

SECTION = "calendar"
BOTH = ("GET", "POST")
BODY = media.LARGEST_VIDEO + 10 * 1024**2  # one video, or some pictures, and the rest of the form
IDEAS_SHOWN = 100
TEMPLATE = "calendar_app/post.html"


def find(pk: int) -> Post:
    return get_object_or_404(batches.whole(Post.objects.live()).select_related("workspace", "author", "owner"), pk=pk)


# -- writing


@takes_files
@csrf_exempt  # checked by _new, once the size of the body is known to be bearable
@workspace_view(Permission.PLAN, methods=BOTH)
def post_new(request):
    return _too_large(request) or _new(request)


@csrf_protect
def _new(request):
    post = Post(workspace=request.workspace)
    if request.method == "POST":
        return _save(request, post)
    proposed = composing_reads.proposed(request.workspace, request.GET)
    return _composer_page(request, post, _composer(request, post, proposed=proposed))


@workspace_view(Permission.READ)
def post(request, pk):
    row = find(pk)
    if not request.membership.can(Permission.PLAN):
        return render_page(request, TEMPLATE, _about(request, row), fragment="reading")
    return _composer_page(request, row, _composer(request, row))


@takes_files
@csrf_exempt  # checked by _post_save
@workspace_view(Permission.PLAN, methods=("POST",))
def post_save(request, pk):
    row = find(pk)
    return _too_large(request) or _post_save(request, row)


@csrf_protect
def _post_save(request, row: Post):
    return _save(request, row)


def _too_large(request) -> HttpResponse | None:
    if length(request) <= BODY:
        return None
    limit = BODY // 1024**2
    if not request.htmx:
        return render(request, "413.html", {"limit": limit}, status=413)
    sentence = gettext("These files are larger than %(n)s MB together and were not taken.") % {"n": limit}
    return HttpResponse(sentence, status=413, content_type="text/plain; charset=utf-8")  # told beside what was typed


def _composer(request, post: Post, **kwargs) -> Composer:
    ids = "dialog_%s" if request.htmx else "id_%s"
    return Composer(request.workspace, post, user=request.user, ids=ids, **kwargs)


def _composer_page(request, post: Post, composer: Composer):
    """The composer; where something unsaved was kept, first the choice of what to do with it."""
    drafts = composing_reads.drafts_of(request.workspace, request.user, post)
    context, choice = _about(request, post), request.GET.get("draft")
    if choice == "back":
        key = composing_reads.seen_key(request.GET)
        if draft := next((each for each in drafts if each.key == key or not key), None):
            composer = _composer(request, post, typed=draft.data)
            context["key"] = draft.key
    elif choice != "new":
        context["drafts"] = _offered(composer, drafts)
    return render_page(request, TEMPLATE, context | _beside(composer), fragment="dialog")


def _offered(composer: Composer, drafts: list[Draft]) -> list[tuple[Draft, list[difference_words.Line]]]:
    """The drafts that say more than what is stored, each with what it says."""
    found = [(draft, composing_reads.draft_differences(composer, draft)) for draft in drafts]
    if composer.post.pk:
        for draft, lines in found:
            if not lines:  # saved since: it would be offered as soon as somebody changes the post
                draft.delete()
    return [(draft, lines) for draft, lines in found if lines]


def _save(request, post: Post):
    step = request.POST.get("step", "")
    new = post.pk is None
    composer = _composer(request, post, data=request.POST, files=request.FILES)
    if not composer.is_valid(step) or step not in {"", *_steps(post)}:
        _keep(request, post, composer, compose.store(request.workspace, composer.uploads))
        return _show(request, post, composer, 422)
    content = composer.content()
    if new and step == Post.Status.IDEA:
        content["post"]["status"], step = step, ""
    said = composer.form.cleaned_data
    uploads = compose.store(request.workspace, composer.uploads)
    try:
        code = compose.save(
            post=post, content=content, version=said["version"], by=request.user, step=step, reason=said["reason"],
            uploads=[*composer.chosen, *uploads], key="" if post.pk else composing_reads.seen_key(request.POST),
        )  # fmt: skip
    except Stale:
        return _conflict(request, post, composer, uploads)
    except BaseException:
        compose.forget(uploads)
        raise
    return _saved(request, post, code, compose.way_back(post=post, before=composer.base, by=request.user))


def _keep(request, post: Post, composer: Composer, uploads: list[Upload]) -> None:
    """Files that came with what could not be saved stay for the next attempt, even after the browser was closed."""
    if uploads:
        composer.keep(uploads)
        if (typed := composing_reads.typed(composer.data)) is not None:
            _keep_typed(request, post if post.pk else None, typed, composer.data)


def _keep_typed(request, post: Post | None, typed: Typed, data: QueryDict) -> None:
    seen, key = composing_reads.seen_version(data), "" if post else composing_reads.seen_key(data)
    compose.keep_draft(workspace=request.workspace, user=request.user, post=post, typed=typed, seen=seen, key=key)


def _steps(post: Post) -> tuple[str, ...]:
    return (*statuses.NEXT[post.status], Post.Status.IDEA)


def _saved(request, post: Post, code: str, way_back: Batch | None) -> HttpResponse:
    """Back to the canvas where the composer was opened there, else to the post's page."""
    undo = reverse("calendar:undo", args=[request.workspace.slug, way_back.pk]) if way_back else ""
    if code:
        sentence = gettext("Saved, but “%(title)s” stays as it was: %(reason)s.")
        said = sentence % {"title": post.title, "reason": words.refusal(code)}
    else:
        told = {"title": post.title, "status": post.get_status_display().lower()}
        sentence = (
            gettext("“%(title)s” is saved (%(status)s), without the pictures that you removed.")
            if undo
            else gettext("“%(title)s” is saved (%(status)s).")
        )
        said = sentence % told
    if on_canvas(request):
        place = post.publications.values_list("pk", flat=True).first()
        focus = f"p{place}" if place else f"o{post.pk}"
        return told_on_canvas(said, undo=undo, focus=focus, **{"composer:saved": {}})
    messages.add_message(request, messages.WARNING if code else messages.SUCCESS, said, extra_tags=undo)
    return go(request, "calendar:post", request.workspace.slug, post.pk)


def _show(request, post: Post, composer: Composer, status: int, **more):
    return render_page(
        request, TEMPLATE, _about(request, post) | _beside(composer) | more, fragment="dialog", status=status
    )


def _conflict(request, post: Post, composer: Composer, uploads: list[Upload]):
    """Somebody saved first: both contents side by side, and what was typed ready to be saved over it knowingly."""
    stored = find(post.pk)
    names = difference_words.Names(request.workspace)
    lines = difference_words.lines(content_of(stored), composer.content(), names)
    rebased = request.POST.copy()
    rebased["version"] = str(stored.version)
    composer = _composer(request, stored, data=rebased)
    composer.is_valid()
    _keep(request, stored, composer, uploads)
    more = {"conflict": lines, "last_event": activity_of(stored).first()}
    return _show(request, stored, composer, 409, **more)


def _about(request, post: Post) -> dict:
    """What the page says of the post beside the composer."""
    slug, can = request.workspace.slug, request.membership.can
    own = "_of" if post.pk else ""
    arguments = [slug, post.pk] if post.pk else [slug]
    return {
        "section": SECTION,
        "post": post,
        "can_plan": can(Permission.PLAN),
        "in_dialog": bool(request.htmx),
        "address": reverse("calendar:post_save" if post.pk else "calendar:post_new", args=arguments),
        "draft_address": reverse(f"calendar:post_draft{own}", args=arguments),
        "check_address": reverse(f"calendar:post_check{own}", args=arguments),
        "key": "" if post.pk else composing_reads.seen_key(request.POST) or token_hex(8),
        "asked": _asked(request).urlencode(),
        "again": _again_at(request, post),
        "steps": composing_reads.steps(post) if post.pk else [],
        "reading": composing_reads.reading(post) if post.pk else None,
        "most_files": MOST_FILES,
    }


def _asked(request) -> QueryDict:
    """The address' own parameters, without the choice about a draft."""
    asked = request.GET.copy()
    for name in ("draft", "key"):
        asked.pop(name, None)
    return asked


def _again_at(request, post: Post) -> str:
    """Where the composer is asked for once more."""
    if post.pk:
        return post.get_absolute_url()
    return reverse("calendar:post_new", args=[request.workspace.slug], query=_asked(request))


def _beside(composer: Composer) -> dict:
    return {"composer": composer, **_checked(composer)}


def _checked(composer: Composer) -> dict:
    """Counts, previews and the checklist of what the forms hold; of what is stored while nothing was typed."""
    bound = composer.form.is_bound
    content = composer.seen() if bound else composer.base
    there = composer.there() if bound else composing_reads.there(composer)
    return composing_reads.beside(composer, content, there, readiness.advice(composer.form.instance, content, there))


# -- while typing


@workspace_view(Permission.PLAN, methods=("POST",))
def post_check(request):
    return _check(request, Post(workspace=request.workspace))


@workspace_view(Permission.PLAN, methods=("POST",))
def post_check_of(request, pk):
    return _check(request, find(pk))


def _check(request, post: Post):
    composer = _composer(request, post, data=request.POST)
    for form in composer.forms:
        form.is_valid()
    context = {"section": SECTION, "composer": composer, **_checked(composer)}
    return render_page(request, "calendar_app/post_check.html", context, fragment="check")


@workspace_view(Permission.PLAN, methods=("POST",))
def post_draft(request):
    return _draft(request, None)


@workspace_view(Permission.PLAN, methods=("POST",))
def post_draft_of(request, pk):
    return _draft(request, find(pk))


def _draft(request, post: Post | None):
    """Keep what is typed, or (``discard``) forget it and begin again from what is stored."""
    if request.POST.get("discard"):
        Draft.objects.filter(user=request.user, post=post, key=composing_reads.seen_key(request.POST)).delete()
        return _afresh(request, post)
    typed = composing_reads.typed(request.POST)
    if typed is None:
        return HttpResponse(status=422)
    _keep_typed(request, post, typed, request.POST)
    return HttpResponse(status=204)


def _afresh(request, post: Post | None):
    if not request.htmx:
        return redirect(post or reverse("calendar:post_new", args=[request.workspace.slug], query=request.GET))
    post = post or Post(workspace=request.workspace)
    proposed = composing_reads.proposed(request.workspace, request.GET)
    return _composer_page(request, post, _composer(request, post, proposed=proposed))


# -- ideas, and deleting


@workspace_view(Permission.READ)
def ideas(request):
    return _ideas_page(request, IdeaForm())


def _ideas_page(request, form: IdeaForm, status: int = 200):
    rows = list(Post.objects.ideas().select_related("author", "pillar")[: IDEAS_SHOWN + 1])
    context = {
        "section": SECTION,
        "form": form,
        "ideas": rows[:IDEAS_SHOWN],
        "more": len(rows) > IDEAS_SHOWN,
        "can_plan": request.membership.can(Permission.PLAN),
    }
    return render_page(request, "calendar_app/ideas.html", context, status=status)


@workspace_view(Permission.PLAN, methods=("POST",))
def idea_new(request):
    form = IdeaForm(request.POST)
    if not form.is_valid():
        return _ideas_page(request, form, 422)
    idea = compose.new_idea(workspace=request.workspace, title=form.cleaned_data["idea"], by=request.user)
    messages.success(request, gettext("“%(title)s” is in the idea box.") % {"title": idea.title})
    return go(request, "calendar:ideas", request.workspace.slug)


@workspace_view(Permission.PLAN, methods=("POST",))
def idea_keep(request, pk):
    """The idea becomes a draft."""
    return _sort(request, _idea(pk), Post.Status.DRAFT)


@workspace_view(Permission.PLAN, methods=("POST",))
def idea_drop(request, pk):
    idea, form = _idea(pk), DropForm(request.POST)
    if form.is_valid():
        return _sort(request, idea, Post.Status.DROPPED, form.cleaned_data["reason"])
    messages.warning(request, gettext("“%(title)s” was not dropped: say why.") % {"title": idea.title})
    return redirect("calendar:ideas", request.workspace.slug)


def _idea(pk: int) -> Post:
    return get_object_or_404(Post.objects.ideas().select_related("workspace"), pk=pk)


def _sort(request, idea: Post, status: str, reason: str = ""):
    try:
        batch = batches.change(
            workspace=request.workspace,
            posts=[idea],
            kind="bulk",
            by=request.user,
            how=lambda post, content: content["post"].update(status=status, dropped_reason=reason),
        )
    except Stale:
        messages.warning(request, gettext("Somebody has just changed this post: look at it again first."))
        return go(request, "calendar:ideas", request.workspace.slug)
    undo = reverse("calendar:undo", args=[request.workspace.slug, batch.pk]) if batch else ""
    told = {"title": idea.title, "status": Post.Status(status).label.lower()}
    messages.success(request, gettext("“%(title)s”: %(status)s.") % told, extra_tags=undo)
    if status == Post.Status.DRAFT:
        return go(request, "calendar:post", request.workspace.slug, idea.pk)
    return go(request, "calendar:ideas", request.workspace.slug)


@workspace_view(Permission.PLAN, methods=("POST",))
def post_delete(request, pk):
    row = find(pk)
    try:
        batch = batches.delete(workspace=request.workspace, posts=[row], by=request.user)
    except Stale:
        return _not_deleted(request, pk)
    undo = reverse("calendar:undo", args=[request.workspace.slug, batch.pk])
    messages.success(request, gettext("“%(title)s” is deleted.") % {"title": row.title}, extra_tags=undo)
    return go(request, "calendar:ideas" if row.status == Post.Status.IDEA else "calendar:month", request.workspace.slug)


def _not_deleted(request, pk: int) -> HttpResponse:
    messages.warning(request, gettext("Somebody has just changed this post: look at it again first."))
    if Post.objects.live().filter(pk=pk).exists():
        return go(request, "calendar:post", request.workspace.slug, pk)
    return go(request, "calendar:month", request.workspace.slug)
