"""The rules of the tree: who imports whom, where each package is at home, and how files are made."""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
PROGRAM = sorted((HOME / "sms_desktop").rglob("*.py"))
MIGRATIONS = sorted((HOME / "migrations").rglob("*.py"))
TESTS = sorted((HOME / "tests").rglob("*.py"))
TOOLS = [HOME / "dev.py", *sorted((HOME / "packaging").glob("*.py"))]
EVERYTHING = PROGRAM + MIGRATIONS + TESTS + TOOLS

#: Which of our own folders a folder may import, itself apart; what lies at the top may import all.
MAY_IMPORT = {
    "core": set(),
    "db": {"core"},
    "formats": {"core"},
    "services": {"core", "db", "formats"},
    "reports": {"core", "services", "formats"},
    "cli": {"core", "services", "reports"},
    "ui": {"core", "services", "reports"},
}
#: The folders at home in which a third-party package may be imported: to replace it, they change and nothing else.
AT_HOME = {
    "PySide6": {"ui"},
    "shiboken6": {"ui"},
    "alembic": {"db", "migrations"},
    "babel": {"core"},
    "cachetools": {"services"},
    "cryptography": {"db", "services"},
    "dateutil": {"core"},
    "defusedxml": {"formats"},
    "filelock": {"db"},
    "icalendar": {"formats"},
    "keyring": {"services"},
    "lxml": {"formats"},
    "openpyxl": {"formats"},
    "PIL": {"formats"},
    "platformdirs": {"core"},
    "psutil": {"formats", "services"},
    "pypdfium2": {"formats"},
    "python_calamine": {"formats"},
    "reportlab": {"formats"},
    "rustpy_xlsxwriter": {"formats"},
    "sqlalchemy": {"db", "services", "migrations"},
    "sqlcipher3": {"db"},
    "zxcvbn": {"core"},
}
#: Files over 400 lines, each with the reason that it is one thing all the same.
LONG_FILES = {"migrations/versions/0001_first_schema.py": "the whole first schema is one step"}
#: Functions over 40 lines, likewise.
LONG_FUNCTIONS = {
    f"sms_desktop/ui/qt_texts.py {part}": "a table of Qt's own texts"
    for part in ("_buttons", "_of_files", "_of_printing")
}
#: Modules of the standard library that nothing here may use, with the reason.
BANNED = {
    "sqlite3": "two SQLite libraries in one process break each other's locks",
    "pickle": "it runs what it reads",
    "marshal": "it runs what it reads",
    "shelve": "it runs what it reads",
}
MAY_PRINT = {"cli", "__main__", "worker", "dev", "packaging"}
TEXT_FUNCTIONS = {"_", "ngettext", "pgettext"}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def name(file: Path) -> str:
    return file.relative_to(HOME).as_posix()


def folder(file: Path) -> str:
    """`ui` for what lies under sms_desktop/ui, `migrations` for a migration, a top-level module's own name else."""
    parts = file.relative_to(HOME).with_suffix("").parts
    return parts[1] if parts[0] == "sms_desktop" else parts[0]


def imports(file: Path) -> Iterator[str]:
    """The full name of everything that a file imports, at its top or where first used."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(file)}:{node.lineno} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(file: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of what is called."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call):
            called = node.func
            yield called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", ""), node


def functions(file: Path) -> Iterator[tuple[str, int]]:
    """Every function with its number of lines."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{name(file)} {node.name}", node.end_lineno - node.lineno + 1


