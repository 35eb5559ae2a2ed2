"""Two full workspaces and everybody who may knock at their doors: what the generated suites walk through.

Every text of B carries ``MARK``: where it shows up in front of a person of A, something leaks.
"""

import datetime as dt
import json
from dataclasses import dataclass, field
from functools import cache

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from cmtool.management.commands.check_tenancy import paths, tenant_models
from imports import storage
from imports.models import ColumnMapping, Import
from imports.tables import Table
from jobs.models import Job
from jobs.runner import run_pending
from kpis import corpus_coverage, dashboards, rollups
from kpis.catalogue import METRICS, Level
from kpis.formats.mapped import guess_mapping
from kpis.models import (
    ExternalPost,
    Footprint,
    Kpi,
    Ledger,
    PostChange,
    Sample,
    SampleChange,
)
from strategy.actions import listening, people, people_batches, sources
from strategy.models import (
    Aim,
    Answer,
    Channel,
    Community,
    CorpusBatch,
    CorpusTerm,
    Evidence,
    NetworkDecision,
    Objective,
    Person,
    Source,
)
from strategy.sources import Entry
from tests.filling import fill
from tests.world_calendar import fill_calendar
from workspaces import audit
from workspaces.models import Invitation, Membership, User, Workspace
from workspaces.permissions import Role

MARK = "CANARY-B-7f3a"
ROLES = ("guest", "manager", "lead", "admin")
PEOPLE = (None, *ROLES, "other_admin", "former", "nobody")  # None: not signed in
DAYS = 120
PASSWORD = "une phrase pour entrer"


@dataclass
class World:
    a: Workspace
    b: Workspace
    people: dict[str, User]
    tokens: dict[str, str] = field(default_factory=dict)  # slug → token of an open invitation

    def row(self, model, workspace: Workspace, **wanted):
        """A row of ``model`` in ``workspace``; the newest one that is ``wanted``."""
        return model._base_manager.filter(workspace=workspace, **wanted).order_by("-pk").first()

    def memberships(self, workspace: Workspace):
        return Membership.objects.filter(workspace=workspace)


def build() -> World:
    people = {role: _person(role, "alpha.example") for role in ROLES}
    people["other_admin"] = _person(f"{MARK}-admin", "beta.example")
    people["former"] = _person("former", "alpha.example")
    people["nobody"] = _person("nobody", "alpha.example")
    a = Workspace.objects.create(slug="alpha", name="Médiathèque Alpha")
    b = Workspace.objects.create(slug=MARK.lower(), name=f"Ville {MARK}")
    world = World(a, b, people)
    for role in Role.values:
        Membership.objects.create(workspace=a, user=people[role], role=role)
    Membership.objects.create(workspace=b, user=people["other_admin"], role=Role.ADMIN)
    for role in ("guest", "admin"):  # the last administrator of B could not leave
        Membership.objects.create(workspace=b, user=_person(f"{MARK}-{role}-2", "beta.example"), role=role)
    gone = Membership.objects.create(workspace=a, user=people["former"], role=Role.ADMIN)
    for workspace, text, by in ((a, "Alpha", people["admin"]), (b, MARK, people["other_admin"])):
        with workspace.active():
            if workspace is a:
                audit.record(a, "member.removed", by=by, target=gone.user, role=gone.role)
            _fill(world, workspace, text, by)
    gone.delete()
    return world


@cache
def _hash() -> str:
    return make_password(PASSWORD)  # once: it is slow on purpose


def _person(name: str, domain: str) -> User:
    user = User.objects.create(email=f"{name}@{domain}".lower(), name=name.capitalize(), password=_hash())
    if MARK in name:
        User.objects.filter(pk=user.pk).update(name=f"Zoé {name}")
        user.refresh_from_db()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _fill(world: World, workspace: Workspace, text: str, by: User) -> None:
    invitation = Invitation(
        workspace=workspace, email=f"{text}-invited@example.org".lower(), role="guest", invited_by=by
    )
    world.tokens[workspace.slug] = invitation.new_token()
    invitation.save()
    objectives, channels = _strategy(workspace, text, by)
    _listening(workspace, text, by)
    jobs = _jobs(workspace, text, by)
    records = _imports(workspace, text, by, jobs, channels)
    _figures(workspace, text, channels, records["applied"])
    _kpis(workspace, text, objectives, channels)
    _authenticator(by, text)
    _people(workspace, text, by)
    fill_calendar(workspace, text, by, channels)
    fill(workspace, text, by)


