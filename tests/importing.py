"""The import pages of the desk as a person uses them: choose a file, look at the preview, confirm."""

import io
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from teams.spreadsheets.spreadsheet import write


def admin_page_url(model: Any, name: str, *parts: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=parts)


def make_file(resource: Any, *records: dict[str, str], kind: str = "csv") -> bytes:
    """A file with those records; cells that are not given are empty."""
    content = io.BytesIO()
    rows = [[record.get(column, "") for column in resource.columns] for record in records]
    write(content, kind, resource.columns, rows, "Rows")
    return content.getvalue()


def upload(client: Client, model: Any, content: bytes, name: str = "rows.csv", **options: str) -> Any:
    """Choose a file and press the button; the preview, or the page with what is wrong with the file."""
    return client.post(
        admin_page_url(model, "import"), {"file": SimpleUploadedFile(name, content)} | options, follow=True
    )


def confirm(client: Client, preview: Any, **changes: str) -> Any:
    """Press Import on a preview; the answer, not what it leads to."""
    address = preview.request["PATH_INFO"]
    found = re.search(r'name="plan" value="([0-9a-f]+)"', preview.content.decode())
    assert found, "This preview offers nothing to confirm."
    return client.post(address, {"plan": found[1], "reason": "We know."} | changes)


def read_messages(response: Any) -> list[str]:
    """The messages on the page that an answer leads to."""
    return [str(message) for message in response.context["messages"]]


def read_totals(preview: Any) -> dict[str, int]:
    return dict(preview.context["totals"])


def read_faults(preview: Any) -> list[str]:
    return [str(fault) for found in preview.context["faults"].values() for fault in found]


def read_download(answer: Any) -> bytes:
    """The file that an export answers with."""
    content = answer.getvalue()
    # Closing the answer itself would end the test's connection to the database.
    for close in answer._resource_closers:
        close()
    return bytes(content)
