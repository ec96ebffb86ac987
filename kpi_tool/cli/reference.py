"""The page docs/cli.md, from the commands themselves: `python -m kpi_tool.cli.reference`."""

from collections.abc import Iterator

import click

from kpi_tool.cli.main import cli

WIDTH = 100
PREFACE = """\
# The command line

Made from the commands by `make docs`; edit their help texts.

**Data go to stdout, everything else to stderr.** `--format json` is stable. An error is one line that says
what is wrong and what to do; `--debug` adds its traceback. The options from `--database-url` on may stand
before a command as well as after it.

| exit code | |
|---|---|
| 0 | done |
| 1 | done, but some tenants failed, or a check found something |
| 2 | the call's words are off |
| 3 | no connection, not migrated, or a setting that cannot be used |
| 75 | another run holds every tenant that was to be done; cron may ignore it |
| 130 | interrupted; every window is whole |
| 141 | whoever read the output has gone |

Environment variables are in [operations.md](operations.md#the-environment).

**Completion** of commands and options: `eval "$(_KPI_TOOL_COMPLETE=bash_source kpi-tool)"` in `~/.bashrc`,
`zsh_source` in `~/.zshrc`; for fish `_KPI_TOOL_COMPLETE=fish_source kpi-tool | source`.
"""


def page() -> str:
    """Each command's help, under its name."""
    context = click.Context(cli, info_name="kpi-tool", terminal_width=WIDTH, **cli.context_settings)
    return "\n".join([PREFACE, *_sections(cli, context)])


def _sections(command: click.Command, context: click.Context) -> Iterator[str]:
    """Its own, then those of its commands."""
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if part := command.get_command(context, name):
                yield from _sections(part, click.Context(part, context, info_name=name))


if __name__ == "__main__":
    click.echo(page(), nl=False)
