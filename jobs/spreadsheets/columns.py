"""The columns of a spreadsheet of postings: their order, their help, and how else they are called."""

from jobs.models import Posting

COLUMNS = (
    "reference",
    "title",
    "team",
    "locations",
    "workplace",
    "countries",
    "employment_types",
    "level",
    "tags",
    "description",
    "pay_min",
    "pay_max",
    "pay_currency",
    "pay_period",
    "apply_url",
    "apply_email",
    "published_from",
    "closes_at",
    "language",
)
# Shown on the import page.
COLUMN_HELP = {
    "reference": "The requisition number; each posting has its own.",
    "title": "Only the job’s title.",
    "team": "The team’s name or slug.",
    "locations": "City, Region, Country: Austin, TX, US; Lisbon, Portugal; or only the city of a place there is. "
    "Separate several with semicolons.",
    "workplace": f"{', '.join(Posting.Workplace.values)}. If empty: on-site.",
    "countries": "For remote work: codes or names, DE PT, or groups, EU; DACH, or only the word anywhere.",
    "employment_types": f"{', '.join(Posting.EmploymentType.values)}. Separate several with spaces.",
    "level": f"{', '.join(Posting.Level.values)}, or empty.",
    "tags": "Names. Separate several with semicolons.",
    "description": "HTML; each h2 begins a section.",
    "pay_min": "52000, 52,000, 52.000 or 52k; 18.50 or 18,50. A sign before three digits means thousands.",
    "pay_max": "The same.",
    "pay_currency": "As a code or sign: EUR, €. If the amounts name it, this can be empty.",
    "pay_period": f"{', '.join(Posting.PayPeriod.values)}.",
    "apply_url": "Begins with https://.",
    "apply_email": "Used if there is no address.",
    "published_from": "A day, 2026-06-30 or 30.06.2026, or a day and a time, 2026-06-30 14:00, in the posting’s time "
    "zone: its own, else that of its first place by name, else the employer’s. An offset from UTC is used as it is: "
    "2026-06-30T14:00:00+02:00. Cells with the format of a date work too. If empty, it is a draft.",
    "closes_at": "The same. A day without a time means the end of that day. If empty, it stays open.",
    "language": "As a tag or name: en, German. If empty: the employer’s.",
}
# What the desk calls them, and what other programs for recruiters write.
OTHER_NAMES = {
    "reference": (
        *(
            "Requisition number",
            "Requisition ID",
            "Requisition",
            "Req ID",
            "Reference number",
            "Job ID",
            "Job reference",
        ),
        *("Job code", "Job number", "Posting ID", "Ref"),
    ),
    "title": ("Job title", "Position", "Position title", "Posting title", "Job name", "Role"),
    "team": ("Team name", "Department", "Department name"),
    "locations": ("Places", "Place", "Location", "Office", "Offices", "Office location", "Job location"),
    "workplace": ("Workplace type", "Work mode", "Work arrangement", "Remote type", "Location type"),
    "countries": ("Remote countries", "Country", "Countries to live in"),
    "employment_types": ("Employment type", "Job type", "Commitment", "Contract type", "Type of employment"),
    "level": ("Experience level", "Seniority", "Seniority level", "Experience", "Career level"),
    "tags": ("Labels", "Label", "Tag", "Keywords"),
    "description": ("Job description", "Sections", "Text", "Content", "Description HTML"),
    "pay_min": (
        *("Pay minimum", "Minimum pay", "Pay from", "Salary min", "Min salary", "Salary minimum", "Minimum salary"),
        *("Salary from", "Compensation min"),
    ),
    "pay_max": (
        *("Pay maximum", "Maximum pay", "Pay to", "Salary max", "Max salary", "Salary maximum", "Maximum salary"),
        *("Salary to", "Compensation max"),
    ),
    "pay_currency": ("Currency", "Currency code", "Salary currency", "Compensation currency"),
    "pay_period": ("Period", "Interval", "Pay interval", "Salary period", "Salary interval", "Pay frequency"),
    "apply_url": ("Address to apply at", "Apply link", "Application link", "Application URL", "Job URL", "URL"),
    "apply_email": ("E-mail to apply to", "Apply e-mail", "Application e-mail", "Contact e-mail", "E-mail"),
    "published_from": ("Publish on", "Published on", "Published at", "Publication date", "Date posted", "Posting date"),
    "closes_at": (
        *("Close on", "Closes on", "Closing date", "Close date", "Valid through", "Expires on", "Expiry date"),
        *("Expiration date", "Deadline", "Application deadline"),
    ),
    "language": ("Locale", "Language of the posting"),
}
COLUMNS_BY_CONSTRAINT = {
    "posting_published_from_is_in_range": "published_from",
    "posting_closes_at_is_in_range": "closes_at",
    "posting_closes_after_it_is_published": "closes_at",
    "posting_pays_no_less_than_its_minimum": "pay_min",
    "posting_pay_has_currency_and_period": "pay_currency",
    "posting_pay_is_above_zero": "pay_min",
    "posting_pay_has_an_upper_limit": "pay_max",
    "posting_names_countries_only_when_remote": "countries",
    "posting_is_from_anywhere_or_from_countries": "countries",
}
RELATED_COLUMNS = {
    "locations": {"locations", "workplace"},
    "countries": {"countries", "locations", "workplace"},
    "apply_url": {"apply_url", "apply_email"},
}
