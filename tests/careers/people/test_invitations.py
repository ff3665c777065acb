"""Inviting a person: by mail, or with a link to hand over. The link works once, for who may sign in."""

import datetime as dt
import re
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.utils import timezone

from teams.models import OneTimeLink, SecurityEvent
from teams.models.accounts import end_access
from tests.desk import add_url, change_url, changelist_url, get_form_data, make_user
from tests.factories import make_team
from tests.signing_in import make_staff

pytestmark = pytest.mark.django_db
PASSWORD = "kites-over-lisbon"  # noqa: S105  # of a test user
BOTH = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def administrator(employer: Any) -> Client:
    client = Client()
    client.force_login(make_user("ada", "Administrator"))
    return client


def invite(client: Client, email: str = "Rita@Example.com", role: str = "Recruiter", **fields: Any) -> Any:
    data = get_form_data(client, add_url(User)) | {"email": email, "role": Group.objects.get(name=role).pk}
    return client.post(add_url(User), data | fields | {"_save": "Save"})


def find_link(text: str) -> str:
    """Return the path of the one-time link in a text."""
    return re.search(r"https?://[^/\s]+(/admin/welcome/[\w-]+/)", text)[1]


@pytest.fixture
def no_mail(settings: Any) -> None:
    settings.SENDS_MAIL = False


def test_invitation_is_mailed_and_its_link_not_shown(administrator: Client) -> None:
    bakery = make_team("Bakery")

    page = invite(administrator, first_name="Rita", teams=[bakery.pk])

    assert page.status_code == 200
    assert "on its way to rita@example.com" in page.text
    assert "/admin/welcome/" not in page.text
    rita = User.objects.get(username="rita@example.com")
    assert (rita.email, rita.first_name, rita.is_staff, rita.is_superuser) == ("rita@example.com", "Rita", True, False)
    assert rita.has_usable_password() is False
    assert (list(rita.groups.all()), list(rita.teams.all())) == ([Group.objects.get(name="Recruiter")], [bakery])
    [message] = mail.outbox
    assert (message.to, message.subject) == (
        ["rita@example.com"],
        "ada invites you to the careers site of Kitewell",
    )
    client = Client()
    address = find_link(message.body)
    assert client.post(address, BOTH).headers["Location"] == "/admin/"
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "/admin/login/" in page.text  # where to sign in from now on
    events = SecurityEvent.objects.order_by("id").values_list("kind", "name", "by_name")
    assert list(events)[1:] == [
        ("role-changed", "rita@example.com", "ada"),
        ("invited", "rita@example.com", "ada"),
        ("password-set", "rita@example.com", ""),
        ("signed-in", "rita@example.com", ""),
    ]


@pytest.mark.usefixtures("no_mail")
def test_without_mail_the_link_is_shown_once_and_stored_nowhere(administrator: Client) -> None:
    page = invite(administrator)
    address = find_link(page.text)
    token = address.split("/")[-2]
    assert mail.outbox == []
    link = OneTimeLink.objects.get()
    assert token not in (link.digest, str(link))
    assert token not in administrator.get(changelist_url(User)).text
    assert token not in administrator.get(change_url(link.user)).text
    assert token not in " ".join(SecurityEvent.objects.values_list("detail", flat=True))
    assert Client().post(address, BOTH).status_code == 302


