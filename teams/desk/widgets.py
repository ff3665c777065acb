"""Form widgets of the admin."""

from collections.abc import Iterable
from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.forms import Script
from django_prose_editor.widgets import ProseEditorWidget, importmap, prose_editor_js
from js_asset import Media

from teams.brand.fonts import limits as font_limits, uploads as font_uploads
from teams.models.geography.currencies import find_currency
from teams.models.validators import countries, time_zones
from teams.pictures.limits import ACCEPTED
from teams.pictures.renditions import rendition_url
from teams.pictures.uploads import is_refused
from teams.texts import limits

# Without the package's stylesheets and its icon font: css/admin/editor.css and js/admin/icons.js take their place.
EDITOR_MEDIA = Media(
    importmap=importmap,
    # Modules run in this order: ours prepares the editor before the preset creates the first one.
    js=[
        prose_editor_js,
        Script("js/admin/editor.js", type="module"),
        Script("django_prose_editor/configurable.js", type="module"),
    ],
)


class RichTextWidget(ProseEditorWidget):
    """The rich text editor, adapted to a policy without inline styles (`static/js/admin/editor.js`)."""

    @property
    def media(self) -> Media:
        return EDITOR_MEDIA

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-limit"] = limits.STORED
        return context


class OriginalWidget(forms.ClearableFileInput):
    """A file input for a field that keeps an original. Originals have no address."""

    clear_checkbox_label = "Remove this file"

    # The submitted file. Browsers do not keep it when the form is shown again.
    upload: UploadedFile | None = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.upload = files.get(name)
        return super().value_from_datadict(data, files, name)

    def is_initial(self, value: Any) -> bool:
        return isinstance(value, FieldFile) and bool(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.is_initial(value):
            context["widget"] |= self.describe(getattr(value.instance, value.field.renditions_field))
        # A refused file shall not be chosen again.
        is_lost = self.upload and not (is_refused(self.upload) or font_uploads.is_refused(self.upload))
        context["widget"]["lost_file"] = self.upload.name if self.upload and is_lost else ""
        return context

    def describe(self, renditions: dict[str, Any]) -> dict[str, Any]:
        """Return what the template shows of the stored file."""
        raise NotImplementedError


class PictureWidget(OriginalWidget):
    """A file input with a thumbnail. The thumbnail is a rendition."""

    template_name = "teams/widgets/picture.html"
    clear_checkbox_label = "Remove this picture"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ",".join(ACCEPTED), **(attrs or {})})

    def describe(self, renditions: dict[str, Any]) -> dict[str, Any]:
        return {"thumbnail": rendition_url(renditions, 480)}


class FontWidget(OriginalWidget):
    """A file input with the name of the stored font."""

    template_name = "teams/widgets/font.html"
    clear_checkbox_label = "Remove this font"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ",".join(font_limits.ACCEPTED), **(attrs or {})})

    def describe(self, renditions: dict[str, Any]) -> dict[str, Any]:
        return {"font": renditions.get("name", "")}


class DayInput(forms.DateInput):
    """The date picker of the browser."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def format_value(self, value: Any) -> Any:
        time_format = "%H:%M:%S" if getattr(value, "second", 0) else "%H:%M"
        return value.strftime(time_format) if hasattr(value, "strftime") else value


class NoMaxLengthMixin:
    """Drops the maxlength that Django takes from the column. These inputs may not have it."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)  # type: ignore[misc]
        context["widget"]["attrs"].pop("maxlength", None)
        return context


class ColourInput(NoMaxLengthMixin, forms.TextInput):
    input_type = "color"

    def use_required_attribute(self, initial: Any) -> bool:
        # A colour input always has a value.
        return False


class CountrySelect(NoMaxLengthMixin, forms.Select):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, choices=[("", "Choose a country"), *countries().items()])


class DatalistInput(forms.TextInput):
    """A text input that suggests values. The field validates what is typed."""

    template_name = "teams/widgets/datalist.html"

    def suggestions(self) -> Iterable[str]:
        raise NotImplementedError

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"]["list"] = list_id
        context["suggestions"] = self.suggestions()
        context["list_id"] = list_id
        return context


class TimeZoneInput(DatalistInput):
    def suggestions(self) -> Iterable[str]:
        return time_zones()


class CurrencyInput(DatalistInput):
    """Takes a code, and the symbol or name of a currency in its place: € becomes EUR."""

    def suggestions(self) -> Iterable[str]:
        return sorted(list_currencies())

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return find_currency(value) or value if value else value

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        attrs = super().build_attrs(*args, **kwargs)
        attrs.pop("maxlength", None)  # a name is longer than a code
        return attrs


class EmptyChoiceMixin(forms.Widget):
    """Says how to fill a choice that is empty. `when_empty`: of `empty_choices.describe`."""

    when_empty: Any = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if not context["widget"]["optgroups"]:
            context["widget"]["when_empty"] = self.when_empty
        return context


class ChoiceBox(EmptyChoiceMixin, forms.CheckboxSelectMultiple):
    """Checkboxes in a box that scrolls. A script adds a search field to long lists."""

    template_name = "teams/widgets/choice_box.html"


class RadioBox(EmptyChoiceMixin, forms.RadioSelect):
    """Radio buttons in a box that scrolls, with the same search field."""

    template_name = "teams/widgets/choice_box.html"
