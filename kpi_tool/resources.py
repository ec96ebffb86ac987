"""Where the SQL lives: inside an installed package, or beside it in a checkout."""

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent


@cache
def root() -> Path:
    """The directory that holds sql/, migrations/ and scripts/."""
    packaged = PACKAGE / "resources"
    return packaged if packaged.is_dir() else PACKAGE.parent


def sql_files(directory: str) -> list[Path]:
    """The SQL files directly in a directory of root(), by name; those of macros begin with an underscore."""
    return sorted((root() / directory).glob("[!_]*.sql"))
