from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0023_rows_at_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="employer",
            name="answers",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="One sentence, shown under “Apply” in every posting: “You hear from a person within ten working days.” Candidates hold you to it.",
                max_length=200,
                verbose_name="who answers, and when",
            ),
        ),
        migrations.AddField(
            model_name="historicalemployer",
            name="answers",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="One sentence, shown under “Apply” in every posting: “You hear from a person within ten working days.” Candidates hold you to it.",
                max_length=200,
                verbose_name="who answers, and when",
            ),
        ),
    ]
