from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0022_heading_voice_and_font"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalteam",
            name="rows_at_first",
            field=models.PositiveSmallIntegerField(
                choices=[(5, "5"), (10, "10"), (20, "20")],
                db_default=20,
                default=20,
                error_messages={"invalid_choice": "Write 5, 10 or 20."},
                help_text="How many open positions its page shows before visitors ask for more.",
                verbose_name="open positions at first",
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="rows_at_first",
            field=models.PositiveSmallIntegerField(
                choices=[(5, "5"), (10, "10"), (20, "20")],
                db_default=20,
                default=20,
                error_messages={"invalid_choice": "Write 5, 10 or 20."},
                help_text="How many open positions its page shows before visitors ask for more.",
                verbose_name="open positions at first",
            ),
        ),
    ]
