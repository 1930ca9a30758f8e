"""Arrows point one way: healthsite → comments → articles, and everybody may use Django.

Two packages inside healthsite are leaves that know Django only: accounts, and the outbox that whoever sends mail uses.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("healthsite", "comments", "articles", "tests")
LEAVES = ("healthsite/accounts", "healthsite/outbox")
MAY_IMPORT = {
    "articles": {"articles"},
    "comments": {"comments", "articles", "healthsite.outbox"},
    "healthsite/accounts": {"healthsite.accounts", "healthsite.outbox"},
    "healthsite/outbox": {"healthsite.outbox"},
    "healthsite": {"healthsite", "comments", "articles"},
}


def imports_of(path: Path) -> set[str]:
    """The modules of the project that a file imports, by their absolute names."""
    package = ".".join(path.relative_to(ROOT).with_suffix("").parts[:-1])
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            names |= (
                {module, *(f"{module}.{alias.name}" for alias in node.names)} if module == "healthsite" else {module}
            )
    return {name for name in names if name.split(".")[0] in OURS}


def files_of(folder: str) -> list[Path]:
    return [
        path
        for path in sorted((ROOT / folder).rglob("*.py"))
        if folder != "healthsite" or not any(ROOT / leaf in path.parents for leaf in LEAVES)
    ]


class ImportDirectionTests:
    @pytest.mark.parametrize("folder", MAY_IMPORT)
    def test_no_arrow_points_back(self, folder):
        back = {
            f"{path.relative_to(ROOT)} imports {name}"
            for path in files_of(folder)
            for name in imports_of(path)
            if not any(name == allowed or name.startswith(f"{allowed}.") for allowed in MAY_IMPORT[folder])
        }
        assert not back

    def test_the_rule_sees_an_arrow_that_points_back(self, tmp_path, monkeypatch):
        monkeypatch.setattr("tests.test_architecture.ROOT", tmp_path)
        (tmp_path / "articles").mkdir()
        (tmp_path / "articles" / "bad.py").write_text("from comments.models import Comment\nfrom . import body\n")
        assert imports_of(tmp_path / "articles" / "bad.py") == {"comments.models", "articles"}

    def test_models_know_nothing_of_forms_views_and_requests(self):
        for folder in ("articles/models", "comments/models", "healthsite/accounts/models"):
            for path in (ROOT / folder).rglob("*.py"):
                source = path.read_text(encoding="utf-8")
                assert not {"HttpRequest", "from ..forms", "from ..views"} & set(source.split()), path


class OneGateTests:
    def test_html_is_called_safe_in_one_module_only(self):
        callers = {
            str(path.relative_to(ROOT))
            for path in [*ROOT.glob("*/**/*.py"), *ROOT.glob("templates/**/*.html")]
            if ".venv" not in path.parts
            and "tests" not in path.parts
            and "var" not in path.parts
            and any(
                word in path.read_text(encoding="utf-8")
                for word in ("mark_safe", "|safe", "autoescape off", "SafeString(")
            )
        }
        assert callers == {"articles/body.py"}
