"""The page on which an empty workspace opens."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cmtool import shell
from cmtool.lib.htmx import render_page
from strategy import first_run, transfer
from workspaces.decorators import workspace_view
from workspaces.permissions import Permission

#: What each step asks, in a sentence.
HELP = {
    "objectives": _("What is the community work for? Two or three objectives, each with a figure and a date."),
    "listening": _("Who are the communities, where do they talk, in which words? What do you read to know?"),
    "corpus": _("Which words do you use, which do you avoid, and what do you say instead?"),
    "channels": _("Where will you be, where not, and why? One or two networks mastered beat many."),
    "calendar": _("What do you publish, when, where, and for which objective? Moving it is part of the plan."),
    "measure": _("Bring in the figures that the networks export, once a month at least."),
}


@workspace_view(Permission.READ)
def start(request):
    steps = shell.states(request.workspace)
    context = {
        "section": "start",
        "steps": [{"item": item, "missing": missing, "help": HELP[item.section]} for item, missing in steps],
        "done": sum(not missing for _each, missing in steps),
        "examples": [{"code": code, "label": label, "icon": icon, "about": about}
                     for code, (label, icon, about) in first_run.LABELS.items()],
        "empty": first_run.home(request.workspace) != "",
        "can_start": request.membership.can(Permission.SET_TARGETS),
        "can_undo": transfer.last_import(request.workspace) is not None,
    }  # fmt: skip
    return render_page(request, "strategy/first_run.html", context)


@workspace_view(Permission.SET_TARGETS, methods=("POST",))
def start_example(request, code):
    if code not in first_run.LABELS:
        raise Http404
    language = (get_language() or "fr")[:2]
    try:
        first_run.start_from(workspace=request.workspace, code=code, language=language, by=request.user)
    except transfer.Refused as refused:
        messages.warning(request, str(refused))
    else:
        undo = reverse("strategy:put_back", args=[request.workspace.slug])
        sentence = gettext("The example is in place: change whatever differs from you.")
        messages.success(request, sentence, extra_tags=undo)
    return redirect("strategy:start", request.workspace.slug)
