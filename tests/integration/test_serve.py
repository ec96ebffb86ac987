"""serve: a process of its own over loopback, asked as anybody would, against what the database says."""

import contextlib
import json
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import httpx
import psycopg
import pytest
from platforms import load, platform_of
from ports import free_port
from rollups import roll_up
from serving import Server, api_role, serving, token_for
from waiting import PATIENCE, until

from kpi_tool import db, embedded, migrate, tokens
from kpi_tool.api import problems
from kpi_tool.api.options import GUESS_SECONDS

Cli = Callable[..., tuple[int, str, str]]
OVER = datetime(2026, 1, 15, tzinfo=UTC)
CASE = replace(platform_of(8), as_of=OVER)
"""The salons _t, t1 and ä, two days of October, rolled up when all of it was over."""
RANGE = "from=2025-10-25&to=2025-10-26"
STAFF = "ä"
PATIENT = ("--statement-timeout", "60")
UNLIMITED = ("--rate", "100000", "--burst", "100000", "--guesses", "100000", *PATIENT)


@dataclass(frozen=True)
class Platform:
    """A server over what is rolled up, with no more rights than it needs, and a token of each kind."""

    server: Server
    conninfo: str
    tokens: dict[str, str]


@pytest.fixture(scope="module")
def platform(
    make_database: Callable[..., str], template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    conninfo = make_database(template)
    with db.connect(conninfo) as connection, connection.transaction():
        load(connection, CASE.platform)
    roll_up(conninfo, CASE)
    made = {
        "admin": token_for(conninfo, "admin"),
        "owner": token_for(conninfo, "owner", "t1"),
        "staff": token_for(conninfo, "staff", "t1", STAFF),
        "owner of another": token_for(conninfo, "owner", "_t"),
        "staff of another": token_for(conninfo, "staff", "_t", STAFF),
        "revoked": token_for(conninfo, "owner", "t1"),
        "expired": token_for(conninfo, "owner", "t1", days=1),
        "unknown": f"kpi_{'x' * 43}",
        "malformed": "x",
    }
    with db.connect(conninfo) as connection:
        gone = "update kpi_token set revoked_at = now() where token_hash = %s"
        connection.execute(gone, [tokens.hashed(made["revoked"])])
        old = "created_at = '2020-01-01Z', expires_at = '2020-01-02Z'"
        connection.execute(
            f"update kpi_token set {old} where token_hash = %s".encode(), [tokens.hashed(made["expired"])]
        )
    directory = tmp_path_factory.mktemp("serve")
    with (
        api_role(conninfo) as narrow,
        serving(narrow, directory, *UNLIMITED, metrics_conninfo=conninfo) as server,
    ):
        yield Platform(server, conninfo, made)


def problem(answer: httpx.Response, kind: problems.Kind, parameter: str | None = None) -> str:
    """Holds the answer to what RFC 9457 and the page say; gives the detail."""
    said = answer.json()
    assert (answer.status_code, said["type"]) == (kind.status, f"urn:kpi-tool:problem:{kind.name}"), said
    assert (said["title"], said["status"]) == (kind.title, kind.status)
    assert said.get("parameter") == parameter
    assert said["requestId"] == answer.headers["x-request-id"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert ("www-authenticate" in answer.headers) == (kind.status == 401)
    assert ("retry-after" in answer.headers) == (kind.status in {429, 503})
    detail: str = said["detail"]
    return detail


# Who may ask what

SALONS = ("t1", "_t", "nobody")
MEMBERS = (STAFF, "S1", "nobody")
PATHS = [f"/kpi/summary?tenantId={tenant}&{RANGE}" for tenant in SALONS] + [
    f"/kpi/staff/{member}?tenantId={tenant}&{RANGE}" for tenant in SALONS for member in MEMBERS
]
THEIRS = {
    "admin": [path for path in PATHS if "nobody" not in path],
    "owner": [path for path in PATHS if "tenantId=t1&" in path and "nobody" not in path],
    "staff": [f"/kpi/staff/{STAFF}?tenantId=t1&{RANGE}"],
    "owner of another": [path for path in PATHS if "tenantId=_t&" in path and "nobody" not in path],
    "staff of another": [f"/kpi/staff/{STAFF}?tenantId=_t&{RANGE}"],
}
UNKNOWN = {
    "admin": [path for path in PATHS if "nobody" in path],
    "owner": [f"/kpi/staff/nobody?tenantId=t1&{RANGE}"],
    "owner of another": [f"/kpi/staff/nobody?tenantId=_t&{RANGE}"],
}
"""What they are told is not there, because they may know it."""
NOT_GOOD = ("revoked", "expired", "unknown", "malformed")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", THEIRS)
def test_each_role_sees_its_own(platform: Platform, role: str, path: str) -> None:
    answer = platform.server.get(path, platform.tokens[role])
    if path in THEIRS[role]:
        assert answer.status_code == 200
        assert answer.json()["metrics"]
    elif path in UNKNOWN.get(role, ()):
        parameter = "tenantId" if "tenantId=nobody" in path else "staffId"
        assert "unknown" in problem(answer, problems.UNKNOWN, parameter)
    else:
        # The very same, whether or not there is such a salon or member of staff.
        assert problem(answer, problems.FORBIDDEN) == "this token may not read that"


@pytest.mark.parametrize("path", [*PATHS, "/metrics"])
@pytest.mark.parametrize("token", [*NOT_GOOD, None])
def test_without_a_good_token_there_is_nothing_to_see(
    platform: Platform, token: str | None, path: str
) -> None:
    if token is None and path == "/metrics":
        return
    answer = platform.server.get(path, platform.tokens[token] if token else None)
    problem(answer, problems.BAD_TOKEN if token else problems.NO_TOKEN)


def test_a_revoked_token_is_refused_from_the_next_request_on(platform: Platform) -> None:
    text = token_for(platform.conninfo, "owner", "t1")
    path = f"/kpi/summary?tenantId=t1&{RANGE}"
    assert platform.server.get(path, text).status_code == 200
    with db.connect(platform.conninfo) as connection:
        connection.execute(
            "update kpi_token set revoked_at = now() where token_hash = %s", [tokens.hashed(text)]
        )
    problem(platform.server.get(path, text), problems.BAD_TOKEN)


@pytest.mark.parametrize("header", ["Basic a3BpOg==", "Bearer", "bearer", "kpi_", "Bearer a b", "Token x"])
def test_other_ways_to_authorise(platform: Platform, header: str) -> None:
    answer = platform.server.get("/kpi/summary?tenantId=t1", headers={"Authorization": header})
    assert answer.status_code == 401


def test_who_may_read_metrics(platform: Platform) -> None:
    get = platform.server.get
    plain = get("/metrics")
    assert plain.status_code == 200
    assert plain.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "kpi_tool_tenants 4" in plain.text or "kpi_tool_tenants" in plain.text
    for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        problem(get("/metrics", headers={header: "10.0.0.1"}), problems.NO_TOKEN)
    through = {"X-Forwarded-For": "10.0.0.1"}
    assert get("/metrics", platform.tokens["admin"], headers=through).text == plain.text
    for role in ("owner", "staff"):
        problem(get("/metrics", platform.tokens[role], headers=through), problems.FORBIDDEN)


# The answers


@pytest.mark.parametrize("more", ["", "&series=true", "&compare=previous&series=true", "&tz=Europe/Berlin"])
@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_answers_are_what_the_database_says(platform: Platform, period: str, more: str) -> None:
    path = f"tenantId=t1&{RANGE}&period={period}{more}"
    given = {
        "series": "series" in more,
        "compare": "previous" if "compare" in more else None,
        "tz": "Europe/Berlin" if "tz" in more else None,
    }
    asked = {"period": period, "first": "2025-10-25", "last": "2025-10-26", **given}
    named = "%(period)s, %(first)s, %(last)s, %(tz)s, %(series)s, %(compare)s"
    with db.connect(platform.conninfo) as connection:
        for call, place in (
            ("kpi_summary('t1', ", "summary"),
            (f"kpi_staff('t1', '{STAFF}', ", f"staff/{STAFF}"),
        ):
            row = connection.execute(f"select {call}{named})::text".encode(), asked).fetchone()
            answer = platform.server.get(f"/kpi/{place}?{path}", platform.tokens["owner"])
            assert answer.status_code == 200
            assert row is not None
            assert answer.content == row[0].encode(), place


def test_the_sample_call_has_its_keys(platform: Platform) -> None:
    answer = platform.server.get(f"/kpi/summary?tenantId=t1&period=day&{RANGE}", platform.tokens["owner"])
    assert answer.json().keys() >= {"period", "from", "to", "tenantId", "tz", "metrics", "quality"}
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["vary"] == "Authorization"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_head_is_get_without_a_body(platform: Platform) -> None:
    path, token = f"/kpi/summary?tenantId=t1&{RANGE}", platform.tokens["owner"]
    got = platform.server.get(path, token)
    head = httpx.head(f"{platform.server.url}{path}", headers={"Authorization": f"Bearer {token}"})
    assert (head.status_code, head.content) == (200, b"")
    same = ("etag", "content-length", "content-type", "cache-control")
    assert [head.headers[name] for name in same] == [got.headers[name] for name in same]


def test_an_answer_that_one_has_is_not_sent_again(platform: Platform) -> None:
    path, token = f"/kpi/summary?tenantId=t1&{RANGE}", platform.tokens["owner"]
    tag = platform.server.get(path, token).headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    for given in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = platform.server.get(path, token, headers={"If-None-Match": given})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag
        assert answer.headers["vary"] == "Authorization"
    for given in ('"x"', tag.strip('"'), ""):
        assert platform.server.get(path, token, headers={"If-None-Match": given}).status_code == 200
    other = platform.server.get(f"{path}&series=true", token, headers={"If-None-Match": tag})
    assert other.status_code == 200
    problem(
        platform.server.get(path, platform.tokens["staff"], headers={"If-None-Match": tag}),
        problems.FORBIDDEN,
    )


def test_only_what_is_over_may_be_kept(platform: Platform) -> None:
    def kept(query: str) -> str:
        answer = platform.server.get(f"/kpi/summary?tenantId=t1{query}", platform.tokens["owner"])
        assert answer.status_code == 200
        return answer.headers["cache-control"]

    assert kept(f"&{RANGE}") == "private, max-age=300"
    assert kept("") == "private, no-cache", "the last window stored is another one tomorrow"
    assert kept(f"&{RANGE}&compare=previous") == "private, max-age=300"
    assert kept("&from=2025-10-25&to=2025-12-01") == "private, no-cache", "windows are missing"
    assert kept("&from=2025-10-01&to=2025-10-26&compare=previous") == "private, no-cache", (
        "so are those before"
    )
    assert kept("&from=2199-01-01&to=2199-01-02") == "private, no-cache", "nothing of it has begun"
    with db.connect(platform.conninfo) as connection:
        cut = "update kpi_coverage set good = '{}' where tenant_id = '_t'"
        connection.execute(cut)
    answer = platform.server.get(f"/kpi/summary?tenantId=_t&{RANGE}", platform.tokens["admin"])
    assert answer.headers["cache-control"] == "private, no-cache", "it is to be computed again"


# What is refused


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ("", "tenantId", "tenantId: the id of a salon, and must be given"),
        ("tenantId=", "tenantId", "tenantId: the id of a salon, not "),
        ("tenantId=t1&tenantId=t1", "tenantId", "tenantId: once, not 2 times"),
        ("tenantId=t1&period=hour", "period", "period: day, week or month, not hour"),
        ("tenantId=t1&period=", "period", "period: day, week or month, not "),
        ("tenantId=t1&period=DAY", "period", "period: day, week or month, not DAY"),
        ("tenantId=t1&from=yesterday", "from", "from: a date such as 2026-03-01, not yesterday"),
        ("tenantId=t1&from=2025-02-29", "from", "from: a date such as 2026-03-01, not 2025-02-29"),
        ("tenantId=t1&from=20250228", "from", "from: a date such as"),
        ("tenantId=t1&from=2025-W01-1", "from", "from: a date such as"),
        ("tenantId=t1&from=1700000000", "from", "from: a date such as"),
        ("tenantId=t1&from=2025-01-01T00:00:00", "from", "from: a date such as"),
        ("tenantId=t1&from=\u0662\u0660\u0662\u0665-01-01", "from", "from: a date such as"),
        ("tenantId=t1&from=0001-01-01", "from", "from: a date from 1970-01-01 to 2199-12-31, not 0001-01-01"),
        ("tenantId=t1&to=9999-12-31", "to", "to: a date from 1970-01-01 to 2199-12-31, not 9999-12-31"),
        ("tenantId=t1&from=2025-01-02&to=2025-01-01", "to", "to: a date not before from"),
        ("tenantId=t1&from=2020-01-01&to=2025-01-01", "to", "to: at most three years"),
        (
            "tenantId=t1&tz=Mars/Base",
            "tz",
            "tz: the name of a time zone, such as Europe/Moscow, not Mars/Base",
        ),
        ("tenantId=t1&tz=", "tz", "tz: the name of a time zone"),
        ("tenantId=t1&tz=UTC%00", "tz", "tz: the name of a time zone"),
        ("tenantId=t1%00", "tenantId", "tenantId: the id of a salon"),
        ("tenantId=t1&series=1", "series", "series: true or false, not 1"),
        ("tenantId=t1&series=TRUE", "series", "series: true or false, not TRUE"),
        ("tenantId=t1&compare=next", "compare", "compare: previous or nothing, not next"),
        (
            "tenantId=t1&tenant=t1",
            "tenant",
            "tenant: there is no such parameter, only tenantId, period, from",
        ),
        ("tenantId=t1&From=2025-01-01", "From", "From: there is no such parameter"),
        ("tenantId=t1&as_of=2025-01-01", "as_of", "as_of: there is no such parameter"),
        ("tenantId=t1&staffId=S1", "staffId", "staffId: there is no such parameter"),
    ],
)
def test_a_bad_parameter_is_named(platform: Platform, query: str, parameter: str, said: str) -> None:
    for place in ("summary", f"staff/{STAFF}"):
        answer = platform.server.get(f"/kpi/{place}?{query}", platform.tokens["owner"])
        assert problem(answer, problems.BAD_PARAMETER, parameter).startswith(said)


