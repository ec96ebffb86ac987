"""The SQL files keep their word: headers, references, comments, bans, families and the catalogue."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
import pytest
from jinja2 import Environment, meta
from sqlfluff_library import host

from kpi_tool import checks, db, doctor, families, migrate, templates, tracking
from kpi_tool.host import contract
from kpi_tool.repeatables import DIRECTORIES
from kpi_tool.rollup import ROLLUPS

CHECKOUT = Path(__file__).parent.parent
SHIPPED = ("migrations", "sql", "scripts")
HEADER_KEYS = {
    *("grain", "counters", "shape", "parameters", "object", "host table", "reads", "writes", "why"),
    *("severity", "again"),
}
SHAPES: dict[str, tuple[Any, ...]] = {
    "grain": tuple(ROLLUPS),
    "dated": (False, True),
    "with_open": (False, True),
    "asked": ("missed", "dates", "ranges"),
    "again": (False, True),
    "stored": (False, True),
    "resumed": (False, True),
    "stale": (False, True),
    "wait": (False, True),
    "source": families.RETAINED,
    "dry_run": (False, True),
    "level": ("salon", "staff"),
    "table": ("kpi_migration", "kpi_repeatable"),
    "table_name": tracking.TABLES,
    "families": (families.all_families(),),
    "checks": (checks.all_checks(),),
    "zero": (checks.zero,),
    "host": (host,),
    "metrics": ([],),
    "indexed": (False, True),
    "index": (doctor.Index("i", "a_table", "", "create index concurrently i on a_table (id);"),),
}
"""Every value of what decides a template's shape."""
GIVEN = {"param", "families", "host", "metrics"}
"""What no header declares, because it is given to every template of its kind."""

SHARED = ("judged_appointments", "happened_events", "staged")
"""Names of what families share, where a statement has it already."""

FACT_COLUMNS = ("tenant_id", "staff_id", "at", "day_start", "source_table", "source_id")
RAW_COUNTERS = {
    "events_unlinked": "doctor's concern",
    "messages_failed": "shown as it is",
    "revenue_foreign": "explains why revenue is lower than it seems",
    "service_seconds": "of all staff, beside those with a schedule that utilizationRate is about",
    "stock_consumed": "shown as it is",
    "stock_counts": "shown as it is",
    "stock_intake": "shown as it is",
    "values_rejected": "doctor's concern",
}
"""Counters that no metric is derived from, on purpose."""

_LITERAL_OR_COMMENT = re.compile(r"('(?:[^']|'')*')|--[^\n]*|\{#.*?#\}", re.DOTALL)
_NAME = r"([a-z_][a-z0-9_.]*)\b(?!\s*\()"
_CREATED = re.compile(
    r"\bcreate (?:or replace )?(?:unlogged |temporary )?(?:table|view) (?:if not exists )?([a-z_][a-z0-9_.]*)"
)
_SCHEMA = re.compile(r"\b(?:create schema|drop schema(?: if exists)?) (\w+)")
_WRITTEN = re.compile(
    r"\b(?:insert into|update|delete from|create (?:unlogged |temporary )?table) (?:if not exists )?"
    r"([a-z_][a-z0-9_.]*)"
)
_READ = re.compile(rf"(?<!delete )\b(?:from|join|using)\s+{_NAME}")


