"""Helpers that use the import pages of the desk: choose a file, look at the preview, confirm."""

import io
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from teams.spreadsheets.spreadsheet import write


def admin_page_url(model: Any, name: str, *parts: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=parts)


def make_file(resource: Any, *records: dict[str, str], file_format: str = "csv") -> bytes:
    """Return a file with these records. Missing cells are empty."""
    content = io.BytesIO()
    rows = [[record.get(column, "") for column in resource.columns] for record in records]
    write(content, file_format, resource.columns, rows, "Rows")
    return content.getvalue()


def upload(client: Client, model: Any, content: bytes, name: str = "rows.csv", *, create: bool = False) -> Any:
    """Upload a file. Return the preview, or the page with the errors of the file.

    `create`: press “Create them” in the preview.
    """
    preview = client.post(admin_page_url(model, "import"), {"file": SimpleUploadedFile(name, content)}, follow=True)
    return client.post(preview.request["PATH_INFO"], {"create": "Create them"}, follow=True) if create else preview


def confirm(client: Client, preview: Any, **changes: str) -> Any:
    """Press Import on a preview. Return the response, without following a redirect."""
    url = preview.request["PATH_INFO"]
    digest = re.search(r'name="digest" value="([0-9a-f]+)"', preview.content.decode())
    assert digest, "This preview cannot be confirmed."
    return client.post(url, {"digest": digest[1], "reason": "We know."} | changes)


def read_messages(response: Any) -> list[str]:
    """Return the messages on a page."""
    return [str(message) for message in response.context["messages"]]


def read_totals(preview: Any) -> dict[str, int]:
    return dict(preview.context["plan"].totals)


def read_faults(preview: Any) -> list[str]:
    return [str(fault) for fault in preview.context["plan"].faults]


def read_download(response: Any) -> bytes:
    """Return the file of an export."""
    content = response.getvalue()
    # Closing the response itself would close the test's database connection.
    for close in response._resource_closers:
        close()
    return bytes(content)
