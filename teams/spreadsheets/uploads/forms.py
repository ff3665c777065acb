"""The forms of the import pages: choose a file, confirm what it does."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from teams.spreadsheets.columns import Columns
from teams.spreadsheets.faults import Unreadable
from teams.spreadsheets.spreadsheet import Sheet, read

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 10_000


class UploadForm(forms.Form):
    """A file that can be read. Errors in its rows are shown by the preview. Afterwards `content` and `rows` are set."""

    file = forms.FileField(
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text="CSV or XLSX, with the names of the columns above the rows; at most 20 MB.",
        error_messages={"required": "Choose a file.", "empty": "This file is empty. Choose another."},
    )

    def __init__(self, *args: Any, columns: Columns, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.columns = columns

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError("This file is larger than 20 MB. Split it into several.")
        self.content = file.read()
        try:
            sheet = read_upload(self.content, self.columns)
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        self.rows = len(sheet.lines)
        return file


class ConfirmForm(forms.Form):
    """The reason to publish despite warnings, which is required only if there are any."""

    def __init__(self, *args: Any, max_length: int, is_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["reason"] = forms.CharField(
            label="Why import anyway?",
            required=is_required,
            max_length=max_length,
            widget=forms.TextInput(attrs={"required": True}),
            error_messages={"required": "Say why to import these anyway."},
            help_text="Saved with each of these postings, with your name.",
        )


def read_upload(content: bytes, columns: Columns) -> Sheet:
    """Read a file of at most `MAX_ROWS` rows. Raise Unreadable."""
    return read(content, columns, MAX_ROWS)