def import_time(node: ast.AST) -> Iterator[ast.AST]:
    """What is run when a module is imported: all but the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for early in (*child.decorator_list, *child.args.defaults, *filter(None, child.args.kw_defaults)):
                yield from (early, *import_time(early))
            continue
        yield child
        yield from import_time(child)


def test_a_folder_imports_only_what_it_may() -> None:
    wrong = [
        f"{name(file)} imports {imported}"
        for file in PROGRAM
        if folder(file) in MAY_IMPORT
        for imported in imports(file)
        if imported.startswith("sms_desktop.")
        and imported.split(".")[1] not in MAY_IMPORT[folder(file)] | {folder(file), "__version__"}
    ]
    assert wrong == []


def test_every_folder_of_the_program_has_a_rule() -> None:
    folders = {file.parent.name for file in (HOME / "sms_desktop").glob("*/__init__.py")}
    assert folders <= set(MAY_IMPORT)


def test_a_third_party_package_is_imported_only_at_home() -> None:
    wrong = []
    for file in PROGRAM + MIGRATIONS:
        for package in {imported.split(".")[0] for imported in imports(file)} - {"sms_desktop", "__future__"}:
            at_the_top = folder(file) in ("app", "worker", "__main__")
            if package in sys.stdlib_module_names or package == "_typeshed" or (at_the_top and package in AT_HOME):
                continue
            if folder(file) not in AT_HOME.get(package, set()):
                wrong.append(f"{name(file)} imports {package}")
    assert wrong == []


def test_nothing_imports_what_is_banned() -> None:
    files = [file for file in EVERYTHING if "bench" not in file.parts]
    wrong = [
        f"{name(file)} imports {package}: {BANNED[package]}"
        for file in files
        for package in {imported.split(".")[0] for imported in imports(file)} & set(BANNED)
    ]
    assert wrong == []


def test_only_the_database_commits() -> None:
    wrong = [
        f"{name(file)}:{call.lineno}"
        for file in PROGRAM
        if name(file) != "sms_desktop/db/database.py"
        for called, call in calls(file)
        if called == "commit"
    ]
    assert wrong == []


def test_nothing_evaluates_text_or_starts_a_shell() -> None:
    wrong = [
        f"{name(file)}:{call.lineno} {called}"
        for file in PROGRAM + MIGRATIONS + TOOLS
        for called, call in calls(file)
        if (isinstance(call.func, ast.Name) and called in ("eval", "exec", "compile", "__import__"))
        or (called in ("system", "popen") and ast.unparse(call.func).startswith("os."))
        or any(keyword.arg == "shell" for keyword in call.keywords)
    ]
    assert wrong == []


def test_only_commands_print() -> None:
    wrong = [
        f"{name(file)}:{call.lineno}"
        for file in PROGRAM + MIGRATIONS + TOOLS
        if folder(file) not in MAY_PRINT
        for called, call in calls(file)
        if called == "print" and isinstance(call.func, ast.Name)
    ]
    assert wrong == []


def test_texts_are_translated_when_shown_and_never_at_import() -> None:
    wrong = [
        f"{name(file)}:{node.lineno}"
        for file in PROGRAM
        for node in import_time(tree(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TEXT_FUNCTIONS
    ]
    assert wrong == []


def test_texts_are_whole_sentences_that_the_catalogue_can_hold() -> None:
    wrong = [
        f"{name(file)}:{call.lineno} {ast.unparse(call.args[0])}"
        for file in PROGRAM
        for called, call in calls(file)
        if called in TEXT_FUNCTIONS and call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert wrong == []


def test_every_module_begins_with_one_sentence() -> None:
    wrong = []
    for file in EVERYTHING:
        lines = (ast.get_docstring(tree(file)) or "").split("\n")
        if not lines[0].endswith((".", "?")) or any(lines[1:2]):
            wrong.append(f"{name(file)}: {lines[0]}")
    assert wrong == []


def test_no_file_is_over_400_lines_without_a_reason() -> None:
    lengths = {name(file): len(file.read_text(encoding="utf-8").splitlines()) for file in EVERYTHING}
    long = {file for file, lines in lengths.items() if lines > 400}
    assert long == set(LONG_FILES)


def test_functions_are_short() -> None:
    found = [each for file in PROGRAM + TOOLS for each in functions(file)]
    lengths = [lines for _where, lines in found]
    assert {where for where, lines in found if lines > 40} == set(LONG_FUNCTIONS)
    assert statistics.median(lengths) <= 8
    assert sum(lines < 25 for lines in lengths) >= 0.9 * len(lengths)


def test_names_say_what_is_inside() -> None:
    assert [name(file) for file in EVERYTHING if file.stem in EMPTY_NAMES] == []