def _strategy(workspace, text, by):
    today = workspace.today()
    dates = {"start": today - dt.timedelta(days=200), "due": today + dt.timedelta(days=165)}
    titles = [f"{text} : être vus {n}" for n in range(3)]
    objectives = [
        Objective.objects.create(
            workspace=workspace, title=title, intent="visibility", why=f"Parce que {text}", owner=by, **dates
        )
        for title in titles
    ]
    for archived_at in (None, timezone.now()):
        Aim.objects.create(workspace=workspace, kind="policy", title=f"{text} pour tous", archived_at=archived_at)
    Objective.objects.filter(pk=objectives[2].pk).update(status="archived", status_before_archive="active")
    channels = [
        Channel.objects.create(
            workspace=workspace,
            network=network,
            handle=f"{text}-{network}",
            address=f"https://{network}.example/{text}",
            talk_about=f"Le public de {text}",
            ask_about=f"{text} : horaires",
            bio=f"{text} se présente",
            link=f"https://example.org/{text}",
            tone=f"{text} : chaleureux",
            uses=f"{text} : annoncer",
            checklist={"photo": today.isoformat()},
        )
        for network in ("facebook", "instagram", "x", "linkedin")
    ]
    Channel.objects.filter(pk=channels[3].pk).update(archived_at=timezone.now())
    _decisions(workspace, text, by)
    _corpus(workspace, text, by)
    for target, verb in ((objectives[0], "objective.created"), (channels[0], "channel.created")):
        audit.record(workspace, verb, by=by, target=target)
    return objectives, channels


def _listening(workspace, text, by):
    """A community with answers old and new, evidence of each kind, and sources, each also archived."""
    fields = {name: f"{text} {name}" for name in ("who", "places", "interests", "values", "media", "words")}
    community = Community.objects.create(workspace=workspace, name=f"{text} Parents", **fields)
    archived = Community.objects.create(workspace=workspace, name=f"{text} Anciens")
    listening.archive_community(community=archived, by=by)
    seen = 0
    for number in range(2):
        new = Answer(workspace=workspace, community=community, question="networks", networks=["facebook"])
        new.text = f"{text} réponse {number}"
        seen = listening.answer(new=new, seen=seen, keep=[], by=by).pk
    for kind in Evidence.Kind.values:
        said = {"text": f"{text} {kind}", "origin": f"{text} source", "url": f"https://example.org/{text}"}
        evidence = Evidence(workspace=workspace, answer=new, kind=kind, **said)
        if kind == "file":
            evidence.file_name, evidence.file_type = f"{text}.txt", "text/plain"
        listening.add_evidence(evidence=evidence, data=text.encode() if kind == "file" else b"", by=by)
    removed = Evidence(workspace=workspace, answer=new, kind="quote", text=f"{text} retirée")
    listening.add_evidence(evidence=removed, by=by)
    listening.remove_evidence(evidence=removed, by=by)
    entries = [
        Entry(title=f"{text} Site {n}", address=f"https://{n}.example/{text}", folder=text, why=text) for n in range(3)
    ]
    sources.add_sources(workspace=workspace, entries=entries, by=by)
    read, _due, closed = Source.objects.all()
    sources.mark_read(source=read, by=by)
    sources.archive_source(source=closed, by=by)


def _decisions(workspace, text, by):
    """On one network a former decision and the one of today, due for review."""
    now, today = timezone.now(), workspace.today()
    said = {"workspace": workspace, "network": "facebook", "by": by, "evidence": f"Un groupe de {text}"}
    NetworkDecision.objects.create(**said, verdict="watch", reason=f"{text} hésitait", replaced_at=now)
    NetworkDecision.objects.create(**said, verdict="chosen", reason=f"Le public de {text}", review_on=today)


def _corpus(workspace, text, by):
    common = {"workspace": workspace, "variants": ["publication"], "hashtag": text, "quote": text, "note": text}
    terms = [
        CorpusTerm(text=f"{text} mot", facet="service", seo=True, **common),
        CorpusTerm(text=f"{text} usager", facet="identity", stance="avoid", say_instead=f"{text} habitant", **common),
        CorpusTerm(text=f"{text} parole", facet="community", **common),
    ]
    for term in terms:
        term.settle()
        term.save()
    audit.record(workspace, "term.created", by=by, target=terms[0])
    changes = [{"id": terms[0].pk, "before": terms[0].said, "version": 0}]
    CorpusBatch.objects.create(workspace=workspace, kind="bulk", by=by, changes=changes)


