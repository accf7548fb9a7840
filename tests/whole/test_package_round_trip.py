"""A report built from an open package is that of the folder it was made from, to the byte."""

from __future__ import annotations

import shutil
from contextlib import chdir

from where import ROOT

from htxoffice import package, simulate
from htxoffice.batch.plan import Job
from htxoffice.batch.work import produce
from htxoffice.settings.kind import Kinds
from htxoffice.settings.params import check


def test_the_package_gives_the_same_report(tmp_path):
    simulate.write(tmp_path / "data", simulate.ask("yen-bai,lao-cai,son-la", "2022-2023", seed=1))
    package.write(tmp_path / "made", str(tmp_path / "data"))
    found = []
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    (tmp_path / "params").mkdir()
    for where in ("data", "made/so-lieu"):
        given = {"don_vi": "yen-bai", "tu_ngay": "2023", "den_ngay": "2023", "du_lieu": where}
        params, faults = check(Kinds(ROOT).of("bao_cao_nam"), given)
        assert not faults
        with chdir(tmp_path):
            found.append(produce(Job("a", "yen-bai", "bao_cao_nam", "", params), "htx", lambda cell: None).files)
    assert found[0] == found[1] and len(found[0]) > 2
