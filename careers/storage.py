"""Storages for static files with hashed names, and for original pictures without an address."""

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
    """Hashed and compressed static files. The site's stylesheets become one file.

    `css/site.css` imports one file per component, in the order of the layers. Each import would cost the browser a
    round trip, so `collectstatic` replaces the imports with the content of the files.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if STYLESHEET in paths and not dry_run:
            joined = IMPORT.sub(lambda match: self._read(f"css/{match['name']}"), self._read(STYLESHEET))
            # Visitors do not need the comments.
            joined = COMMENT.sub("", joined)
            self.delete(STYLESHEET)
            self._save(STYLESHEET, ContentFile(joined.encode()))
            # Django reads each file from the storage that `paths` names. The joined file is in this storage.
            paths = {**paths, STYLESHEET: (self, STYLESHEET)}
        yield from super().post_process(paths, dry_run, **options)

    def _read(self, path: str) -> str:
        return Path(str(finders.find(path))).read_text(encoding="utf-8")


class PrivateStorage(FileSystemStorage):
    """A storage whose files have no address."""

    def url(self, name: str | None) -> str:
        raise ValueError("Originals of pictures have no address.")
