"""Collected static files: hashed, compressed, and with one joined stylesheet."""

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from careers.storage import join_parts, minify_css, minify_module

ROOT = settings.BASE_DIR
HAS_MINIFIER = find_spec("minify") is not None
IMPORTED = r'(?:from ?|import ?|import\()"\./([^"]+)"'


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The folder of collected files, and the hashed names in it."""
    folder = tmp_path_factory.mktemp("static")
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "careers.storage.StaticStorage"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder, json.loads((folder / "staticfiles.json").read_text())["paths"]


def test_stylesheets_are_joined_in_the_order_of_their_layers(collected):
    folder, names = collected
    css = (folder / names["css/site.css"]).read_text()

    assert "@import" not in css
    assert css.index("@layer reset,tokens,base") < css.index("--color-canvas:") < css.index(".hero__title")
    assert re.findall(r"url\(", css) == []
    assert (folder / (names["css/site.css"] + ".br")).exists()


def test_parts_are_joined_into_the_modules_that_import_them():
    modules = {
        "js/list.js": 'import "./parts/f.js";\nimport { a } from "./parts/a.js";\n'
        'import { d } from "./d.js";\nimport("./e.js");\na(d);\n',
        "js/parts/f.js": "f();\n",
        "js/parts/a.js": 'import { b } from "./b.js";\nimport { c } from "./c.js";\n\nexport function a() {}\n',
        "js/parts/b.js": 'import { c } from "./c.js";\n\nexport const b = c;\n',
        "js/parts/c.js": "export async function c() {}\n",
    }

    assert join_parts("js/list.js", modules.__getitem__).split("\n") == [
        "f();",
        "async function c() {}",
        "",
        "const b = c;",
        "",
        "function a() {}",
        'import { d } from "./d.js";',
        'import("./e.js");',
        "a(d);",
        "",
    ]


def test_names_at_the_top_of_joined_modules_differ():
    for source in (ROOT / "static/js").glob("*.js"):
        script = join_parts(f"js/{source.name}", lambda name: (ROOT / "static" / name).read_text())
        names = re.findall(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", script, re.MULTILINE)
        assert len(names) == len(set(names)), source.name
        assert "/parts/" not in script


def test_modules_import_each_other_by_their_hashed_names(collected):
    folder, names = collected
    hashed = set(names.values())
    sources = [ROOT / "static" / name for name in names if name.startswith("js/")]

    assert len(sources) == len([*(ROOT / "static/js").rglob("*.js")])
    for source in sources:
        path = source.relative_to(ROOT / "static")
        collected_script = (folder / names[path.as_posix()]).read_text()
        imports = re.findall(IMPORTED, join_parts(path.as_posix(), lambda name: (ROOT / "static" / name).read_text()))
        imported = re.findall(IMPORTED, collected_script)
        assert len(imported) == len(imports), path
        assert {(path.parent / name).as_posix() for name in imported} <= hashed, path


def test_own_scripts_and_stylesheets_are_smaller_than_their_sources(collected):
    folder, names = collected
    folders = ("css/", "js/") if HAS_MINIFIER else ("css/",)
    own = [name for name in names if name.startswith(folders)]

    assert own
    for name in own:
        served = (folder / names[name]).read_text()
        assert "/*" not in served, name
        assert "\n  " not in served, name
    site = Path(str(finders.find("css/site.css")))
    parts = [site.parent / name for name in re.findall(r'@import "(.+)";', site.read_text())]
    assert len(parts) > 20
    assert (folder / names["css/site.css"]).stat().st_size < 0.8 * sum(part.stat().st_size for part in parts)


def test_files_of_packages_stay_as_they_are(collected):
    folder, names = collected
    script = "admin/js/theme.js"

    assert (folder / names[script]).read_text() == Path(str(finders.find(script))).read_text()


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("/* a */\n.a,\n.b {\n  c: d;\n}\n", ".a,.b{c:d;}"),
        ("a { /* b */ c: d; /* e **/ }\na { f: g } /* h */", "a{c:d;}a{f:g}"),
        (".a { /* b */ c: d; }", ".a{c:d;}"),
        ("/* a */ .b > .c /* d */ { e: f }", ".b > .c{e:f}"),
        ("/* a */ @layer b { /* c */ }", "@layer b{}"),
        # Only a blank tells the descendants of `.a` from `.a` itself.
        (".a :hover, .b /* c */ .d { & :is(.e) :focus { f: g } }", ".a :hover,.b .d{& :is(.e) :focus{f:g}}"),
        ("@media (x) { a { b: calc(1px + (2px * 3)) } }", "@media (x){a{b:calc(1px + (2px * 3))}}"),
        (".a { --b: ; c: oklch(0.5 0.1 250 / 50%); }", ".a{--b:;c:oklch(0.5 0.1 250 / 50%);}"),
        ('.a::before { content: " /* { ; */ \\" "; }', '.a::before{content:" /* { ; */ \\" ";}'),
        ("a { b: url(data:image/png;base64,AA==) , c; }", "a{b:url(data:image/png;base64,AA==),c;}"),
        ("@container side (width >= 30rem) { a { b: c } }", "@container side (width >= 30rem){a{b:c}}"),
        ("@layer a, b;\n@layer a { }", "@layer a,b;@layer a{}"),
        # A comment ends at its first end, whatever follows a later one.
        ("/* a */\n@b c;\n.d { e: f; /* g */ }", "@b c;.d{e:f;}"),
    ],
)
def test_stylesheets_lose_nothing_but_comments_and_blanks(css, expected):
    assert minify_css(css) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("/* a */\nconst first = 1; // c\nf(first);", "(()=>{const e=1;f(e)})()"),
        ("a = b\n++c\n", "(()=>{a=b,++c})()"),
        ("f((x) => /a  \\/\\* b/.test(x));", "(()=>{f(e=>/a  \\/\\* b/.test(e))})()"),
        ("a = `x  ${ `y  // ${ b }` }  /* c */`;", "(()=>{a=`x  ${`y  // ${b}`}  /* c */`})()"),
        ("export const first = 1;\n", "export const first=1"),
        ('import { a } from "./b.js";\nexport { a as c };', 'import{a}from"./b.js";export{a as c}'),
    ],
)
@pytest.mark.skipif(not HAS_MINIFIER, reason="This computer has no minifier.")
def test_scripts_keep_their_meaning(script, expected):
    assert minify_module(script) == expected
