"""What the editor asks when something is pasted, and how long a text may be."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from teams.models import Team
from teams.texts import limits
from tests.desk import change_url, get_form_data
from tests.factories import make_team

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/pasted/"
TOO_LONG = f"<p>{'é' * (limits.STORED - 6)}</p>"
FITS = f"<p>{'é' * (limits.STORED - 7)}</p>"


def paste(desk: Client, html: str) -> dict[str, str]:
    response = desk.post(ADDRESS, html, content_type="text/html; charset=utf-8")
    assert response.status_code == 200
    return response.json()  # type: ignore[no-any-return]


def test_pasted_text_comes_back_as_it_would_be_saved(desk: Client) -> None:
    assert paste(desk, "<div>a</div><div>b</div>") == {"html": "<p>a</p><p>b</p>"}


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        (TOO_LONG, "This text is too long: 100,001 characters with its formatting, and the limit is 100,000."),
        (
            "<i></i>" * 71_429,
            "This text is too long to be read: 500,003 characters with its formatting, and the limit is 500,000.",
        ),
        ("x" * 5_000_001, "This text is far too long."),
    ],
    ids=["stored", "read", "sent"],
)
def test_pasted_text_beyond_a_limit_gets_a_sentence(desk: Client, html: str, sentence: str) -> None:
    [(kind, text)] = paste(desk, html).items()
    assert kind == "problem"
    assert text.startswith(sentence)


def test_pasted_text_at_the_limits_is_cleaned(desk: Client) -> None:
    assert paste(desk, FITS) == {"html": FITS}
    assert paste(desk, "<i></i>" * 71_428) == {"html": ""}


def test_text_beyond_the_limit_stays_in_the_form(desk: Client, employer: Any) -> None:
    team = make_team(about="<p>Before</p>")
    page = desk.post(change_url(team), get_form_data(desk, change_url(team)) | {"about": TOO_LONG, "_save": "Save"})

    assert page.status_code == 200
    [sentence] = page.context["adminform"].form.errors["about"]
    assert sentence.startswith("This text is too long: 100,001 characters")
    assert "é" * (limits.STORED - 6) in page.text
    assert Team.objects.get().about == "<p>Before</p>"


@pytest.mark.parametrize("html", [TOO_LONG, "<i></i>" * 71_429])
def test_model_refuses_a_text_beyond_the_limit(html: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Team(name="Backend", slug="backend", about=html).full_clean()
    assert refused.value.error_dict["about"][0].code == "too_long"
    Team(name="Backend", slug="backend", about=FITS).full_clean()
