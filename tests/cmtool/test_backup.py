"""Backup, verification, restore: what comes back is what was there, and a damaged archive is refused."""

import json
import zipfile

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django_scopes import scopes_disabled

from cmtool import backup
from strategy.models import Channel, Objective
from workspaces import audit
from workspaces.models import AuditEvent, User


@pytest.fixture
def filled(workspace, member, settings, tmp_path):
    """A workspace with an objective, a channel, a journal line and an uploaded file."""
    settings.MEDIA_ROOT = tmp_path / "files"
    today = workspace.today()
    objective = Objective.objects.create(
        workspace=workspace,
        title="Dire « bonjour »\n\u202eעם",
        intent="service",
        start=today,
        due=today.replace(year=2031),
    )
    Channel.objects.create(workspace=workspace, network="x", handle="val")
    audit.record(workspace, "objective.created", by=member("lead"), target=objective, n=1)
    (tmp_path / "files" / "imports").mkdir(parents=True)
    (tmp_path / "files" / "imports" / "1.csv").write_bytes(b"\xff\x00a,b\n")
    return workspace


def contents():
    with scopes_disabled():
        return {
            "users": list(User.objects.order_by("pk").values_list("pk", "email", "password", "date_joined")),
            "objectives": list(Objective.objects.values_list("pk", "title", "start", "created_at", "updated_at")),
            "channels": list(Channel.objects.values_list("pk", "handle", "created_at")),
            "events": list(AuditEvent.objects.values_list("pk", "verb", "at", "detail")),
            "files": {p.name: p.read_bytes() for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()},
        }


def test_restore_brings_back_what_was_there(filled, tmp_path):
    before = contents()
    call_command("backup", tmp_path / "all.zip", verbosity=0)
    with scopes_disabled():
        Objective.objects.all().delete()
    User.objects.update(name="changed", date_joined="2001-01-01T00:00:00Z")
    (settings.MEDIA_ROOT / "imports" / "1.csv").unlink()
    (settings.MEDIA_ROOT / "stray").write_text("later")
    call_command("restore", tmp_path / "all.zip", replace=True)
    assert contents() == before


def test_new_rows_get_new_ids_after_a_restore(filled, tmp_path):
    call_command("backup", tmp_path / "all.zip")
    call_command("restore", tmp_path / "all.zip", replace=True)
    known = set(Channel.objects.values_list("pk", flat=True))
    assert Channel.objects.create(workspace=filled, network="blog", handle="b").pk not in known


def test_restore_over_accounts_needs_to_be_said(filled, tmp_path):
    call_command("backup", tmp_path / "all.zip")
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", tmp_path / "all.zip")


@pytest.mark.parametrize("damage", ["cut", "flip", "no manifest", "not a zip"])
def test_a_damaged_archive_is_refused_and_nothing_is_lost(filled, tmp_path, damage):
    archive = tmp_path / "all.zip"
    call_command("backup", archive)
    data = bytearray(archive.read_bytes())
    if damage == "cut":
        data = data[: len(data) // 2]
    elif damage == "flip":
        with zipfile.ZipFile(archive) as whole:
            entry = whole.getinfo("tables/workspaces.user.jsonl")
        data[entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2 + 20] ^= 0x10
    elif damage == "not a zip":
        data = bytearray(b"hello")
    archive.write_bytes(data)
    if damage == "no manifest":
        with zipfile.ZipFile(archive, "w") as empty:
            empty.writestr("tables/x.jsonl", "")
    before = contents()
    for command in ("verify_backup", "restore"):
        with pytest.raises(CommandError, match=r"whole|damaged|manifest"):
            call_command(command, archive, **({"replace": True} if command == "restore" else {}))
    assert contents() == before


def test_every_single_flipped_byte_of_the_tables_is_noticed(filled, tmp_path):
    archive = tmp_path / "all.zip"
    backup.write(archive)
    data = archive.read_bytes()
    step = max(1, len(data) // 60)
    directory = data.index(b"PK\x01\x02")  # read before anything else is: each byte of its first entry counts
    for at in [*range(0, len(data), step), *range(directory, directory + 60)]:
        broken = bytearray(data)
        broken[at] ^= 0xFF
        archive.write_bytes(broken)
        try:
            manifest = backup.verify(archive)
        except backup.BadBackup:
            continue
        # bytes that carry nothing (a time stamp of the ZIP) may differ: then the contents must still be right
        archive.write_bytes(data)
        assert manifest == backup.verify(archive)


def test_another_version_is_refused(filled, tmp_path):
    archive = tmp_path / "all.zip"
    backup.write(archive)
    with zipfile.ZipFile(archive) as source:
        contents = {name: source.read(name) for name in source.namelist()}
    manifest = json.loads(contents["manifest.json"])
    manifest["migrations"].append("strategy.9999_future")
    contents["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(archive, "w") as target:
        for name, value in contents.items():
            target.writestr(name, value)
    with pytest.raises(CommandError, match="another version"):
        call_command("restore", archive, replace=True)
