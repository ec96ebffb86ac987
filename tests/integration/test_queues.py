"""sample-queues, against a real redis-server: what waits is counted by salon, whatever is in the streams."""

import json
import re
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis_servers
from redis import Redis
from salons import execute, fetch

from kpi_tool import queues

Cli = Callable[..., tuple[int, str, str]]
Sample = Callable[..., tuple[int, str, str]]
Rows = dict[tuple[str, str], tuple[int, int]]
TENANTS = """
    insert into tenants (tenant_id, status) values
        ('a', 'active'), ('b', null), ('archived', 'archived'), ('deleted', 'Deleted')
"""
SECRET = "s3cr3t-pass"
pytestmark = redis_servers.needed


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_servers.running(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url, protocol=2) as client:
        client.flushall()
        client.config_set("slowlog-log-slower-than", "10000")
        yield client


@pytest.fixture
def salons(database: str) -> str:
    execute(database, TENANTS)
    return database


@pytest.fixture
def sample(kpi_tool: Cli, salons: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """Runs sample-queues, on the module's Redis unless another one is given."""

    def call(*arguments: str, url: str = redis_url) -> tuple[int, str, str]:
        monkeypatch.setenv("REDIS_URL", url)
        return kpi_tool("sample-queues", *arguments, url=salons)

    return call


def body(tenant_id: object, **more: object) -> dict[str, str]:
    """An entry as the host's services write it."""
    job = {"id": "j", "queue": "q", "payload": {"tenantId": tenant_id, "type": "reminder"}}
    return {"data": json.dumps({**job, "createdAt": "2026-03-16T09:00:00Z", **more})}


def add(redis: Redis, queue: str, *tenant_ids: object) -> list[bytes]:
    with redis.pipeline(transaction=False) as pipeline:
        for tenant_id in tenant_ids:
            pipeline.xadd(queue, body(tenant_id))
        return pipeline.execute()


def take(redis: Redis, queue: str, count: int, group: str = "salon-core") -> list[bytes]:
    """Have a worker be given some entries."""
    ((_, entries),) = redis.xreadgroup(group, "w1", {queue: ">"}, count=count)
    return [given for given, _ in entries]


def stored(database: str) -> Rows:
    rows = fetch(database, "select tenant_id, queue, depth, pending from kpi_queue_sample")
    found = {(tenant_id, queue): (depth, pending) for tenant_id, queue, depth, pending in rows}
    assert len(found) == len(rows), "a sample was written twice"
    return found


def test_backlog_is_what_is_undelivered_or_pending(sample: Sample, redis: Redis, salons: str) -> None:
    add(redis, "queue:tx", *"aababb", "archived")
    redis.xgroup_create("queue:tx", "salon-core", "0")
    ids = take(redis, "queue:tx", 4)
    redis.xack("queue:tx", "salon-core", ids[0])
    add(redis, "queue:mk", "a", "a")
    redis.xgroup_create("queue:mk", "salon-core", "$")
    code, out, err = sample()
    assert (code, err) == (0, "2 queues, 3 salons: 6 entries wait, 5 samples written\n")
    assert stored(salons) == {
        ("a", "queue:tx"): (2, 2),
        ("b", "queue:tx"): (3, 1),
        ("archived", "queue:tx"): (1, 0),
        ("a", "queue:mk"): (0, 0),
        ("b", "queue:mk"): (0, 0),
    }
    assert re.search(r"queue:tx +6 +3 +3 +6 *\n", out), out
    assert fetch(
        salons, "select count(distinct sampled_at), max(sampled_at) <= now() from kpi_queue_sample"
    ) == [(1, True)]


def test_dead_streams_count_in_full_and_others_without_a_group_too(
    sample: Sample, redis: Redis, salons: str
) -> None:
    add(redis, "queue:dead:tx", "a", "a", "b")
    redis.xgroup_create("queue:dead:tx", "salon-core", "0")
    redis.xack("queue:dead:tx", "salon-core", *take(redis, "queue:dead:tx", 3))
    add(redis, "queue:calendar", "b")
    assert sample()[0] == 0
    assert stored(salons) == {
        ("a", "queue:dead:tx"): (2, 0),
        ("b", "queue:dead:tx"): (1, 0),
        ("a", "queue:calendar"): (0, 0),
        ("b", "queue:calendar"): (1, 0),
    }


def test_of_several_groups_the_named_one_counts(sample: Sample, redis: Redis, salons: str) -> None:
    add(redis, "queue:tx", "a", "a", "a")
    for group, start in (("audit", "$"), ("salon-core", "0")):
        redis.xgroup_create("queue:tx", group, start)
    take(redis, "queue:tx", 1)
    expected = {"salon-core": (3, 1), "audit": (0, 0)}
    for group, figures in expected.items():
        assert sample("--group", group)[0] == 0
        assert stored(salons)["a", "queue:tx"] == figures
        execute(salons, "delete from kpi_queue_sample")
    code, _, err = sample("--group", "nobody")
    assert (code, stored(salons)["a", "queue:tx"]) == (0, (3, 0))
    assert "queue:tx: it has no group nobody, but audit, salon-core: all entries count" in err


MALFORMED: dict[str, dict[str, str]] = {
    "no data": {"other": "1"},
    "empty": {"data": ""},
    "no JSON": {"data": "{"},
    "no object": {"data": "[1]"},
    "text": {"data": '"payload"'},
    "no payload": {"data": '{"id": "j"}'},
    "null payload": {"data": '{"payload": null}'},
    "payload as text": {"data": '{"payload": "{}"}'},
    "no tenant": {"data": '{"payload": {}}'},
    "null tenant": body(None),
    "empty tenant": body(""),
    "number": body(7),
    "list": body(["a"]),
    "nul": body("a\x00"),
    "surrogate": body("\ud800"),
    "escape": body("\x1b[31m"),
    "deep": {"data": "[" * 100_000},
    "huge number": {"data": '{"payload": {"tenantId": ' + "9" * 10_000 + "}}"},
}


def test_entries_without_a_tenant_are_counted_apart(sample: Sample, redis: Redis, salons: str) -> None:
    add(redis, "queue:tx", "a")
    first, *_ = [redis.xadd("queue:tx", entry).decode() for entry in MALFORMED.values()]  # type: ignore[arg-type]
    redis.xadd("queue:tx", {b"data": b'{"payload": {"tenantId": "\xff"}}'})
    add(redis, "queue:tx", "b", "lost 1", "lost 1", "lost 2", "lost 3", "lost 4")
    code, out, err = sample("--format", "json")
    assert code == 0
    assert stored(salons) == {("a", "queue:tx"): (1, 0), ("b", "queue:tx"): (1, 0)}
    (queue,) = json.loads(out)["queues"]
    malformed = len(MALFORMED) + 1
    assert (queue["malformed"], queue["of_no_salon"], queue["depth"]) == (malformed, 5, 2)
    assert queue["read"] == malformed + 5 + 2
    assert err.splitlines()[:-1] == [
        f"queue:tx: {malformed} entries without payload.tenantId in data, such as {first}",
        "queue:tx: 5 entries of tenants that the host does not have: lost 1, lost 2, lost 3, ...",
    ]


def test_pending_entries_that_are_deleted_do_not_wait(sample: Sample, redis: Redis, salons: str) -> None:
    add(redis, "queue:tx", *"aaab")
    redis.xgroup_create("queue:tx", "salon-core", "0")
    ids = take(redis, "queue:tx", 3)
    redis.xdel("queue:tx", *ids[:2])
    code, out, err = sample("--format", "json")
    assert (code, stored(salons)) == (0, {("a", "queue:tx"): (1, 1), ("b", "queue:tx"): (1, 0)})
    assert json.loads(out)["queues"][0].items() >= {"deleted": 2, "read": 4}.items()
    assert "queue:tx: 2 entries are pending, but deleted: they do not count" in err


def test_a_cap_is_said(sample: Sample, redis: Redis, salons: str) -> None:
    add(redis, "queue:tx", *"aaabbb")
    redis.xgroup_create("queue:tx", "salon-core", "0")
    take(redis, "queue:tx", 2)
    add(redis, "queue:dead:tx", *"aab")
    code, out, err = sample("--cap", "4", "--format", "json")
    found = {queue["queue"]: queue for queue in json.loads(out)["queues"]}
    assert (code, found["queue:tx"]["capped"], found["queue:dead:tx"]["capped"]) == (0, True, False)
    assert "queue:tx: only the oldest 4 of some 6 entries were read (--cap): depths are lower bounds" in err
    assert stored(salons)["b", "queue:tx"] == (1, 0)
    execute(salons, "delete from kpi_queue_sample")
    code, out, err = sample("--cap", "3")
    assert "queue:dead:tx" not in err
    assert re.search(r"queue:tx +≥ 3 ", out), out
    assert sample("--cap", "0")[0] == 2


def test_long_streams_are_read_page_by_page(sample: Sample, redis: Redis, salons: str) -> None:
    add(redis, "queue:tx", *"ab" * 2_600)
    redis.xgroup_create("queue:tx", "salon-core", "0")
    take(redis, "queue:tx", 2_000)
    redis.config_set("slowlog-max-len", "100000")
    redis.slowlog_reset()
    redis.config_set("slowlog-log-slower-than", "0")
    assert sample()[0] == 0
    redis.config_set("slowlog-log-slower-than", "-1")
    assert stored(salons) == {("a", "queue:tx"): (2_600, 1_000), ("b", "queue:tx"): (2_600, 1_000)}
    asked = [entry["command"].upper().split() for entry in redis.slowlog_get(100_000)]
    assert {command[0] for command in asked} <= {
        *(b"HELLO", b"CLIENT", b"SCAN", b"XINFO", b"XPENDING", b"XRANGE", b"CONFIG", b"SLOWLOG"),
    }
    ranges = [command for command in asked if command[0] in {b"XRANGE", b"XPENDING", b"SCAN"}]
    assert len(ranges) > 2_000
    for command in ranges:
        is_one = command[0] == b"XRANGE" and command[2] == command[3]
        assert is_one or int(command[-1 if command[0] != b"SCAN" else 5]) <= queues.PAGE, command


def test_only_streams_of_queues_are_read(sample: Sample, redis: Redis, salons: str) -> None:
    redis.rpush("queue:list", "x")
    redis.set("queue:text", "x")
    add(redis, "events", "a")
    code, out, err = sample("-q")
    assert (code, out, stored(salons)) == (0, "", {})
    assert err.startswith("there is no stream queue:*: does REDIS_URL name the right database?\n")
    redis.xgroup_create("queue:empty", "salon-core", mkstream=True)
    assert sample("-q")[0] == 0
    assert stored(salons) == {("a", "queue:empty"): (0, 0), ("b", "queue:empty"): (0, 0)}


def test_what_is_delivered_meanwhile_counts_once(
    sample: Sample, redis: Redis, salons: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(redis, "queue:tx", *"aab")
    redis.xgroup_create("queue:tx", "salon-core", "0")
    take(redis, "queue:tx", 1)
    pending = queues._pending  # noqa: SLF001

    def late(client: Redis, *given: bytes) -> Iterator[queues.Entry]:
        take(redis, "queue:tx", 2)
        add(redis, "queue:tx", "b", "b")
        yield from pending(client, *given)

    monkeypatch.setattr(queues, "_pending", late)
    assert sample()[0] == 0
    assert stored(salons) == {("a", "queue:tx"): (2, 1), ("b", "queue:tx"): (1, 0)}


@pytest.mark.parametrize("what", ["stream", "group", "type"])
def test_a_stream_that_goes_meanwhile_is_left_out(
    sample: Sample, redis: Redis, salons: str, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    for queue in ("queue:mk", "queue:tx"):
        add(redis, queue, *"ab")
        redis.xgroup_create(queue, "salon-core", "0")
        take(redis, queue, 1)
    add(redis, "queue:gone", "a")
    pending, names = queues._pending, queues._names  # noqa: SLF001

    def late(client: Redis, name: bytes, *given: bytes) -> Iterator[queues.Entry]:
        if name == b"queue:mk":
            if what == "group":
                redis.xgroup_destroy(name, "salon-core")
            else:
                redis.delete(name)
            if what == "type":
                redis.set(name, "x")
        yield from pending(client, name, *given)

    def found(client: Redis) -> list[bytes]:
        listed = names(client)
        redis.delete("queue:gone")
        return listed

    monkeypatch.setattr(queues, "_pending", late)
    monkeypatch.setattr(queues, "_names", found)
    code, _, err = sample()
    assert (code, err) == (0, "1 queues, 2 salons: 2 entries wait, 2 samples written\n")
    assert {queue for _, queue in stored(salons)} == {"queue:tx"}


def test_odd_names_are_kept_apart(sample: Sample, redis: Redis, salons: str) -> None:
    add(redis, "queue:send:Ünï 1", "a")
    redis.xadd(b"queue:\xff\x00", body("a"))  # type: ignore[arg-type]
    assert sample()[0] == 0
    assert {queue for _, queue in stored(salons)} == {"queue:send:Ünï 1", "queue:\\xff\\x00"}


def test_the_rollup_counts_a_sampling(kpi_tool: Cli, sample: Sample, redis: Redis, salons: str) -> None:
    add(redis, "queue:tx", *"aaa")
    add(redis, "queue:mk", "a")
    assert sample()[0] == 0
    ((day, later),) = fetch(
        salons,
        "select (min(sampled_at) at time zone 'UTC')::date, max(sampled_at) + interval '2 hours'"
        " from kpi_queue_sample",
    )
    dates = ("--from", str(day), "--as-of", later.isoformat())
    assert kpi_tool("rollup", "--period", "hour", *dates, url=salons)[0] == 0
    assert fetch(
        salons,
        "select sum(queue_depth_max), count(queue_depth_max) from kpi_by_salon where granularity = 'hour' and"
        " queue_depth_max is not null",
    ) == [(4, 2)]


# Without Redis


def assert_nothing(result: tuple[int, str, str], salons: str, said: str) -> None:
    code, out, err = result
    assert (code, out, len(err.splitlines())) == (3, "", 1), err
    assert said in err
    assert SECRET not in err
    assert "Traceback" not in err
    assert stored(salons) == {}


@pytest.mark.parametrize(
    "url",
    [
        *("localhost:6379", "http://localhost", "redis:localhost", "redis://localhost:port", "nonsense"),
        *("redis://localhost/name", "redis://localhost/0/1", "redis://localhost:99999"),
        "redis://localhost?no_such_option=1",
        "redis://localhost?socket_timeout=soon",
        "redis://localhost?protocol=9",
        f"redis://:{SECRET}/x@localhost",
        f"redis://:{SECRET}?x@localhost",
        f"redis://:{SECRET}#x@localhost",
        f"redis://:12/{SECRET}@localhost",
        f"redis://[{SECRET}",
    ],
)
def test_a_wrong_url_is_not_repeated(sample: Sample, salons: str, url: str) -> None:
    assert_nothing(
        sample(url=url), salons, "REDIS_URL is no URL of a Redis: write it as redis://user:password@"
    )


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"redis://:{SECRET}@127.0.0.1:1", "cannot read Redis: Error 111 connecting to 127.0.0.1:1."),
        (f"redis://u:{SECRET}@nowhere.invalid", "cannot read Redis: "),
        (f"redis://u:{SECRET}@{'x' * 70}.invalid", "cannot read Redis: "),
        ("unix:///nowhere/redis.sock", "cannot read Redis: Error 2 connecting to "),
        (f"rediss://:{SECRET}@127.0.0.1:1?ssl_ca_certs=/nowhere", "cannot read Redis: "),
    ],
)
def test_redis_away(sample: Sample, salons: str, url: str, said: str) -> None:
    assert_nothing(sample(url=url), salons, said)