def _jobs(workspace, text, by):
    """A job in each state; none of them points at an import, so that each suite may cancel or retry it."""
    now = timezone.now()
    running = {"lease": text, "leased_until": now + dt.timedelta(hours=1), "started_at": now, "attempts": 1}
    ended = {"started_at": now, "ended_at": now, "attempts": 3, "result_url": f"/w/{workspace.slug}/objectives/"}
    common = {"workspace": workspace, "created_by": by, "by_person": True, "reason": text}
    later = now + dt.timedelta(days=1)
    return {
        state: Job.objects.create(
            **common,
            kind="imports.read",
            state=state,
            key=f"{text}-{state}",
            payload={"import": 0},
            sentence="Reading “%(name)s”",
            sentence_params={"name": text},
            **more,
        )
        for state, more in {
            "waiting": {"due_at": later},
            "running": running,
            "done": ended,
            "parked": ended,
            "cancelled": ended,
        }.items()
    }


def _imports(workspace, text, by, jobs, channels):
    """An import in each state, with its file and, where it was read, with what was understood."""
    day = workspace.today() - dt.timedelta(days=5)
    summary = {
        "format": "x_posts", "formats": ["x_posts"], "locale": "en", "rows": 2, "posts": 2,
        "period": {"from": str(day - dt.timedelta(days=DAYS)), "to": str(day)},
        "metrics": {"impressions": {"level": "post", "readings": 2, "sum": 30}},
        "channels": {"x": {"id": channels[2].pk, "name": str(channels[2])}},
        "sections": [], "notes": [], "questions": [], "new": 2, "changed": 0, "unchanged": 0, "refused_count": 1,
        "refused": [{"sheet": text, "row": 3, "column": text, "value": text, "code": "not_a_date", "params": {}}],
    }  # fmt: skip
    question = {"code": "channel", "about": "x", "options": [], "suggested": "", "params": {}}
    asked = {**summary, "channels": {}, "questions": [question]}
    states = {
        "reading": {"job": jobs["waiting"]},
        "mapping": {"summary": _to_map(text), "job": jobs["done"]},
        "preview": {"summary": summary, "job": jobs["done"], "answers": {"channel": {"x": str(channels[2].pk)}}},
        "applying": {"summary": summary, "job": jobs["running"]},
        "applied": {"summary": summary, "job": jobs["done"], "applied_at": timezone.now()},
        "undoing": {"summary": summary, "job": jobs["parked"]},
        "undone": {"summary": summary, "job": jobs["done"], "undone_at": timezone.now()},
        "refused": {"error": {"code": "empty_file", "params": {}}, "job": jobs["done"]},
        "asking": {"state": "preview", "summary": asked, "job": jobs["done"]},
    }
    records = {}
    for number, (state, more) in enumerate(states.items()):
        records[state] = record = Import.objects.create(
            **{
                "workspace": workspace,
                "kind": "figures",
                "state": state,
                "name": f"{text}-{state}.csv",
                "size": 20,
                "sha256": f"{text}{number}".ljust(64, "0"),
                "batch": "",
                "created_by": by,
                **more,
            }
        )
        staged = storage.staged(record)
        staged.mkdir(parents=True)
        storage.source(record).write_text(f"Date,{text}\n2026-01-01,1\n", encoding="utf-8")
        (staged / "refused.json").write_text(json.dumps(record.summary.get("refused", [])), encoding="utf-8")
    together = [records["preview"].pk, records["asking"].pk]
    Import.objects.filter(pk__in=together).update(batch=f"{workspace.slug}"[:16])
    mapping = {"level": "channel_day", "network": "x", "columns": {"0": "date", "1": "metric:reach"}, "name": text}
    ColumnMapping.objects.create(
        workspace=workspace, kind="figures", signature=f"{text}".ljust(64, "0"), mapping=mapping, updated_by=by
    )
    return records


def _to_map(text):
    """What the child process says of a file whose columns a person must name."""
    header = [f"{text} quand", f"{text} combien"]
    guess = guess_mapping(Table(text, text, text, header, [["01/02/2026", "12"], ["15/02/2026", "15"]], [2, 3]))
    params = {"sheet": text, "file": text, **guess.as_json()}
    question = {"code": "mapping", "about": guess.signature, "options": [], "suggested": "", "params": params}
    return {"formats": [], "locale": "", "questions": [question], "refused": [], "channels": {}}


