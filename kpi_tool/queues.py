"""What waits in the host's Redis streams, counted by tenant and written as one sampling.

Redis serves one command at a time, so that none here is about more than a page of entries.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, NamedTuple

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from kpi_tool import db, queries
from kpi_tool.errors import ConfigurationError, RedisUnavailableError
from kpi_tool.queries import Connection

Client = Any
"""A Redis: its package types each answer as a union of all shapes that its options allow for."""
PAGE = 1_000
STREAMS = "queue:*"
DEAD = b"queue:dead:"
"""What nobody reads: all that is there waits."""
BEFORE_ALL = b"0-0"
BAD_URL = (
    "REDIS_URL is no URL of a Redis: write it as redis://user:password@host:6379/0, "
    "with %40 for @ and the like in the password"
)
_URL = re.compile(r"rediss?://[^/?#]*(/[0-9]*)?([?][^@#]*)?|unix://.+")
"""Stricter than redis, to which half of an unescaped password is the host."""
_GONE = ("no such key", "NOGROUP", "WRONGTYPE")
"""What Redis says of a stream that was there a moment ago."""


class Entry(NamedTuple):
    """One entry of a stream."""

    id: bytes
    fields: dict[bytes, bytes] | None
    """None: somebody deleted it, but a worker still has it on its list."""
    is_pending: bool


@dataclass
class Stream:
    """What waits in a stream."""

    queue: str
    waiting: int | None
    """How many entries, as Redis has it; None where it does not know."""
    other_groups: list[str] = field(default_factory=list)
    """Where it has groups, but not the one that was asked for."""
    depths: Counter[str] = field(default_factory=Counter)
    pendings: Counter[str] = field(default_factory=Counter)
    read: int = 0
    malformed: int = 0
    malformed_id: str | None = None
    """Of the first one."""
    deleted: int = 0
    is_capped: bool = False
    samples: list[dict[str, Any]] = field(default_factory=list)
    """Rows of kpi_queue_sample, as they were written."""
    unknown: list[dict[str, Any]] = field(default_factory=list)
    """The same of ids that the host does not have: not written."""

    def count(self, entry: Entry) -> None:
        """Add an entry to its tenant's, or to those that are nobody's."""
        self.read += 1
        if entry.fields is None:
            self.deleted += 1
        elif tenant_id := _tenant(entry.fields):
            self.depths[tenant_id] += 1
            self.pendings[tenant_id] += entry.is_pending
        else:
            self.malformed += 1
            self.malformed_id = self.malformed_id or _text(entry.id)


def sample(connection: Connection, url: str, group: str, cap: int) -> list[Stream]:
    """Read all streams, `cap` entries of each at most, then write all samples in one transaction.

    Raises:
        ConfigurationError: the URL is none.
        RedisUnavailableError: Redis does not answer, or refuses; nothing is written.
    """
    with _reading(url) as client:
        read = [_read(client, name, group.encode(), cap) for name in _names(client)]
    streams = {stream.queue: stream for stream in read if stream}
    found = [
        (tenant_id, stream.queue, depth, stream.pendings[tenant_id])
        for stream in streams.values()
        for tenant_id, depth in stream.depths.items()
    ]
    names = ("tenant_ids", "tenant_queues", "depths", "pendings")
    asked = {name: [row[position] for row in found] for position, name in enumerate(names)}
    with db.transaction(connection):
        rows = queries.execute(connection, "queues_sampled", {"queues": list(streams), **asked}).fetchall()
    for row in rows:
        stream = streams[row["queue"]]
        (stream.samples if row["is_known"] else stream.unknown).append(row)
    return list(streams.values())


@contextmanager
def _reading(url: str) -> Iterator[Client]:
    """A client that gives up within a minute; what goes wrong is told without what the URL keeps secret."""
    client = _client(url)
    try:
        with client:
            yield client
    except (RedisError, OSError, UnicodeError) as error:
        said = db.one_line(error).partition(", with args beginning with")[0]  # a password, for one
        if password := client.get_connection_kwargs().get("password"):
            said = said.replace(password, "***")
        raise RedisUnavailableError(f"cannot read Redis: {said}") from None


def _client(url: str) -> Client:
    if not _URL.fullmatch(url):
        raise ConfigurationError(BAD_URL)
    try:
        client = Redis.from_url(
            url,
            protocol=2,
            socket_connect_timeout=5,
            socket_timeout=10,
            retry=Retry(ExponentialBackoff(cap=1, base=0.1), 3),
        )
        client.connection_pool.make_connection()  # which connects nothing, but reads the options
    except (RedisError, ValueError, TypeError):
        raise ConfigurationError(BAD_URL) from None
    return client


def _names(client: Client) -> list[bytes]:
    return sorted(set(client.scan_iter(match=STREAMS, count=PAGE, _type="stream")))


def _read(client: Client, name: bytes, group: bytes, cap: int) -> Stream | None:
    """What waits in a stream; None where it, or its group, has gone meanwhile."""
    try:
        stream, entries = _open(client, name, group)
        for entry in islice(entries, cap):
            stream.count(entry)
        stream.is_capped = next(entries, None) is not None
    except ResponseError as error:
        if any(said in str(error) for said in _GONE):
            return None
        raise
    return stream


def _open(client: Client, name: bytes, group: bytes) -> tuple[Stream, Iterator[Entry]]:
    """A stream and what waits in it, oldest first.

    The group is looked at once: what it is given afterwards is not read twice.
    """
    groups = {} if name.startswith(DEAD) else {found["name"]: found for found in client.xinfo_groups(name)}
    state = client.xinfo_stream(name)
    last = state["last-generated-id"]
    ours = groups.get(group)
    if ours is None:
        stream = Stream(_text(name), state["length"], [_text(other) for other in groups])
        return stream, _after(client, name, BEFORE_ALL, last)
    delivered, lag = ours["last-delivered-id"], ours.get("lag")
    stream = Stream(_text(name), None if lag is None else ours["pending"] + lag)
    return stream, chain(_pending(client, name, group, delivered), _after(client, name, delivered, last))


def _pending(client: Client, name: bytes, group: bytes, last: bytes) -> Iterator[Entry]:
    """What workers have been given and not acknowledged; their list has no bodies."""
    first = b"-"
    while page := client.xpending_range(name, group, min=first, max=last, count=PAGE):
        ids = [given["message_id"] for given in page]
        with client.pipeline(transaction=False) as pipeline:
            for given in ids:
                pipeline.xrange(name, given, given)
            bodies = pipeline.execute()
        for given, body in zip(ids, bodies, strict=True):
            yield Entry(given, body[0][1] if body else None, is_pending=True)
        first = b"(" + ids[-1]


def _after(client: Client, name: bytes, seen: bytes, last: bytes) -> Iterator[Entry]:
    while page := client.xrange(name, b"(" + seen, last, count=PAGE):
        for given, fields in page:
            yield Entry(given, fields, is_pending=False)
        seen = page[-1][0]


def _tenant(fields: dict[bytes, bytes]) -> str | None:
    """payload.tenantId of the JSON in `data`, where it is an id at all."""
    try:
        tenant_id = json.loads(fields[b"data"])["payload"]["tenantId"]
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    return tenant_id if isinstance(tenant_id, str) and tenant_id.isprintable() else None


def _text(name: bytes) -> str:
    return name.decode("utf-8", "backslashreplace").replace("\0", "\\x00")
