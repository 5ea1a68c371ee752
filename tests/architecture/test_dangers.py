"""What no line of the program may do: run text, trust a stranger's bytes, draw lots that can be guessed, skip a check.

Read off the program itself, so that whoever adds such a line meets this before a reader does.
"""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "openhall"
#: Calls that run text, read objects out of bytes, or hash weakly; by the last two parts of their name.
FORBIDDEN = {
    "eval", "exec", "compile", "__import__",
    "os.system", "os.popen", "pickle.loads", "pickle.load", "marshal.loads", "shelve.open", "dill.loads",
    "yaml.load", "yaml.unsafe_load", "yaml.full_load", "jsonpickle.decode",
    "hashlib.md5", "hashlib.sha1", "hashes.MD5", "hashes.SHA1", "modes.ECB", "modes.CBC",
    "ssl._create_unverified_context", "tempfile.mktemp", "mark_safe", "format_html_join",
    "objects.raw", "objects.extra", "RawSQL",
}  # fmt: skip
#: Modules whose lots anybody can guess.
GUESSABLE = {"random", "numpy.random"}
#: Where patterns come from definitions, and gates look at each before (``kernel.patterns``); papers escape each sign.
PATTERNS_OF_DEFINITIONS = {
    "kernel/check_digits.py", "kernel/patterns.py", "blocks/documents/papers/rules.py",
    "blocks/forms/kinds/lines.py", "blocks/forms/kinds/numbers.py",
}  # fmt: skip
PATTERN_CALLS = {
    f"re.{name}" for name in ("compile", "match", "search", "fullmatch", "sub", "split", "findall", "finditer")
}


@cache
def files() -> list[tuple[str, ast.Module]]:
    """Return every module of the program that is no test or migration, with what it says."""
    paths = [path for path in sorted(SOURCE.rglob("*.py")) if not {"tests", "migrations"} & set(path.parts)]
    return [(path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8"))) for path in paths]


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        before = _name(node.value).rpartition(".")[2]
        return f"{before}.{node.attr}" if before else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _calls() -> Iterator[tuple[str, str, ast.Call]]:
    for file, tree in files():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (name := _name(node.func)):
                yield file, name, node


def test_nothing_runs_text_or_trusts_bytes() -> None:
    found = {(file, name) for file, name, _ in _calls() if name in FORBIDDEN}
    # The patterns of ``re`` and the names of modules of our own are compiled and imported; both are constants.
    assert {each for each in found if each[1] != "compile"} == set()
    assert len(files()) > 300


def test_programs_are_called_with_a_list_of_words() -> None:
    for file, name, call in _calls():
        if name.startswith("subprocess."):
            told = {each.arg: each.value for each in call.keywords}
            assert "shell" not in told, file
            assert not call.args or not isinstance(call.args[0], ast.JoinedStr | ast.Constant | ast.BinOp), file


def test_secrets_are_drawn_by_the_system() -> None:
    imported = {
        (file, each)
        for file, tree in files()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for each in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    }
    assert {file for file, module in imported if module in GUESSABLE} == set()


def test_a_pattern_is_written_by_us_or_what_is_put_into_it_is_escaped() -> None:
    loose = []
    for file, name, call in _calls():
        if name not in PATTERN_CALLS or file in PATTERNS_OF_DEFINITIONS or not call.args:
            continue
        pattern = call.args[0]
        for part in pattern.values if isinstance(pattern, ast.JoinedStr) else [pattern]:
            if isinstance(part, ast.FormattedValue) and not _is_ours(part.value):
                loose.append(f"{file}:{call.lineno}")
            if isinstance(part, ast.BinOp):
                loose.append(f"{file}:{call.lineno}")
    assert loose == []


def _is_ours(value: ast.expr) -> bool:
    """Tell whether it is escaped, or a constant by its name."""
    if isinstance(value, ast.Call):
        return "re.escape" in {_name(each) for each in ast.walk(value) if isinstance(each, ast.Attribute)}
    name = _name(value).rpartition(".")[2]
    return name.upper() == name


def test_questions_to_the_database_take_parameters() -> None:
    """Whatever is put into the text of a query is a name of a table or column of ours: see ``# noqa: S608``."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert rules["select"] == ["ALL"]
    assert not [each for each in rules["ignore"] if each.startswith("S")]
    off = rules["per-file-ignores"]
    queries = {"S", "S6", "S608"}
    assert not [place for place, codes in off.items() if "tests" not in place and queries & set(codes)]
    marked = [
        (file, line.strip())
        for file, _ in files()
        for line in (SOURCE / file).read_text("utf-8").splitlines()
        if "noqa: S608" in line
    ]
    assert [each for each in marked if "- " not in each[1].partition("noqa: S608")[2]] == [], "each says why"


def test_no_certificate_goes_unchecked() -> None:
    for file, tree in files():
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg in {"verify", "verify_mode", "check_hostname", "cert_reqs"}:
                assert not (isinstance(node.value, ast.Constant) and node.value.value in {False, None}), file
            if isinstance(node, ast.Attribute) and node.attr in {"CERT_NONE", "CERT_OPTIONAL"}:
                assert file == "project/lines.py", file  # looks at which versions a line takes, and sends nothing


def test_words_go_into_templates_as_text() -> None:
    """Every environment of templates escapes, and what is marked as safe was drawn by us: each mark says of what."""
    environments = [call for _, name, call in _calls() if name.rpartition(".")[2].lstrip("_") == "Environment"]
    assert environments
    for call in environments:
        told = {each.arg: each.value for each in call.keywords}
        escaping = told.get("autoescape")
        assert isinstance(escaping, ast.Constant)
        assert escaping.value is True
    marked = [
        line.strip()
        for path in sorted(SOURCE.rglob("*.jinja"))
        for line in path.read_text("utf-8").splitlines()
        if "safe" in line.replace("unsafe", "") and ("|safe" in line.replace(" ", "") or "autoescape" in line)
    ]
    assert len(marked) == 1
    assert "drawings.get(name" in marked[0], "drawings of our own"
    loose = [
        f"{file}:{number}"
        for file, _ in files()
        for number, line in enumerate((SOURCE / file).read_text("utf-8").splitlines(), 1)
        if "Markup(" in line and "noqa: S704" not in line and not any(mark in line for mark in ("Markup('", 'Markup("'))
    ]
    assert [each for each in loose if not each.startswith("channels/portal/signing/adding.py")] == []


def test_scripts_of_pages_write_text_as_text() -> None:
    """No script makes HTML of words, runs them, or keeps members by names from outside."""
    scripts = [path for path in SOURCE.rglob("*.js") if "tests" not in path.parts]
    assert len(scripts) >= 3
    for path in scripts:
        text = path.read_text("utf-8")
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "__proto__",
        ):
            assert word not in text, f"{path.name}: {word}"
        assert "Object.assign(" not in text or "Object.assign({}" not in text, path.name
        assert 'addEventListener("message"' not in text, path.name
