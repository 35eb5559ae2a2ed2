"""Pages of KPIs and the dashboard: who may do what, what htmx gets, how many queries they take."""

import csv
import datetime as dt
import io
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import escape

from jobs.runner import run_pending
from kpis import dashboards
from kpis.models import Kpi
from tests.factories import ChannelFactory, KpiFactory, ObjectiveFactory
from tests.kpis.readings import daily, post

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def channel(workspace):
    channel = ChannelFactory(workspace=workspace, handle="Val")
    daily(channel, "reach", range(1, 100))
    return channel


@pytest.fixture
def kpi(workspace, channel):
    kpi = KpiFactory(objective=ObjectiveFactory(workspace=workspace, title="Être vus"), baseline=1000, target=4000)
    refresh(workspace)
    return kpi


def refresh(workspace):
    dashboards.ask_refresh(workspace)
    run_pending(workspace)


def url(workspace, name, *args):
    return reverse(f"kpis:{name}", args=[workspace.slug, *args])


def rows(response):
    text = b"".join(response.streaming_content).decode()
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


class TestDashboard:
    @pytest.mark.parametrize("name", [("dashboard",), ("dashboard_csv", "series")])
    @pytest.mark.parametrize("dates", [("0001-01-01", "0002-01-01"), ("0005-01-01", "0014-01-01")])
    def test_dates_without_a_period_before_them_are_no_error_page(self, workspace, client_for, kpi, name, dates):
        response = client_for("guest").get(url(workspace, *name), dict(zip(("from", "to"), dates, strict=True)))
        assert response.status_code == 200

    def test_a_guest_reads_it(self, workspace, client_for, kpi):
        text = client_for("guest").get(url(workspace, "dashboard")).content.decode()
        assert "2\u202f535" in text  # the sum of 70 … 99
        assert "data-figure" in text

    def test_the_page_of_a_usual_period_reads_one_row(self, workspace, client_for, kpi, django_assert_num_queries):
        client = client_for("lead")
        client.get(url(workspace, "dashboard"))
        with django_assert_num_queries(4) as seen:  # session, person, membership with the newest line, dashboard
            client.get(url(workspace, "dashboard"))
        tables = {re.search(r'FROM "?(\w+)', query["sql"]).group(1) for query in seen.captured_queries}
        assert {table for table in tables if table.startswith("kpis_")} == {"kpis_dashboard"}

    @pytest.mark.parametrize("name", ["\ue000middle\ue000", "\ue000token\ue000", "a\ue000</title>{{ html }}"])
    def test_no_name_breaks_the_shell(self, workspace, client_for, kpi, name):
        """It is kept with marked places in it; what people write is none of them."""
        client, pages = client_for("guest"), []
        for said in (f"Médiathèque {workspace.slug}", f"{name} {workspace.slug}"):
            workspace.name = said
            workspace.save()
            page = client.get(url(workspace, "dashboard")).content.decode()
            pages.append(re.sub(r'(data-token|value)="\w{64}"', "", page).replace(escape(said), "NAME"))
        logo = '<span class="ws-logo" aria-hidden="true">{}</span>'
        assert pages[1].replace(logo.format(escape(name[:1].upper())), "") == pages[0].replace(logo.format("M"), "")
        assert "NAME</title>" in pages[1]

    def test_each_reader_has_their_own_token_and_shell(self, workspace, client_for, member, kpi):
        lead, guest = client_for("lead"), client_for("guest")
        address = url(workspace, "dashboard")
        pages = [client.get(address).content.decode() for client in (lead, guest, lead)]
        tokens = [re.search(r'data-token="(\w+)"', page).group(1) for page in pages]
        assert len(set(tokens)) == 3  # masked anew for each response
        assert "\ue000" not in "".join(pages)
        assert str(member("lead")) in pages[0]
        assert str(member("lead")) not in pages[1]
        assert ("btn-new" in pages[0], "btn-new" in pages[1]) == (True, False)  # a guest brings no figures in
        form = {"csrfmiddlewaretoken": tokens[2], "language": "en", "next": address}
        checking = type(lead)(enforce_csrf_checks=True)
        checking.cookies = lead.cookies
        assert checking.post(reverse("set_language"), form).status_code == 302
        assert "Dashboard" in checking.get(address).content.decode()

    def test_a_message_shows_once(self, workspace, client_for, kpi):
        client = client_for("lead")
        client.get(url(workspace, "dashboard"))
        client.post(url(workspace, "kpi_archive", kpi.pk))
        undo = url(workspace, "kpi_restore", kpi.pk)
        assert undo in client.get(url(workspace, "dashboard")).content.decode()
        assert undo not in client.get(url(workspace, "dashboard")).content.decode()

    def test_htmx_gets_the_board_alone(self, workspace, client_for, kpi):
        part = client_for("lead").get(url(workspace, "dashboard"), {"period": "7d"}, headers=HTMX).content.decode()
        assert part.strip().startswith('<div id="board">')
        assert "<html" not in part
        whole = client_for("lead").get(url(workspace, "dashboard"), {"period": "7d"}).content.decode()
        assert part.strip() in whole

    def test_filters_of_the_address(self, workspace, client_for, kpi, channel):
        other = ChannelFactory(workspace=workspace, handle="Autre")
        daily(other, "reach", [777])
        client = client_for("lead")
        query = {"channel": other.pk, "metric": "reach", "from": "2026-11-01", "to": "2026-11-22"}
        text = client.get(url(workspace, "dashboard"), query).content.decode()
        assert "Autre" in text
        assert '<p class="kv">777</p>' in text
        assert "from=2026-11-01" in text

    @pytest.mark.parametrize(
        "query",
        [
            {"period": "99y"}, {"metric": "nothing"}, {"channel": "0"}, {"channel": "x"}, {"from": "2026-11-01"},
            {"from": "2026-11-02", "to": "2026-11-01"}, {"from": "1900-01-01", "to": "2026-11-01"}, {"from": "?"},
        ],
    )  # fmt: skip
    def test_an_address_that_makes_no_sense_shows_the_usual_view_and_says_so(self, workspace, client_for, kpi, query):
        response = client_for("lead").get(url(workspace, "dashboard"), query)
        assert response.status_code == 200
        assert 'role="alert"' in response.content.decode()
        assert "2\u202f535" in response.content.decode()

    def test_a_foreign_channel_is_answered_like_one_that_does_not_exist(self, workspace, client_for, kpi):
        foreign = ObjectiveFactory().workspace
        with foreign.active():
            stranger = ChannelFactory(workspace=foreign)
        answers = [
            client_for("lead").get(url(workspace, "dashboard"), {"channel": pk}).content.decode()
            for pk in (stranger.pk, 10**6)
        ]
        alerts = [re.search(r'role="alert">(.*?)</div>', text, re.S).group(1) for text in answers]
        assert alerts[0].replace(str(stranger.pk), "N") == alerts[1].replace(str(10**6), "N")

    def test_without_figures_it_says_what_to_do(self, workspace, client_for):
        text = client_for("lead").get(url(workspace, "dashboard")).content.decode()
        assert reverse("imports:list", args=[workspace.slug]) in text
        assert "data-figure" not in text

    def test_as_many_queries_for_many_kpis_and_channels(
        self, workspace, client_for, channel, django_assert_max_num_queries
    ):
        client = client_for("lead")
        objective = ObjectiveFactory(workspace=workspace)
        for n in range(8):
            KpiFactory(objective=objective)
            daily(ChannelFactory(workspace=workspace), "reach", [n])
        address = url(workspace, "dashboard")
        client.get(address)
        with django_assert_max_num_queries(24):
            client.get(address, {"metric": "reach"})


