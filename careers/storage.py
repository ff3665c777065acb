"""Where files are kept: static files under hashed names, originals of pictures without an address."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/site.css"
IMPORT = re.compile(r'^@import "(?P<name>[^"]+)";\n', re.MULTILINE)

COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed static files; the site's stylesheets are joined into one request.

    `css/site.css` imports one file per component in the order of the layers. A browser could follow
    the imports, at a round trip each, so they are replaced by what they name when files are collected.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if STYLESHEET in paths and not dry_run:
            joined = IMPORT.sub(lambda line: self._component(line["name"]), self._read(STYLESHEET))
            # What is explained in the sources need not travel to every visitor.
            joined = COMMENT.sub("", joined)
            self.delete(STYLESHEET)
            self._save(STYLESHEET, ContentFile(joined.encode()))
            # Hashing reads each file where `paths` says; the joined one stands here, not among the sources.
            paths = {**paths, STYLESHEET: (self, STYLESHEET)}
        yield from super().post_process(paths, dry_run, **options)

    def _component(self, name: str) -> str:
        return self._read(f"css/{name}")

    def _read(self, path: str) -> str:
        return Path(str(finders.find(path))).read_text(encoding="utf-8")


class PrivateStorage(FileSystemStorage):
    """Files that no address leads to."""

    def url(self, name: str | None) -> str:
        raise ValueError("Originals of pictures have no address.")
