"""Keeping files, and what happens when things break off in the middle."""

import hashlib
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports import actions, registry, sandbox, storage
from imports.models import Import
from jobs.models import Job
from jobs.runner import run_job, run_pending
from tests.imports.test_views import POSTS


def receive(workspace, *files, by=None):
    named = [(name, [data]) for name, data in files]
    return actions.receive(workspace=workspace, kind="figures", files=named, by=by)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def everything(settings):
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


# -- storage


def test_a_file_is_kept_whole_hashed_and_private(workspace, books, settings):
    os.umask(0)
    try:
        [record] = receive(workspace, ("posts.csv", POSTS))
    finally:
        os.umask(0o022)
    path = storage.source(record)
    assert path.read_bytes() == POSTS
    assert (record.size, record.sha256) == (len(POSTS), hashlib.sha256(POSTS).hexdigest())
    assert path.relative_to(settings.MEDIA_ROOT).parts == ("imports", str(workspace.pk), str(record.pk), "source")
    assert mode(path) == 0o600
    assert {mode(folder) for folder in list(path.parents)[:3]} == {0o700}


def test_an_upload_that_breaks_off_leaves_nothing(workspace, books, settings):
    def broken():
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        actions.receive(
            workspace=workspace, kind="figures", files=[("a.csv", [b"whole"]), ("b.csv", broken())], by=None
        )
    assert everything(settings) == []
    assert not workspace.imports.exists()
    assert not workspace.jobs.exists()


def test_a_database_that_fails_leaves_no_file_behind(workspace, books, settings, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError("no")

    monkeypatch.setattr(actions, "enqueue", fail)
    with pytest.raises(RuntimeError):
        receive(workspace, ("a.csv", b"1"), ("b.csv", b"2"))
    assert everything(settings) == []
    assert not workspace.imports.exists()


@given(st.text(max_size=400))
def test_a_name_is_always_fit_to_be_shown(name):
    shown = actions.clean_name(name)
    assert 0 < len(shown) <= 255
    assert not set(shown) & (set("/\\\x00\n\r\t\x1b") | actions.DIRECTIONS)
    assert shown.encode("utf-8")


def test_a_plain_name_is_kept():
    assert actions.clean_name("C:\\Temp\\Relevé d’été (1).csv") == "Relevé d’été (1).csv"


def test_a_file_alone_has_no_batch_and_several_share_one(workspace, books):
    [alone] = receive(workspace, ("a.csv", b"1"))
    one, two = receive(workspace, ("a.csv", b"1"), ("b.csv", b"2"))
    assert alone.batch == ""
    assert one.batch == two.batch != ""


# -- reading


def test_the_work_of_a_killed_reader_is_cleared_away(workspace, books, channel):
    [record] = receive(workspace, ("posts.csv", POSTS))
    left = storage.fresh_staged(record)
    (left / "figures.json").write_text("{")
    run_pending(workspace)
    assert sorted(path.name for path in storage.folder(record).iterdir()) == ["source", "staged"]


def test_a_file_is_forgotten_while_it_waits_to_be_read(workspace, books, django_capture_on_commit_callbacks):
    [record] = receive(workspace, ("posts.csv", POSTS))
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.cancel(record=record, by=None)
    run_pending(workspace)
    assert workspace.jobs.get().state == "done"
    assert not storage.folder(record).exists()


@pytest.mark.parametrize(
    ("outcome", "code"), [("timeout", "too_slow"), ("memory", "out_of_memory"), ("crashed", "crashed")]
)
def test_a_reader_that_is_stopped_refuses_the_file(workspace, books, monkeypatch, outcome, code):
    def stopped(*args, **kwargs):
        return sandbox.Result(outcome, -9, b"", "", 1.0)

    monkeypatch.setattr(sandbox, "run_limited", stopped)
    [record] = receive(workspace, ("posts.csv", POSTS))
    run_pending(workspace)
    record.refresh_from_db()
    assert (record.state, record.error) == ("refused", {"code": code, "params": {}})
    assert not storage.folder(record).exists()


def test_a_worker_that_lost_the_job_refuses_nothing(workspace, books, monkeypatch):
    [record] = receive(workspace, ("posts.csv", POSTS))

    def overtaken(*args, **kwargs):
        Job.objects.filter(pk=record.job_id).update(lease="another")
        return sandbox.Result("crashed", -9, b"", "", 1.0)

    monkeypatch.setattr(sandbox, "run_limited", overtaken)
    run_job(record.job_id)
    record.refresh_from_db()
    assert record.state == "reading"
    assert storage.source(record).read_bytes() == POSTS


def test_a_refusal_cut_short_is_finished_by_the_next_run(workspace, books):
    [record] = receive(workspace, ("vide.csv", b""))
    Import.objects.filter(pk=record.pk).update(state="refused", error={"code": "empty_file", "params": {}})
    run_pending(workspace)
    assert not storage.folder(record).exists()
    assert workspace.imports.get().error["code"] == "empty_file"


# -- steps


@pytest.mark.parametrize("state", Import.State.values)
def test_each_step_is_taken_from_its_own_states_only(workspace, books, state):
    summary = {"rows": 1, "questions": []}
    allowed = {
        actions.confirm: {"preview"},
        actions.undo: {"applied"},
        actions.again: {"undone"},
        actions.remap: {"preview"},
        actions.cancel: {"reading", "mapping", "preview"},
        actions.resume: {"reading", "applying", "undoing"},
    }
    for act, states in allowed.items():
        record = Import.objects.create(
            workspace=workspace, kind="figures", state=state, name="a", size=1, sha256="0", summary=summary
        )
        assert act(record=record, by=None) is (state in states), act.__name__
        after = workspace.imports.filter(pk=record.pk).first()
        moved = after is None or after.state != state or after.job_id is not None
        assert moved is (state in states), act.__name__


def test_an_answer_reaches_the_record_as_it_is_now(workspace, books):
    record = Import.objects.create(
        workspace=workspace, kind="figures", state="preview", name="a", size=1, sha256="0", summary={"questions": []}
    )
    stale = workspace.imports.get()
    Import.objects.filter(pk=record.pk).update(answers={"channel": {"facebook": "1"}})
    actions.answer(record=stale, answers={"channel": {"x": "2"}, "metric": {"a": "reach"}}, by=None)
    assert workspace.imports.get().answers == {
        "channel": {"facebook": "1", "x": "2"},
        "metric": {"a": "reach"},
    }


def test_an_apply_that_comes_too_late_writes_nothing(workspace, books, channel):
    [record] = receive(workspace, ("posts.csv", POSTS))
    run_pending(workspace)
    record.refresh_from_db()
    actions.confirm(record=record, by=None)
    real = registry.get("figures")

    def meanwhile(*args):
        Import.objects.filter(pk=record.pk).update(state="preview")
        return dict

    registry._KINDS["figures"] = type(real)(**{**real.__dict__, "apply": meanwhile})
    run_job(record.job_id)
    assert workspace.imports.get().state == "preview"
    assert workspace.jobs.get(kind="imports.apply").state == "waiting"


def test_a_kind_is_registered_once(books):
    known = registry.get("figures")
    assert registry.register(known) is known
    with pytest.raises(ValueError, match="figures"):
        registry.register(type(known)(**{**known.__dict__, "label": "Another"}))
