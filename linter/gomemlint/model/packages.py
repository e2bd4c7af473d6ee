"""What the go command says about a package: its files, its module, its export data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GoModule:
    """The module of a package; `version` and `go_version` are empty where Go names none.

    `go_version` is the text of the `go` line (`1.22`, `1.27.3`), which selects the language.
    """

    path: str
    version: str = ""
    directory: str = ""
    go_version: str = ""
    main: bool = False


@dataclass(frozen=True, slots=True)
class GoPackage:
    """One package as it is compiled in this run.

    `identity` is unique in a run: the import path, and for a test variant what Go writes behind
    it (`p [p.test]`); `path` is the import path alone. File names are base names in `directory`.
    `imports` are identities; `import_map` leads from an import in the source to the identity it
    means, where the two differ. `export` is the file of export data, empty if there is none.
    `is_target` holds for the packages that the patterns name, and for no other.
    """

    identity: str
    path: str
    name: str
    directory: str
    for_test: str = ""
    go_files: tuple[str, ...] = ()
    cgo_files: tuple[str, ...] = ()
    ignored_files: tuple[str, ...] = ()
    invalid_files: tuple[str, ...] = ()
    test_files: tuple[str, ...] = ()
    external_test_files: tuple[str, ...] = ()
    embedded_files: tuple[str, ...] = ()
    export: str = ""
    module: GoModule | None = None
    is_target: bool = False
    is_standard: bool = False
    imports: tuple[str, ...] = ()
    import_map: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    error_position: str = ""
    dependency_errors: tuple[str, ...] = ()

    @property
    def source_files(self) -> tuple[str, ...]:
        """The absolute paths of the Go files that this build compiles, sorted by name."""
        names = sorted(self.go_files + self.cgo_files)
        return tuple(f"{self.directory}/{name}" for name in names)

    @property
    def is_compiled(self) -> bool:
        """Whether the build made export data of it: it and all that it imports compile."""
        return bool(self.export)
