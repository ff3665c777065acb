import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import teams.moments.columns


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0017_employer_employees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FactorRemoval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="factor_removal",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_at__isnull", True),
                            models.Q(
                                ("asked_at__gte", datetime.datetime(1899, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                                ("asked_at__lte", datetime.datetime(2100, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                                teams.moments.columns.IsMoment(models.F("asked_at")),
                            ),
                            _connector="OR",
                        ),
                        name="factor_removal_asked_at_is_in_range",
                        violation_error_message="Choose a day from 1900 to 2099 for “asked at”.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OneTimeLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invitation", "invitation"),
                            ("password", "new password"),
                            ("first", "first administrator"),
                        ],
                        max_length=10,
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        help_text="Who may use it. Nobody yet for the first administrator.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="one_time_link",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_at__isnull", True),
                            models.Q(
                                ("expires_at__gte", datetime.datetime(1899, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                                ("expires_at__lte", datetime.datetime(2100, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                                teams.moments.columns.IsMoment(models.F("expires_at")),
                            ),
                            _connector="OR",
                        ),
                        name="one_time_link_expires_at_is_in_range",
                        violation_error_message="Choose a day from 1900 to 2099 for “expires at”.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_at__isnull", True),
                            models.Q(
                                ("used_at__gte", datetime.datetime(1899, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                                ("used_at__lte", datetime.datetime(2100, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                                teams.moments.columns.IsMoment(models.F("used_at")),
                            ),
                            _connector="OR",
                        ),
                        name="one_time_link_used_at_is_in_range",
                        violation_error_message="Choose a day from 1900 to 2099 for “used at”.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecurityEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signed-in", "Signed in"),
                            ("failed", "Signing in failed"),
                            ("refused", "Company account refused"),
                            ("invited", "Invited"),
                            ("link-made", "Link for a new password"),
                            ("password-set", "Password set"),
                            ("reset-asked", "Forgotten password asked for"),
                            ("factor-added", "Second factor added"),
                            ("factor-removed", "Second factor removed"),
                            ("removal-asked", "Removal of the second factor asked for"),
                            ("removal-dropped", "Removal of the second factor dropped"),
                            ("role-changed", "Role changed"),
                            ("address-changed", "E-mail address changed"),
                            ("access-ended", "Access ended"),
                        ],
                        max_length=20,
                        verbose_name="what happened",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150)),
                ("by_name", models.CharField(blank=True, max_length=150)),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="network address")),
                ("detail", models.CharField(blank=True, max_length=200)),
                ("times", models.PositiveIntegerField(default=1)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("at__isnull", True),
                            models.Q(
                                ("at__gte", datetime.datetime(1899, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                                ("at__lte", datetime.datetime(2100, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                                teams.moments.columns.IsMoment(models.F("at")),
                            ),
                            _connector="OR",
                        ),
                        name="security_event_at_is_in_range",
                        violation_error_message="Choose a day from 1900 to 2099 for “at”.",
                    )
                ],
            },
        ),
    ]