def test_a_zone_that_hours_do_not_tile(platform: Platform) -> None:
    path = f"/kpi/summary?tenantId=t1&{RANGE}&tz=Asia/Kathmandu"
    problem(platform.server.get(path, platform.tokens["owner"]), problems.UNANSWERABLE, "tz")


@pytest.mark.parametrize("name", ["a/b", "a%2Fb", "%20", "..%2F..", "%F0%9F%92%87", "x" * 900])
def test_ids_of_any_signs(platform: Platform, name: str) -> None:
    answer = platform.server.get(f"/kpi/staff/{name}?tenantId=t1", platform.tokens["owner"])
    problem(answer, problems.UNKNOWN, "staffId")


@pytest.mark.parametrize("path", ["/", "/kpi", "/kpi/", "/kpi/summary/", "/docs", "/health/", "/kpi/Summary"])
def test_what_is_not_there(platform: Platform, path: str) -> None:
    problem(platform.server.get(path), problems.NOT_FOUND)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/kpi/summary", "/kpi/staff/a", "/health", "/health/ready", "/metrics"])
def test_other_methods(platform: Platform, method: str, path: str) -> None:
    answer = httpx.request(method, f"{platform.server.url}{path}")
    problem(answer, problems.METHOD)
    assert answer.headers["allow"] == "GET, HEAD"


