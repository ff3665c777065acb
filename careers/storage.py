"""Storages for static files with hashed names, and for original pictures without an address."""

import importlib.util
import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import "(?P<name>[^"]+)";\n', re.MULTILINE)

# A part of a module, and what is left out where it becomes a piece of the module that imports it.
PART = re.compile(r'^import (?:\{[^}]+\} from )?"(?P<name>\./[^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=async |function|const|class)", re.MULTILINE)
LINKED = re.compile(r"^(?:import|export) ", re.MULTILINE)

# A text in quotes or an address; a sign that needs no blanks around it, maybe with a property, which needs none after
# its colon; blanks and comments.
GAP = r"(?:\s|/\*(?:[^*]|\*(?!/))*\*/)"
CSS_PART = re.compile(
    rf"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|url\([^"')]*\))|"""
    rf"{GAP}*(?P<sign>[{{}};,]){GAP}*(?:(?P<property>[\w-]+:){GAP}+)?|{GAP}+"
)
# The site's own files; those of packages are served as their authors made them.
OWN_STYLESHEETS, OWN_MODULES = re.compile(r"css/.*\.css"), re.compile(r"js/.*\.js")


def join_parts(name: str, read: Callable[[str], str], joined: set[str] | None = None) -> str:
    """Return a module with the modules of `js/parts/` that it imports, each once, before what needs it.

    `read` returns the text of a module by its name. Names at the top of joined modules must differ.
    """
    joined = set() if joined is None else joined

    def join(match: re.Match[str]) -> str:
        part = posixpath.normpath(posixpath.join(posixpath.dirname(name), match["name"]))
        if not part.startswith("js/parts/"):
            return match[0]
        if part in joined:
            return ""
        joined.add(part)
        return EXPORT.sub("", join_parts(part, read, joined))

    return PART.sub(join, read(name))


def minify_css(css: str) -> str:
    """Return a stylesheet without comments and needless blanks. Nothing else changes, whatever CSS it uses."""
    return CSS_PART.sub(_shorten, css).strip()


def _shorten(part: re.Match[str]) -> str:
    """Return what stays of a part of a stylesheet."""
    return part["text"] or (part["sign"] + (part["property"] or "") if part["sign"] else " ")


def minify_module(script: str) -> str:
    """Return a script without comments and blanks, and with short names where no other module can see them.

    The minifier has no wheel for Macs with an Apple processor. There, scripts stay as they are.
    """
    if importlib.util.find_spec("minify") is None:
        return script
    import minify  # brings a runtime of its own, which no server needs

    if not LINKED.search(script):
        script = f"(() => {{{script}}})();"
    return str(minify.string("application/javascript", script))


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed static files, smaller than their sources.

    `css/site.css` imports one file per component, in the order of the layers; modules import parts. Each import would
    cost the browser a round trip, so `collectstatic` replaces these imports with the content of the files.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for name in paths:
                if OWN_STYLESHEETS.fullmatch(name):
                    css = IMPORT.sub(lambda match: self._read(f"css/{match['name']}"), self._read(name))
                    self._replace(name, minify_css(css))
                elif OWN_MODULES.fullmatch(name):
                    self._replace(name, minify_module(join_parts(name, self._read)))
                else:
                    continue
                # Django reads each file from the storage that `paths` names. The smaller file is in this storage.
                paths = {**paths, name: (self, name)}
        yield from super().post_process(paths, dry_run, **options)

    def _replace(self, name: str, text: str) -> None:
        self.delete(name)
        self._save(name, ContentFile(text.encode()))

    def _read(self, path: str) -> str:
        return Path(str(finders.find(path))).read_text(encoding="utf-8")


class PrivateStorage(FileSystemStorage):
    """A storage whose files have no address."""

    def url(self, name: str | None) -> str:
        raise ValueError("Originals of pictures have no address.")