@dataclass(frozen=True)
class SqlFile:
    """One SQL file, by its path in the checkout."""

    path: str

    @cached_property
    def text(self) -> str:
        return (CHECKOUT / self.path).read_text(encoding="utf-8")

    @cached_property
    def header(self) -> templates.Header:
        return templates.header(self.text)

    def names(self, key: str) -> set[str]:
        """A header's list without what it says about each in brackets."""
        listed = re.sub(r"\s*\([^()]*\)", "", self.header.entries.get(key, ""))
        return {name.strip() for name in listed.split(",")} - {"", "nothing"}

    @property
    def is_migration(self) -> bool:
        return self.path.startswith("migrations/")

    @property
    def is_template(self) -> bool:
        return not self.path.startswith(("migrations/", "bench/", "scripts/sql/demo/"))

    @property
    def is_macros(self) -> bool:
        return Path(self.path).name.startswith("_")

    @cached_property
    def variables(self) -> set[str]:
        """What the template asks its caller for."""
        if not self.is_template:
            return set()
        environment = Environment(autoescape=False)
        environment.filters.update(counters=templates.counters, snake=templates.snake)
        return meta.find_undeclared_variables(environment.parse(self.text))

    def renderings(self, **fixed: object) -> Iterator[str]:
        """The text in each of its shapes; macros as they stand."""
        if self.is_macros or not self.is_template:
            yield self.text
            return
        values = {name: SHAPES.get(name, (name,)) for name in self.variables - {"param", *SHARED[:2]}}
        for chosen in product(*values.values()):
            yield templates.render(self.path, **dict(zip(values, chosen, strict=True)) | fixed)

    @cached_property
    def parameters(self) -> set[str]:
        pattern = r"param\('(\w+)'\)" if self.is_macros else r"%\((\w+)\)s"
        return {name for text in self.renderings() for name in re.findall(pattern, text)}

    def relations(self, pattern: re.Pattern[str]) -> set[str]:
        """The known tables and views that the text names where the pattern looks."""
        shape = {"families": ()} if "families" in self.variables else {}
        found = {name for text in self.renderings(**shape) for name in pattern.findall(code(text))}
        return {name.removeprefix("pg_temp.") for name in found} & known_relations()


def code(text: str) -> str:
    """SQL without comments, and with empty literals."""
    return _LITERAL_OR_COMMENT.sub(lambda match: "''" if match[1] else "", text)


def uncommented(text: str) -> str:
    return _LITERAL_OR_COMMENT.sub(lambda match: match[1] or "", text)


@cache
def sql_files(*places: str) -> tuple[SqlFile, ...]:
    paths = [path for place in places or (*SHIPPED, "bench") for path in CHECKOUT.glob(f"{place}/**/*.sql")]
    return tuple(SqlFile(path.relative_to(CHECKOUT).as_posix()) for path in sorted(paths))


@cache
def created_in(*places: str) -> frozenset[str]:
    return frozenset(name for file in sql_files(*places) for name in _CREATED.findall(code(file.text)))


@cache
def known_relations() -> frozenset[str]:
    """Every table and view that some file makes: ours, the host's, and those of demo and bench."""
    return created_in()


@cache
def our_tables() -> frozenset[str]:
    return created_in("migrations")