def test_what_is_too_long(platform: Platform) -> None:
    get, url = platform.server.get, platform.server.url
    problem(get(f"/kpi/summary?tenantId={'x' * 5000}"), problems.TOO_LONG)
    problem(get(f"/kpi/staff/{'x' * 5000}"), problems.TOO_LONG)
    problem(get("/health", headers={"X-Long": "x" * 20_000}), problems.HEADERS)
    assert get("/health", headers={"X-Long": "x" * 10_000}).status_code == 200
    problem(httpx.request("GET", f"{url}/health", content=b"x"), problems.BODY)
    problem(httpx.request("GET", f"{url}/health", content=iter([b"x"])), problems.BODY)
    with contextlib.suppress(httpx.TransportError):  # it may hang up while we still talk
        assert get("/health", headers={"X-Endless": "x" * 200_000}).status_code == 400
    assert get("/health").status_code == 200


def test_a_request_has_an_id(platform: Platform) -> None:
    given = platform.server.get("/health", headers={"X-Request-Id": "deploy-7.a_b"})
    assert given.headers["x-request-id"] == "deploy-7.a_b"
    for insane in ("a b", "x" * 65, '{"a": 1}', "<script>", ""):
        answer = platform.server.get("/nothing", headers={"X-Request-Id": insane})
        assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])
        problem(answer, problems.NOT_FOUND)