def test_a_redis_that_hangs(sample: Sample, salons: str, tmp_path: Path) -> None:
    with redis_servers.running(tmp_path) as url, Redis.from_url(url) as client:
        add(client, "queue:tx", "a")
        client.client_pause(600_000)
        assert_nothing(sample(url=f"{url}?socket_timeout=0.2"), salons, "cannot read Redis: Timeout")


class Page(socketserver.BaseRequestHandler):
    """What answers, but is no Redis."""

    def handle(self) -> None:
        self.request.recv(1000)
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_a_server_that_is_no_redis(sample: Sample, salons: str) -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Page) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        port = listener.server_address[1]
        assert_nothing(sample(url=f"redis://127.0.0.1:{port}"), salons, "cannot read Redis: ")
        listener.shutdown()


def test_a_redis_that_refuses_us(sample: Sample, salons: str, tmp_path: Path) -> None:
    with redis_servers.running(tmp_path, "--requirepass", "right") as url:
        host = url.removeprefix("redis://")
        assert_nothing(sample(url=url), salons, "cannot read Redis: Authentication required.")
        wrong = f"redis://:{SECRET}@{host}"
        assert_nothing(sample(url=wrong), salons, "cannot read Redis: invalid username-password pair")
        assert sample(url=f"redis://:right@{host}")[0] == 0


