"""One YAML text: what it describes, and what it may not do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_common.contract.image import ChildImage, Image
from api_common.contract.states import ImageFormat, ImageOsArch, ImageOsMode, ImageOsType, ImageStatus
from image_operator.catalogue.manifest import MAX_DEPTH, MAX_NODES, hostile, parse

SHORT = "image: {filename: a.img, spec: {}}"


def text_of(head: str = "", spec: str = "", tail: str = "") -> str:
    """A valid description with extra lines in its parts."""
    return f"image:\n  filename: a.img\n{head}  spec:\n    vd_size: 20\n{spec}{tail}"


def assert_broken(image: Image, part_of_reason: str) -> None:
    """A broken file looks as in v1 and says why."""
    assert (image.name, image.description, image.status) == ("NA", "FILE PARSE ERROR!", None)
    assert image.problem is not None and part_of_reason in image.problem


def test_everything_that_v1_knows() -> None:
    image = parse(
        "centos.yaml",
        """
image:
  uuid: 0123
  name: CentOS 7.5
  description: 中文
  filename: centos.qcow2
  extra: ignored
  spec: {vd_size: 20, size: 1.5, format: qcow2, os_type: Linux, os_arch: x86, os_mode: HVM}
  config: {min_disk: 1, min_mem: 2}
child_images:
  - uuid: drivers
    filename: drivers.iso
