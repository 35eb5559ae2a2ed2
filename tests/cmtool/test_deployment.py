"""Compose file, Dockerfile, Procfile, settings, sample and README agree on commands, ports and variables."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml
from django.conf import settings

ROOT = settings.BASE_DIR
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PROCFILE = (ROOT / "Procfile").read_text()
SAMPLE = (ROOT / "dotenv-sample").read_text()
README = (ROOT / "README.md").read_text()
SETTINGS = (ROOT / "cmtool" / "settings.py").read_text()

READ_BY_SETTINGS = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS))
IN_SAMPLE = set(re.findall(r"^#?([A-Z_]+)=", SAMPLE, re.M))


def test_every_variable_of_the_settings_is_in_the_sample_and_the_readme():
    assert set() == READ_BY_SETTINGS - IN_SAMPLE
    assert not {name for name in READ_BY_SETTINGS if f"`{name}`" not in README}


def test_the_sample_names_nothing_that_nobody_reads():
    outside = set(re.findall(r"\$\{([A-Z_]+)", PROCFILE + (ROOT / "docker-compose.yml").read_text()))
    assert not IN_SAMPLE - READ_BY_SETTINGS - outside


def test_compose_passes_only_what_the_settings_read():
    assert set(COMPOSE["x-app"]["environment"]) <= READ_BY_SETTINGS


def test_web_and_worker_run_the_same_programs_everywhere():
    web = re.search(r"^web: (.*)$", PROCFILE, re.M)[1]
    command = " ".join(re.findall(r'"([^"]+)"', re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.M)[1]))
    plain = re.sub(r"\$\{(\w+):-([^}]+)\}", r"\2", web).replace("127.0.0.1", "0.0.0.0")
    assert plain == command
    worker = re.search(r"^worker: (.*)$", PROCFILE, re.M)[1]
    assert COMPOSE["services"]["worker"]["command"][:4] == worker.split()[:4]
    assert "--beat" in worker  # alone, the worker carries the clock
    assert "--beat" not in COMPOSE["services"]["worker"]["command"]  # at scale there is one clock
    assert COMPOSE["services"]["beat"]["command"][3] == "beat"


def test_ports_agree():
    assert COMPOSE["services"]["web"]["ports"] == ["${HOST:-127.0.0.1}:${PORT:-8000}:8000"]
    assert "EXPOSE 8000" in DOCKERFILE
    assert 'env.integer("PORT", 8000' in SETTINGS


def test_containers_are_healthy_named_and_unprivileged():
    assert re.search(r"^USER cmtool$", DOCKERFILE, re.M)
    assert "HEALTHCHECK" in DOCKERFILE
    services = COMPOSE["services"]
    assert {"web", "worker", "beat", "database", "redis"} <= set(services)
    assert all("healthcheck" in services[name] for name in ("worker", "beat", "database", "redis"))
    assert set(COMPOSE["volumes"]) == {"files", "database"}
    assert "SECRET_KEY:?" in (ROOT / "docker-compose.yml").read_text()


def has_docker_compose() -> bool:
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode == 0


if has_docker_compose():

    def test_the_docker_client_accepts_the_compose_file():
        environment = os.environ | {"SECRET_KEY": "x" * 50, "POSTGRES_PASSWORD": "y"}
        command = ["docker", "compose", "--file", str(ROOT / "docker-compose.yml"), "config", "--quiet"]
        assert subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "eighty", "whole number"),
        ("PORT", "70000", "whole number"),
        ("DATABASE_URL", "mysql://x", "postgresql://"),
        ("DATABASE_URL", "postgresql://host/", "names no database"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("DEBUG", "maybe", "1 or 0"),
        ("BASE_URL", "cmtool.example", "https://"),
        ("SECRET_KEY", "short", "50 random characters"),
        ("SECRET_KEY", "django-insecure-" + "abcdefghij" * 5, "50 random characters"),
        ("EMAIL_PORT", "-1", "whole number"),
    ],
)
def test_a_bad_value_stops_the_start_with_a_sentence(name, value, words, tmp_path):
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), name: value}
    run = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert name in run.stderr and words in run.stderr
    assert "Traceback" not in run.stderr


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path):
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)}
    for _time in range(2):
        subprocess.run(
            [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, check=True
        )
        key = (tmp_path / "secret_key").read_text()
    assert len(key) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "secret_key").read_text() == key


def test_locks_carry_hashes_and_no_address():
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-node.lock"):
        lines = (ROOT / name).read_text().splitlines()
        pins = [line for line in lines if line and not line.startswith((" ", "#"))]
        assert pins and all("==" in pin and pin.endswith("\\") for pin in pins)
        assert not [line for line in lines if "://" in line]
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_every_dependency_says_why_it_is_there():
    pyproject = (ROOT / "pyproject.toml").read_text()
    block = pyproject[pyproject.index("dependencies = [") : pyproject.index("[tool.ruff]")]
    for line in block.splitlines():
        if line.strip().startswith('"') and not line.strip().startswith('"description'):
            assert re.search(r'",\s+# \w', line), line
