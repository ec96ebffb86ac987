"""tenant and staff schedule: settings are checked, and what they are about is computed again."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from salons import SALON, again, execute, fetch, run

Cli = Callable[..., tuple[int, str, str]]
HEAD = "staff_id,weekday,starts_at,ends_at,valid_from,valid_to\n"


@pytest.fixture
def salon(database: str) -> str:
    execute(database, SALON)
    return database


def test_settings_are_set_shown_and_unset(kpi_tool: Cli, salon: str) -> None:
    changed = ("--timezone", "Asia/Kathmandu", "--currency", "NPR", "--chairs", "2", "--peak-start", "10:30")
    code, out, err = kpi_tool("tenant", "set", "other", *changed, url=salon)
    assert (code, err) == (0, "")
    assert out.startswith("other\n")
    code, out, _ = kpi_tool("tenant", "show", "other", "--format", "json", url=salon)
    document = json.loads(out)
    assert (code, document["active"]) == (0, True)
    assert (
        document["settings"].items()
        >= {"timezone": "Asia/Kathmandu", "chairs": 2, "peak_start": "10:30:00"}.items()
    )
    kpi_tool("tenant", "set", "other", "--unset", "timezone", "--unset", "chairs", url=salon)
    document = json.loads(kpi_tool("tenant", "show", "other", "--format", "json", url=salon)[1])
    assert (document["settings"]["timezone"], document["settings"]["currency"]) == ("UTC", "NPR")
    assert document["own"]["chairs"] is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("t", "--timezone", "moscow"),
            "the server knows no time zone 'moscow' (did you mean Europe/Moscow?)",
        ),
        (("t", "--timezone", "Europe/Moskow"), "no time zone 'Europe/Moskow' (did you mean Europe/Moscow?)"),
        (("t", "--timezone", "new york"), "no time zone 'new york' (did you mean America/New_York?)"),
        (("t", "--timezone", "MSK"), "no time zone 'MSK' (write it as Europe/Moscow)"),
        (("t", "--peak-start", "25:00"), "peak_start '25:00' is no time: write it as 11:00"),
        (("t", "--chairs", "-1"), "Invalid value for '--chairs'"),
        (("t",), "nothing to change: name a setting"),
        (("t", "--chairs", "1", "--unset", "chairs"), "chairs is to be both set and unset"),
        (("nobody", "--chairs", "1"), "unknown tenant: nobody"),
    ],
)
def test_what_cannot_be_set_is_named(
    kpi_tool: Cli, salon: str, arguments: tuple[str, ...], said: str
) -> None:
    before = fetch(salon, "select * from kpi_tenant_settings order by tenant_id")
    code, out, err = kpi_tool("tenant", "set", *arguments, url=salon)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert said in err
    assert fetch(salon, "select * from kpi_tenant_settings order by tenant_id") == before


def test_a_schedule_replaces_that_of_the_staff_it_names(kpi_tool: Cli, salon: str, tmp_path: Path) -> None:
    run(kpi_tool, salon)
    file = tmp_path / "schedule.csv"
    weekdays = "".join(f"ann,{day},08:00,20:00,2020-01-01,\n" for day in range(1, 7))
    file.write_text("\ufeff" + HEAD + weekdays + "ann,sunday,10:00,16:00,2020-01-01,\n", encoding="utf-8")
    asked = ("staff", "schedule", "import", "--tenant", "t", str(file))
    code, out, err = kpi_tool(*asked, url=salon)
    assert (code, out, err) == (0, "", "1 staff, 7 rows: 1 added, 1 removed\n")
    assert kpi_tool(*asked, url=salon)[2] == "1 staff, 7 rows: 0 added, 0 removed\n"
    assert fetch(salon, "select count(*) from kpi_staff_schedule where staff_id = 'bob'") == [(7,)]
    run(kpi_tool, salon)
    assert {tenant for tenant, _ in again(salon)} == {"t"}
    assert kpi_tool("verify", url=salon)[0] == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            HEAD + "ann,8,08:00,20:00,2020-01-01,\n",
            (1, "line 2: weekday '8' is neither 1 (Monday) to 7 nor mon to sun"),
        ),
        (HEAD + "ann,1,8,20:00,2020-01-01,\n", (1, "line 2: starts_at '8' is no time: write it as 09:30")),
        (HEAD + "ann,1,08:00,24:00,2020-01-01,\n", (1, "line 2: ends_at '24:00' is no time")),
        (HEAD + "ann,1,08:00,20:00,2020-13-01,\n", (1, "line 2: valid_from '2020-13-01' is no date")),
        (HEAD + "ann,1,08:00,20:00,2020-01-02,2020-01-01\n", (1, "line 2: valid_to is before valid_from")),
        (HEAD + ",1,08:00,20:00,2020-01-02,\n", (1, "line 2: staff_id is empty or too long")),
        (HEAD + "ann,1\n", (1, "line 2: not as many values as columns")),
        ("name,day\nann,1\n", (2, "the first line must name the columns staff_id, weekday,")),
        ("", (2, "the first line must name the columns")),
    ],
)
def test_a_bad_schedule_imports_nothing(
    kpi_tool: Cli, salon: str, tmp_path: Path, text: str, expected: tuple[int, str]
) -> None:
    code, said = expected
    file = tmp_path / "schedule.csv"
    file.write_text(text, encoding="utf-8")
    before = fetch(salon, "select * from kpi_staff_schedule order by id")
    found, out, err = kpi_tool("staff", "schedule", "import", "--tenant", "t", str(file), url=salon)
    assert (found, out) == (code, "")
    assert said in err
    assert fetch(salon, "select * from kpi_staff_schedule order by id") == before
