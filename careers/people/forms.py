"""The form of a person: name, e-mail address, role and teams. Whether she may sign in follows from the role."""

from typing import Any, cast

from django import forms
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError

from teams.desk.merging import MergingForm, MergingMultipleChoiceField
from teams.desk.widgets import ChoiceBox, RadioBox
from teams.models import Role, Team
from teams.models.accounts import get_role
from teams.models.accounts.access import has_account

OWN_ROLE = "This is your own role. Ask another administrator to change it, so that somebody can still manage people."

NO_ROLE = "Choose the role that the person has instead, or end the access."


class RoleField(forms.ModelChoiceField):
    def label_from_instance(self, group: Any) -> str:
        return Role(group.name).label if group.name in Role.values else group.name

    def to_python(self, value: Any) -> Any:
        # SQLite would fail on an id with thirty digits.
        return super().to_python(value if str(value or "").isdecimal() and len(str(value)) < 10 else value and "0")


class PersonForm(MergingForm):
    """Saving does not restore a role or team that someone else has just removed."""

    # Set by the admin: who fills in the form, and what it says while there is no team.
    actor: Any = None
    no_team: Any = None

    role = RoleField(Group.objects.none(), empty_label=None, widget=RadioBox)
    teams = MergingMultipleChoiceField(
        Team.objects.all(),
        required=False,
        widget=ChoiceBox,
        help_text="A recruiter sees and edits the pages and postings of these teams only. The other roles see all.",
    )

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "is_superuser"]
        labels = {"email": "E-mail address", "is_superuser": "Superuser"}
        help_texts = {
            "email": "For invitations and forgotten passwords. The person can sign in with it.",
            "is_superuser": "May do everything, whatever the role.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        role: Any = self.fields["role"]
        cast(ChoiceBox, self.fields["teams"].widget).when_empty = self.no_team
        # Other groups may have rights that an administrator may not give.
        groups = Group.objects.all() if self.actor.is_superuser else Group.objects.filter(name__in=Role.values)
        role.queryset = groups.order_by("pk")
        if self.instance.pk:
            self.fields["teams"].initial = self.instance.teams.all()
            role.initial = Group.objects.filter(name=get_role(self.instance)).values_list("pk", flat=True).first()
            role.required = not self.instance.is_superuser
            if not self.instance.is_active:
                role.help_text = "This person may not sign in. With a role she may again."
        else:
            self.fields["email"].required = True

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if email and "email" in self.changed_data and has_account(email, besides=self.instance):
            raise ValidationError("Somebody else has this address already. Search for it in the list of users.")
        if not self.instance.pk and len(email) > 150:
            raise ValidationError("This address is too long to sign in with: use one of at most 150 characters.")
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and self.instance.pk == self.actor.pk and "role" in self.changed_data:
            self.add_error("role", OWN_ROLE)
        if "is_superuser" in self.changed_data and "is_superuser" in cleaned:
            if self.instance.pk == self.actor.pk:
                self.add_error("is_superuser", OWN_ROLE)
            elif not cleaned["is_superuser"] and not cleaned.get("role") and "role" not in self.errors:
                self.add_error("role", NO_ROLE)
        return cleaned