def test_a_user_of_redis_needs_few_rights(
    sample: Sample, salons: str, tmp_path: Path, checkout: Path
) -> None:
    page = (checkout / "docs/operations.md").read_text(encoding="utf-8")
    (rights,) = re.findall(r"in Redis needs `([^`]*)`", page)
    *commands, keys = rights.split()
    with redis_servers.running(tmp_path) as url, Redis.from_url(url, protocol=2) as client:
        add(client, "queue:tx", *"ab")
        client.xgroup_create("queue:tx", "salon-core", "0")
        take(client, "queue:tx", 1)
        theirs = url.replace("//", f"//reader:{SECRET}@")
        for missing in commands:
            client.execute_command("ACL", "SETUSER", "reader", "reset", "on", f">{SECRET}", keys)
            client.execute_command("ACL", "SETUSER", "reader", *(c for c in commands if c != missing))
            assert_nothing(sample(url=theirs), salons, "has no permissions to run the '")
        client.execute_command("ACL", "SETUSER", "reader", *commands)
        assert sample(url=theirs)[0] == 0
    assert stored(salons) == {("a", "queue:tx"): (1, 1), ("b", "queue:tx"): (1, 0)}


@pytest.mark.parametrize("protocol", [2, 3])
@pytest.mark.parametrize("times", [1, 30])
def test_a_redis_that_repeats_the_password(
    sample: Sample, salons: str, tmp_path: Path, protocol: int, times: int
) -> None:
    hidden = ("--rename-command", "HELLO", "", "--rename-command", "AUTH", "")
    with redis_servers.running(tmp_path, *hidden) as url:
        secret = url.replace("redis://", f"redis://user:{SECRET * times}@") + f"?protocol={protocol}"
        assert_nothing(sample(url=secret), salons, "cannot read Redis: unknown command ")


