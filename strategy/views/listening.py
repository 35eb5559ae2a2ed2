"""Pages of step 2: communities, what is known of them, and the evidence of it."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from cmtool.lib import bodies
from cmtool.lib.bodies import takes_files
from cmtool.lib.htmx import go, render_page
from cmtool.lib.versions import Stale
from strategy import evidence_files, listening_reads
from strategy.actions import listening as actions
from strategy.forms.listening import FIELDS, AnswerForm, CommunityForm, EvidenceForm, too_large
from strategy.listening_words import read_words
from strategy.models import Answer, Community, Evidence, Source
from workspaces.audit import activity_of
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

from .common import BOTH, form_page

SECTION = "listening"
DUE_SHOWN = 5
ANSWERS_SHOWN = 100
BODY = evidence_files.LARGEST + 1024 * 1024  # the file and the rest of the form
TOO_LATE = {
    "replaced": _("This answer has been replaced since; look at the history."),
    "late": _("This answer was given more than a day ago: give a new one instead."),
    "evidence": _("Evidence was added to this answer; remove it first."),
}


@workspace_view(Permission.READ)
def listening(request):
    archived = request.GET.get("archived") == "1"
    rows = Community.objects.filter(archived_at__isnull=not archived)
    due = Source.objects.current().due(request.workspace).order_by("last_read_at", "pk")
    context = {
        "section": SECTION,
        "communities": listening_reads.communities(rows),
        "archived": archived,
        "questions": listening_reads.QUESTIONS,
        "following": listening_reads.following(request.workspace),
        "due": [(source, read_words(source)) for source in due[:DUE_SHOWN]],
        "can_edit": request.membership.can(Permission.EDIT_STRATEGY),
    }
    return render_page(request, "strategy/listening.html", context)


@workspace_view(Permission.READ)
def community(request, pk):
    community = get_object_or_404(Community, pk=pk)
    answers = {answer.question: answer for answer in _with_evidence(community.answers.current())}
    formers = set(community.answers.former().values_list("question", flat=True))
    editor = request.membership.can(Permission.EDIT_STRATEGY)
    context = {
        "section": SECTION,
        "community": community,
        "about": _said_of(community),
        "questions": [(code, label, answers.get(code), code in formers) for code, label in Answer.Question.choices],
        "events": activity_of(community)[:10],
        "can_edit": editor and not community.archived_at,
        "can_restore": editor and community.archived_at,
    }
    return render_page(request, "strategy/community.html", context)


def _said_of(community: Community) -> list[tuple[str, str]]:
    """(label, text) of what its form asks, where something was said."""
    fields = [Community._meta.get_field(name) for name in CommunityForm.Meta.fields[1:]]
    return [(field.verbose_name, text) for field in fields if (text := getattr(community, field.name))]


def _with_evidence(answers):
    kept = Prefetch("evidence", Evidence.objects.kept().select_related("by"), to_attr="kept")
    return answers.select_related("by").prefetch_related(kept)


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def community_new(request):
    instance = Community(workspace=request.workspace)
    return _edit_community(request, instance, gettext("New community"), gettext("Create the community"))


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def community_edit(request, pk):
    return _edit_community(request, _current(pk), gettext("Edit the community"), gettext("Save"))


def _current(pk: int) -> Community:
    return get_object_or_404(Community.objects.current(), pk=pk)


def _edit_community(request, instance, heading, button):
    form = CommunityForm(request.POST or None, instance=instance)

    def save(community):
        actions.save_community(
            community=community, fields=form._meta.fields, version=form.cleaned_data["version"], by=request.user
        )
        messages.success(request, gettext("Community saved."))
        return go(request, "strategy:community", request.workspace.slug, community.pk)

    context = {"section": SECTION, "heading": heading, "button": button, "address": request.path}
    return form_page(request, form, save, template="strategy/listening_form.html", context=context)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def community_archive(request, pk):
    community = get_object_or_404(Community, pk=pk)
    actions.archive_community(community=community, by=request.user)
    undo = reverse("strategy:community_restore", args=[request.workspace.slug, pk])
    messages.success(request, gettext("“%(title)s” is archived.") % {"title": community}, extra_tags=undo)
    return redirect("strategy:listening", request.workspace.slug)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def community_restore(request, pk):
    community = get_object_or_404(Community, pk=pk)
    actions.restore_community(community=community, by=request.user)
    messages.success(request, gettext("“%(title)s” is back.") % {"title": community})
    return redirect("strategy:community", request.workspace.slug, pk)


# -- answers


def _question_or_404(question: str) -> str:
    if question not in Answer.Question.values:
        raise Http404
    return question


@workspace_view(Permission.READ)
def answers(request, pk, question):
    """What was answered to one question, from the newest to the first."""
    community = get_object_or_404(Community, pk=pk)
    rows = community.answers.filter(question=_question_or_404(question)).order_by("-at", "-pk")
    context = {
        "section": SECTION,
        "community": community,
        "code": question,
        "question": Answer.Question(question).label,
        "can_edit": request.membership.can(Permission.EDIT_STRATEGY) and not community.archived_at,
        "answers": _with_evidence(rows)[:ANSWERS_SHOWN],
    }
    return render_page(request, "strategy/community_answers.html", context)


@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def answer_edit(request, pk, question):
    community = _current(pk)
    about = {"community": community, "question": _question_or_404(question)}
    former = Answer.objects.current().filter(**about).first()
    instance = Answer(workspace=request.workspace, **about)
    form = AnswerForm(request.POST or None, instance=instance, former=former)
    context = {
        "section": SECTION,
        "heading": Answer.Question(question).label,
        "button": gettext("Answer"),
        "address": request.path,
        "form": form,
    }
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _answer(request, form)
            except Stale:
                context |= {"differences": form.differences(former), "last_event": activity_of(community).first()}
                form.rebase(former)
                status = 409
    return render_page(request, "strategy/listening_form.html", context, fragment="dialog", status=status)


def _answer(request, form: AnswerForm):
    keep = form.cleaned_data.get("keep", ())
    given = actions.answer(new=form.instance, seen=form.cleaned_data["seen"], keep=keep, by=request.user)
    undo = reverse("strategy:answer_take_back", args=[request.workspace.slug, given.pk])
    messages.success(request, gettext("Answer kept."), extra_tags=undo)
    return go(request, "strategy:community", request.workspace.slug, given.community_id)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def answer_take_back(request, pk):
    answer = get_object_or_404(Answer.objects.select_related("community"), pk=pk)
    try:
        actions.take_back(answer=answer, by=request.user)
    except actions.NotNow as refusal:
        messages.error(request, TOO_LATE[str(refusal)])
    else:
        messages.success(request, gettext("The answer is as it was before."))
    return redirect("strategy:community", request.workspace.slug, answer.community_id)


# -- evidence


@takes_files
@csrf_exempt  # checked by _evidence_new, once the size of the body is known to be bearable
@workspace_view(Permission.EDIT_STRATEGY, methods=BOTH)
def evidence_new(request, pk):
    wanted = {"replaced_at": None, "community__archived_at": None}
    answer = get_object_or_404(Answer.objects.select_related("community"), pk=pk, **wanted)
    kind = request.GET.get("kind", "")
    evidence = Evidence(workspace=request.workspace, answer=answer, kind=kind if kind in FIELDS else "quote")
    if bodies.length(request) > BODY:
        return _evidence_page(request, EvidenceForm(instance=evidence), status=422, error=too_large())
    return _evidence_new(request, evidence)


@csrf_protect
def _evidence_new(request, evidence: Evidence):
    form = EvidenceForm(request.POST or None, request.FILES or None, instance=evidence)
    if request.method != "POST":
        return _evidence_page(request, form)
    if not form.is_valid():
        return _evidence_page(request, form, status=422)
    actions.add_evidence(evidence=evidence, data=form.cleaned_data.get("file", b""), by=request.user)
    undo = reverse("strategy:evidence_remove", args=[request.workspace.slug, evidence.pk])
    messages.success(request, gettext("Evidence kept."), extra_tags=undo)
    return go(request, "strategy:community", request.workspace.slug, evidence.answer.community_id)


def _evidence_page(request, form: EvidenceForm, *, status: int = 200, error: str = ""):
    context = {
        "section": SECTION,
        "heading": gettext("Add evidence"),
        "button": gettext("Add"),
        "address": f"{request.path}?kind={form.instance.kind}",
        "kind": form.instance.kind,
        "kinds": Evidence.Kind.choices,
        "answer": form.instance.answer,
        "form": form,
        "error": error,
    }
    return render_page(request, "strategy/community_evidence.html", context, fragment="dialog", status=status)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def evidence_remove(request, pk):
    evidence = _evidence(pk)
    actions.remove_evidence(evidence=evidence, by=request.user)
    undo = reverse("strategy:evidence_restore", args=[request.workspace.slug, pk])
    messages.success(request, gettext("The evidence was removed."), extra_tags=undo)
    return redirect("strategy:community", request.workspace.slug, evidence.answer.community_id)


@workspace_view(Permission.EDIT_STRATEGY, methods=("POST",))
def evidence_restore(request, pk):
    evidence = _evidence(pk)
    actions.restore_evidence(evidence=evidence, by=request.user)
    messages.success(request, gettext("The evidence is back."))
    return redirect("strategy:community", request.workspace.slug, evidence.answer.community_id)


def _evidence(pk: int) -> Evidence:
    return get_object_or_404(Evidence.objects.select_related("answer__community", "workspace"), pk=pk)


@workspace_view(Permission.READ)
def evidence_file(request, pk):
    """The file as it was uploaded, always as a download and never as anything that a browser would run."""
    evidence = get_object_or_404(Evidence.objects.kept().exclude(file_key=""), pk=pk)
    path = evidence_files.path(evidence)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=evidence.file_name)
    response.headers["Content-Type"] = evidence.file_type
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
