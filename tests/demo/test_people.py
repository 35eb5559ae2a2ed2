"""The people of the demo can be kept as they are, and their page has something to show."""

import pytest

from cmtool.management import demo_people
from demo import people as demo
from strategy import profiles
from strategy.actions.people_alike import duplicates
from strategy.models import Gesture, Person, SavedFilter
from strategy.networks import NETWORKS


def test_accounts_and_codes_are_known():
    codes = {network.code for network in NETWORKS}
    for person in demo.PEOPLE:
        assert person.kind in Person.Kind.values and person.stage in Person.Stage.values
        assert {kind for kind, _days, _text in person.gestures} <= set(Gesture.Kind.values)
        for network, handle, _followers in person.accounts:
            assert network in codes and profiles.is_handle(handle)


@pytest.mark.django_db
def test_every_segment_has_somebody(workspace, member, client_for):
    demo_people.load(workspace, member("manager"))
    assert Person.objects.count() == len(demo.PEOPLE)
    client = client_for("guest")
    for segment in ("fans", "ambassadors", "influencers", "press", "prospects", "partners", "competitors", "trolls"):
        assert client.get(f"/w/{workspace.slug}/people/?segment={segment}").context["people"]
    for saved in SavedFilter.objects.all():
        assert client.get(f"/w/{workspace.slug}/people/?{saved.query}").status_code == 200
    assert [[person.name for person in group] for group in duplicates()] == [["Zoé Lemoine", "Zoe LEMOINE"]]
