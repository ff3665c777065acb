"""Helpers for tests of the desk: make users, open a form, change fields, send it."""

import re
from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from teams.models import Team


def make_user(username: str, role: str = "", *teams: Team, **fields: Any) -> User:
    """A user who may sign in to the desk, with a role and teams."""
    user = User.objects.create_user(username, **{"is_staff": True} | fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    user.teams.set(teams)
    return user


def make_recruiter(username: str = "robin") -> User:
    """An editor, who may change all teams and postings."""
    return make_user(username, "Editor")


class FormReader(HTMLParser):
    """Collects the data of the main form of a page, as a browser would send it."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.inside = False
        self.select: tuple[str, bool] | None = None
        self.textarea: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        name = values.get("name") or ""
        if tag == "form":
            self.inside = (values.get("id") or "").endswith("_form")
        elif not self.inside or "__prefix__" in name:
            return
        elif tag == "input" and name:
            self._input(name, values)
        elif tag == "textarea":
            self.textarea = name
            self.data[name] = [""]
        elif tag == "select":
            self.select = (name, "multiple" in values)
        elif tag == "option" and self.select and ("selected" in values):
            self.data.setdefault(self.select[0], []).append(values.get("value") or "")

    def _input(self, name: str, values: dict[str, str | None]) -> None:
        input_type = values.get("type")
        if input_type in ("submit", "file") or (input_type in ("checkbox", "radio") and "checked" not in values):
            return
        default = "on" if input_type in ("checkbox", "radio") else ""
        self.data.setdefault(name, []).append(values.get("value", default) or "")

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.data[self.textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea is not None:
            # The line break after the opening tag is not part of the text.
            self.data[self.textarea][0] = re.sub(r"\A\r?\n", "", self.data[self.textarea][0])
            self.textarea = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.inside = False


def get_form_data(client: Client, address: str) -> dict[str, Any]:
    """The data of the form at that address, unchanged."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    reader = FormReader()
    reader.feed(response.content.decode())
    return reader.data


def send(client: Client, address: str, why: str = "It is right as it is.", **changes: Any) -> Any:
    """Open the form at `address`, change fields, save, and return the response.

    If there are warnings, save again with the reason `why`, unless it is empty.
    Write double underscores for the dashes in the name of a row's field: `sections__0__heading`.
    """
    data = get_form_data(client, address) | {name.replace("__", "-"): value for name, value in changes.items()}
    response = client.post(address, data | {"_save": "Save"})
    if why and response.context and getattr(response.context.get("adminform"), "form", None):
        form = response.context["adminform"].form
        if getattr(form, "has_warnings_to_show", False):
            shown = [warning.message for warning in form.warnings]
            return client.post(address, data | {"reason": why, "seen": shown, "_save": "Save"})
    return response


def get_error_messages(response: Any) -> list[str]:
    """All errors of the form and of its inlines."""
    form = response.context["adminform"].form
    messages = [message for errors in form.errors.values() for message in errors]
    for inline in response.context.get("inline_admin_formsets", []):
        messages += inline.formset.non_form_errors()
        row_errors = [errors for row in inline.formset.errors for errors in row.values()]
        messages += [message for errors in row_errors for message in errors]
    return messages


def change_url(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def add_url(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def changelist_url(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