# The logs


def test_the_access_log_names_everything_but_the_token(platform: Platform) -> None:
    text = platform.tokens["owner"]
    path = f"/kpi/summary?tenantId=t1&{RANGE}"
    platform.server.get(path, text, headers={"X-Request-Id": "logged"})
    platform.server.get(f"/kpi/staff/{text}?tenantId=t1", text, headers={"X-Request-Id": "in-path"})
    platform.server.get(f"/kpi/summary?tenantId={text}", text, headers={"X-Request-Id": "in-query"})
    lines = platform.server.logged("logged", "in-path", "in-query")
    line = lines["logged"]
    assert {name: line[name] for name in ("method", "path", "status", "tenant", "role")} == {
        "method": "GET",
        "path": "/kpi/summary",
        "status": 200,
        "tenant": "t1",
        "role": "owner",
    }
    assert line["ms"] > 0
    assert re.fullmatch(r"[0-9a-f-]{36}", line["token"])
    assert lines["in-path"]["path"] == "/kpi/staff/kpi_***"
    assert lines["in-query"]["status"] == 403
    said = platform.server.stderr.read_text(encoding="utf-8")
    assert [name for name, token in platform.tokens.items() if len(token) > 40 and token in said] == []
    assert "Traceback" not in said


# Limits


def test_a_token_may_ask_so_much_and_others_do_not_suffer(platform: Platform, tmp_path: Path) -> None:
    path = f"/kpi/summary?tenantId=t1&{RANGE}"
    with serving(platform.conninfo, tmp_path, "--rate", "0.2", "--burst", "3", *PATIENT) as server:
        answer = refused(lambda: server.get(path, platform.tokens["owner"]), 200, burst=3, rate=0.2)
        problem(answer, problems.TOO_MANY)
        seconds = int(answer.headers["retry-after"])
        assert 1 <= seconds <= 5
        assert server.get(path, platform.tokens["admin"]).status_code == 200
        time.sleep(seconds)
        assert server.get(path, platform.tokens["owner"]).status_code == 200


