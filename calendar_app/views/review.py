"""Pages of the review: who has to agree, what waits for whom, and each reviewer's word."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext

from calendar_app import reminders, review, review_reads
from calendar_app.actions import review as actions
from calendar_app.forms.review import DecisionForm, PolicyForm
from calendar_app.models import Post, ReviewPolicy
from calendar_app.models.posts import PostQuerySet
from cmtool.lib.htmx import go, render_page
from cmtool.lib.versions import Stale
from strategy.models import Channel
from strategy.views.common import BOTH, form_page
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

SECTION = "calendar"
PAGE = "calendar_app/review.html"
POLICY = "calendar_app/policy_form.html"
ON_A_PAGE = 50


# -- what waits


@workspace_view(Permission.READ)
def to_review(request):
    """What waits for this person, for anybody, or is late."""
    state = request.GET.get("state", "mine")
    rules = review.Rules(request.workspace)
    today = request.workspace.today()
    posts = {
        "all": reminders.waiting,
        "late": lambda: Post.objects.late_for_review(today).order_by("deadline", "pk"),
    }.get(state, lambda: rules.awaiting(reminders.waiting(), request.user))()
    page = Paginator(_listed(posts), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "review",
        "state": state if state in {"all", "late"} else "mine",
        "page": page,
        "today": today,
        "can_set": request.membership.can(Permission.SET_REVIEW),
    }
    return render_page(request, "calendar_app/to_review.html", context)


def _listed(posts: PostQuerySet) -> PostQuerySet:
    return posts.select_related("worded_by", "workspace").prefetch_related("publications__channel")


@workspace_view(Permission.READ)
def review_page(request, pk):
    """All that a reviewer reads, with the decision to take."""
    return _page(request, _post(pk))


@workspace_view(Permission.READ)
def review_state(request, pk):
    """The same without the post itself, for the post's own page."""
    return _page(request, _post(pk))


def _post(pk) -> Post:
    return get_object_or_404(review_reads.whole(Post.objects.live().with_deadline()), pk=pk)


def _page(request, post, *, form=None, status=200, **more):
    """The page; ``more`` says why a decision was not taken."""
    form = form or DecisionForm(initial={"version": post.version})
    context = {
        "section": "review",
        "post": post,
        "wordings": review_reads.wordings(post),
        "rules": review_reads.rules_of(post),
        "rows": review_reads.since_approval(post),
        "decisions": post.approvals.select_related("by", "share")[:20],
        "may_decide": review.may_decide(post, request.user),
        "can_plan": request.membership.can(Permission.PLAN),
        "can_share": request.membership.can(Permission.SET_REVIEW),
        "today": request.workspace.today(),
        "form": form,
        **more,
    }
    return render_page(request, PAGE, context, fragment="state", status=status)


@workspace_view(Permission.PLAN, methods=("POST",))
def review_ask(request, pk):
    post = _post(pk)
    form = DecisionForm({**request.POST.dict(), "decision": "approved"})
    if not form.is_valid():
        return _page(request, post, status=422)
    try:
        actions.ask(post=post, version=form.cleaned_data["version"], by=request.user)
    except Stale:
        return _page(request, _post(pk), status=409, changed=_since(post, form))
    messages.success(request, gettext("“%(title)s” waits for its reviewers.") % {"title": post.title})
    return go(request, "calendar:review", request.workspace.slug, pk)


@workspace_view(Permission.READ, methods=("POST",))
def review_decide(request, pk):
    post = _post(pk)
    form = DecisionForm(request.POST)
    if not form.is_valid() or not review.may_decide(post, request.user):
        return _page(request, post, form=form, status=422, refused=form.is_valid())
    try:
        actions.decide(post=post, by=request.user, **form.cleaned_data)
    except Stale:
        return _again(request, post, form, changed=_since(post, form))
    except actions.NotAsked as settled:
        return _again(request, post, form, settled=settled.last, not_asked=True)
    messages.success(request, _said(Post.objects.get(pk=pk)))
    return go(request, "calendar:review", request.workspace.slug, pk)


def _since(post: Post, form: DecisionForm):
    return review_reads.since(post, form.cleaned_data["version"])


def _again(request, post, form, **why):
    """The decision was not taken: the post as it is now, and what was typed."""
    post = _post(post.pk)
    form.data = form.data.copy()
    form.data["version"] = post.version
    return _page(request, post, form=form, status=409, **why)


def _said(post: Post) -> str:
    sentences = {
        Post.Status.APPROVED: gettext("“%(title)s” is approved."),
        Post.Status.DRAFT: gettext("“%(title)s” goes back to its author with your note."),
    }
    usual = gettext("Your word on “%(title)s” is noted. Others are still awaited.")
    return sentences.get(post.status, usual) % {"title": post.title}


# -- who has to agree


@workspace_view(Permission.SET_REVIEW)
def policies(request):
    """What holds on each channel for each sensitivity, said there or for every channel."""
    rules = review.Rules(request.workspace, ReviewPolicy.objects.select_related("channel"))
    channels = [None, *Channel.objects.current()]
    context = {
        "section": SECTION,
        "sensitivities": Post.Sensitivity.choices,
        "table": [(channel, [_cell(rules, channel, each) for each in Post.Sensitivity]) for channel in channels],
        "people": {member.user_id: member.user for member in request.workspace.memberships.select_related("user")},
    }
    return render_page(request, "calendar_app/policies.html", context)


def _cell(rules, channel, sensitivity):
    """(sensitivity, its label, its own policy or None, what holds there)"""
    place = channel.pk if channel else None
    return (
        sensitivity.value,
        sensitivity.label,
        rules.policies.get((place, sensitivity)),
        rules.need(place, sensitivity),
    )


@workspace_view(Permission.SET_REVIEW, methods=BOTH)
def policy_new(request):
    said = {name: request.GET[name] for name in ("channel", "sensitivity") if name in request.GET}
    return _edit_policy(request, ReviewPolicy(workspace=request.workspace, need="one"), said)


@workspace_view(Permission.SET_REVIEW, methods=BOTH)
def policy_edit(request, pk):
    return _edit_policy(request, get_object_or_404(ReviewPolicy.objects.select_related("channel"), pk=pk), {})


def _edit_policy(request, instance, said):
    form = PolicyForm(request.POST or None, instance=instance, workspace=request.workspace, initial=said)

    def save(policy):
        data = form.cleaned_data
        people = {name: data[name] for name in ("reviewers", "trusted", "version")}
        actions.save_policy(policy=policy, fields=["need", "outside"], by=request.user, **people)
        messages.success(request, gettext("Rule saved. Posts that it no longer clears go back to review."))
        return go(request, "calendar:policies", request.workspace.slug)

    def stored_now():
        return ReviewPolicy.objects.get(channel=instance.channel, sensitivity=instance.sensitivity)

    context = {
        "section": SECTION,
        "policy": instance if instance.pk else None,
        "heading": gettext("Who has to approve"),
        "button": gettext("Save"),
        "address": request.path,
    }
    return form_page(request, form, save, template=POLICY, context=context, stored_now=stored_now)


@workspace_view(Permission.SET_REVIEW, methods=BOTH)
def policy_remove(request, pk):
    policy = get_object_or_404(ReviewPolicy.objects.select_related("channel"), pk=pk)
    if request.method == "POST":
        actions.remove_policy(policy=policy, by=request.user)
        messages.success(request, gettext("Rule removed. The usual one holds there now."))
        return redirect("calendar:policies", request.workspace.slug)
    context = {"section": SECTION, "policy": policy}
    return render_page(request, "calendar_app/policy_remove.html", context, fragment="dialog")
