"""The command `gomemlint rule`: the catalogue, and what authors of rules need.

What a subcommand does is imported when it runs: some of it costs a second.
"""

from __future__ import annotations

from pathlib import Path

import click

PLACE = click.Path(path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group("rule")
def command() -> None:
    """List the rules, publish their pages, write and check rules of your own."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print an array.")
@click.option(
    "--static",
    "path",
    type=PLACE,
    metavar="PATH",
    help="Read the rules of a third party from their files; none of their code runs.",
)
@click.pass_context
def list_command(context: click.Context, /, *, as_json: bool, path: Path | None) -> None:
    """Print all installed rules."""
    if path is None:
        from gomemlint.cli.rules.listing import run

        context.exit(run(as_json=as_json))
    from gomemlint.cli.rules import statically

    context.exit(statically.run(path, as_json=as_json))


@command.command("new", short_help="Write the file and the fixture module of a new rule.")
@click.argument("code")
@click.argument("name")
@click.option(
    "--needs",
    multiple=True,
    type=click.Choice(["syntax", "types", "compiler"]),
    help="The facts that the rule reads; repeat it for several. Default: syntax.",
)
@click.option(
    "--package", type=FOLDER, help="The folder of rule files; default: see pyproject.toml."
)
@click.pass_context
def new_command(
    context: click.Context, /, *, code: str, name: str, needs: tuple[str, ...], package: Path | None
) -> None:
    """Write the file of a rule and its fixture module, for example ACME001 big-buffer."""
    from gomemlint.cli.rules.new import run

    context.exit(run(code, name, needs, package))


@command.command("test", short_help="Run rules on their fixtures and the examples of their pages.")
@click.argument("path", type=PLACE, default=Path())
@click.pass_context
def test_command(context: click.Context, /, *, path: Path) -> None:
    """Run the rules at PATH on their fixtures and on the examples of their pages."""
    from gomemlint.cli.rules.testing import run

    context.exit(run(path))


@command.command(
    "check", short_help="Check rule files against the contract; none of their code runs."
)
@click.argument("path", type=PLACE)
@click.pass_context
def check_command(context: click.Context, /, *, path: Path) -> None:
    """Check the rule files at PATH against the contract; none of their code runs."""
    from gomemlint.cli.rules.checking import run

    context.exit(run(path))


@command.command("docs")
@click.option("--check", is_flag=True, help="Write nothing; fail if pages differ.")
@click.option(
    "--into",
    type=FOLDER,
    default=Path("docs/rules"),
    show_default=True,
    help="The folder of pages.",
)
@click.option("--site", type=FOLDER, help="Write a searchable site for browsers to this folder.")
@click.pass_context
def docs_command(context: click.Context, /, *, check: bool, into: Path, site: Path | None) -> None:
    """Write the page of each rule that we ship, and their index."""
    from gomemlint.cli.rules.docs import check as differ
    from gomemlint.cli.rules.docs import write, write_site

    if site is not None:
        context.exit(write_site(site))
    context.exit(differ(into) if check else write(into))
