"""Write how Postgres runs each family: where the time of a day goes."""

from pathlib import Path

import click
from contestants import Arena

from kpi_tool import db, families, planning, rollup, templates


def write(arena: Arena, directory: Path) -> None:
    """Explain and analyze each family over the first batch of the day, into a file a family."""
    directory.mkdir(parents=True, exist_ok=True)
    (step,) = planning.plan(arena.conninfo, arena.request()).steps
    parameters = step.batches()[0].parameters()
    for family in families.all_families():
        text = templates.render(rollup.ROLLUPS[step.grain], indexed=step.run.indexed, families=(family,))
        explain = f"explain (analyze, buffers) {text}".encode()
        with (
            db.connect(arena.conninfo) as connection,
            connection.transaction(force_rollback=True),
            db.transaction(connection),
        ):
            lines = [line for (line,) in connection.execute(explain, parameters)]
        path = directory / f"{family.name}.txt"
        path.write_text("\n".join(lines) + "\n")
        click.echo(f"{path}: {lines[-1]}", err=True)
