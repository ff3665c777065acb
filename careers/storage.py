"""Storages for static files with hashed names, and for original pictures without an address."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import "(?P<name>[^"]+)";\n', re.MULTILINE)

# A text in quotes or an address; a sign that needs no blanks around it; blanks and comments.
GAP = r"(?:\s|/\*.*?\*/)"
CSS_PART = re.compile(
    rf"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|url\([^"')]*\))|{GAP}*(?P<sign>[{{}};,]){GAP}*|{GAP}+""",
    re.DOTALL,
)
# The site's own files; those of packages are served as their authors made them.
OWN_STYLESHEETS, OWN_MODULES = re.compile(r"css/.*\.css"), re.compile(r"js/.*\.js")


def minify_css(css: str) -> str:
    """Return a stylesheet without comments and needless blanks. Nothing else changes, whatever CSS it uses."""
    return CSS_PART.sub(lambda part: part["text"] or part["sign"] or " ", css).strip()


def minify_module(script: str) -> str:
    """Return a script without comments and blanks, and with short local names.

    The minifier has no wheel for Macs with an Apple processor. There, scripts stay as they are.
    """
    if importlib.util.find_spec("minify") is None:
        return script
    import minify  # brings a runtime of its own, which no server needs

    return str(minify.string("application/javascript", script))


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed static files, smaller than their sources. The site's stylesheets become one file.

    `css/site.css` imports one file per component, in the order of the layers. Each import would cost the browser a
    round trip, so `collectstatic` replaces the imports with the content of the files.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for name in paths:
                if OWN_STYLESHEETS.fullmatch(name):
                    css = IMPORT.sub(lambda match: self._read(f"css/{match['name']}"), self._read(name))
                    self._replace(name, minify_css(css))
                elif OWN_MODULES.fullmatch(name):
                    self._replace(name, minify_module(self._read(name)))
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