def refused(ask: Callable[[], httpx.Response], usual: int, *, burst: int, rate: float) -> httpx.Response:
    """The first other answer: after so many at once, and by the rate what time has gone by since."""
    answers: list[httpx.Response] = []
    started = time.monotonic()
    until(lambda: answers.append(ask()) or answers[-1].status_code != usual, every=0)
    assert burst <= len(answers) - 1 <= burst + rate * (time.monotonic() - started)
    return answers[-1]


def test_an_address_may_guess_so_often_and_good_tokens_do_not_suffer(
    platform: Platform, tmp_path: Path
) -> None:
    path = f"/kpi/summary?tenantId=t1&{RANGE}"
    wrong = (f"kpi_{n:043}" for n in count())
    with serving(platform.conninfo, tmp_path, *PATIENT) as server:
        assert server.get(path, platform.tokens["owner"]).status_code == 200
        answer = refused(lambda: server.get(path, next(wrong)), 401, burst=20, rate=1 / GUESS_SECONDS)
        problem(answer, problems.TOO_MANY)
        until(lambda: server.get(path, "x").status_code == 429, every=0)
        assert server.get(path, platform.tokens["owner"]).status_code == 200


def test_a_statement_takes_so_long_and_no_longer(platform: Platform, tmp_path: Path) -> None:
    path = f"/kpi/summary?tenantId=t1&{RANGE}"
    with serving(platform.conninfo, tmp_path, "--statement-timeout", "8") as server:
        with holding(platform.conninfo):
            started = time.monotonic()
            problem(server.get(path, platform.tokens["owner"]), problems.TIMEOUT)
            assert time.monotonic() - started >= 8, "the option, and not the default"
        until(lambda: server.get(path, platform.tokens["owner"]).status_code == 200)


@contextmanager
def holding(conninfo: str) -> Iterator[None]:
    """Nobody can read rollups meanwhile."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("lock table kpi_rollup in access exclusive mode")
        yield
        connection.rollback()


WAITING = """
    select from pg_locks where relation = 'kpi_rollup'::regclass and not granted
    and database = (select oid from pg_database where datname = current_database())
