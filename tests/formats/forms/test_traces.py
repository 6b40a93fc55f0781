"""What real forms carry along that leads elsewhere is left out when they are filled, and nothing that is seen."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.forms.filling import Form, look_at
from sms_desktop.services.papers import form_words
from tests.formats.made_elsewhere import LISTS, shown
from tests.office_files import R, W, document, links, types

NAME = {"student.last_name": "Γεωργίου"}
BODY = "<w:p><w:r><w:t>${student.last_name}</w:t></w:r></w:p>"
_V = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_DISK = "file:///C:/Users/someone/list.xlsx"
#: As Word writes a drawing of another program: the picture of it, and the object behind the picture.
_OBJECT = (
    f'<w:p><w:r><w:object w:dxaOrig="1365" w:dyaOrig="765" {_V}><v:shape id="s1" style="width:68pt" o:ole="">'
    '<v:imagedata r:id="rId1" o:title=""/></v:shape>'
    '<o:OLEObject Type="Embed" ProgID="Word.Picture.8" ShapeID="s1" r:id="rId2"/></w:object></w:r></w:p>'
)


def parts(content: bytes) -> dict[str, bytes]:
    """What is in the filled form, by name."""
    made, _missing = Form(content, LISTS).filled(NAME, shown)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert "Γεωργίου".encode() in found["word/document.xml"]
    return found


def settings(markup: str, *targets: tuple[str, str] | tuple[str, str, str], **more: str | bytes) -> bytes:
    return document(BODY, {
        "word/_rels/document.xml.rels": links(("settings", "settings.xml")),
        "word/settings.xml": f"<w:settings {W} {R}>{markup}<w:zoom w:percent='100'/></w:settings>",
        "word/_rels/settings.xml.rels": links(*targets), **more,
    })  # fmt: skip


def with_part(name: str, markup: str, *targets: tuple[str, str] | tuple[str, str, str]) -> bytes:
    folder, _, own = name.rpartition("/")
    return document(BODY, {name: markup, f"{folder}/_rels/{own}.rels": links(*targets)})


def object_of(*targets: tuple[str, str] | tuple[str, str, str], **more: str | bytes) -> bytes:
    return document(BODY + _OBJECT, {
        "word/_rels/document.xml.rels": links(*targets), "word/media/image1.emf": b"picture",
        **{name.replace("__", "/").replace("_", "."): content for name, content in more.items()},
    })  # fmt: skip


def test_the_link_to_the_template_is_dropped_and_told() -> None:
    target = "file:///C:/Users/someone/Templates/letter.dotx"
    content = settings('<w:attachedTemplate r:id="rId1"/>', ("attachedTemplate", target, "External"))
    assert look_at(content, LISTS).dropped == ("template",)
    made = parts(content)
    assert not any(b"Templates" in part for part in made.values())
    assert b"attachedTemplate" not in made["word/settings.xml"]


def test_the_list_of_a_mail_merge_is_dropped_and_told() -> None:
    merge = (
        '<w:mailMerge><w:connectString w:val="Data Source=C:/secret.xls"/><w:dataSource r:id="rId1"/>'
        '<w:odso><w:recipientData r:id="rId2"/></w:odso></w:mailMerge>'
    )
    content = settings(
        merge, ("mailMergeSource", _DISK, "External"), ("recipientData", "recipientData.xml"),
        **{"word/recipientData.xml": "<x/>"},
    )  # fmt: skip
    assert look_at(content, LISTS).dropped == ("merge",)
    made = parts(content)
    assert "word/recipientData.xml" not in made
    assert b"zoom" in made["word/settings.xml"]
    assert not any(b"secret" in part or b"someone" in part or b"recipientData" in part for part in made.values())


def test_a_signature_is_dropped_and_told_since_it_holds_for_the_unfilled_form_alone() -> None:
    content = document(BODY, {
        "_rels/.rels": links(("officeDocument", "word/document.xml"), ("origin", "_xmlsignatures/origin.sigs")),
        "_xmlsignatures/origin.sigs": b"", "_xmlsignatures/sig1.xml": "<Signature/>",
        "_xmlsignatures/_rels/origin.sigs.rels": links(("signature", "sig1.xml")),
    })  # fmt: skip
    assert look_at(content, LISTS).dropped == ("signature",)
    assert not any("_xmlsig" in name or b"_xmlsig" in part for name, part in parts(content).items())


def test_a_chart_keeps_its_numbers_without_the_workbook_that_it_was_made_from() -> None:
    chart = (
        f'<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" {R}><c:v>3</c:v>'
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )
    content = with_part("word/charts/chart1.xml", chart, ("oleObject", _DISK, "External"))
    assert look_at(content, LISTS).dropped == ("charts",)
    made = parts(content)
    assert b"<c:v>3</c:v>" in made["word/charts/chart1.xml"]
    assert b"externalData" not in made["word/charts/chart1.xml"]
    assert b"someone" not in made["word/charts/_rels/chart1.xml.rels"]


@pytest.mark.parametrize(
    ("picture", "left"),
    [
        (f'<a:blip {_A} r:embed="rId1" r:link="rId2"/>', b'r:embed="rId1"'),
        (f'<v:imagedata {_V} r:id="rId1" r:href="rId2" o:title="logo"/>', b'r:id="rId1"'),
    ],
)
def test_a_picture_that_is_in_the_document_needs_no_link_to_where_it_came_from(picture: str, left: bytes) -> None:
    header = f"<w:hdr {W} {R}><w:p><w:r>{picture}</w:r></w:p></w:hdr>"
    away = ("image", "https://school.example/logo.jpg", "External")
    content = with_part("word/header1.xml", header, ("image", "media/logo.jpg"), away)
    assert look_at(content, LISTS).dropped == ("pictures",)
    made = parts(content)
    assert left in made["word/header1.xml"]
    assert b"rId2" not in made["word/header1.xml"] + made["word/_rels/header1.xml.rels"]


def test_a_picture_that_is_elsewhere_alone_is_refused() -> None:
    header = f'<w:hdr {W} {R}><w:p><w:r><a:blip {_A} r:embed="rId1" r:link="rId1"/></w:r></w:p></w:hdr>'
    with pytest.raises(BadFile) as refused:
        look_at(with_part("word/header1.xml", header, ("image", "https://school.example/logo.jpg", "External")), LISTS)
    assert refused.value.code == "linked"


@pytest.mark.parametrize(
    ("targets", "more"),
    [
        ([("oleObject", "embeddings/oleObject1.bin")], {"word__embeddings__oleObject1_bin": b"MZ"}),
        ([("package", "embeddings/sheet.xlsm")], {"word__embeddings__sheet_xlsm": b"PK"}),
        ([("oleObject", _DISK, "External")], {}),
    ],
)
def test_an_object_of_another_program_becomes_the_picture_that_it_shows(
    targets: list[tuple[str, str]], more: Mapping[str, bytes]
) -> None:
    content = object_of(("image", "media/image1.emf"), *targets, **more)
    assert look_at(content, LISTS).dropped == ("objects",)
    made = parts(content)
    assert b'<v:imagedata r:id="rId1"' in made["word/document.xml"]
    assert b"w:pict" in made["word/document.xml"]
    assert not any(sign in made["word/document.xml"] for sign in (b"OLEObject", b"w:object", b"o:ole="))
    assert b"rId2" not in made["word/_rels/document.xml.rels"]
    assert not any("embeddings" in name for name in made)


def test_an_object_without_a_picture_is_refused() -> None:
    content = object_of(
        ("hyperlink", "https://school.example", "External"), ("oleObject", "embeddings/oleObject1.bin"),
        word__embeddings__oleObject1_bin=b"MZ",
    )  # fmt: skip
    with pytest.raises(BadFile) as refused:
        look_at(content, LISTS)
    assert refused.value.code == "objects"


def test_a_workbook_in_a_document_stays() -> None:
    content = object_of(
        ("image", "media/image1.emf"), ("package", "embeddings/sheet.xlsx"), word__embeddings__sheet_xlsx=b"PK"
    )
    assert look_at(content, LISTS).dropped == ()
    made = parts(content)
    assert made["word/embeddings/sheet.xlsx"] == b"PK"
    assert b"OLEObject" in made["word/document.xml"]


def test_a_type_that_is_declared_for_parts_that_are_not_there_is_no_reason_to_refuse() -> None:
    declared = types(word__document_xml=_MAIN, word__embeddings__oleObject1_bin="application/vnd.x.oleObject")
    assert look_at(document(BODY, {"[Content_Types].xml": declared}), LISTS).dropped == ()


def test_what_is_left_out_is_told_in_a_sentence() -> None:
    sentences = [
        form_words.dropped(code) for code in ("template", "merge", "signature", "charts", "pictures", "objects")
    ]
    assert len(set(sentences)) == 6
    assert all(sentence.endswith(".") for sentence in sentences)


def test_a_document_saved_as_strict_is_filled_and_stays_strict() -> None:
    strict = "http://purl.oclc.org/ooxml"
    text = (
        f'<w:document xmlns:w="{strict}/wordprocessingml/main" xmlns:r="{strict}/officeDocument/relationships" '
        f'w:conformance="strict"><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>${{courses.code}}</w:t></w:r></w:p></w:tc>'
        f"</w:tr></w:tbl>{BODY}</w:body></w:document>"
    )
    content = document(BODY, {"word/document.xml": text})
    assert [spot.name for spot in look_at(content, LISTS).fields] == ["courses.code", "student.last_name"]
    made, _missing = Form(content, LISTS).filled({**NAME, "courses": [{"code": "A"}, {"code": "B"}]}, shown)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        found = archive.read("word/document.xml").decode()
    assert found.count("<w:tr>") == 2
    assert f'xmlns:w="{strict}/wordprocessingml/main" xmlns:r="{strict}/officeDocument/relationships"' in found
    assert "schemas.openxmlformats.org" not in found
