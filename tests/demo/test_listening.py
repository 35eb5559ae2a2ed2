"""What the demo knows of its communities: every code in it is one of the app's."""

from cmtool.management import demo_listening
from demo import listening
from strategy import networks, sources, steps
from strategy.models import Answer, Community, Evidence, Source
from strategy.sources import Entry, Known


def test_every_code_is_known():
    for community in listening.COMMUNITIES:
        for answer in community.answers:
            assert answer.question in Answer.Question.values
            assert all(networks.get(code) for code in answer.networks)
            assert {evidence.kind for evidence in answer.evidence} <= set(Evidence.Kind.values)


def test_the_sources_are_such_as_the_directory_takes():
    entries = []
    for each in listening.SOURCES:
        fields = {name: getattr(each, name) for name in Entry.__dataclass_fields__}
        entries.append(Entry(**fields))
    assert [sources.refusal(entry) for entry in entries] == [""] * len(entries)
    assert list(Known().news(entries)) == entries
    assert {each.kind for each in listening.SOURCES} == set(sources.KINDS)


def test_the_demo_shows_a_step_half_way(workspace, member):
    demo_listening.load(workspace, member("manager"))
    assert Community.objects.count() == len(listening.COMMUNITIES)
    assert Answer.objects.former().exists()
    assert Evidence.objects.filter(answer__replaced_at=None).count() == Evidence.objects.count() > 0
    due = Source.objects.due(workspace).count()
    assert 0 < due < Source.objects.count()
    assert steps.listening(workspace)
