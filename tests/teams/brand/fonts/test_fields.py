"""The employer's own font: stored, served, named in the stylesheet, replaced and removed."""

import re
from unittest import mock

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection

from teams.models import Employer
from teams.pictures import child_process
from teams.pictures.new_files import NewFiles
from teams.pictures.original_field import original_storage
from tests.desk import change_url, get_error_messages, send
from tests.factories import make_employer, make_upload
from tests.fonts import build_font, make_font


def get_name(employer):
    return employer.heading_font_renditions["files"]["woff2"]["all"]


def list_media():
    return set(default_storage.listdir("")[1]) if default_storage.exists("") else set()


def save(desk, employer, **changes):
    assert send(desk, change_url(employer), **changes).status_code == 302
    return Employer.objects.get()


def test_font_is_served_for_ever_as_pictures_are(client, db):
    employer = make_employer(heading_font=make_font())

    response = client.get(employer.heading_font_address)
    content = b"".join(response.streaming_content)
    assert re.fullmatch(r"/media/[0-9a-f]{32}\.woff2", employer.heading_font_address)
    assert content.startswith(b"wOF2")
    assert {name: response[name] for name in ("Content-Type", "Cache-Control", "Cross-Origin-Resource-Policy")} == {
        "Content-Type": "font/woff2",
        "Cache-Control": "public, max-age=31536000, immutable",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "font-src 'self'" in response["Content-Security-Policy"]


def test_name_says_which_content_it_is(db):
    employer = make_employer(heading_font=make_font())
    names = [get_name(employer)]
    for weight in (700, 600):
        employer.heading_font = make_font(weight=weight)
        employer.save()
        names.append(get_name(employer))

    assert names[0][:16] == names[1][:16] != names[2][:16]
    assert len(set(names)) == 3


def test_page_loads_the_font_early_and_only_if_there_is_one(client, db):
    employer = make_employer()
    assert 'as="font"' not in client.get("/").text

    employer.heading_font = make_font()
    employer.save()
    preload = f'<link rel="preload" as="font" type="font/woff2" href="{employer.heading_font_address}" crossorigin>'
    assert client.get("/").text.count(preload) == 1


@pytest.mark.parametrize(
    ("voice", "fallback", "width"), [("grotesque", "Arial Bold", 0.5017), ("slab", "Times New Roman Bold", 0.4489)]
)
def test_fallback_takes_the_space_of_the_font(client, db, voice, fallback, width):
    employer = make_employer(heading_font=make_font(width=550), heading_voice=voice)

    style = client.get(employer.brand_stylesheet).text
    own, first, second = re.findall(r"@font-face {\n(.*?)}", style, re.DOTALL)
    assert f'src: url("{employer.heading_font_address}") format("woff2");' in own
    assert "font-display: optional;" in own
    assert "ascent-override: 95.0%;" in own
    size = 0.55 / width
    assert f'local("{fallback}")' in first
    for rule in (
        f"size-adjust: {size:.1%};",
        f"ascent-override: {0.95 / size:.1%};",
        f"descent-override: {0.25 / size:.1%};",
        f"line-gap-override: {0.05 / size:.1%};",
    ):
        assert rule in first
    assert "local(" in second
    assert '--font-head: "Heading", "Heading fallback 1", "Heading fallback 2", ' in style
    assert "--head-weight: 700;" in style


def test_light_font_has_a_light_fallback(client, db):
    employer = make_employer(heading_font=make_font(weight=300))

    style = client.get(employer.brand_stylesheet).text
    assert 'local("Arial"), ' in style
    assert "--head-weight: 300;" in style


def test_replaced_font_is_deleted_after_the_commit(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        employer = make_employer(heading_font=make_font())
    before, original = get_name(employer), employer.heading_font.name

    with django_capture_on_commit_callbacks() as callbacks:
        employer.heading_font = make_font(name="Kite Two")
        employer.save()
    assert default_storage.exists(before)
    for callback in callbacks:
        callback()

    assert list_media() & {before, get_name(employer)} == {get_name(employer)}
    assert original_storage().exists(original)


def test_restored_version_gets_its_font_back(db, django_capture_on_commit_callbacks):
    employer = make_employer(heading_font=make_font())
    with django_capture_on_commit_callbacks(execute=True):
        employer.heading_font = ""
        employer.save()
    assert Employer.objects.get().heading_font_renditions == {}

    with django_capture_on_commit_callbacks(execute=True):
        earlier = employer.history.last().instance
        earlier._state.adding = False
        earlier.save()

    employer = Employer.objects.get()
    assert employer.heading_font_renditions["name"] == "Kite"
    assert default_storage.exists(get_name(employer))


def test_check_of_pictures_knows_the_font(db, capsys):
    make_employer(heading_font=make_font())

    call_command("check_pictures")
    counts = re.findall(r": (\d+)$", capsys.readouterr().out, re.MULTILINE)
    assert counts == ["0"] * 5


@pytest.mark.django_db(transaction=True)
def test_font_is_uploaded_shown_and_removed_at_the_desk(desk, monkeypatch):
    """It is read once, and outside transactions, in which others would wait."""
    seen, run = [], child_process.run

    def observe(program, file):
        seen.append((program, connection.in_atomic_block))
        return run(program, file)

    monkeypatch.setattr(child_process, "run", observe)
    employer = save(desk, Employer.objects.get(), heading_font=make_font(f"{'long ' * 40}.woff2", name="Kite <b>"))
    name = get_name(employer)

    assert seen == [("teams.brand.fonts.subsetting", False)]
    assert default_storage.exists(name)
    page = desk.get(change_url(employer)).text
    assert "<p>Kite &lt;b&gt;</p>" in page
    assert "Remove this font" in page

    employer = save(desk, employer, **{"heading_font-clear": "on"})
    assert (employer.heading_font.name, employer.heading_font_renditions) == ("", {})
    assert not default_storage.exists(name)
    history = desk.get(change_url(employer).replace("change/", "history/")).text
    assert "a font" in history


def test_refused_font_is_refused_beside_its_field_and_the_words_stay(desk, employer, monkeypatch):
    store = mock.Mock()
    monkeypatch.setattr(NewFiles, "store", store)
    response = send(desk, change_url(employer), tagline="Bread for all", heading_font=make_font(licence=0x2))

    form = response.context["adminform"].form
    assert list(form.errors) == ["heading_font"]
    assert form["tagline"].value() == "Bread for all"
    assert "again. Browsers do not keep files" not in response.text
    assert store.mock_calls == []


@pytest.mark.parametrize(
    ("field", "content", "message"),
    [
        ("heading_font", lambda: make_upload().read(), "This is not a font we can read."),
        ("logo", build_font, "This is not a picture we can read."),
    ],
)
def test_font_is_no_picture_and_no_picture_is_a_font(desk, employer, field, content, message):
    response = send(desk, change_url(employer), **{field: SimpleUploadedFile("file", content())})

    [error] = get_error_messages(response)
    assert error.startswith(message)


def test_good_font_is_asked_for_again_when_something_else_is_wrong(desk, employer):
    response = send(desk, change_url(employer), currency="shells", heading_font=make_font())

    assert "Choose “kite.woff2” again. Browsers do not keep files" in response.text
