"""Brings files of a calendar into the demo's workspace, as a person would on the pages of imports."""

from django.core.management.base import CommandError

from demo import calendar_files as demo
from imports import actions
from imports.models import Import
from jobs.runner import run_pending
from workspaces.models import User, Workspace


def load(workspace: Workspace, by: User) -> None:
    today = workspace.today()
    bring_in(workspace, "key_dates", demo.AGENDA, demo.agenda(today), by)
    bring_in(workspace, "posts", demo.SHEET, demo.sheet(today), by)


def bring_in(workspace: Workspace, kind: str, name: str, data: bytes, by: User) -> None:
    (record,) = actions.receive(workspace=workspace, kind=kind, files=[(name, [data])], by=by)
    settle(record)
    while record.state != Import.State.REFUSED and record.open_questions:
        actions.answer(record=record, answers=answers(record), by=by)
        settle(record)
    actions.confirm(record=record, by=by)
    settle(record)
    if record.state != Import.State.APPLIED:
        raise CommandError(f"The demo file {name} was not taken in: {record.state} {record.error}")


def settle(record: Import) -> None:
    run_pending(record.workspace)
    record.refresh_from_db()


def answers(record: Import) -> dict[str, dict]:
    """What the pages would show at first; days stand before months in the demo's files."""
    said: dict[str, dict] = {}
    for question in record.open_questions:
        said.setdefault(question["code"], {})[question["about"]] = _answer(question)
    return said


def _answer(question: dict) -> object:
    if question["code"] == "mapping":
        columns = question["params"]["columns"]
        return {"columns": {str(each["index"]): each["role"] for each in columns if each["role"] != "ignore"}}
    return "dmy" if question["code"] == "date_order" else question["suggested"]
