"""The text format: what is written is what Prometheus's own client reads."""

import math
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import Metric
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from kpi_tool import prometheus
from kpi_tool.errors import UsageError
from kpi_tool.prometheus import NotWrittenError, Sample, render

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NASTY = st.one_of(TEXT, st.sampled_from(['"', "\\", "\n", '\\"', "\\n", "a\\\nb", "", "} 1", '",x="', "#"]))
NAMES = st.sampled_from(["kpi_tool_a", "kpi_tool_b_seconds", "kpi_tool_b"])


def samples_of(families: Iterable[Metric]) -> list[tuple[str, tuple[tuple[str, str], ...], float]]:
    return sorted(
        (sample.name, tuple(sorted(sample.labels.items())), sample.value)
        for family in families
        for sample in family.samples
    )


@given(
    st.dictionaries(
        st.tuples(NAMES, st.tuples(NASTY, NASTY)),
        st.floats(allow_nan=False) | st.integers(-(10**20), 10**20),
        max_size=8,
    )
)
def test_what_is_written_is_what_is_read(given_samples: dict[Any, float]) -> None:
    text = render(
        Sample(name, "gauge", "Help.", {"queue": queue, "target": target}, value)
        for (name, (queue, target)), value in given_samples.items()
    )
    expected = sorted(
        (name, (("queue", queue), ("target", target)), float(value))
        for (name, (queue, target)), value in given_samples.items()
    )
    assert samples_of(text_string_to_metric_families(text)) == expected
    assert samples_of(openmetrics.text_string_to_metric_families(text + "# EOF\n")) == expected


def test_samples_of_a_metric_stand_together() -> None:
    text = render(
        [
            Sample("kpi_tool_a", "gauge", "One.", {"grain": "day"}, 1),
            Sample("kpi_tool_b", "gauge", "Two.", {}, 0.5),
            Sample("kpi_tool_a", "gauge", "One.", {"grain": "hour"}, 2),
        ]
    )
    assert text == (
        "# HELP kpi_tool_a One.\n# TYPE kpi_tool_a gauge\n"
        'kpi_tool_a{grain="day"} 1\nkpi_tool_a{grain="hour"} 2\n'
        "# HELP kpi_tool_b Two.\n# TYPE kpi_tool_b gauge\nkpi_tool_b 0.5\n"
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (math.nan, "NaN"),
        (math.inf, "+Inf"),
        (-math.inf, "-Inf"),
        (0.1, "0.1"),
        (1.0, "1"),
        (1775433900.25, "1775433900.25"),
        (1e300, "1e+300"),
    ],
)
def test_numbers_are_written_as_go_reads_them(value: float, written: str) -> None:
    text = render([Sample("kpi_tool_a", "gauge", "Help.", {}, value)])
    assert text.endswith(f"kpi_tool_a {written}\n")
    (family,) = text_string_to_metric_families(text)
    assert family.samples[0].value == value or math.isnan(value)


def test_help_stays_on_its_line() -> None:
    text = render([Sample("kpi_tool_a", "gauge", 'a\nb \\ "c"', {}, 1)])
    assert text.splitlines()[0] == r'# HELP kpi_tool_a a\nb \\ "c"'
    (family,) = text_string_to_metric_families(text)
    assert family.documentation == 'a\nb \\ "c"'


# The file


def test_a_file_is_replaced_whole_and_may_be_read(tmp_path: Path) -> None:
    file = tmp_path / "kpi-tool.prom"
    prometheus.write(file, "one\n")
    prometheus.write(file, "zwölf\n")
    assert file.read_text(encoding="utf-8") == "zwölf\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert list(tmp_path.iterdir()) == [file]


def test_what_a_link_points_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "kpi-tool.prom"
    link.symlink_to(tmp_path / "there/kpi-tool.prom")
    prometheus.write(link, "one\n")
    assert link.is_symlink()
    assert (tmp_path / "there/kpi-tool.prom").read_text(encoding="utf-8") == "one\n"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kpi-tool.prom"
    prometheus.write(file, "old\n")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(prometheus.os, "fsync", full)
    with pytest.raises(NotWrittenError, match="could not be written: No space left on device"):
        prometheus.write(file, "new\n")
    assert file.read_text(encoding="utf-8") == "old\n"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("name", ["nowhere/kpi-tool.prom", "."])
def test_a_place_that_cannot_be_written_is_refused_at_once(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        prometheus.check(tmp_path / name)