@pytest.fixture(scope="module")
def migrated(make_database: Callable[..., str], template: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a migrated database that nobody changes."""
    with db.connect(make_database(template)) as connection:
        yield connection


def each(*places: str, where: Callable[[SqlFile], bool] = lambda _: True) -> pytest.MarkDecorator:
    files = [file for file in sql_files(*places) if where(file)]
    return pytest.mark.parametrize("file", files, ids=[file.path for file in files])


# Headers


@each()
def test_header_has_a_title_and_only_known_entries(file: SqlFile) -> None:
    assert file.text.startswith("-- ")
    assert file.header.title
    assert set(file.header.entries) <= HEADER_KEYS


@each("migrations")
def test_migration_is_titled_as_it_is_named(file: SqlFile) -> None:
    number, _, name = Path(file.path).stem.partition("_")
    assert file.header.title.startswith(f"{number} {name.replace('_', ' ')}: ")


@each()
def test_header_lists_exactly_the_parameters(file: SqlFile) -> None:
    assert file.names("parameters") == file.parameters


@each(where=lambda file: file.is_template)
def test_header_lists_exactly_what_decides_the_shape(file: SqlFile) -> None:
    given = GIVEN | ({"grain", *SHARED} if file.path.startswith("scripts/sql/kpis/") else set())
    given |= {"staged", "zero"} if file.path.startswith("scripts/sql/checks/") else set()
    declared = file.header.entries.get("shape", "")
    names = {re.sub(r"\(.*", "", part).strip() for part in declared.split(";")} - {""}
    assert names == file.variables - given


@each(where=lambda file: not file.is_migration)
def test_header_lists_exactly_what_is_read(file: SqlFile) -> None:
    expected = file.relations(_READ) - set(contract() if file.path.startswith("sql/sources/") else ())
    expected |= {"kpi_metric"} if "metrics" in file.variables else set()
    counts = re.search(r"/kpi_rollup_|/explain/", file.path)
    expected |= {"the families"} if "families" in file.variables and counts else set()
    expected |= {"the checks"} if "checks" in file.variables else set()
    assert {name.removeprefix("pg_temp.") for name in file.names("reads")} == expected


@each(where=lambda file: not file.is_migration)
def test_header_lists_exactly_what_is_written(file: SqlFile) -> None:
    expected = file.relations(_WRITTEN) | {f"schema {name}" for name in _SCHEMA.findall(code(file.text))}
    assert {name.removeprefix("pg_temp.") for name in file.names("writes")} == expected


@each(
    where=lambda file: (
        not file.is_macros
        and not file.path.startswith("sql/security/")
        and (file.path.startswith("sql/") or "object" in file.header.entries)
    )
)
def test_header_names_the_one_object_that_is_made(file: SqlFile) -> None:
    assert str(Path(file.path).parent) in DIRECTORIES
    kind, _, signature = file.header.entries["object"].partition(" ")
    (text,) = file.renderings()
    made = re.findall(r"\bcreate or replace (\w+) (\w+)", code(text))
    if kind == "rows":
        assert not made
        assert signature in file.names("writes")
    else:
        made = [(what, name) for what, name in made if what != "trigger"]
        assert made == [(kind, signature.partition("(")[0])]
        assert made[0][1] == Path(file.path).stem


@each(
    "sql/functions",
    "sql/catalog",
    where=lambda file: file.header.entries.get("object", "").startswith("function"),
)
def test_header_has_the_signature_that_postgres_knows(
    file: SqlFile, migrated: psycopg.Connection[Any]
) -> None:
    signature = file.header.entries["object"].removeprefix("function ")
    found = migrated.execute("select to_regprocedure(%s)", [signature]).fetchone()
    assert found != (None,)


@each(where=lambda file: file.path.startswith("sql/sources/") or "host table" in file.header.entries)
def test_header_names_the_host_table_of_a_source(file: SqlFile) -> None:
    table = file.header.entries["host table"]
    assert file.path == f"sql/sources/kpi_source_{table}.sql"
    assert re.findall(r"\bhost\('(\w+)'\)", file.text) == [table]


# References


def constants() -> Iterator[str]:
    """Every string in the package."""
    for path in sorted((CHECKOUT / "kpi_tool").glob("**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def queries_called() -> Iterator[str]:
    """The first string that each queries.text(...) or queries.execute(...) is called with."""
    for path in sorted((CHECKOUT / "kpi_tool").glob("**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="queries")), args=arguments):
                    yield from [a.value for a in arguments if isinstance(a, ast.Constant)][:1]


@cache
def references() -> set[str]:
    """Every SQL file that the package, or another SQL file, asks for."""
    found = {text for text in constants() if re.fullmatch(r"(sql|scripts|migrations)/[\w/]+\.sql", text)}
    found |= {f"scripts/sql/queries/{name}.sql" for name in queries_called()}
    for file in sql_files(*SHIPPED):
        found |= set(re.findall(r"\{%-? import '([^']+)'", file.text))
    for place in globbed():
        found |= {path.relative_to(CHECKOUT).as_posix() for path in CHECKOUT.glob(f"{place}/[!_]*.sql")}
    return found


def globbed() -> set[str]:
    """The directories that the package takes whole."""
    return {text for text in constants() if re.fullmatch(r"migrations|(sql|scripts)(/\w+)+", text)}


@each(*SHIPPED)
def test_file_is_used(file: SqlFile) -> None:
    assert file.path in references()


def test_what_is_used_exists() -> None:
    assert {path for path in references() if not (CHECKOUT / path).is_file()} == set()
    assert {place for place in globbed() if not (CHECKOUT / place).is_dir()} == set()


# Comments in the database

UNCOMMENTED = """
select format('%s %s', case c.relkind when 'v' then 'view' else 'table' end, c.relname)
from pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    and obj_description(c.oid, 'pg_class') is null
union all
select format('column %s.%s', c.relname, a.attname)
from pg_class as c
inner join pg_attribute as a on c.oid = a.attrelid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and col_description(c.oid, a.attnum) is null
union all
select format('function %s', p.oid::regprocedure)
from pg_proc as p
where p.pronamespace = 'public'::regnamespace and obj_description(p.oid, 'pg_proc') is null
order by 1
"""


def test_every_object_has_a_comment(empty_database: str) -> None:
    with db.connect(empty_database) as connection:
        migrate.migrate(connection)
        assert [name for (name,) in connection.execute(UNCOMMENTED)] == []


# Forbidden words


@dataclass(frozen=True)
class Ban:
    """A construct that must not occur, but where an exception is named (and there it must)."""

    pattern: str
    places: tuple[str, ...] = ("",)
    spared: tuple[str, ...] = ()
    """Places within those."""
    read: Callable[[str], str] = uncommented
    exceptions: tuple[tuple[str, str], ...] = ()
    """Path and the text that may stand there."""

    def found_in(self, file: SqlFile) -> list[str]:
        if not file.path.startswith(self.places) or (self.spared and file.path.startswith(self.spared)):
            return []
        text = self.read(file.text)
        for path, allowed in self.exceptions:
            if path == file.path:
                assert allowed in text, f"the exception {allowed!r} is no longer needed"
                text = text.replace(allowed, "")
        return [match[0] for match in re.finditer(self.pattern, text)]


def top_level(text: str) -> str:
    """SQL without whatever is in brackets."""
    text, inner = code(text), ""
    while text != inner:
        text, inner = re.sub(r"\([^()]*\)", "", text), text
    return text


COMPUTING = (
    *("scripts/sql/_", "scripts/sql/kpi", "scripts/sql/publish/"),
    *("sql/functions/", "sql/sources/", "sql/views/"),
)
"""Where windows are computed and published."""
GENERATORS = ("bench/", "scripts/sql/demo/")
"""Where rows are made up, in whatever way."""
HOST_TABLES = "|".join(contract())
BANS = {
    "the transaction's clock in a rollup": Ban(
        r"\b(now|(clock|statement|transaction)_timestamp)\(|\b(current|local)_?time",
        COMPUTING,
        spared=(
            *("sql/functions/events/", "sql/functions/calcom/"),
            *("sql/functions/api/kpi_summary.sql", "sql/functions/api/kpi_staff.sql"),
            *("sql/functions/api/kpi_authenticate.sql", "sql/views/kpi_event_coverage.sql"),
        ),
    ),
    "the session's date": Ban(r"\bcurrent_date\b|'(today|tomorrow|yesterday|now)'"),
    "a date as the session's midnight": Ban(r"::date::timestamptz|\bdate '[^']*'::timestamptz"),
    "date_trunc but of a timestamp": Ban(r"\bdate_trunc\((?![^()]*::timestamp\))", spared=GENERATORS),
    "to_char but of a timestamp": Ban(r"\bto_char\((?![^()]*at time zone)", spared=GENERATORS),
    "days added to an instant": Ban(
        r"\binterval '\d+ (day|week|month|year)s?'|\bmake_interval\((day|week|month|year)s",
        spared=GENERATORS,
        exceptions=(("scripts/sql/_calendar.sql", "(zones.first_day + n + interval '1 month')::date"),),
    ),
    "a star at a write": Ban(r"\binsert into\b[^;]*?[\s.]\*\s*(,|from\b|;|$)", read=top_level),
    "a host table": Ban(
        rf"\b(from|join|into|update|using|table) ({HOST_TABLES})\b",
        spared=(*GENERATORS, "sql/sources/"),
        read=code,
        exceptions=(
            ("migrations/0005_booking_events.sql", "create table booking_events"),
            ("migrations/0005_booking_events.sql", "comment on table booking_events"),
            ("scripts/sql/queries/demo_mark.sql", "comment on table tenants"),
        ),
    ),
    "a host table by its name": Ban(
        rf"\bto_reg\w+\('({HOST_TABLES})'\)",
        exceptions=(
            ("migrations/0005_booking_events.sql", "to_regclass('booking_events')"),
            ("scripts/sql/queries/demo_state.sql", "to_regclass('tenants')"),
        ),
    ),
}


@pytest.mark.parametrize("ban", BANS)
def test_forbidden_construct_occurs_nowhere(ban: str) -> None:
    found = {file.path: BANS[ban].found_in(file) for file in sql_files()}
    assert {path: words for path, words in found.items() if words} == {}


# Families


ARRAYS = (
    *("tenant_ids", "span_starts", "span_ends", "day_starts", "day_ends"),
    *("first_tenants", "last_tenants"),
)
BOUND: dict[str, Any] = {"as_of": "2026-03-01T00:00:00Z"} | {name: [] for name in ARRAYS}


@pytest.mark.parametrize("family", families.all_families(), ids=lambda family: family.name)
def test_family_emits_exactly_the_counters_it_declares(
    family: families.Family, migrated: psycopg.Connection[Any]
) -> None:
    facts = templates.render(family.path, grain="day")
    described = migrated.execute(f"select * from ({facts}) as facts limit 0".encode(), BOUND).description
    types = {column.name: column.type_display for column in described or ()}
    numeric = {"integer", "bigint", "numeric", "double precision", "int4", "int8", "float8"}
    assert tuple(types)[: len(FACT_COLUMNS)] == FACT_COLUMNS
    assert {name for name in types if types[name] not in numeric} == {*FACT_COLUMNS, *family.key_columns}
    assert {name for name in types if types[name] in numeric} == set(family.columns)


@pytest.mark.parametrize("family", families.all_families(), ids=lambda family: family.name)
def test_family_names_the_table_that_its_facts_are_rows_of(family: families.Family) -> None:
    file = SqlFile(family.path)
    tables = set(re.findall(r"'(\w+)' as source_table", file.text))
    assert tables
    assert all(f"kpi_source_{table}" in file.names("reads") or table in our_tables() for table in tables)


def test_counter_belongs_to_one_family() -> None:
    names = [counter.name for family in families.all_families() for counter in family.counters]
    assert sorted(names) == sorted(set(names))


# The catalogue

Metric = dict[str, Any]


@pytest.fixture
def catalogue(migrated: psycopg.Connection[Any]) -> list[Metric]:
    with migrated.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        return cursor.execute("select * from kpi_metric order by position").fetchall()


@cache
def counters() -> dict[str, families.Counter]:
    return {counter.name: counter for family in families.all_families() for counter in family.counters}


def named(*expressions: str | None) -> set[str]:
    """The counters in some expressions, without keys."""
    found: list[str] = []
    for expression in filter(None, expressions):
        templates.counters(expression, lambda name: found.append(name) or "")
    return {name.partition("|")[0] for name in found}


def derived_from(metric: Metric) -> set[str]:
    return named(metric["numerator"], metric["denominator"], metric["null_unless"])


def test_metrics_name_counters_that_exist(catalogue: list[Metric]) -> None:
    assert {
        m["name"]: derived_from(m) - set(counters()) for m in catalogue if derived_from(m) - set(counters())
    } == {}


def test_metrics_name_the_family_of_their_numerator(catalogue: list[Metric]) -> None:
    emitted = {f.name: {counter.name for counter in f.counters} for f in families.all_families()}
    assert [m["name"] for m in catalogue if not named(m["numerator"]) & emitted.get(m["family"], set())] == []


def test_metrics_by_key_have_one_counter_with_keys(catalogue: list[Metric]) -> None:
    by_key = [m for m in catalogue if m["by_key"]]
    assert [
        m["name"] for m in by_key if m["numerator"] not in counters() or not counters()[m["numerator"]].key
    ] == []


def test_metrics_say_their_sources_and_rule(catalogue: list[Metric]) -> None:
    known = {*contract(), *our_tables()}
    assert [m["name"] for m in catalogue if not m["sources"] or not set(m["sources"]) <= known] == []
    assert [m["name"] for m in catalogue if not m["rule"].strip().endswith(".")] == []


def test_metrics_for_staff_use_counters_for_staff(catalogue: list[Metric]) -> None:
    wrong = {
        m["name"]: {name for name in derived_from(m) if counters()[name].level != "S"}
        for m in catalogue
        if m["level"] == "S"
    }
    assert {name: used for name, used in wrong.items() if used} == {}


def test_every_counter_is_used_or_raw_on_purpose(catalogue: list[Metric]) -> None:
    used = {name for metric in catalogue for name in derived_from(metric)}
    assert set(counters()) - used == set(RAW_COUNTERS)
