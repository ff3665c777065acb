"""The recruiter's desk as a person uses it: sign in, open a form, change a few fields, send it."""

import re
from html.parser import HTMLParser
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse

from teams.models import Team


def make_user(username: str, role: str = "", *teams: Team, **fields: Any) -> User:
    """A member of staff with one of the desk's roles, who looks after those teams."""
    person = User.objects.create_user(username, **{"is_staff": True} | fields)
    if role:
        person.groups.add(_group(role))
    person.teams.set(teams)
    return person


def make_recruiter(username: str = "robin") -> User:
    """A member of staff who may do everything with teams and jobs."""
    return make_user(username, "Editor")


def _group(role: str) -> Group:
    if not Group.objects.filter(name=role).exists():
        # Tests that commit empty every table at their end, and with it what migrations have entered.
        import_module("jobs.migrations.0005_roles").make(apps, SimpleNamespace(connection=connection))
    return Group.objects.get(name=role)


class FormReader(HTMLParser):
    """Collects what a browser would send for the form that the page is about."""

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
        kind = values.get("type")
        if kind in ("submit", "file") or (kind in ("checkbox", "radio") and "checked" not in values):
            return
        ticked = "on" if kind in ("checkbox", "radio") else ""
        self.data.setdefault(name, []).append(values.get("value", ticked) or "")

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
    """What a browser would send back for the form at that address, untouched."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    reader = FormReader()
    reader.feed(response.content.decode())
    return reader.data


def send(client: Client, address: str, why: str = "It is right as it is.", **changes: Any) -> Any:
    """Open the form at `address`, change those fields, press Save; return the response.

    If it warns before publishing, give the reason `why` and save again; without one, that is the response.
    The name of a row's field is written with its dashes as double underscores: `sections__0__heading`.
    """
    data = get_form_data(client, address) | {name.replace("__", "-"): value for name, value in changes.items()}
    response = client.post(address, data | {"_save": "Save"})
    if why and response.context and getattr(response.context.get("adminform"), "form", None):
        form = response.context["adminform"].form
        if getattr(form, "has_warnings_to_show", False):
            seen = [warning.message for warning in form.warnings]
            return client.post(address, data | {"reason": why, "seen": seen, "_save": "Save"})
    return response


def get_error_messages(response: Any) -> list[str]:
    """Every message beside a field, above the form and above its rows."""
    forms = [response.context["adminform"].form]
    found = [message for errors in forms[0].errors.values() for message in errors]
    for inline in response.context.get("inline_admin_formsets", []):
        found += inline.formset.non_form_errors()
        found += [message for errors in inline.formset.errors for one in errors.values() for message in one]
    return found


def change_url(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def add_url(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def changelist_url(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
