"""The home page, security.txt, media, health checks and headers."""

import datetime as dt
import json

import pytest
from django.db import DataError, OperationalError
from django.test import Client

from jobs.models import Posting
from teams.models import Employer

from ..factories import days, make_location, make_posting, make_story, make_team, make_testimonial, make_upload

SITE = "http://127.0.0.1:8000"


def test_home_counts_what_each_team_has_open(client, employer):
    backend, design = make_team("Backend"), make_team("Design")
    make_posting("New", team=backend)
    make_posting("Old", team=backend, published_from=days(-9))
    make_posting("Draft", team=design, published_from=None)
    make_posting("Hidden", team=make_team("Secret", is_published=False))

    context = client.get("/").context

    assert [(team.name, team.open_count) for team in context["teams"]] == [("Backend", 2), ("Design", 0)]
    assert context["open_count"] == 2
    assert [posting.title for posting in context["newest"]] == ["New", "Old"]


def test_pages_work_without_any_data(client, db):
    for address in ("/", "/teams/", "/jobs/", "/jobs/feed/", "/jobs/calendar.ics", "/sitemap.xml", "/robots.txt"):
        assert client.get(address).status_code == 200


def test_security_txt_names_a_contact_and_expires_within_a_year(client, employer):
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines())

    assert lines["Contact"] == "mailto:jobs@kitewell.example"
    assert lines["Canonical"] == f"{SITE}/.well-known/security.txt"
    expires = dt.datetime.fromisoformat(lines["Expires"])
    assert dt.timedelta(days=30) < expires - days(0) < dt.timedelta(days=365)


def test_security_txt_without_a_contact_is_not_found(client, db):
    assert client.get("/.well-known/security.txt").status_code == 404


def test_media_serves_renditions_for_ever_and_nothing_else(client, employer):
    team = make_team(image=make_upload(), image_is_decoration=True)
    name = team.image_renditions["files"]["webp"]["480"]

    response = client.get(f"/media/{name}")

    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content)[8:12] == b"WEBP"
    for path in (
        "",
        "../db.sqlite3",
        "..%2fdb.sqlite3",
        f"../originals/{team.image.name}",
        team.image.name,
        "0" * 32 + ".webp",
    ):
        assert client.get(f"/media/{path}").status_code == 404


def test_story_has_a_page_only_if_it_has_no_url(client, employer):
    team = make_team()
    here, elsewhere = make_story(team, title="Here"), make_story(team, title="There", url="https://there.example/")
    hidden = make_story(make_team(is_published=False), title="Hidden")

    assert "It began with a bug." in client.get(here.get_absolute_url()).text
    assert elsewhere.get_absolute_url() == "https://there.example/"
    for slug in ("there", "hidden", "never"):
        response = client.get(f"/stories/{slug}/")
        assert response.status_code == 404
    assert hidden.get_absolute_url() == "/stories/hidden/"


# Health, errors, headers


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health_ignores_the_host(db, path):
    response = Client(headers={"host": "10.0.0.7:8000"}).get(path)

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")


def test_other_pages_refuse_an_unknown_host(db):
    assert Client(headers={"host": "evil.example"}).get("/").status_code == 400


@pytest.fixture
def broken_database(monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("the server closed the connection unexpectedly: secret-host")

    monkeypatch.setattr(Employer.objects, "current", fail)
    monkeypatch.setattr("careers.middleware.MigrationExecutor", fail)


@pytest.mark.parametrize("path", ["/", "/jobs/", "/never/"])
def test_unavailable_database_gives_the_503_page(db, broken_database, path):
    response = Client(raise_request_exception=False).get(path)

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "503.html" in [template.name for template in response.templates]
    assert "secret-host" not in response.text


def test_readyz_fails_without_a_database_and_livez_does_not(db, broken_database):
    assert Client().get("/readyz").status_code == 503
    assert Client().get("/livez").status_code == 200


def test_other_error_gives_the_500_page_without_details(db, monkeypatch):
    monkeypatch.setattr("careers.views.teams_with_open_counts", lambda at: 1 / 0)

    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert "500.html" in [template.name for template in response.templates]
    assert "ZeroDivision" not in response.text


HEADERS = {
    "Content-Security-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy",
    "Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options",
}  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/", "/jobs/", "/never/", "/admin/login/", "/robots.txt", "/jobs/feed/", "/jobs/?page=x", "/livez"]
)
def test_every_response_has_the_security_headers(db, client, path):
    response = client.get(path)

    assert set(response.headers) >= HEADERS
    assert "unsafe" not in response["Content-Security-Policy"]


