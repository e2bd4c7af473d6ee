"""`gomemlint rule docs`: the pages of the rules that we ship."""

from __future__ import annotations

from pathlib import Path

import click

from gomemlint.authoring.pages import Page, files
from gomemlint.authoring.publishing import Publication
from gomemlint.cli.exits import Exit
from gomemlint.cli.pages import pages
from gomemlint.engine.catalogue import installed_rules
from gomemlint.model.rules import OUR_PREFIX

CURE = "run `gomemlint rule docs` and commit what it writes"


def write(folder: Path) -> Exit:
    """Bring the pages in a folder up to date."""
    own = our_pages()
    Publication(folder, files(own)).write()
    click.echo(f"{len(own)} rules in {folder}", err=True)
    return Exit.CLEAN


def check(folder: Path) -> Exit:
    """Say how the pages in a folder differ from those of the rules, and what to do."""
    differences = Publication(folder, files(our_pages())).differences()
    for difference in differences:
        click.echo(difference)
    if differences:
        click.echo(f"the pages are not those of the rules: {CURE}", err=True)
        return Exit.FINDINGS
    return Exit.CLEAN


def write_site(folder: Path) -> Exit:
    """Write the site; open its index.html."""
    from gomemlint.authoring.site import site

    own = our_pages()
    Publication(folder, site(own)).write()
    click.echo(f"{len(own)} rules; open {folder / 'index.html'}", err=True)
    return Exit.CLEAN


def our_pages() -> tuple[Page, ...]:
    """Return the pages of our rules; those of plugins are published by their authors."""
    return tuple(
        page for page in pages(installed_rules()) if page.metadata.code.startswith(OUR_PREFIX)
    )
