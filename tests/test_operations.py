"""What the house stands on: settings, locks, containers, queue, fonts, and the same processes without containers."""

import ast
import contextlib
import gettext
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from celery import Celery
from csp.middleware import CSPMiddleware
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.translation import override
from fontTools.ttLib import TTFont
from redis import Redis

from config import env
from config.errors import locked_out, server_error
from config.login import address_of, name_tried
from config.middleware import ConsoleContentPolicy, DatabaseBusy
from config.settings import base
from tools import fonts, messages, serve, services
from tools.embedded_queue import embedded_queue

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
LOCKS = ("base", "dev", "bootstrap")

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": "q8Zr5vXy2LmN7tBw4KdPf9HsJc3GaUe6RiTo1MnVbQxYzWlSk0Dh",
    "ALLOWED_HOSTS": "firm.example",
    "DATABASE_URL": "postgres://firm:quiet-otter@127.0.0.1:5432/firm",
    "REDIS_URL": "redis://:quiet-otter@127.0.0.1:6379/0",
}


def clean_environment(**variables: str) -> dict[str, str]:
    """Return this process's environment without the product's own variables, and with those given."""
    ours = documented_variables() | {"DJANGO_ALLOW_ASYNC_UNSAFE"}
    return {**{key: value for key, value in os.environ.items() if key not in ours}, **variables}


def run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


# --- Settings --------------------------------------------------------------------------------------------------------


