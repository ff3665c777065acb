"""Rules of places say since when, from how many employees, for which city, and when their source was read."""

import datetime

from django.core.validators import MaxValueValidator
from django.db import migrations, models

import teams.moments.columns


class Migration(migrations.Migration):
    dependencies = [("jobs", "0024_moments_are_readable")]
    operations = [
        # `note` becomes `source`. The column keeps its name, because the site before an upgrade reads it.
        migrations.AlterField(
            model_name="historicalplacerule",
            name="note",
            field=models.CharField(
                blank=True,
                db_column="note",
                help_text="Where the rule comes from. Shown with the warning.",
                max_length=300,
            ),
        ),
        migrations.RenameField(model_name="historicalplacerule", old_name="note", new_name="source"),
        migrations.AlterField(
            model_name="placerule",
            name="note",
            field=models.CharField(
                blank=True,
                db_column="note",
                help_text="Where the rule comes from. Shown with the warning.",
                max_length=300,
            ),
        ),
        migrations.RenameField(model_name="placerule", old_name="note", new_name="source"),
        migrations.AlterModelOptions(
            name="placerule",
            options={
                "ordering": ["country", "region", "city", "in_force_from", "id"],
                "verbose_name": "rule of a place",
                "verbose_name_plural": "rules of places",
            },
        ),
        migrations.RemoveConstraint(
            model_name="historicalplacerule",
            name="historicalplacerule_moments_are_in_range",
        ),
        migrations.RemoveConstraint(
            model_name="placerule",
            name="place_has_one_rule",
        ),
        migrations.AddField(
            model_name="historicalplacerule",
            name="also_asks",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="What this site cannot check, as one or more sentences: Say whether the vacancy exists. Recruiters see it as a note on each posting there.",
                max_length=500,
                verbose_name="also asks",
            ),
        ),
        migrations.AddField(
            model_name="historicalplacerule",
            name="city",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="With several spellings: New York City, New York. If empty, the whole region or country.",
                max_length=120,
            ),
        ),
        migrations.AddField(
            model_name="historicalplacerule",
            name="employees_from",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Smaller employers are exempt. Compared with the number of employees of the employer; if that is empty, findings name this number. If this is empty, the rule applies to all employers.",
                null=True,
                validators=[MaxValueValidator(10000000, "Write at most 10,000,000.")],
                verbose_name="from how many employees",
            ),
        ),
        migrations.AddField(
            model_name="historicalplacerule",
            name="in_force_from",
            field=models.DateField(
                blank=True,
                help_text="Before this day, the check only tells what is coming. If empty, the rule is in force.",
                null=True,
                verbose_name="in force from",
            ),
        ),
        migrations.AddField(
            model_name="historicalplacerule",
            name="is_active",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Switch off a rule that you are not sure of.",
                verbose_name="switched on",
            ),
        ),
        migrations.AddField(
            model_name="historicalplacerule",
            name="may_tell_pay_later",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The law is satisfied if candidates learn the pay before the interview. Then a posting without pay gets a note, not a warning.",
                verbose_name="pay can be told before the interview",
            ),
        ),
        migrations.AddField(
            model_name="historicalplacerule",
            name="read_on",
            field=models.DateField(
                blank=True,
                help_text="The day somebody last compared the rule with its source. Shown with each finding.",
                null=True,
                verbose_name="source read on",
            ),
        ),
        migrations.AddField(
            model_name="placerule",
            name="also_asks",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="What this site cannot check, as one or more sentences: Say whether the vacancy exists. Recruiters see it as a note on each posting there.",
                max_length=500,
                verbose_name="also asks",
            ),
        ),
        migrations.AddField(
            model_name="placerule",
            name="city",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="With several spellings: New York City, New York. If empty, the whole region or country.",
                max_length=120,
            ),
        ),
        migrations.AddField(
            model_name="placerule",
            name="employees_from",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Smaller employers are exempt. Compared with the number of employees of the employer; if that is empty, findings name this number. If this is empty, the rule applies to all employers.",
                null=True,
                validators=[MaxValueValidator(10000000, "Write at most 10,000,000.")],
                verbose_name="from how many employees",
            ),
        ),
        migrations.AddField(
            model_name="placerule",
            name="in_force_from",
            field=models.DateField(
                blank=True,
                help_text="Before this day, the check only tells what is coming. If empty, the rule is in force.",
                null=True,
                verbose_name="in force from",
            ),
        ),
        migrations.AddField(
            model_name="placerule",
            name="is_active",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Switch off a rule that you are not sure of.",
                verbose_name="switched on",
            ),
        ),
        migrations.AddField(
            model_name="placerule",
            name="may_tell_pay_later",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The law is satisfied if candidates learn the pay before the interview. Then a posting without pay gets a note, not a warning.",
                verbose_name="pay can be told before the interview",
            ),
        ),
        migrations.AddField(
            model_name="placerule",
            name="read_on",
            field=models.DateField(
                blank=True,
                help_text="The day somebody last compared the rule with its source. Shown with each finding.",
                null=True,
                verbose_name="source read on",
            ),
        ),
        migrations.AlterField(
            model_name="historicalplacerule",
            name="country",
            field=models.CharField(
                help_text="The country where the rule applies, or the European Union.", max_length=2
            ),
        ),
        migrations.AlterField(
            model_name="historicalplacerule",
            name="source",
            field=models.CharField(
                blank=True,
                db_column="note",
                help_text="Where the rule comes from. Shown with each finding.",
                max_length=300,
            ),
        ),
        migrations.AlterField(
            model_name="placerule",
            name="country",
            field=models.CharField(
                help_text="The country where the rule applies, or the European Union.", max_length=2
            ),
        ),
        migrations.AlterField(
            model_name="placerule",
            name="source",
            field=models.CharField(
                blank=True,
                db_column="note",
                help_text="Where the rule comes from. Shown with each finding.",
                max_length=300,
            ),
        ),
        migrations.AddConstraint(
            model_name="historicalplacerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("in_force_from__isnull", True),
                        models.Q(
                            ("in_force_from__gte", datetime.date(1900, 1, 1)),
                            ("in_force_from__lte", datetime.date(2099, 12, 31)),
                            teams.moments.columns.IsDay(models.F("in_force_from")),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("read_on__isnull", True),
                        models.Q(
                            ("read_on__gte", datetime.date(1900, 1, 1)),
                            ("read_on__lte", datetime.date(2099, 12, 31)),
                            teams.moments.columns.IsDay(models.F("read_on")),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("history_date__isnull", True),
                        models.Q(
                            ("history_date__gte", datetime.datetime(1899, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                            ("history_date__lte", datetime.datetime(2100, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                            teams.moments.columns.IsMoment(models.F("history_date")),
                        ),
                        _connector="OR",
                    ),
                ),
                name="historicalplacerule_moments_are_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="placerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force_from__isnull", True),
                    models.Q(
                        ("in_force_from__gte", datetime.date(1900, 1, 1)),
                        ("in_force_from__lte", datetime.date(2099, 12, 31)),
                        teams.moments.columns.IsDay(models.F("in_force_from")),
                    ),
                    _connector="OR",
                ),
                name="place_rule_in_force_from_is_in_range",
                violation_error_message="Choose a day from 1900 to 2099 for “in force from”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="placerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("read_on__isnull", True),
                    models.Q(
                        ("read_on__gte", datetime.date(1900, 1, 1)),
                        ("read_on__lte", datetime.date(2099, 12, 31)),
                        teams.moments.columns.IsDay(models.F("read_on")),
                    ),
                    _connector="OR",
                ),
                name="place_rule_read_on_is_in_range",
                violation_error_message="Choose a day from 1900 to 2099 for “read on”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="placerule",
            constraint=models.UniqueConstraint(
                fields=("country", "region", "city", "in_force_from"),
                name="place_has_one_rule_from_a_day",
                violation_error_message="This place has a rule from this day already. Change that one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="placerule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("in_force_from__isnull", True)),
                fields=("country", "region", "city"),
                name="place_has_one_rule_without_a_day",
                violation_error_message="This place has a rule without a day already. Change that one, or say from which day this one is in force.",
            ),
        ),
    ]