class TestDownloads:
    def test_the_numbers_of_a_chart(self, workspace, client_for, kpi):
        response = client_for("guest").get(url(workspace, "dashboard_csv", "series"), {"period": "7d"})
        table = rows(response)
        assert table[0][1] == "Facebook · Val"
        assert table[-1] == ["2026-11-22", "99"]
        assert len(table) == 8

    def test_all_posts_and_no_formula(self, workspace, client_for, channel):
        post(channel, 1, text="=HYPERLINK(1)", engagements=2)
        table = rows(client_for("guest").get(url(workspace, "dashboard_csv", "posts")))
        assert table[1][3] == "'=HYPERLINK(1)"

    @pytest.mark.parametrize("code", ["formats", "nothing", "figures"])
    def test_what_is_not_there_is_not_found(self, workspace, client_for, channel, code):
        assert client_for("lead").get(url(workspace, "dashboard_csv", code)).status_code == 404

    def test_the_series_of_a_kpi(self, workspace, client_for, kpi):
        table = rows(client_for("guest").get(url(workspace, "kpi_csv", kpi.pk)))
        assert table[-1][:2] == ["2026-11-22", "2535"]


class TestKpis:
    def test_the_table_names_what_is_measured_and_what_is_not(self, workspace, client_for, kpi):
        ObjectiveFactory(workspace=workspace, title="Sans mesure")
        text = client_for("guest").get(url(workspace, "kpis")).content.decode()
        assert "2\u202f535" in text
        assert "Sans mesure" in text
        assert url(workspace, "kpi_new") not in text  # a guest sets no target
        assert url(workspace, "kpi_new") in client_for("lead").get(url(workspace, "kpis")).content.decode()

    def test_as_many_queries_for_ten_as_for_one(self, workspace, client_for, kpi, django_assert_num_queries):
        client = client_for("lead")
        client.get(url(workspace, "kpis"))
        with django_assert_num_queries(6):
            client.get(url(workspace, "kpis"))
        for _ in range(9):
            KpiFactory(objective=ObjectiveFactory(workspace=workspace))
        refresh(workspace)
        with django_assert_num_queries(6):
            client.get(url(workspace, "kpis"))

    def test_a_kpi_explains_its_number(self, workspace, client_for, kpi, channel):
        text = client_for("guest").get(url(workspace, "kpi", kpi.pk)).content.decode()
        assert str(channel) in text
        assert "2\u202f535" in text
        assert "data-figure" in text

    def test_a_new_kpi_has_no_reading_yet(self, workspace, client_for):
        kpi = KpiFactory(objective=ObjectiveFactory(workspace=workspace))
        assert client_for("guest").get(url(workspace, "kpi", kpi.pk)).status_code == 200

    def test_the_objectives_page_loads_its_kpis(self, workspace, client_for, kpi):
        text = client_for("guest").get(url(workspace, "objective_progress", kpi.objective_id)).content.decode()
        assert text.strip().startswith('<div class="goals">')
        assert "2\u202f535" in text
        bare = ObjectiveFactory(workspace=workspace)
        address = f"{url(workspace, 'kpi_new')}?objective={bare.pk}"
        assert address in client_for("lead").get(url(workspace, "objective_progress", bare.pk)).content.decode()

    def test_another_workspaces_kpi_is_not_found(self, workspace, client_for):
        foreign = ObjectiveFactory()
        with foreign.workspace.active():
            kpi = KpiFactory(objective=foreign)
        for name in ("kpi", "kpi_edit", "kpi_csv"):
            assert client_for("admin").get(url(workspace, name, kpi.pk)).status_code == 404
        assert client_for("admin").post(url(workspace, "kpi_archive", kpi.pk)).status_code == 404