def documented_variables() -> set[str]:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]*)` \|", text, re.MULTILINE))


def variables_read_by_the_settings() -> set[str]:
    """Return the first argument of each `env.something("NAME", ...)` below config/."""
    found = set()
    for path in (ROOT / "config").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            name = node.args[0]
            is_env = isinstance(node.func.value, ast.Name) and node.func.value.id == "env"
            if is_env and node.func.attr != "embedded_queue_socket" and isinstance(name, ast.Constant):
                found.add(str(name.value))
    return found


def compose_variables() -> set[str]:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    return set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))


def sample_environment() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    read_elsewhere = {"DJANGO_SETTINGS_MODULE", "PORT", "PYTHON", "REQUIRE_SERVICES", "WEB_CONCURRENCY"}
    assert documented_variables() == variables_read_by_the_settings() | compose_variables() | read_elsewhere


def test_the_sample_environment_holds_what_production_needs_and_nothing_unknown() -> None:
    sample = sample_environment()
    assert {"SECRET_KEY", "ALLOWED_HOSTS"} | compose_variables() <= set(sample)
    assert set(sample) <= documented_variables()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": sample_environment()["SECRET_KEY"]}, "SECRET_KEY"),
        ({"SECRET_KEY": "sample-key-for-one-machine-only-never-for-a-server"}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"DEBUG": "flase"}, "DEBUG"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///var/db.sqlite3"}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://firm@127.0.0.1/firm"}, "DATABASE_URL"),
        ({"DATABASE_URL": f"postgres://firm:{sample_environment()['POSTGRES_PASSWORD']}@db/firm"}, "DATABASE_URL"),
        ({"REDIS_URL": ""}, "REDIS_URL"),
        ({"REDIS_URL": "amqp://127.0.0.1"}, "REDIS_URL"),
        ({"REDIS_URL": f"redis://:{sample_environment()['REDIS_PASSWORD']}@redis/0"}, "REDIS_URL"),
        ({"LANGUAGE_CODE": "de"}, "LANGUAGE_CODE"),
        ({"TRUSTED_PROXY_COUNT": "-1"}, "TRUSTED_PROXY_COUNT"),
        ({"MEDIA_ROOT": "media"}, "MEDIA_ROOT"),
        ({"PUBLIC_URL": "http://firm.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://firm.example/site"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://name:secret@firm.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://firm.example:port"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "firm.example"}, "PUBLIC_URL"),
        ({"REPORT_SIGNING_P12": "/no/such/file.p12"}, "REPORT_SIGNING_P12"),
    ],
)
def test_production_refuses_a_wrong_setting_and_says_which(change: dict[str, str], named: str) -> None:
    done = run([sys.executable, "-c", "import config.settings.prod"], clean_environment(**{**PRODUCTION, **change}))
    message = done.stderr.strip().splitlines()[-1]
    assert done.returncode != 0
    assert f"{named}: " in message
    assert "accepted:" in message
    assert f"Example: {named}=" in message


def test_production_prints_its_first_name_on_reports_unless_told_another() -> None:
    command = [sys.executable, "-c", "from config.settings import prod; print(prod.PUBLIC_URL)"]
    several = {**PRODUCTION, "ALLOWED_HOSTS": "firm.example,www.firm.example"}
    assert run(command, clean_environment(**several)).stdout == "https://firm.example\n"
    told = clean_environment(**several, PUBLIC_URL="https://check.example:8443/")
    assert run(command, told).stdout == "https://check.example:8443\n"


def test_production_settings_pass_the_deployment_check_without_a_warning() -> None:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = run(command, clean_environment(**PRODUCTION))
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    "read",
    [
        lambda: env.number("X", 1, lowest=0, highest=9),
        lambda: env.boolean("X", False),
        lambda: env.one_of("X", "a", ("a", "b")),
        lambda: env.folder("X", ROOT),
        lambda: env.database("X", "", base=ROOT),
        lambda: env.queue("X", embedded_socket=ROOT / "q"),
        lambda: env.site("X", ""),
        lambda: env.existing_file("X"),
    ],
)
def test_a_wrong_value_names_what_came_in_and_an_example(
    read: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X", "１２ nonsense")
    with pytest.raises(env.WrongSetting, match=r"^X: got '１２ nonsense'; accepted: .+\. Example: X=.+") as caught:
        read()
    assert "docs/settings.md" in str(caught.value)


def test_a_password_is_not_repeated_in_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://firm:quiet-otter@127.0.0.1/firm")
    with pytest.raises(env.WrongSetting) as caught:
        env.database("DATABASE_URL", "", base=ROOT)
    assert "quiet-otter" not in str(caught.value)


def test_a_long_path_gives_the_embedded_queue_a_socket_that_still_fits(tmp_path: Path) -> None:
    assert env.embedded_queue_socket(Path("/srv/var")) == Path("/srv/var/queue/queue.sock")
    assert len(os.fsencode(env.embedded_queue_socket(tmp_path / ("deep" * 40)))) <= env.LONGEST_SOCKET_PATH


def test_sqlite_writers_begin_immediately_and_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    options = env.database("DATABASE_URL", "sqlite:///var/db.sqlite3", base=ROOT)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]


# --- Answers ---------------------------------------------------------------------------------------------------------


def policy_of(path: str) -> str:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("page")

    handler = CSPMiddleware(ConsoleContentPolicy(view))
    return str(handler(RequestFactory().get(path)).headers["Content-Security-Policy"])


@pytest.mark.parametrize("path", ["/", "/assessments/", "/accounts/login/", "/api/v1/firms/", "/consoles/"])
def test_the_firms_pages_have_the_strict_content_policy(path: str) -> None:
    assert "default-src 'self'" in policy_of(path)
    assert "unsafe" not in policy_of(path)
    assert "data:" not in policy_of(path)


@pytest.mark.parametrize("path", ["/console/", "/console/assessments/firm/", "/api/v1/docs/"])
def test_the_panel_gets_what_its_theme_needs_and_no_inline_script(path: str) -> None:
    policy = dict(part.strip().split(" ", 1) for part in policy_of(path).split(";"))
    assert policy["script-src"] == "'self' 'unsafe-eval'"
    assert policy["style-src"] == "'self' 'unsafe-inline'"
    assert policy["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("path", ["/assessments/", "/api/v1/firms/"])
def test_a_busy_database_is_answered_with_503_and_retry_after(path: str) -> None:
    request = RequestFactory().get(path)
    handler = DatabaseBusy(lambda _request: HttpResponse())
    with override("en"):
        answer = handler.process_exception(request, OperationalError("database is locked"))
    assert answer is not None
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert ('"code": "unavailable"' if path.startswith("/api/") else "</html>") in answer.content.decode()
    assert "few seconds" in answer.content.decode()
    assert handler.process_exception(request, ValueError("not the database")) is None


def test_a_busy_database_outside_the_views_is_503_too() -> None:
    try:
        raise OperationalError("server closed the connection")
    except OperationalError:
        answer = server_error(RequestFactory().get("/assessments/"))
    assert answer.status_code == 503


def test_too_many_failed_log_ins_are_told_in_the_askers_form() -> None:
    with override("en"):
        page = locked_out(RequestFactory().post("/accounts/login/"), None, None)
    api = locked_out(RequestFactory().post("/api/v1/token/"), None, None)
    assert (page.status_code, api.status_code) == (429, 429)
    assert "15 minutes" in page.content.decode()
    assert api.headers["Content-Type"] == "application/json"


def test_the_throttle_counts_a_name_in_small_letters_and_believes_no_forged_address(settings: Any) -> None:
    request = RequestFactory().post(
        "/accounts/login/", {"login": " Boss@Firm.Example "}, headers={"X-Forwarded-For": "1.2.3.4, 5.6.7.8"}
    )
    assert name_tried(request, None) == "boss@firm.example"
    assert name_tried(request, {"email": "Other@firm.example"}) == "other@firm.example"
    assert address_of(request) == "127.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert address_of(request) == "5.6.7.8"


# --- Queue -----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def silent_server() -> Iterator[str]:
    """Yield the address of a server that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


def seconds_to_fail(address: str) -> float:
    app = Celery("probe", broker=address, set_as_current=False)
    app.conf.update(broker_transport_options=base.CELERY_BROKER_TRANSPORT_OPTIONS, task_publish_retry=False)
    begun = time.monotonic()
    with pytest.raises(Exception, match=r"refused|Timeout|No such file"), app:
        app.send_task("nobody.listens")
    return time.monotonic() - begun


def test_publishing_never_waits_three_seconds_for_a_queue_that_is_away(tmp_path: Path) -> None:
    with silent_server() as hung:
        assert seconds_to_fail(hung) < 3
    assert seconds_to_fail("redis://127.0.0.1:1/0") < 3
    assert seconds_to_fail(f"redis+socket://{tmp_path}/none.sock") < 3


def test_the_embedded_queue_is_private_and_comes_back_after_its_owner_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "queue" / "queue.sock"
    with embedded_queue(path) as address:
        assert address == f"redis+socket://{path}"
        assert path.parent.stat().st_mode & 0o777 == 0o700
        with embedded_queue(path), Redis(unix_socket_path=str(path)) as client:
            # The inner one found the outer one's server as a killed site would have left it, and replaced it.
            assert client.ping()
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert not path.exists()


@pytest.mark.parametrize("value", ["x", "0", "70000", "8_000", "-1"])
def test_run_refuses_a_port_that_is_none(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(serve.CannotServe, match=r"PORT: got .* Example: make run PORT="):
        serve.chosen_port()


def test_run_says_so_when_its_port_is_taken_or_it_runs_already(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        with pytest.raises(serve.CannotServe, match="cannot be used"):
            serve.chosen_port()
    with serve.only_one(tmp_path), pytest.raises(serve.CannotServe, match="already running"), serve.only_one(tmp_path):
        pass


# --- Services, fonts, messages ---------------------------------------------------------------------------------------


def test_a_service_that_is_away_is_named_with_the_reason_and_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://firm:quiet-otter@127.0.0.1:1/firm")
    monkeypatch.setenv("REDIS_URL", "redis://:quiet-otter@127.0.0.1:1/0")
    for service in (services.postgresql(), services.redis()):
        assert not service.is_there
        assert "not used" in str(service)
        assert "quiet-otter" not in str(service)


def test_a_missing_service_fails_the_run_where_services_are_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://firm@127.0.0.1:1/firm")
    monkeypatch.setenv("REQUIRE_SERVICES", "1")
    assert services.main([]) == 1
    monkeypatch.setenv("REQUIRE_SERVICES", "0")
    assert services.main([]) == 0


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_the_fonts_are_static_show_every_character_of_ours_and_hold_no_time(style: str) -> None:
    path = fonts.FOLDER / f"NotoSansSC-{style}.ttf"
    with TTFont(path, lazy=True) as font:
        assert "fvar" not in font
        assert "glyf" in font
        assert font["name"].getBestFamilyName() == fonts.FAMILY
        assert font["name"].getBestSubFamilyName() == style
        assert font["head"].modified == fonts.FIXED_TIME
    assert fonts.missing_characters(path, "厂①⑳→≥≤×·…—％ａéü") == []
    assert fonts.missing_characters(path, fonts.own_characters(ROOT)) == []
    assert (fonts.FOLDER / "OFL.txt").is_file()


def test_messages_are_compiled_without_gettext_and_only_when_out_of_date(tmp_path: Path) -> None:
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Firm"\nmsgstr "企业"\n',
        encoding="utf-8",
    )
    assert messages.compile_messages(tmp_path) == [folder / "django.mo"]
    assert messages.compile_messages(tmp_path) == []
    with (folder / "django.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Firm") == "企业"


# --- Dependencies and imports ----------------------------------------------------------------------------------------


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(name: str) -> dict[str, str]:
    """Return package -> version of one .in file; every line must pin one version."""
    lines = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-r", "-c"))]
    pinned = [re.fullmatch(r"([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([A-Za-z0-9.]+)", line) for line in wanted]
    assert all(pinned), [line for line, found in zip(wanted, pinned, strict=True) if not found]
    return {normal(found[1]): found[2] for found in pinned if found}


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_everything_with_hashes_and_names_no_registry(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--(index|extra|find)", text, re.MULTILINE)
    assert not re.search(r"(?<![\w.])/(?:home|root|tmp|work|usr|opt)/", text)
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert asked_for(name).items() <= locked(name).items()


def test_tests_run_on_the_very_versions_that_are_shipped() -> None:
    assert locked("base").items() <= locked("dev").items()


def test_every_dependency_is_explained_with_its_version() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    told = {
        normal(name): version for name, version in re.findall(r"^\| ([\w.-]+) \| (\d[\d.\w]*) \|", text, re.MULTILINE)
    }
    assert told == {**asked_for("base"), **asked_for("dev"), **asked_for("bootstrap")}


def test_scoring_imports_only_the_standard_library_and_itself() -> None:
    foreign = set()
    for path in (ROOT / "scoring").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            foreign |= {f"{path.relative_to(ROOT)}: {name}" for name in names if not is_allowed_in_scoring(name)}
    assert foreign == set()


def is_allowed_in_scoring(module: str) -> bool:
    top = module.split(".")[0]
    return top == "scoring" or top in sys.stdlib_module_names


def test_the_import_contracts_hold() -> None:
    done = run([str(BIN / "lint-imports"), "--no-cache"], clean_environment())
    assert done.returncode == 0, done.stdout


# --- Containers ------------------------------------------------------------------------------------------------------


def test_the_compose_file_follows_the_compose_schema() -> None:
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    done = run(command, clean_environment())
    assert done.returncode == 0, done.stdout


def test_everything_the_compose_file_refers_to_exists_and_is_used() -> None:
    used: dict[str, set[str]] = {"volumes": set(), "networks": set()}
    for name, service in COMPOSE["services"].items():
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"]), name
        for needed, condition in service.get("depends_on", {}).items():
            if condition["condition"] == "service_healthy":
                assert "test" in COMPOSE["services"][needed]["healthcheck"]
        used["networks"] |= set(service["networks"])
        used["volumes"] |= {volume.split(":")[0] for volume in service.get("volumes", [])}
    assert used == {"volumes": set(COMPOSE["volumes"]), "networks": set(COMPOSE["networks"])}
    assert {service["env_file"] for service in COMPOSE["services"].values() if "env_file" in service} == {".env"}


def test_services_are_confined_and_only_the_site_is_reachable() -> None:
    for name, service in COMPOSE["services"].items():
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service.get("privileged") is None, name
        assert not service.get("image", "x:y").endswith(":latest"), name
        assert ("ports" in service) == (name == "web")
        assert service["healthcheck"], name
    assert COMPOSE["services"]["web"]["ports"][0].startswith("127.0.0.1:")
    assert COMPOSE["networks"]["data"]["internal"] is True
    redis_settings = COMPOSE["services"]["redis"]["command"][2]
    assert "appendonly yes" in redis_settings
    assert "maxmemory-policy noeviction" in redis_settings
    assert "requirepass $$REDISCLI_AUTH" in redis_settings


def test_the_dockerfile_is_clean_and_ends_as_an_ordinary_user() -> None:
    done = run([str(BIN / "hadolint"), "Dockerfile"], clean_environment())
    assert done.returncode == 0, done.stdout
    last_stage = (ROOT / "Dockerfile").read_text(encoding="utf-8").rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER 10001$", last_stage, re.MULTILINE)


# --- The processes of the compose file, without containers -----------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def compose_command(service: str, *, port: int) -> list[str]:
    """Return a service's own command as it runs here: our environment's programs, a free local port."""
    words = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in COMPOSE["services"][service]["command"]]
    return [str(BIN / words[0]), *words[1:]]


@pytest.fixture
def production(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Yield a production environment on a fresh PostgreSQL database and an empty Redis database of its own."""
    database = f"operations_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {database}")
        redis_url = re.sub(r"/\d+$", "/14", os.environ["REDIS_URL"])
        with Redis.from_url(redis_url) as client:
            client.flushdb()
        yield clean_environment(
            **PRODUCTION
            | {
                "DATABASE_URL": re.sub(r"/[^/?]+(\?|$)", rf"/{database}\1", os.environ["DATABASE_URL"]),
                "REDIS_URL": redis_url,
                "VAR_DIR": str(tmp_path),
                "WEB_CONCURRENCY": "2",
                "PYTHONUNBUFFERED": "1",
            }
        )
        server.execute(f"DROP DATABASE {database} WITH (FORCE)")


@contextlib.contextmanager
def processes(commands: dict[str, list[str]], environment: dict[str, str], logs: Path) -> Iterator[None]:
    """Run the commands while the block runs; each must still be alive at its end and go at a SIGTERM."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            with (logs / f"{name}.log").open("wb") as log:
                running[name] = subprocess.Popen(
                    command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
                )
        yield
        assert {name: process.poll() for name, process in running.items()} == dict.fromkeys(running)
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(what: Callable[[], bool], *, seconds: float, told: Callable[[], str]) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, told()
        time.sleep(0.25)


def ask(port: int, path: str, **headers: str) -> tuple[int, str]:
    """Return status and body of one request to the site, redirects not followed."""

    class KeepRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any, **__: Any) -> None:
            return None

    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "firm.example", **headers})
    try:
        with urllib.request.build_opener(KeepRedirect).open(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""


@pytest.mark.services
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_processes_of_the_compose_file_serve_and_sweep(production: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    swept = re.compile(r"reports\.tasks\.sweep_reports_task\[\S+\] succeeded")

    def log_of(name: str) -> str:
        return (tmp_path / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def is_healthy(name: str) -> bool:
        command = [sys.executable, "-m", "tools.healthcheck", name, f"127.0.0.1:{port}"]
        return run(command, production).returncode == 0

    shell = [word.replace("python ", f"{sys.executable} ") for word in COMPOSE["services"]["migrate"]["command"]]
    for command in (shell, [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]):
        done = run(command, production)
        assert done.returncode == 0, done.stderr

    commands = {name: compose_command(name, port=port) for name in ("web", "worker", "beat")}
    with processes(commands, production, tmp_path):
        wait_for(lambda: ask(port, "/healthz")[0] == 200, seconds=40, told=lambda: log_of("web"))
        assert ask(port, "/readyz")[0] == 200
        assert '"queue": "ok"' in ask(port, "/readyz")[1]
        assert ask(port, "/")[0] == 301
        assert ask(port, "/", **{"X-Forwarded-Proto": "https"})[0] == 200, log_of("web")
        assert ask(port, "/healthz", Host="stranger.example")[0] == 400
        assert is_healthy("web")
        wait_for(lambda: bool(swept.search(log_of("worker"))), seconds=45, told=lambda: log_of("worker"))
        assert is_healthy("worker")
        assert is_healthy("beat")