def test_mail_that_cannot_be_sent_is_said_and_the_link_shown(administrator: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    page = invite(administrator)
    assert "could not be sent" in page.text
    assert Client().get(find_link(page.text)).status_code == 200


@pytest.mark.usefixtures("no_mail")
def test_link_works_once_and_for_seven_days(administrator: Client, time_machine: Any) -> None:
    used = find_link(invite(administrator).text)
    assert Client().post(used, BOTH).status_code == 302
    for client in (Client(), administrator):
        assert client.get(used).status_code == 410
        assert client.post(used, BOTH | {"password1": "x"}).status_code == 410

    late = find_link(invite(administrator, "late@example.com").text)
    time_machine.move_to(timezone.now() + dt.timedelta(days=7, seconds=1))
    assert Client().post(late, BOTH).status_code == 410
    assert not User.objects.get(username="late@example.com").has_usable_password()


@pytest.mark.usefixtures("no_mail")
def test_link_of_somebody_whose_access_ended_does_not_work(administrator: Client) -> None:
    address = find_link(invite(administrator).text)
    end_access(User.objects.get(username="rita@example.com"))
    assert Client().get(address).status_code == 410
    assert Client().post(address, BOTH).status_code == 410


@pytest.mark.usefixtures("no_mail")
def test_newer_link_replaces_the_earlier_one(administrator: Client) -> None:
    earlier = find_link(invite(administrator).text)
    rita = User.objects.get(username="rita@example.com")
    address = change_url(rita).replace("change", "link")
    assert "Earlier links stop working" in administrator.get(address).text
    newer = find_link(administrator.post(address).text)
    assert Client().get(earlier).status_code == 410
    assert Client().get(newer).status_code == 200


def test_link_ends_when_the_address_was_wrong(administrator: Client) -> None:
    """Whoever got the mail at the wrong address must not get in."""
    invite(administrator, "wrong@example.com")
    path = find_link(str(mail.outbox[0].body))
    address = change_url(User.objects.get(username="wrong@example.com"))
    administrator.post(address, get_form_data(administrator, address) | {"email": "rita@example.com", "_save": "Save"})
    assert User.objects.get(username="wrong@example.com").email == "rita@example.com"
    assert Client().post(path, BOTH).status_code == 410


@pytest.mark.usefixtures("no_mail")
def test_link_ends_when_the_person_becomes_a_superuser(administrator: Client) -> None:
    """An administrator may have its address, and must not become a superuser with it."""
    path = find_link(invite(administrator).text)
    boss = Client()
    boss.force_login(User.objects.create_superuser("boss"))
    address = change_url(User.objects.get(username="rita@example.com"))
    boss.post(address, get_form_data(boss, address) | {"is_superuser": "on", "_save": "Save"})
    assert User.objects.get(username="rita@example.com").is_superuser
    assert Client().post(path, BOTH).status_code == 410


def test_link_does_not_work_while_passwords_are_off(administrator: Client, settings: Any) -> None:
    """It may have been sent before."""
    invite(administrator)
    settings.PASSWORDS = False
    assert Client().post(find_link(str(mail.outbox[0].body)), BOTH).status_code == 410


def test_link_ends_when_another_password_was_set(administrator: Client) -> None:
    invite(administrator)
    path = find_link(str(mail.outbox[0].body))
    get_adapter().set_password(User.objects.get(username="rita@example.com"), PASSWORD)
    assert Client().post(path, BOTH).status_code == 410


@pytest.mark.usefixtures("no_mail")
def test_link_for_a_new_password_keeps_the_second_factor(administrator: Client) -> None:
    robin = make_staff("robin", app=True, last_login=timezone.now())
    page = administrator.post(change_url(robin).replace("change", "link"))
    client = Client()
    response = client.post(find_link(page.text), BOTH)
    assert response.headers["Location"].startswith("/admin/account/second-step/")
    assert client.get("/admin/").status_code == 302
    robin.refresh_from_db()
    assert robin.check_password(PASSWORD)


@pytest.mark.usefixtures("no_mail")
def test_weak_password_is_refused_and_the_link_still_works(administrator: Client) -> None:
    address = find_link(invite(administrator).text)
    for first, second in (("short", "short"), ("password", "password"), (PASSWORD, "another-kite"), ("", "")):
        page = Client().post(address, {"password1": first, "password2": second})
        assert page.status_code == 200
        assert "Nothing is saved yet" in page.text
    assert Client().post(address, BOTH).status_code == 302


def test_address_of_somebody_else_is_refused(administrator: Client) -> None:
    make_user("rita", email="rita@example.com")
    page = invite(administrator)
    assert "Somebody else has this address already" in page.text
    assert (User.objects.count(), mail.outbox) == (2, [])


@pytest.mark.parametrize("role", ["", "Recruiter", "Editor"])
def test_only_administrators_invite(employer: Any, role: str) -> None:
    """Nor does anybody else get a link for an account."""
    client = Client()
    client.force_login(make_user("rita", role))
    other = make_user("sam", "Administrator")
    data = {"email": "new@example.com", "role": Group.objects.get(name="Administrator").pk}
    assert client.post(add_url(User), data).status_code == 403
    for page in ("link", "end", "second-factor"):
        address = change_url(other).replace("change", page)
        assert client.get(address).status_code == 403
        assert client.post(address, {"answer": "ask"}).status_code == 403
    assert (User.objects.count(), OneTimeLink.objects.count(), mail.outbox) == (2, 0, [])


def test_invitation_names_only_the_company_account_without_passwords(administrator: Client, settings: Any) -> None:
    settings.PASSWORDS = False
    invite(administrator)
    assert "with your company account" in mail.outbox[0].body
    assert "/admin/welcome/" not in mail.outbox[0].body
    assert OneTimeLink.objects.count() == 0


@pytest.mark.parametrize("value", ["9" * 30, "-1", "x", "²", "0"])
def test_role_that_does_not_exist_is_refused(administrator: Client, value: str) -> None:
    data = get_form_data(administrator, add_url(User)) | {"email": "rita@example.com", "role": value}
    assert "role" in administrator.post(add_url(User), data).context["adminform"].form.errors
