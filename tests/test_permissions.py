"""Closed by default: every address × method × person × object answers what its declared policy says, nothing else."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from tests.surface import OBJECTS, Url, urls
from tests.visitors import told
from tests.world import PEOPLE, ROLES, empty_tables
from workspaces.permissions import Permission, allowed

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

# allauth's own views, which declare nothing and refuse methods in their own ways. "public" is on purpose: it is the
# way in. "owner": the object belongs to one person, whom the world gives it to.
THIRD_PARTY = {
    "account_login": "public",
    "account_logout": "public",
    "account_inactive": "public",
    "account_signup": "public",
    "account_reauthenticate": "personal",
    "account_email": "personal",
    "account_email_verification_sent": "public",
    "account_change_password": "personal",
    "account_set_password": "personal",
    "account_reset_password": "public",
    "account_confirm_login_code": "public",
    "account_confirm_email": "public",
    "account_reset_password_from_key_done": "public",
    "account_reset_password_from_key": "public",
    "account_reset_password_done": "public",
    "mfa_index": "personal",
    "mfa_authenticate": "public",
    "mfa_reauthenticate": "personal",
    "mfa_activate_totp": "personal",
    "mfa_deactivate_totp": "personal",
    "mfa_view_recovery_codes": "personal",
    "mfa_generate_recovery_codes": "personal",
    "mfa_download_recovery_codes": "personal",
    "mfa_list_webauthn": "personal",
    "mfa_add_webauthn": "personal",
    "mfa_reauthenticate_webauthn": "personal",
    "mfa_remove_webauthn": "owner",
    "mfa_edit_webauthn": "owner",
    "mfa_login_webauthn": "public",
    "usersessions_list": "personal",
}
HIDDEN = {"first_admin"}  # public, and gone as soon as somebody exists
NOWHERE = {"short_link"}  # public, and a code that names nothing is as if it had never been


def _to_sign_in(response) -> bool:
    where = response.headers.get("Location", response.headers.get("HX-Redirect", ""))
    return response.status_code in {302, 204} and where.startswith(reverse("account_login"))


ANSWERS = {
    "sign-in": _to_sign_in,
    "wrong method": lambda response: response.status_code == 405,
    "not found": lambda response: response.status_code == 404,
    "forbidden": lambda response: response.status_code == 403,
    "not theirs": lambda response: response.status_code in {302, 204, 404},  # 302: first prove who you are
    "answered": lambda response: response.status_code < 500,
    "open": lambda response: response.status_code not in {403, 404, 405} and response.status_code < 500,
}


def policy(url: Url):
    """Who may enter: a right, "public", "personal", "owner", or None where nobody said it."""
    return url.permission if url.ours else THIRD_PARTY.get(url.name)


def test_every_url_says_who_may_enter():
    unsaid = [
        url.name
        for url in urls()
        if not (isinstance(policy(url), Permission) or policy(url) in {"public", "personal", "owner"})
        or (url.in_workspace and not isinstance(policy(url), Permission))
        or (url.ours and not url.methods)
    ]
    assert unsaid == []


def test_every_url_with_an_argument_has_an_object_to_name():
    assert [url.name for url in urls() if url.names_object and url.name not in OBJECTS] == []


def test_every_table_has_rows_on_both_sides(world):
    assert empty_tables(world) == []


@pytest.mark.parametrize("url", urls(), ids=lambda url: url.name)
def test_everybody_gets_what_the_policy_says(url, world, visitors):
    deviations = []
    for person, method, target, path, htmx in cases(url, world):
        response = visitors.ask(person, method, path, htmx=htmx)
        wanted = expected(url, person, method, target)
        if not ANSWERS[wanted](response):
            deviations.append(f"{person} {method} {target}{' htmx' * htmx} {path}: {told(response)}, not {wanted}")
    assert not deviations, "\n".join(deviations[:20])


def cases(url: Url, world) -> Iterator[tuple]:
    """(person, method, target, path, htmx) of all that is tried at one address.

    What no view declares is refused before anybody looks which object is meant, so it is tried on one of them.
    """
    for target, path in _targets(url, world):
        methods = METHODS if target == "own" or not url.ours else _declared(url)
        for person in PEOPLE:
            for method in methods:
                yield person, method, target, path, False
                if method in {"GET", "POST"} and target == "own":
                    yield person, method, target, path, True


def _declared(url: Url) -> tuple[str, ...]:
    return tuple(method for method in METHODS if method in url.methods or (method == "HEAD" and "GET" in url.methods))


def _targets(url: Url, world) -> list[tuple[str, str]]:
    """Which object of which workspace the address names, with the address itself."""
    if not url.in_workspace:
        random = [("random", url.random_path(world, world.a))] if url.names_object else []
        return [("own", url.path(world, world.a)), *random]
    targets = [("own", url.path(world, world.a)), ("foreign", url.path(world, world.b))]
    targets.append(("nowhere", url.path(world, world.a).replace(f"/w/{world.a.slug}/", "/w/no-such-workspace/")))
    if url.names_object:
        targets.append(("random", url.random_path(world, world.a)))
        if OBJECTS[url.name](world, world.a) != OBJECTS[url.name](world, world.b):
            targets.append(("other", url.path(world, world.a, objects_of=world.b)))
    return targets


def expected(url: Url, person: str | None, method: str, target: str) -> str:
    """The answer that the policy promises, as a key of ``ANSWERS``."""
    right = policy(url)
    if right != "public" and person is None:
        return "sign-in"
    if not url.ours:
        return "not theirs" if right == "owner" and (target == "random" or person != "admin") else "answered"
    if method not in _declared(url):
        return "wrong method"
    if not url.in_workspace:
        hidden = url.name in HIDDEN or (url.name in NOWHERE and target == "random")
        return "not found" if hidden else "open"
    role = _role(person, "b" if target == "foreign" else "a")
    if role is None or target == "nowhere":
        return "not found"
    if not allowed(role, right):
        return "forbidden"
    return "not found" if target in {"other", "random"} else "open"


def _role(person: str, workspace: str) -> str | None:
    if workspace == "b":
        return "admin" if person == "other_admin" else None
    return person if person in ROLES else None


def test_there_are_enough_cases(world):
    assert sum(1 for url in urls() for _case in cases(url, world)) >= 10_000


@pytest.mark.parametrize("url", [url for url in urls() if url.ours and "POST" in url.methods], ids=lambda url: url.name)
def test_nothing_is_posted_from_another_site(url, world, visitors):
    """A POST without the token of a page of ours is refused, for the person with every right."""
    client = visitors.client("admin", enforce_csrf_checks=True, raise_request_exception=False)
    with visitors.undone():
        response = client.post(url.path(world, world.a))
    assert response.status_code == 403
