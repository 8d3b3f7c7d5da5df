"""The options file: found, checked, and helpful where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalize.config import Config, find_config, read_config
from normalize.errors import OptionError


def test_nearest_file_with_options_counts(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.normalize]\nlevel = "likely"\nkeep = ["Boutsa Street"]\nmax-file-size = "2GB"\n'
    )
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.ruff]\nline-length = 100\n")
    assert find_config(deep) == (tmp_path / "pyproject.toml").resolve()
    assert read_config(find_config(deep)) == Config(level="likely", keep=("Boutsa Street",), max_file_size="2GB")
    (deep / "normalize.toml").write_text('lexicons = ["mine.tsv"]\nstyle = true\njobs = 2\n')
    assert read_config(find_config(deep)) == Config(lexicons=(str(deep.resolve() / "mine.tsv"),), style=True, jobs=2)
    assert read_config(None) == Config()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('levle = "safe"', "there is no option 'levle'; did you mean 'level'?"),
        ('keep = "Boutsa"', r"keep is a list of strings, such as keep = \['Boutsa'\]"),
        ("jobs = true", "jobs is int, not True"),
        ("style = 1", "style is bool, not 1"),
        ("a = [", "this is not TOML"),
    ],
)
def test_wrong_files_name_the_remedy(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "normalize.toml"
    file.write_text(text)
    with pytest.raises(OptionError, match=message):
        read_config(file)
