"""Token buckets, by a clock of their own."""

from kpi_tool.api.limits import Buckets


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_what_is_in_it_and_refills() -> None:
    clock = Clock()
    buckets = Buckets(3, 0.5, clock)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 2]
    assert buckets.take("b") == 0
    clock.now += 1
    assert (buckets.wait("a"), buckets.take("a")) == (1, 1)
    clock.now += 1
    assert [buckets.take("a"), buckets.take("a")] == [0, 2]
    clock.now += 1000
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 2], "it never holds more than its size"


def test_waiting_takes_nothing_and_makes_no_bucket() -> None:
    buckets = Buckets(1, 1, Clock())
    assert buckets.wait("a") == 0
    assert "a" not in buckets
    buckets.take("a")
    assert "a" in buckets
    buckets.forget("a")
    assert buckets.take("a") == 0


def test_those_that_nobody_asked_for_lately_are_forgotten() -> None:
    buckets = Buckets(1, 1, Clock(), most=2)
    for key in ("a", "b", "a", "c"):
        buckets.take(key)
    assert ["a" in buckets, "b" in buckets, "c" in buckets] == [True, False, True]