class TestEditing:
    def data(self, objective, **fields):
        return {
            "objective": objective.pk, "metric": "reach", "period": "30d", "target": "5000", "version": 0, **fields,
        }  # fmt: skip

    def test_a_lead_creates_one(self, workspace, client_for, channel):
        objective = ObjectiveFactory(workspace=workspace)
        response = client_for("lead").post(url(workspace, "kpi_new"), self.data(objective))
        kpi = Kpi.objects.get()
        assert response.headers["Location"] == url(workspace, "kpi", kpi.pk)
        assert (kpi.target, kpi.objective) == (5000, objective)

    def test_the_dialog_is_the_same_form(self, workspace, client_for, channel):
        objective = ObjectiveFactory(workspace=workspace)
        client = client_for("lead")
        dialog = client.get(url(workspace, "kpi_new"), {"objective": objective.pk}, headers=HTMX).content.decode()
        assert dialog.strip().startswith("<form")
        assert f'<option value="{objective.pk}" selected>' in dialog
        saved = client.post(url(workspace, "kpi_new"), self.data(objective), headers=HTMX)
        assert saved.headers["HX-Redirect"] == url(workspace, "kpi", Kpi.objects.get().pk)

    def test_a_manager_sets_no_targets(self, workspace, client_for, kpi):
        for name, args in (("kpi_new", []), ("kpi_edit", [kpi.pk]), ("baseline", [])):
            assert client_for("manager").get(url(workspace, name, *args)).status_code == 403
        assert client_for("manager").post(url(workspace, "kpi_archive", kpi.pk)).status_code == 403
        assert Kpi.objects.current().exists()

    def test_a_wrong_form_comes_back_with_its_errors(self, workspace, client_for, channel):
        objective = ObjectiveFactory(workspace=workspace)
        response = client_for("lead").post(url(workspace, "kpi_new"), self.data(objective, target="beaucoup"))
        assert response.status_code == 422
        assert "beaucoup" in response.content.decode()

    def test_a_stale_edit_shows_the_difference_and_overwrites_nothing(self, workspace, client_for, kpi):
        client, address = client_for("lead"), url(workspace, "kpi_edit", kpi.pk)
        client.post(address, self.data(kpi.objective, target="5000"))
        response = client.post(address, self.data(kpi.objective, target="6000"))
        assert response.status_code == 409
        assert Kpi.objects.get().target == 5000
        assert 'name="version" value="1"' in response.content.decode()
        assert client.post(address, self.data(kpi.objective, target="6000", version=1)).status_code == 302
        assert Kpi.objects.get().target == 6000

    def test_archive_can_be_undone(self, workspace, client_for, kpi):
        client = client_for("lead")
        assert client.post(url(workspace, "kpi_archive", kpi.pk)).status_code == 302
        page = client.get(url(workspace, "kpis")).content.decode()
        assert url(workspace, "kpi_restore", kpi.pk) in page
        client.post(url(workspace, "kpi_restore", kpi.pk))
        assert Kpi.objects.current().exists()

    def test_the_figures_propose_a_baseline(self, workspace, client_for, channel):
        objective = ObjectiveFactory(workspace=workspace)
        client, address = client_for("lead"), url(workspace, "baseline")
        proposal = client.get(address, self.data(objective)).content.decode()
        assert "1\u202f635" in proposal  # the mean of three times 30 days
        taken = client.get(address, self.data(objective, take="1")).content.decode()
        assert 'id="id_baseline"' in taken
        assert 'value="1635"' in taken

    def test_a_rate_is_proposed_in_percent(self, workspace, client_for, channel):
        daily(channel, "engagements", [1] * 99)
        objective = ObjectiveFactory(workspace=workspace)
        data = self.data(objective, metric="engagement_rate_reach", take="1")
        taken = client_for("lead").get(url(workspace, "baseline"), data).content.decode()
        assert 'value="' in taken
        assert "," in re.search(r'value="([^"]*)"', taken).group(1)

    def test_nothing_is_proposed_without_figures(self, workspace, client_for):
        ChannelFactory(workspace=workspace)
        objective = ObjectiveFactory(workspace=workspace)
        assert "hx-get" not in client_for("lead").get(url(workspace, "baseline"), self.data(objective)).content.decode()