""",
    )
    assert image == Image(
        uuid="centos.yaml",
        name="CentOS 7.5",
        description="中文",
        filename="centos.qcow2",
        format=ImageFormat.QCOW2,
        vd_size=20,
        status=ImageStatus.AVAILABLE,
        os_type=ImageOsType.LINUX,
        os_arch=ImageOsArch.X86,
        os_mode=ImageOsMode.HVM,
        children=[ChildImage(uuid="drivers", filename="drivers.iso")],
    )


@pytest.mark.parametrize("word", ["qcow2", "QCOW2", "Qcow2"])
def test_words_are_read_in_any_case(word: str) -> None:
    assert parse("a.yaml", text_of(spec=f"    format: {word}\n")).format is ImageFormat.QCOW2


@pytest.mark.parametrize("key", ["format", "os_type", "os_arch", "os_mode"])
@pytest.mark.parametrize("word", ["VMDK", "''", "[QCOW2]", "{a: b}", "~"])
def test_an_unknown_word_leaves_its_field_absent(key: str, word: str) -> None:
    image = parse("a.yaml", text_of(spec=f"    {key}: {word}\n"))
    assert image.status is ImageStatus.AVAILABLE
    assert getattr(image, key) is None


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("  status: CREATING\n", ImageStatus.CREATING),
        ("  status: creating\n", ImageStatus.CREATING),
        ("  status: DELETING\n", ImageStatus.AVAILABLE),
        ("  status: nonsense\n", ImageStatus.AVAILABLE),
        ("", ImageStatus.AVAILABLE),
    ],
)
def test_a_publish_in_progress_is_creating(head: str, status: ImageStatus) -> None:
    assert parse("a.yaml", text_of(head=head)).status is status


def test_only_the_disk_file_and_the_two_parts_are_required() -> None:
    image = parse("a.yaml", SHORT)
    assert image.status is ImageStatus.AVAILABLE
    assert (image.name, image.vd_size, image.children) == (None, None, [])


@pytest.mark.parametrize("nothing", ["", "~", "null", "''"])
def test_nothing_is_absent(nothing: str) -> None:
    image = parse("a.yaml", f"image: {{filename: a.img, name: {nothing}, spec: {{vd_size: {nothing}}}}}")
    assert (image.status, image.name, image.vd_size) == (ImageStatus.AVAILABLE, None, None)


@pytest.mark.parametrize("children", ["child_images: ~\n", "child_images:\n", "child_images: []\n", ""])
def test_no_children_is_an_empty_list(children: str) -> None:
    assert parse("a.yaml", text_of(tail=children)).children == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not a mapping"),
        ("just words", "not a mapping"),
        ("- a\n- b\n", "not a mapping"),
        ("other: 1", "image"),
        ("image: words", "image"),
        ("image: {filename: a.img}", "image.spec"),
        ("image: {spec: {}}", "image.filename"),
        ("image: [unclosed", "line 1"),
        ("image: {}\n---\nimage: {}\n", "document"),
        ("image:\n\tname: tab", "line 2"),
        ("? [a, b]\n: c\n", "unhashable"),
        ("image: \x01", "not allowed"),
        (text_of(spec="    vd_size: big\n"), "image.spec.vd_size"),
        (text_of(spec="    vd_size: -1\n"), "image.spec.vd_size"),
        (text_of(spec=f"    vd_size: {'9' * 5000}\n"), "image.spec.vd_size"),
        (text_of(spec="    vd_size: 99999999\n"), "image.spec.vd_size"),
        (text_of(head="  name: [a]\n"), "image.name"),
        (text_of(head='  name: "\\ud800"\n'), "image.name"),
        (text_of(tail="child_images: words\n"), "child_images"),
        (text_of(tail="child_images: [{uuid: a}]\n"), "child_images.0.filename"),
    ],
)
def test_what_describes_no_image_is_broken_and_says_why(text: str, reason: str) -> None:
    assert_broken(parse("a.yaml", text), reason)


@pytest.mark.parametrize(
    ("filename", "why"),
    [
        ("../secret.txt", "begin with a dot"),
        ("/etc/passwd", "a slash"),
        ("..", "begin with a dot"),
        (".hidden", "begin with a dot"),
        ("a/b.img", "a slash: the file must lie in the images folder itself (character 2)"),
        ('"a\\0b"', "control character U+0000 (character 2)"),
        ('"a\\u202eb"', "control character U+202E"),
        ("''", "empty"),
        ("a" * 300, "longer than 255 bytes"),
        ("统" * 90, "longer than 255 bytes"),
        ("other.yaml", "not a description"),
    ],
)
def test_a_file_name_is_one_plain_component(filename: str, why: str) -> None:
    text = f"image: {{filename: {filename}, spec: {{}}}}"
    child = text_of(tail=f"child_images: [{{uuid: x, filename: {filename}}}]")
    for whole, key in ((text, "image.filename"), (child, "child_images.0.filename")):
        image = parse("a.yaml", whole)
        assert_broken(image, key)
        assert why in (image.problem or "") and hostile(whole) == image.problem


@pytest.mark.parametrize(
    "filename",
    [
        "my image.qcow2",
        "debian-12+deb12u1.qcow2",
        "统信.qcow2",
        "-x.img",
        "a\\b",
        "q=1,b:c.img",
        "é%2F;$(x).img",
        "统" * 85,
    ],
)
def test_any_other_name_is_one(filename: str) -> None:
    image = parse(
        "a.yaml", text_of(tail=f'child_images: [{{uuid: x, filename: "{filename.replace(chr(92), chr(92) * 2)}"}}]')
    )
    assert (image.problem, [child.filename for child in image.children]) == (None, [filename])


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['touch /tmp/never']",
        "image: !!python/object/new:subprocess.Popen [[id]]",
        "image: {filename: !!python/name:os.system '', spec: {}}",
    ],
)
def test_a_tag_builds_nothing(text: str) -> None:
    assert parse("a.yaml", text).status is None


def test_a_tag_of_a_word_is_the_word() -> None:
    assert parse("a.yaml", "image: {filename: !!int 'a b', spec: {}}").filename == "a b"


def test_values_are_text_whatever_they_look_like() -> None:
    image = parse("a.yaml", text_of(head="  name: 2024-13-45\n  description: 0x1F\n"))
    assert (image.name, image.description) == ("2024-13-45", "0x1F")


def test_aliases_are_refused_before_they_can_grow() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [*{before}, *{before}, *{before}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert_broken(parse("bomb.yaml", bomb + SHORT), "line 2: aliases")
    assert_broken(parse("loop.yaml", "image: &me {spec: *me}"), "aliases")


@pytest.mark.parametrize(
    "text",
    ["[" * (MAX_DEPTH + 1), "[" * 500_000, "x: " + "{a: " * 100_000, "- " * 100_000, "- x\n" * (MAX_NODES + 1)],
)
def test_depth_and_number_have_an_end(text: str) -> None:
    assert_broken(parse("deep.yaml", text), "too many or too deeply nested")


@given(st.text() | st.text(alphabet="image: spec{}[]&*!|>'\"%@`-?,#~\\\n\tx1"))
def test_no_text_breaks_the_reader(text: str) -> None:
    for whole in (text, text_of(head=f"  name: {text}\n"), text_of(spec=f"    vd_size: {text}\n")):
        image = parse("a.yaml", whole)
        assert (image.status is None) == (image.problem is not None)
        assert image.model_dump_json()
