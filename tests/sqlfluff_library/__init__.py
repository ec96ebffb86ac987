"""What Python gives to the SQL templates, as text that sqlfluff can parse: param(), host() and zero()."""

from collections.abc import Iterable


class Columns:
    """Every column there could be."""

    def __contains__(self, name: str) -> bool:
        return True

    def __getitem__(self, name: str) -> str:
        return "text"


class HostTable:
    """A table of the host that has every column, each of the right type."""

    columns = Columns()
    has_children = True

    def __init__(self, name: str) -> None:
        self._name = name

    def __str__(self) -> str:
        return self._name

    def column(self, *names: str, **_type: str) -> str:
        return f"{self._name}.{names[0]}"

    def lacks(self, _names: Iterable[str]) -> list[str]:
        return []

    def named(self, alias: str) -> "HostTable":
        return HostTable(alias)


def param(name: str) -> str:
    return f"'{name}'"


def host(table: str) -> HostTable:
    return HostTable(table)


def zero(counter: str) -> str:
    return f"coalesce(staged.{counter}, 0)"