def test_a_redis_that_is_loading(sample: Sample, salons: str, tmp_path: Path) -> None:
    with redis_servers.running(tmp_path) as url, Redis.from_url(url) as client:
        with client.pipeline(transaction=False) as pipeline:
            for number in range(30_000):  # for some minutes
                pipeline.set(f"key {number}", "x" * 100)
            pipeline.execute()
        add(client, "queue:tx", "a")
        client.save()
    slow = ("--key-load-delay", "5000", "--loading-process-events-interval-bytes", "1024")
    with redis_servers.running(tmp_path, *slow) as url:
        assert_nothing(sample(url=url), salons, "cannot read Redis: Redis is loading the dataset in memory")


def test_a_redis_that_dies_half_way(
    sample: Sample, salons: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with redis_servers.running(tmp_path) as url, Redis.from_url(url) as client:
        for queue in ("queue:mk", "queue:tx"):
            add(client, queue, "a")
        after = queues._after  # noqa: SLF001

        def late(reader: Redis, name: bytes, *given: bytes) -> Iterator[queues.Entry]:
            if name == b"queue:tx":
                client.shutdown(nosave=True)
            yield from after(reader, name, *given)

        monkeypatch.setattr(queues, "_after", late)
        assert_nothing(sample(url=url), salons, "cannot read Redis: Error 111")


def test_without_the_extra_it_says_how_to_get_it(
    sample: Sample, salons: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    assert_nothing(sample(), salons, 'sample-queues needs the extra: pip install "kpi-tool[redis]"')


def test_no_redis_named(kpi_tool: Cli, salons: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert_nothing(kpi_tool("sample-queues", url=salons), salons, "no Redis named: set REDIS_URL")


def test_the_database_comes_first(
    kpi_tool: Cli, empty_database: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", redis_url)
    code, out, err = kpi_tool("sample-queues", url=empty_database)
    assert (code, out) == (3, "")
    assert "run kpi-tool migrate" in err