def _figures(workspace, text, channels, record):
    last = workspace.today() - dt.timedelta(days=1)
    days = [last - dt.timedelta(days=n) for n in range(DAYS)]
    metrics = [METRICS[code] for code in ("impressions", "reach", "engagements", "followers")]
    scale = 1 if workspace.slug == "alpha" else 1000
    common = {"workspace": workspace, "import_record": record}
    Sample.objects.bulk_create(
        Sample(
            **common,
            day=day,
            channel=channel,
            metric=metric.number,
            level=Level.CHANNEL_DAY,
            post=0,
            value=scale * (100 + 3 * n + 7 * m + 11 * c),
        )
        for n, day in enumerate(days)
        for m, metric in enumerate(metrics)
        for c, channel in enumerate(channels[:3])
    )
    posts = [_post(workspace, text, channels[n % 3], record, days[3 * n], n) for n in range(9)]
    Sample.objects.bulk_create(
        Sample(**common, day=post.day, channel=post.channel, metric=metrics[0].number, level=Level.POST, post=post.pk,
               value=10 * scale)
        for post in posts
    )  # fmt: skip
    change = {"import_record": record, "day": days[0], "channel": channels[0], "metric": metrics[0].number}
    SampleChange.objects.create(**change, level=Level.POST, post=posts[0].pk, value=5, previous_import=record.pk)
    PostChange.objects.create(import_record=record, post=posts[0], before={"text": text})
    Footprint.objects.create(
        workspace=workspace,
        import_record=record,
        channel=channels[0],
        level=Level.CHANNEL_DAY,
        metric=metrics[0].number,
        first=days[-1],
        last=days[0],
        changes=3,
    )
    Ledger.objects.get_or_create(workspace=workspace, defaults={"version": 1})
    rollups.recompute(workspace)


def _post(workspace, text, channel, record, day, number):
    return ExternalPost.objects.create(
        workspace=workspace,
        channel=channel,
        external_id=f"{text}-{number}",
        permalink=f"https://{channel.network}.example/{text}/{number}",
        text=f"{text} : publication {number}",
        kind=("image", "video", "link")[number % 3],
        kind_raw=f"{text}-photo",
        published_at=dt.datetime.combine(day, dt.time(9), dt.UTC),
        day=day,
        figures={"impressions": 10 * number, "reach": 8 * number, "engagements": number},
        engagements=number,
        audience=8 * number,
        created_by_import=record,
    )


def _kpis(workspace, text, objectives, channels):
    due = objectives[0].due
    for number, (metric, aggregation) in enumerate((("impressions", "sum"), ("followers", "last"), ("reach", "mean"))):
        kpi = Kpi.objects.create(
            workspace=workspace,
            objective=objectives[number % 2],
            name=f"{text} KPI {number}",
            metric=metric,
            aggregation=aggregation,
            baseline=100,
            target=100_000,
            due=due,
        )
        kpi.channels.set(channels[:2])
    Kpi.objects.filter(pk=kpi.pk).update(archived_at=timezone.now())
    audit.record(workspace, "kpi.created", by=None, target=kpi)
    dashboards.ask_refresh(workspace)
    corpus_coverage.ask(workspace, at_once=True)
    run_pending(workspace)
    assert Job.objects.get(kind="kpis.refresh").state == "done"


def _people(workspace, text, by):
    for number, network in enumerate(("instagram", "x", "mastodon")):
        person = people.save_person(
            person=Person(
                workspace=workspace,
                name=f"{text} Personne {number}",
                kind=("fan", "press", "troll")[number],
                topics=f"{text} lecture",
                place=f"Ville {text}",
                notes=f"Notes {text}",
                purpose=f"But {text}",
            ),
            fields=[],
            version=0,
            accounts=[people.Account(network, f"{text}.{number}", 1000 * number)],
            tags=[f"{text} étiquette"],
            by=by,
        )
        people.add_gesture(person=person, kind="thanks", text=f"Merci {text}", day=workspace.today(), by=by)
    gone = people.add_gesture(person=person, kind="note", text=f"Retiré {text}", day=workspace.today(), by=by)
    people.remove_gesture(gesture=gone, by=by)
    people_batches.change_people(
        workspace=workspace, ids=[person.pk], wish=people_batches.Wish(fields={"stage": "followed"}), by=by
    )
    people.save_filter(workspace=workspace, name=f"Filtre {text}", query="kind=fan", shared=True, by=by)


def _authenticator(by, text):
    """A security key as the browser would have registered it."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    known = AttestedCredentialData.create(b"\0" * 16, text.encode(), public)
    attestation = AttestationObject.create("none", AuthenticatorData.create(b"\0" * 32, 0x41, 0, known), {})
    said = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    name = websafe_encode(text.encode())
    credential = {
        "id": name,
        "rawId": name,
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(attestation)},
    }
    data = {"name": f"{text}-key", "passwordless": False, "credential": credential}
    Authenticator.objects.create(user=by, type=Authenticator.Type.WEBAUTHN, data=data)
    RecoveryCodes.activate(by)


def empty_tables(world: World) -> list[str]:
    """Tenant models without a row in A or in B: the suites would prove nothing of them."""
    return [
        f"{model._meta.label} in {workspace.slug}"
        for model in tenant_models()
        for workspace in (world.a, world.b)
        if not model._base_manager.filter(**{paths(model)[0]: workspace.pk}).exists()
    ]
