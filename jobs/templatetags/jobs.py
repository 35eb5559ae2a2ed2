"""What the templates of jobs say and offer."""

from django import template

from jobs import rights, words

register = template.Library()
register.filter("job_label", words.label)
register.filter("job_sentence", words.sentence)
register.filter("job_reason", words.reason)


@register.simple_tag(takes_context=True)
def job_can_run(context, job) -> bool:
    """May the reader cancel or retry this job?"""
    return rights.can_run(context["membership"], job)
