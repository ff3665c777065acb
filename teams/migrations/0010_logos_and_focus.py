from django.db import migrations, models

import teams.pictures.fields
import teams.pictures.renditions
import teams.pictures.validation


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0009_unused_originals"),
    ]

    operations = [
        migrations.AddField(
            model_name="employer",
            name="logo_dark",
            field=teams.pictures.fields.PictureField(
                blank=True,
                db_default="",
                help_text="Shown instead of the logo on a dark background, if the logo is hard to see there.",
                renditions_field="logo_dark_renditions",
                storage=teams.pictures.renditions.original_storage,
                upload_to=teams.pictures.fields.random_name,
                validators=[teams.pictures.validation.validate_picture],
                verbose_name="logo for dark mode",
            ),
        ),
        migrations.AddField(
            model_name="employer",
            name="logo_dark_renditions",
            field=models.JSONField(
                blank=True, db_default=models.Value({}, output_field=models.JSONField()), default=dict, editable=False
            ),
        ),
        migrations.AddField(
            model_name="employer",
            name="logo_square",
            field=teams.pictures.fields.PictureField(
                blank=True,
                db_default="",
                help_text="For search engines, feed readers, browser tabs and home screens. At least 112 pixels on each side.",
                renditions_field="logo_square_renditions",
                storage=teams.pictures.renditions.original_storage,
                upload_to=teams.pictures.fields.random_name,
                validators=[teams.pictures.validation.validate_picture, teams.pictures.validation.validate_square],
                verbose_name="square logo",
            ),
        ),
        migrations.AddField(
            model_name="employer",
            name="logo_square_renditions",
            field=models.JSONField(
                blank=True, db_default=models.Value({}, output_field=models.JSONField()), default=dict, editable=False
            ),
        ),
        migrations.AddField(
            model_name="historicalemployer",
            name="logo_dark",
            field=models.TextField(
                blank=True,
                db_default="",
                help_text="Shown instead of the logo on a dark background, if the logo is hard to see there.",
                max_length=100,
                validators=[teams.pictures.validation.validate_picture],
                verbose_name="logo for dark mode",
            ),
        ),
        migrations.AddField(
            model_name="historicalemployer",
            name="logo_dark_renditions",
            field=models.JSONField(
                blank=True, db_default=models.Value({}, output_field=models.JSONField()), default=dict, editable=False
            ),
        ),
        migrations.AddField(
            model_name="historicalemployer",
            name="logo_square",
            field=models.TextField(
                blank=True,
                db_default="",
                help_text="For search engines, feed readers, browser tabs and home screens. At least 112 pixels on each side.",
                max_length=100,
                validators=[teams.pictures.validation.validate_picture, teams.pictures.validation.validate_square],
                verbose_name="square logo",
            ),
        ),
        migrations.AddField(
            model_name="historicalemployer",
            name="logo_square_renditions",
            field=models.JSONField(
                blank=True, db_default=models.Value({}, output_field=models.JSONField()), default=dict, editable=False
            ),
        ),
        migrations.AddField(
            model_name="historicalstory",
            name="image_focus",
            field=models.CharField(
                choices=[
                    ("centre", "Centre"),
                    ("top", "Top"),
                    ("bottom", "Bottom"),
                    ("left", "Left"),
                    ("right", "Right"),
                    ("top-left", "Top left"),
                    ("top-right", "Top right"),
                    ("bottom-left", "Bottom left"),
                    ("bottom-right", "Bottom right"),
                ],
                db_default="centre",
                default="centre",
                help_text="The part that stays visible where the picture is cropped.",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="historicalteam",
            name="image_focus",
            field=models.CharField(
                choices=[
                    ("centre", "Centre"),
                    ("top", "Top"),
                    ("bottom", "Bottom"),
                    ("left", "Left"),
                    ("right", "Right"),
                    ("top-left", "Top left"),
                    ("top-right", "Top right"),
                    ("bottom-left", "Bottom left"),
                    ("bottom-right", "Bottom right"),
                ],
                db_default="centre",
                default="centre",
                help_text="The part that stays visible where the picture is cropped.",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="historicaltestimonial",
            name="photo_focus",
            field=models.CharField(
                choices=[
                    ("centre", "Centre"),
                    ("top", "Top"),
                    ("bottom", "Bottom"),
                    ("left", "Left"),
                    ("right", "Right"),
                    ("top-left", "Top left"),
                    ("top-right", "Top right"),
                    ("bottom-left", "Bottom left"),
                    ("bottom-right", "Bottom right"),
                ],
                db_default="centre",
                default="centre",
                help_text="The part that stays visible where the picture is cropped.",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="story",
            name="image_focus",
            field=models.CharField(
                choices=[
                    ("centre", "Centre"),
                    ("top", "Top"),
                    ("bottom", "Bottom"),
                    ("left", "Left"),
                    ("right", "Right"),
                    ("top-left", "Top left"),
                    ("top-right", "Top right"),
                    ("bottom-left", "Bottom left"),
                    ("bottom-right", "Bottom right"),
                ],
                db_default="centre",
                default="centre",
                help_text="The part that stays visible where the picture is cropped.",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="image_focus",
            field=models.CharField(
                choices=[
                    ("centre", "Centre"),
                    ("top", "Top"),
                    ("bottom", "Bottom"),
                    ("left", "Left"),
                    ("right", "Right"),
                    ("top-left", "Top left"),
                    ("top-right", "Top right"),
                    ("bottom-left", "Bottom left"),
                    ("bottom-right", "Bottom right"),
                ],
                db_default="centre",
                default="centre",
                help_text="The part that stays visible where the picture is cropped.",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="testimonial",
            name="photo_focus",
            field=models.CharField(
                choices=[
                    ("centre", "Centre"),
                    ("top", "Top"),
                    ("bottom", "Bottom"),
                    ("left", "Left"),
                    ("right", "Right"),
                    ("top-left", "Top left"),
                    ("top-right", "Top right"),
                    ("bottom-left", "Bottom left"),
                    ("bottom-right", "Bottom right"),
                ],
                db_default="centre",
                default="centre",
                help_text="The part that stays visible where the picture is cropped.",
                max_length=12,
            ),
        ),
    ]
