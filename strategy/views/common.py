"""What the pages of all steps share."""

from cmtool.lib.htmx import render_page
from cmtool.lib.versions import Stale
from workspaces.audit import activity_of

BOTH = ("GET", "POST")


def form_page(request, form, save, *, template, context, stored_now=None):
    """One round of a versioned form: show it, save it, or answer 409 with what changed meanwhile.

    ``save(instance)`` writes the valid form's instance and answers. ``stored_now()`` finds what stands in its place
    when it is stale; by default, the row of the same key.
    """
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return save(form.instance)
            except Stale:
                stored = stored_now() if stored_now else type(form.instance).objects.get(pk=form.instance.pk)
                context |= {
                    "differences": form.differences(stored),
                    "last_event": activity_of(stored).first(),
                }
                form.rebase(stored)
                status = 409
        else:
            status = 422
    return render_page(request, template, context | {"form": form}, fragment="dialog", status=status)
