from django.db import migrations, models

import teams.models.validators


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0018_accounts"),
    ]

    operations = [
        migrations.AddField(
            model_name="employer",
            name="section_headings",
            field=models.TextField(
                blank=True,
                db_default="What you will do\nWhat you bring\nWhat you get",
                default="What you will do\nWhat you bring\nWhat you get",
                help_text="The sections that a new posting begins with, one heading on each line. A team may have its own.",
                validators=[teams.models.validators.validate_headings],
                verbose_name="sections of new postings",
            ),
        ),
        migrations.AddField(
            model_name="historicalemployer",
            name="section_headings",
            field=models.TextField(
                blank=True,
                db_default="What you will do\nWhat you bring\nWhat you get",
                default="What you will do\nWhat you bring\nWhat you get",
                help_text="The sections that a new posting begins with, one heading on each line. A team may have its own.",
                validators=[teams.models.validators.validate_headings],
                verbose_name="sections of new postings",
            ),
        ),
        migrations.AddField(
            model_name="historicalteam",
            name="section_headings",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="The sections that its new postings begin with, one heading on each line. If empty, the employer's.",
                validators=[teams.models.validators.validate_headings],
                verbose_name="sections of new postings",
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="section_headings",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="The sections that its new postings begin with, one heading on each line. If empty, the employer's.",
                validators=[teams.models.validators.validate_headings],
                verbose_name="sections of new postings",
            ),
        ),
    ]
