"""The command `gomemlint`: finds the subcommand, turns failures into exit codes."""

from __future__ import annotations

import importlib
import sys
import traceback

import click

from gomemlint.cli.exits import Exit
from gomemlint.cli.streams import open_streams
from gomemlint.errors import GomemlintError, ToolchainError

COMMANDS = {
    "check": ("gomemlint.cli.check", "Find the lines that make memory grow (the default)."),
    "baseline": ("gomemlint.cli.baseline", "Accept the findings of today, report new ones."),
    "cache": ("gomemlint.cli.cache", "Remove the records of earlier runs."),
    "config": ("gomemlint.cli.config", "Print the configuration that holds."),
    "diff": ("gomemlint.cli.diff", "Tell what changed on the heap since a revision."),
    "escapes": ("gomemlint.cli.escapes", "List what goes to the heap, and why."),
    "explain": ("gomemlint.cli.explain", "Explain a rule, or a line of code."),
    "merge": ("gomemlint.cli.merge", "Make one report of those of all shards."),
    "rule": ("gomemlint.cli.rule", "List rules, publish their pages, write your own."),
    "version": ("gomemlint.cli.version", "Print the versions of gomemlint and of the Go it uses."),
}
DEFAULT_COMMAND = "check"
GROUP_OPTIONS = ("--help", "-h", "--version")


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and knows a default one.

    The import of one command costs tens of milliseconds; `--help` must not pay for all.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command = importlib.import_module(module).command
        assert isinstance(command, click.Command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args[:1] == ["help"]:
            args = [*args[1:], "--help"]
        if not args or (args[0] not in COMMANDS and args[0] not in GROUP_OPTIONS):
            refuse_misspelt(args)
            args = [DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def refuse_misspelt(args: list[str]) -> None:
    """Raise a usage error for a word that is nearly a command and no file or folder."""
    word = args[0] if args else ""
    if not word.isalpha():
        return
    import difflib
    from pathlib import Path

    if Path(word).exists():
        return
    near = difflib.get_close_matches(word, COMMANDS, n=1)
    if near:
        raise click.UsageError(
            f"there is no command {word!r}; did you mean {near[0]!r}? "
            f"`gomemlint check {word}` lints a package of that name"
        )


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    if wanted:
        from gomemlint.cli.version import own_version

        click.echo(f"gomemlint {own_version()}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 clean, 1 findings, 2 usage or configuration error, "
    "3 something could not be analysed, 130 interrupted.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and exit.",
)
def command() -> None:
    """Tell which lines of Go code make memory grow, and prove it.

    `gomemlint ./...` is `gomemlint check ./...`.
    """


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return the exit code; only our bugs print a traceback."""
    try:
        result: object = command.main(args=argv, prog_name="gomemlint", standalone_mode=False)
    except click.exceptions.Abort:
        return Exit.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except ToolchainError as error:
        _tell(error)
        return Exit.INCOMPLETE
    except GomemlintError as error:
        _tell(error)
        return Exit.USAGE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception:  # noqa: BLE001 - the top: a bug is reported as one, never as a clean run
        traceback.print_exc()
        click.echo("gomemlint: this is a bug of gomemlint; nothing was reported", err=True)
        return Exit.INCOMPLETE
    return result if isinstance(result, int) else Exit.CLEAN


def _tell(error: GomemlintError) -> None:
    """Print a failure; it may quote what others wrote, file names for example."""
    from gomemlint.reporters.cleaning import visible_lines

    click.echo("gomemlint: " + "\n".join(visible_lines(str(error).expandtabs(4))), err=True)


def entry() -> None:
    """Run as a program."""
    open_streams()
    sys.exit(main())