def test_public_pages_allow_no_inline_script(db, client):
    policy = dict(part.strip().split(" ", 1) for part in client.get("/")["Content-Security-Policy"].split(";"))

    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PROPFIND", "FOO"])
def test_unknown_method_gets_405(db, client, method):
    response = client.generic(method, "/")

    assert response.status_code == 405
    assert set(response.headers) >= HEADERS


@pytest.mark.parametrize(
    "query",
    [
        "team=%00",
        "location=%ED%A0%80",
        "level=a%00b",
        "page=%00",
        "sort=%00",
        "%00=1",
        "team=%FF",
        "utm=%00&tag=" + "x" * 8000,
        "&".join(f"tag=t{number}" for number in range(900)),
        "page=" + "9" * 3000,
        "team=" + "%27%3B--" * 50,
    ],
)
@pytest.mark.parametrize("path", ["/jobs/", "/teams/backend/", "/jobs/feed/", "/jobs/calendar.ics", "/admin/login/"])
def test_no_query_makes_a_server_error(client, employer, path, query):
    make_posting(team=make_team("Backend"))

    assert client.get(f"{path}?{query}", follow=True).status_code in (200, 404)


def test_json_ld_is_on_an_open_posting_and_on_no_list(client, employer):
    posting = make_posting("A </script> B", locations=(make_location(),))
    text = client.get(posting.get_absolute_url()).text
    start = text.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')

    assert json.loads(text[start : text.index("</script>", start)])["title"] == "A </script> B"
    for address in ("/", "/jobs/", posting.team.get_absolute_url()):
        assert "JobPosting" not in client.get(address).text


def test_testimonial_without_valid_agreement_is_on_no_page(client, employer):
    team = make_team("Backend")
    make_testimonial(team, quote="shown-quote")
    make_testimonial(team, quote="canary", has_left=True)
    make_testimonial(team, quote="canary", agreed_until=days(-1).date(), agreed_on=days(-9).date())
    posting = make_posting(team=team)

    for address in ("/", "/teams/backend/", posting.get_absolute_url()):
        text = client.get(address).text
        assert ("canary" in text, "shown-quote" in text) == (False, True)


@pytest.mark.parametrize("path", ["/jobs/feed/", "/sitemap.xml"])
def test_conditional_request_notices_a_closed_posting(client, employer, path):
    team = make_team()
    old, _new = make_posting(team=team, published_from=days(-9)), make_posting(team=team)
    first = client.get(path)
    Posting.objects.filter(pk=old.pk).update(closes_at=days(-1))

    assert "Last-Modified" not in first
    again = client.get(path, headers={"if-none-match": first["ETag"], "if-modified-since": first.get("Date", "")})
    assert again.status_code == 200


def test_cookie_with_a_nul_makes_no_error(client, employer):
    # The header itself, because newer Pythons do not put such a character into a cookie.
    cookie = r'sessionid="\000aaaaaaaaaaaa"'

    assert client.get("/teams/never/", headers={"cookie": cookie}).status_code == 404


def test_data_error_gives_500_not_503(db, monkeypatch):
    monkeypatch.setattr("careers.views.teams_with_open_counts", lambda at: (_ for _ in ()).throw(DataError("bad")))

    assert Client(raise_request_exception=False).get("/").status_code == 500
