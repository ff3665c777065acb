"""Helpers for the tests of conflicts: read the page of a conflict, and decide."""

from typing import Any

from django.test import Client

from tests.desk import FormReader, change_url


def post(client: Client, row: Any, data: dict[str, Any]) -> Any:
    return client.post(change_url(row), data | {"_save": "Save"})


def get_differences(response: Any, row: int | None = None) -> dict[str, tuple[str, str, str, bool]]:
    """The differences on the page by label: before, theirs, mine, and whether mine is selected."""
    if row is None:
        form = response.context["adminform"].form
    else:
        form = response.context["inline_admin_formsets"][0].formset.forms[row]
    return {
        difference.label: (difference.before, difference.theirs, difference.mine, difference.is_mine_kept)
        for difference in form.differences
    }


def decide(response: Any, mine: dict[str, Any], **choices: str) -> dict[str, Any]:
    """The form data with a choice for each difference."""
    form = response.context["adminform"].form
    sent = {name: form[name].value() for name in ("version", "decided")}
    return mine | sent | {f"keep_{name}": choice for name, choice in choices.items()}


def get_form_fields(response: Any) -> dict[str, Any]:
    """The form data of the page in a response."""
    reader = FormReader()
    reader.feed(response.text)
    return reader.data