"""


def refuses(server: Server) -> bool:
    """Whether nobody listens any more."""
    try:
        server.get("/health")
    except httpx.TransportError:
        return True
    return False


def test_many_at_once(platform: Platform) -> None:
    path = f"/kpi/summary?tenantId=t1&{RANGE}"
    expected = platform.server.get(path, platform.tokens["owner"]).content
    with ThreadPoolExecutor(30) as pool:
        asked = [pool.submit(platform.server.get, path, platform.tokens["owner"]) for _ in range(150)]
        answers = [future.result() for future in asked]
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, expected)}


# Its life


def test_health_and_readiness(platform: Platform) -> None:
    assert platform.server.get("/health").json()["status"] == "ok"
    ready = platform.server.get("/health/ready").json()
    assert ready["status"] == "ready"
    assert set(ready["lastRuns"]) <= {"hour", "day", "week", "month"}


def test_sigterm_lets_a_running_request_finish(platform: Platform, tmp_path: Path) -> None:
    path = f"/kpi/summary?tenantId=t1&{RANGE}"
    with (
        serving(platform.conninfo, tmp_path, "--statement-timeout", "120") as server,
        ThreadPoolExecutor(1) as pool,
        psycopg.connect(platform.conninfo, autocommit=True) as observer,
    ):
        with holding(platform.conninfo):
            running = pool.submit(server.get, path, platform.tokens["owner"])
            until(lambda: observer.execute(WAITING).fetchall())
            server.process.send_signal(signal.SIGTERM)
            until(lambda: refuses(server))
            assert not running.done()
        assert running.result().status_code == 200
        assert server.process.wait(timeout=PATIENCE) == 0
        assert server.stderr.read_text(encoding="utf-8").endswith("stopped\n")


def test_several_processes_answer_and_end_together(platform: Platform, tmp_path: Path) -> None:
    path = f"/kpi/summary?tenantId=t1&{RANGE}"
    with serving(platform.conninfo, tmp_path, "--workers", "2", *PATIENT) as server:
        with ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(server.get, path, platform.tokens["owner"]) for _ in range(40)]
            answers = [future.result() for future in asked]
        assert {answer.status_code for answer in answers} == {200}
        server.logged(*(answer.headers["x-request-id"] for answer in answers))
        assert server.stop() == 0
        with pytest.raises(httpx.TransportError):
            server.get("/health")


OwnDatabase = Callable[[], AbstractContextManager[str]]


@pytest.fixture
def own_database(host_schema: str) -> Iterator[OwnDatabase]:
    """A server of its own, short enough a path for its socket to come back where it was."""
    with tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as name:
        directory = Path(name) / "pg"

        def run() -> AbstractContextManager[str]:
            return embedded.running(directory)

        with run() as conninfo, db.connect(conninfo) as connection:
            connection.execute(host_schema.encode())
            migrate.migrate(connection)
            with connection.transaction():
                load(connection, CASE.platform)
        yield run


def test_a_restart_of_the_database_is_survived(
    own_database: Callable[[], AbstractContextManager[str]], tmp_path: Path
) -> None:
    path = f"/kpi/summary?tenantId=t1&{RANGE}"
    with own_database() as conninfo:
        token = token_for(conninfo, "owner", "t1")
        context = serving(conninfo, tmp_path, *UNLIMITED)
        server = context.__enter__()
    try:
        away = server.get(path, token)
        assert away.status_code == 503
        assert problem(away, problems.UNAVAILABLE)
        assert server.get("/health").status_code == 200
        problem(server.get("/health/ready"), problems.UNAVAILABLE)
        problem(server.get("/metrics"), problems.UNAVAILABLE)
        time.sleep(6)  # beyond what the pool tries by itself
        with own_database() as again:
            assert again == conninfo
            codes: list[int] = []

            def is_back() -> bool:
                codes.append(server.get(path, token).status_code)
                return codes[-1] == 200

            until(is_back)
            assert set(codes) <= {200, 503}
            until(lambda: server.get("/health/ready").status_code == 200)
            asked: list[int] = []
            stop = threading.Event()

            def ask() -> None:
                while not stop.is_set():
                    asked.append(server.get(path, token).status_code)

            def answered_again() -> None:
                wanted = asked.count(200) + 50
                until(lambda: asked.count(200) >= wanted)

            threads = [threading.Thread(target=ask) for _ in range(6)]
            for thread in threads:
                thread.start()
            try:
                answered_again()
                with db.connect(conninfo) as connection:
                    kill = """
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where application_name = 'kpi-tool serve' and datname = current_database()
                    """
                    for _ in range(5):
                        connection.execute(kill)
                        answered_again()
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
            assert set(asked) <= {200, 503}
            assert asked.count(200) > asked.count(503)
            assert server.get(path, token).status_code == 200
    finally:
        context.__exit__(None, None, None)


@pytest.mark.parametrize("what", ["not migrated", "away", "taken"])
def test_what_cannot_be_served_is_said_at_once(
    platform: Platform, empty_database: str, kpi_tool: Cli, what: str
) -> None:
    url, port, said = {
        "not migrated": (empty_database, free_port(), "the database is not migrated to this version"),
        "away": ("postgresql://postgres@127.0.0.1:1/postgres", free_port(), "cannot connect"),
        "taken": (
            platform.conninfo,
            int(platform.server.url.rpartition(":")[2]),
            "cannot listen on 127.0.0.1:",
        ),
    }[what]
    code, out, err = kpi_tool("serve", "--port", str(port), url=url)
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert said in err


def test_without_the_extra(platform: Platform, kpi_tool: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpi_tool.cli.serve.find_spec", lambda name: None if name == "uvicorn" else name)
    assert kpi_tool("serve", url=platform.conninfo) == (
        3,
        "",
        'kpi-tool: serve needs the extra: pip install "kpi-tool[api]" (no uvicorn)\n',
    )


# OpenAPI


def test_every_answer_is_documented(platform: Platform) -> None:
    described = platform.server.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {
        *("/kpi/summary", "/kpi/staff/{staffId}", "/health", "/health/ready", "/metrics"),
    }
    of = {path: item["get"]["responses"] for path, item in described["paths"].items()}
    kpis = {"200", "304", "400", "401", "403", "404", "405", "413", "414", "422", "429", "431", "503"}
    assert set(of["/kpi/summary"]) == set(of["/kpi/staff/{staffId}"]) == kpis
    assert set(of["/health"]) == {"200", "405", "413", "414", "431"}
    assert set(of["/metrics"]) == set(of["/health"]) | {"401", "403", "429", "503"}
    for responses in of.values():
        for status, response in responses.items():
            if status > "304":
                assert list(response["content"]) == ["application/problem+json"]
    assert described["paths"]["/kpi/summary"]["get"]["security"] == [{"token": []}]
    asked = {p["name"] for p in described["paths"]["/kpi/staff/{staffId}"]["get"]["parameters"]}
    assert asked == {
        *("staffId", "tenantId", "period", "from", "to", "tz", "series", "compare", "If-None-Match"),
    }
    assert json.dumps(described).count("HTTPValidationError") == 0


def test_every_problem_is_on_the_page(checkout: Path) -> None:
    page = (checkout / "docs/api.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", page, re.MULTILINE))
    assert rows == {kind.name: str(kind.status) for kind in problems.KINDS}


KNOWN = f"""
[parameters]
"query.tenantId" = "t1"
"query.tz" = "Europe/Berlin"
"path.staffId" = "{STAFF}"
"""
CHECKS = """
# Which zones and dates there are is not in a schema.
[checks.positive_data_acceptance]
enabled = false
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 413, 414, 422, 429, 431]
"""


@pytest.mark.parametrize("given", ["", KNOWN], ids=["anything", "a known salon"])
def test_nothing_asked_makes_it_answer_what_it_does_not_say(
    platform: Platform, tmp_path: Path, given: str
) -> None:
    (tmp_path / "schemathesis.toml").write_text(given + CHECKS, encoding="utf-8")
    program = Path(sys.executable).with_name("schemathesis")
    header = f"Authorization: Bearer {platform.tokens['admin']}"
    done = subprocess.run(
        [
            *(program, "run", f"{platform.server.url}/openapi.json", "--header", header, "--no-color"),
            *("--max-examples", "60", "--seed", "7", "--continue-on-failure"),
            *("--request-timeout", "60", "--suppress-health-check", "all"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 selected / 5 total" in done.stdout
