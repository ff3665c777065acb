from django.conf import settings
from django.db import migrations

import teams.columns.types


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0029_values_of_other_types"),
        ("teams", "0021_columns_hold_their_types"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="check",
            constraint=teams.columns.types.ColumnTypes(
                name="check_columns_hold_their_types",
                types={"is_failing": "boolean", "posting": "integer", "standing": "text"},
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=teams.columns.types.ColumnTypes(
                name="decision_columns_hold_their_types",
                types={
                    "decided_by": "integer",
                    "id": "integer",
                    "message": "text",
                    "posting": "integer",
                    "reason": "text",
                    "rule": "text",
                },
            ),
        ),
        migrations.AddConstraint(
            model_name="historicallocation",
            constraint=teams.columns.types.ColumnTypes(
                name="historicallocation_columns_hold_their_types",
                types={
                    "also_called": "text",
                    "city": "text",
                    "country": "text",
                    "history_change_reason": "text",
                    "history_id": "integer",
                    "history_type": "text",
                    "history_user": "integer",
                    "id": "integer",
                    "is_checked": "boolean",
                    "name": "text",
                    "postal_code": "text",
                    "region": "text",
                    "slug": "text",
                    "street_address": "text",
                    "time_zone": "text",
                },
            ),
        ),
        migrations.AddConstraint(
            model_name="historicalplacerule",
            constraint=teams.columns.types.ColumnTypes(
                name="historicalplacerule_columns_hold_their_types",
                types={
                    "also_asks": "text",
                    "city": "text",
                    "country": "text",
                    "currency": "text",
                    "employees_from": ("integer", 2147483647),
                    "exempt_above": ("decimal", 10),
                    "history_change_reason": "text",
                    "history_id": "integer",
                    "history_type": "text",
                    "history_user": "integer",
                    "id": "integer",
                    "is_active": "boolean",
                    "is_blocking": "boolean",
                    "may_tell_pay_later": "boolean",
                    "region": "text",
                    "requires_closing_date": "boolean",
                    "requires_pay": "boolean",
                    "requires_range": "boolean",
                    "source": "text",
                    "widest_range": ("decimal", 10),
                },
            ),
        ),
        migrations.AddConstraint(
            model_name="historicalposting",
            constraint=teams.columns.types.ColumnTypes(
                name="historicalposting_columns_hold_their_types",
                types={
                    "apply_email": "text",
                    "apply_url": "text",
                    "closing_reason": "text",
                    "employment_types": "text",
                    "history_change_reason": "text",
                    "history_id": "integer",
                    "history_type": "text",
                    "history_user": "integer",
                    "id": "integer",
                    "language": "text",
                    "level": "text",
                    "pay_currency": "text",
                    "pay_maximum": ("decimal", 10),
                    "pay_minimum": ("decimal", 10),
                    "pay_note": "text",
                    "pay_period": "text",
                    "reference": "text",
                    "remote_anywhere": "boolean",
                    "remote_countries": "text",
                    "team": "integer",
                    "time_zone": "text",
                    "title": "text",
                    "title_folded": "text",
                    "workplace": "text",
                },
            ),
        ),
        migrations.AddConstraint(
            model_name="historicalposting_locations",
            constraint=teams.columns.types.ColumnTypes(
                name="historicalposting_locations_columns_hold_their_types",
                types={
                    "history": "integer",
                    "id": "integer",
                    "location": "integer",
                    "m2m_history_id": "integer",
                    "posting": "integer",
                },
            ),
        ),
        migrations.AddConstraint(
            model_name="historicalposting_tags",
            constraint=teams.columns.types.ColumnTypes(
                name="historicalposting_tags_columns_hold_their_types",
                types={
                    "history": "integer",
                    "id": "integer",
                    "m2m_history_id": "integer",
                    "posting": "integer",
                    "tag": "integer",
                },
            ),
        ),
        migrations.AddConstraint(
            model_name="historicalsection",
            constraint=teams.columns.types.ColumnTypes(
                name="historicalsection_columns_hold_their_types",
                types={
                    "body": "text",
                    "heading": "text",
                    "history_change_reason": "text",
                    "history_id": "integer",
                    "history_type": "text",
                    "history_user": "integer",
                    "id": "integer",
                    "position": ("integer", 2147483647),
                    "posting": "integer",
                },
            ),
        ),
        migrations.AddConstraint(
            model_name="historicalsynonym",
            constraint=teams.columns.types.ColumnTypes(
                name="historicalsynonym_columns_hold_their_types",
                types={
                    "direction": "text",
                    "found": "text",
                    "history_change_reason": "text",
                    "history_id": "integer",
                    "history_type": "text",
                    "history_user": "integer",
                    "id": "integer",
                    "typed": "text",
                },
            ),
        ),
        migrations.AddConstraint(
            model_name="historicaltag",
            constraint=teams.columns.types.ColumnTypes(
                name="historicaltag_columns_hold_their_types",
                types={
                    "history_change_reason": "text",
                    "history_id": "integer",
                    "history_type": "text",
                    "history_user": "integer",
                    "id": "integer",
                    "name": "text",
                    "slug": "text",
                },
            ),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=teams.columns.types.ColumnTypes(
                name="location_columns_hold_their_types",
                types={
                    "also_called": "text",
                    "city": "text",
                    "country": "text",
                    "id": "integer",
                    "is_checked": "boolean",
                    "known_names": "text",
                    "name": "text",
                    "postal_code": "text",
                    "region": "text",
                    "slug": "slug",
                    "street_address": "text",
                    "time_zone": "text",
                },
            ),
        ),
        migrations.AddConstraint(
            model_name="placerule",
            constraint=teams.columns.types.ColumnTypes(
                name="placerule_columns_hold_their_types",
                types={
                    "also_asks": "text",
                    "city": "text",
                    "country": "text",
                    "currency": "text",
                    "employees_from": ("integer", 2147483647),
                    "exempt_above": ("decimal", 10),
                    "id": "integer",
                    "is_active": "boolean",
                    "is_blocking": "boolean",
                    "may_tell_pay_later": "boolean",
                    "region": "text",
                    "requires_closing_date": "boolean",
                    "requires_pay": "boolean",
                    "requires_range": "boolean",
                    "source": "text",
                    "widest_range": ("decimal", 10),
                },
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=teams.columns.types.ColumnTypes(
                name="posting_columns_hold_their_types",
                types={
                    "apply_email": "text",
                    "apply_url": "text",
                    "change_log": "array",
                    "closing_reason": "text",
                    "employment_types": "text",
                    "id": "integer",
                    "language": "text",
                    "level": "text",
                    "pay_currency": "text",
                    "pay_maximum": ("decimal", 10),
                    "pay_minimum": ("decimal", 10),
                    "pay_note": "text",
                    "pay_period": "text",
                    "reference": "text",
                    "reference_key": "text",
                    "remote_anywhere": "boolean",
                    "remote_countries": "text",
                    "team": "integer",
                    "time_zone": "text",
                    "title": "text",
                    "title_folded": "text",
                    "workplace": "text",
                },
            ),
        ),
        migrations.AddConstraint(
            model_name="previewlink",
            constraint=teams.columns.types.ColumnTypes(
                name="previewlink_columns_hold_their_types",
                types={"created_by": "integer", "id": "integer", "posting": "integer"},
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=teams.columns.types.ColumnTypes(
                name="section_columns_hold_their_types",
                types={
                    "body": "text",
                    "heading": "text",
                    "id": "integer",
                    "position": ("integer", 2147483647),
                    "posting": "integer",
                },
            ),
        ),
        migrations.AddConstraint(
            model_name="synonym",
            constraint=teams.columns.types.ColumnTypes(
                name="synonym_columns_hold_their_types",
                types={"direction": "text", "found": "text", "id": "integer", "typed": "text"},
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=teams.columns.types.ColumnTypes(
                name="tag_columns_hold_their_types", types={"id": "integer", "name": "text", "slug": "slug"}
            ),
        ),
        migrations.AddConstraint(
            model_name="unmatchedwords",
            constraint=teams.columns.types.ColumnTypes(
                name="unmatchedwords_columns_hold_their_types",
                types={"count": ("integer", 2147483647), "id": "integer", "words": "text"},
            ),
        ),
        migrations.AddConstraint(
            model_name="words",
            constraint=teams.columns.types.ColumnTypes(
                name="words_columns_hold_their_types",
                types={"plain": "text", "posting": "integer", "reference": "text", "text": "text", "title": "text"},
            ),
        ),
    ]
