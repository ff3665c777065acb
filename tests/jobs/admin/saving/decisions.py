"""Forms that two people have changed, for the tests of conflicts: what the page asks, and how it is answered."""

from typing import Any

from django.test import Client

from tests.desk import change_url


def post(client: Client, row: Any, data: dict[str, Any]) -> Any:
    return client.post(change_url(row), data | {"_save": "Save"})


def get_differences(response: Any, row: int | None = None) -> dict[str, tuple[str, str, str, bool]]:
    """What the page asks to decide, by label: before, theirs, mine, and whether mine is proposed."""
    if row is None:
        form = response.context["adminform"].form
    else:
        form = response.context["inline_admin_formsets"][0].formset.forms[row]
    return {one.label: (one.before, one.theirs, one.mine, one.keeps_mine) for one in form.differences}


def decide(response: Any, mine: dict[str, Any], **choices: str) -> dict[str, Any]:
    """What the browser sends when the choices on the page have been made."""
    form = response.context["adminform"].form
    sent = {name: form[name].value() for name in ("version", "decided")}
    return mine | sent | {f"keep_{name}": choice for name, choice in choices.items()}


def get_form_fields(response: Any) -> dict[str, Any]:
    """What a browser would send back for the form on a page it was given."""
    from tests.desk import FormReader

    reader = FormReader()
    reader.feed(response.text)
    return reader.data
