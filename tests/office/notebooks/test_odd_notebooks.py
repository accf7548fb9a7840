"""Notebooks as other programs leave them, and the pictures that authors put into them."""

# ruff: noqa: E501 - a table of cases has one line a case

from __future__ import annotations

import base64
import codecs
import io
import json
import shutil
from pathlib import Path

import pytest
from PIL import Image
from small import notebook
from where import ROOT

from htxlib.words.errors import InputError
from htxoffice.batch import build, manifest
from htxoffice.notebooks import province_notebooks
from htxoffice.notebooks.check import check_notebooks
from htxoffice.publish import pictures
from htxoffice.publish.html import HtxHtmlExporter
from htxoffice.publish.word.docx import document
from htxoffice.settings import notebook_file

NAME = "bao_cao_nam"
PARAMS = """notebook: bao_cao_nam
tieu_de: Năm 2022
tham_so:
  tu_ngay: "2022"
  den_ngay: "2022"
  du_lieu: data/cong_bo
noi: [yen-bai]
"""


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Path:
    """A project with the yearly notebook, one place, and the published data."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "params").mkdir()
    shutil.copy(ROOT / "notebooks" / f"{NAME}.ipynb", tmp_path / "notebooks")
    shutil.copytree(ROOT / "data" / "cong_bo", tmp_path / "data" / "cong_bo")
    (tmp_path / "params" / "nam.yml").write_text(PARAMS, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def book(root: Path) -> Path:
    return root / "notebooks" / f"{NAME}.ipynb"


def content(root: Path) -> dict:
    return json.loads(book(root).read_text("utf-8"))


def write(root: Path, found: object, encoding: str = "utf-8") -> None:
    book(root).write_bytes(json.dumps(found, ensure_ascii=False).encode(encoding))


def built(root: Path) -> dict:
    """The entry of the one report."""
    build(reports=root / "reports", workers=1)
    return next(iter(manifest.read(root / "reports").values()))


def without(found: dict, *names: str) -> dict:
    return {key: value for key, value in found.items() if key not in names}


# --- files ------------------------------------------------------------------------------------------------------------

READ = {
    "byte order mark": lambda found: codecs.BOM_UTF8 + json.dumps(found).encode(),
    "utf-16": lambda found: json.dumps(found, ensure_ascii=False).encode("utf-16"),
    "empty metadata": lambda found: json.dumps(found | {"metadata": {}}).encode(),
    "no metadata": lambda found: json.dumps(without(found, "metadata")).encode(),
    "null metadata": lambda found: json.dumps(found | {"metadata": None}).encode(),
    "kernel without language": lambda found: json.dumps(found | {"metadata": {"kernelspec": {"name": "htx", "display_name": "Htx"}}}).encode(),
    "no version": lambda found: json.dumps(without(found, "nbformat", "nbformat_minor")).encode(),
    "version 4.2, no ids": lambda found: json.dumps(found | {"nbformat_minor": 2, "cells": [without(cell, "id") for cell in found["cells"]]}).encode(),
    "no ids": lambda found: json.dumps(found | {"cells": [without(cell, "id") for cell in found["cells"]]}).encode(),
    "ids alike": lambda found: json.dumps(found | {"cells": [cell | {"id": "x"} for cell in found["cells"]]}).encode(),
    "text as one string": lambda found: json.dumps(found | {"cells": [cell | {"source": "".join(cell["source"])} for cell in found["cells"]]}).encode(),
    "cells without metadata but the parameters": lambda found: json.dumps(found | {"cells": [cell if cell["metadata"] else without(cell, "metadata", "outputs") for cell in found["cells"]]}).encode(),
}  # fmt: skip


@pytest.mark.parametrize("kind", READ)
def test_a_notebook_is_read_whatever_wrote_it(desk, kind):
    usual = [(cell["cell_type"], cell["source"]) for cell in notebook_file.read(book(desk))["cells"]]
    book(desk).write_bytes(READ[kind](content(desk)))
    found = notebook_file.read(book(desk))
    assert [(cell["cell_type"], cell["source"]) for cell in found["cells"]] == usual
    assert len({cell["id"] for cell in found["cells"]}) == len(usual) and found["metadata"]["kernelspec"]["language"] == "python"
    assert [str(fault) for fault in check_notebooks([book(desk)], lint=False)] == []


@pytest.mark.parametrize("kind", ["byte order mark", "empty metadata", "no ids", "cells without metadata but the parameters"])
def test_a_notebook_of_an_odd_shape_is_built_like_the_usual_one(desk, kind):
    usual = built(desk)
    assert usual["status"] == manifest.DONE
    book(desk).write_bytes(READ[kind](content(desk)))
    again = built(desk)
    assert (again["status"], again["outputs"]) == (usual["status"], usual["outputs"])  # the same bytes


def of_version_3(found: dict) -> dict:
    cells = [{"cell_type": "code", "collapsed": False, "input": "".join(c["source"]), "language": "python", "metadata": c["metadata"], "outputs": []} for c in found["cells"] if c["cell_type"] == "code"]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells, "metadata": {}}]}


REFUSED = [
    ("", "tệp trống"), (" \n", "tệp trống"), ("null", "tệp trống"), ("{", "không phải JSON"), ("<html>", "không phải JSON"), ('{"cells": [', "không phải JSON"),
    ("[" * 100_000, "không phải JSON"), ("[]", "JSON khác"), ("5", "JSON khác"), ('{"a": 1}', "JSON khác"), ('{"cells": []}', "không có ô nào"), ('{"cells": {}}', "không có ô nào"),
    ('{"cells": null}', "không có ô nào"), ('{"cells": [5]}', "ô hỏng"), ('{"cells": [{}]}', "ô hỏng"), ('{"cells": [{"cell_type": "code", "source": 5}]}', "ô hỏng"),
    ('{"cells": [{"cell_type": "code", "source": [5]}]}', "ô hỏng"), ('{"cells": [{"cell_type": "heading", "source": "x"}]}', "ô hỏng"),
    ('{"nbformat": 9, "cells": [{"cell_type": "raw", "source": ""}]}', "bản «9»"), ('{"nbformat": "x", "cells": []}', "bản «x»"), ('{"nbformat": 3, "worksheets": 5}', "bị hỏng"),
    ('{"metadata": {"kernelspec": {"language": "R"}}, "cells": [{"cell_type": "raw", "source": ""}]}', "ngôn ngữ «R»"), ("{\"cells\": \"\udcff\"}", "bảng mã khác"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_what_is_no_notebook_is_a_sentence(desk, text, said):
    book(desk).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError) as caught:
        notebook_file.read(book(desk))
    (fault,) = caught.value.faults
    assert said in fault.found and fault.remedy and fault.file == f"{NAME}.ipynb"
    (told,) = check_notebooks([book(desk)], lint=False)
    assert said in told.found and told.file == f"notebooks/{NAME}.ipynb"


@pytest.mark.parametrize("text", ["", "{", '{"cells": [5]}', '{"nbformat": 9, "cells": [{"cell_type": "raw", "source": ""}]}'])
def test_a_build_says_so_too(desk, text):
    book(desk).write_text(text, "utf-8")
    failure = built(desk)["failure"]["message"]
    assert failure.startswith(f"{NAME}.ipynb") and "cần" in failure and "Error" not in failure


def test_an_old_notebook_is_read_and_what_it_lacks_is_told(desk):
    write(desk, of_version_3(content(desk)))
    assert len(notebook_file.read(book(desk))["cells"]) == sum(cell["cell_type"] == "code" for cell in content_of_root())
    assert [str(fault) for fault in check_notebooks([book(desk)], lint=False)] == []


def content_of_root() -> list[dict]:
    return content(ROOT)["cells"]


def test_an_own_notebook_is_compared_whatever_wrote_it(desk):
    path, _ = province_notebooks.create(desk, NAME, "yen-bai")
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    assert "giống hệt" in "\n".join(province_notebooks.told(desk))


# --- pictures ---------------------------------------------------------------------------------------------------------


def picture(kind: str = "png", size: tuple[int, int] = (4, 3)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind)
    return out.getvalue()


PNG = picture()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://example.vn/a.png"/></svg>'


@pytest.fixture
def beside(desk) -> Path:
    """The folder of notebooks with some pictures."""
    (desk / "notebooks" / "anh").mkdir()
    for name, file in {"so-do.png": PNG, "a.jpg": picture("jpeg"), "a.gif": picture("gif"), "a.webp": picture("webp"), "sai.png": b"x", "cut.png": PNG[:40], "a.svg": SVG, "sơ đồ.png": PNG}.items():
        (desk / "notebooks" / "anh" / name).write_bytes(file)
    (desk / "ngoai.png").write_bytes(PNG)
    return desk / "notebooks"


CARRIED = [
    "![Sơ đồ](anh/so-do.png)", '<img src="anh/so-do.png" alt="Sơ đồ">', "<img src='anh/so-do.png'>", "<IMG SRC=anh/so-do.png>", "![](./anh/so-do.png)", r"![](anh\\so-do.png)",
    "![](<anh/sơ đồ.png>)", "![](anh/s%C6%A1%20%C4%91%E1%BB%93.png)", "![](anh/a.jpg)", "![](anh/a.gif)", "![](anh/a.webp)", "![](attachment:dinh.png)", "[![](anh/so-do.png)](https://example.vn)",
    f"![](data:image/png;base64,{base64.b64encode(PNG).decode()})", "![x][1]\n\n[1]: anh/so-do.png", "![](rieng/../anh/so-do.png)",
]  # fmt: skip
REFUSED_PICTURES = [
    ("![](http://example.vn/a.png)", "«http://example.vn/a.png»"), ("![](https://example.vn/a.png)", "«https://"), ("![](//example.vn/a.png)", "«//example.vn"), ("<img src='ftp://x/a.png'>", "«ftp://"),
    ("<img src='file:///C:/a.png'>", "«file:///C:/a.png»"), ("![](C:/anh/a.png)", "«C:/anh/a.png»"), ("<img src='C:\\anh\\a.png'>", "«C:\\anh"), ("![](anh/khong-co.png)", "không có tệp này"),
    ("![](anh/so-do.pn)", "không có tệp này"), ("![](../ngoai.png)", "ngoài thư mục notebooks"), ("![](/etc/hostname)", "«/etc/hostname»"), ("![](../data/cong_bo/so_lieu.csv)", "ngoài thư mục notebooks"),
    ("![](anh/sai.png)", "loại tệp khác"), ("![](anh/cut.png)", "tệp hỏng"), ("![](anh/a.svg)", "loại tệp khác"), ("![](anh)", "không có tệp này"), ("![]()", "ô trống"), ("![](attachment:khac.png)", "«khac.png» (không có)"),
    ("<img src='anh/so-do.png' srcset='http://x/b.png 2x'>", "srcset"), ("<iframe src='https://example.vn'></iframe>", "iframe"), ("<object data='a.pdf'></object>", "object"), ("<embed src='a.pdf'>", "embed"),
    ("<video src='a.mp4'></video>", "video"), ("<link rel='stylesheet' href='a.css'>", "link"), ("<script src='https://x/a.js'></script>", "script"), ("<base href='https://x/'>", "base"),
    ("<meta http-equiv='refresh' content='0;url=https://x/'>", "meta"), ("<p style=\"background:url('http://x/a.png')\">a</p>", "«http://x/a.png»"), ("<style>@import 'http://x/a.css';</style>", "http://x/a.css"),
    ("<style>p{background:url(anh/so-do.png)}</style>", "«anh/so-do.png»"), ("<svg><image href='http://x/a.png'/></svg>", "«http://x/a.png»"), ("<svg><image xlink:href='http://x/a.png'/></svg>", "«http://x/a.png»"),
    ("<svg><use href='b.svg#a'/></svg>", "không có tệp này"), ("<svg fill='url(http://x/#a)'></svg>", "«http://x/#a»"), ("![Sơ đồ](anh/so do.png)", "«![Sơ đồ](anh/so do.png)»"), ("<img src='data:text/html,a'>", "«data:text/html"),
    ("<img src='javascript:1'>", "«javascript:1»"),
]  # fmt: skip


def with_text(root: Path, text: str, kind: str = "markdown") -> None:
    found = content(root)
    found["cells"].insert(3, {"cell_type": "markdown", "id": "hinh", "metadata": {}, "source": text, "attachments": {"dinh.png": {"image/png": base64.b64encode(PNG).decode()}}})
    if kind == "viet":
        cell = {"cell_type": "code", "id": "hinh", "metadata": {}, "outputs": [], "execution_count": None}
        found["cells"].pop(3)
        found["cells"].insert(-1, cell | {"source": f"%%viet bc\nCó hình sau.\n\n{text}\n"})
    write(root, found)


def exported(beside: Path, text: str) -> str:
    """The page of a small notebook beside the pictures."""
    from nbformat.v4 import new_markdown_cell

    cell = new_markdown_cell(text, attachments={"dinh.png": {"image/png": base64.b64encode(PNG).decode()}})
    nb = notebook(cell, title="T")
    document(nb, {}, "t", folder=str(beside))
    return HtxHtmlExporter().from_notebook_node(nb, {"metadata": {"name": "t", "path": str(beside)}})[0]


@pytest.mark.parametrize("text", CARRIED)
def test_a_picture_beside_the_notebook_is_carried_in_the_page_and_in_word(beside, text):
    page = exported(beside, text)
    kind = next((kind for ending, kind in (("jpg", "jpeg"), ("gif", "gif"), ("webp", "webp")) if ending in text), "png")
    assert f'"data:image/{kind};base64,' in page and "so-do.png" not in page and "attachment:" not in page


@pytest.mark.parametrize(("text", "said"), REFUSED_PICTURES)
def test_a_picture_that_a_page_cannot_take_along_is_told_in_every_output(beside, text, said):
    from nbformat.v4 import new_markdown_cell

    for export in (lambda nb: document(nb, {}, "t", folder=str(beside)), lambda nb: HtxHtmlExporter().from_notebook_node(nb, {"metadata": {"name": "t", "path": str(beside)}})):
        with pytest.raises(InputError) as caught:
            export(notebook("x = 1", new_markdown_cell(text, id="hinh"), title="T"))
        assert said in "\n".join(fault.found + fault.expected for fault in caught.value.faults)
        assert all(fault.cell == "ô 2 (hinh)" and fault.remedy for fault in caught.value.faults)


@pytest.mark.parametrize("text", ["Viết ![…](…) để chèn hình: `![](anh/x.png)`.".replace("![…](…) ", ""), "Xem url(x) và @import trong CSS.", '<a href="#cs-a">1</a>', "[trang](https://example.vn)", "a < b và img", "```\n<img src=http://x>\n```"])
def test_words_about_pictures_are_no_pictures(beside, text):
    assert "data:image" not in exported(beside, text)


@pytest.mark.parametrize("kind", ["markdown", "viet"])
def test_the_check_of_notebooks_tells_a_picture_that_is_not_there(beside, desk, kind):
    with_text(desk, "![Sơ đồ](anh/so-do.png)", kind)
    assert [str(fault) for fault in check_notebooks([book(desk)], lint=False)] == []
    with_text(desk, "![Sơ đồ](anh/so-dp.png)", kind)
    (fault,) = check_notebooks([book(desk)], lint=False)
    assert "so-dp.png" in fault.found and "Có phải «so-do.png»?" in fault.remedy and fault.cell.startswith("ô ")


@pytest.mark.parametrize("kind", ["markdown", "viet"])
def test_a_build_carries_pictures_and_sees_that_one_changed(beside, desk, kind):
    with_text(desk, "![Sơ đồ](anh/so-do.png)", kind)
    entry = built(desk)
    assert entry["status"] == manifest.DONE, entry
    page = desk / "reports" / next(name for name in entry["outputs"] if name.endswith(".html"))
    assert base64.b64encode(PNG).decode() in page.read_text("utf-8")
    (beside / "anh" / "so-do.png").write_bytes(fresh := picture(size=(5, 5)))
    built(desk)
    assert base64.b64encode(fresh).decode() in page.read_text("utf-8")


@pytest.mark.parametrize("kind", ["markdown", "viet"])
@pytest.mark.parametrize("text", ["![](http://example.vn/a.png)", "![](anh/khong-co.png)"])
def test_a_build_refuses_a_picture_that_it_cannot_carry(beside, desk, kind, text):
    with_text(desk, text, kind)
    entry = built(desk)
    assert entry["status"] == manifest.FAILED and "hình là tệp PNG" in entry["failure"]["message"]


def test_a_picture_of_an_own_notebook_lies_beside_it_or_in_the_common_folder(beside):
    (own_folder := beside / "rieng" / "yen-bai").mkdir(parents=True)
    (own_folder / "a.png").write_bytes(PNG)
    found = pictures.Pictures([own_folder])
    assert "data:image/png" in found.embedded('<img src="a.png">', "") and "data:image/png" in found.embedded('<img src="../../anh/so-do.png">', "")
    found.embedded('<img src="../../../ngoai.png">', "")
    assert [fault.found for fault in found.faults.all] == ["«../../../ngoai.png» (tệp ngoài thư mục notebooks)"]


def test_a_link_that_leads_out_is_not_followed(beside):
    (beside / "anh" / "link.png").symlink_to(beside.parent / "ngoai.png")
    found = pictures.Pictures([beside])
    assert found.embedded('<img src="anh/link.png">', "") and len(found.faults.all) == 1


def test_a_picture_that_is_too_large_is_told(beside, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_BYTES", 10)
    found = pictures.Pictures([beside])
    found.embedded('<img src="anh/so-do.png">', "ô 1")
    assert "hình không quá" in found.faults.all[0].expected
