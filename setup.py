"""Lays what an office refers to (notebooks, published data, criteria) into the wheel; all else stands in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

CARRIED = ("notebooks", "data/cong_bo", "data/tieu_chi")  # htxlib/data/carried.py names the same; a test compares them
HERE = Path(__file__).parent


class WithCarried(build_py):
    """The modules, and beside them the files that a project refers to; an editable install has them in the repository."""

    def run(self):
        super().run()
        if self.editable_mode:
            return
        for name in CARRIED:
            target = Path(self.build_lib, "htxlib", "carried", name)
            shutil.copytree(HERE / name, target, ignore=shutil.ignore_patterns("rieng", ".*", "~*"), dirs_exist_ok=True)


setup(cmdclass={"build_py": WithCarried})
