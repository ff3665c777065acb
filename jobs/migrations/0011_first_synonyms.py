"""Synonyms for common roles, a beginning that editors keep up to date, and who may change them.

A word that has another meaning somewhere finds others, but is not found: whoever types PM finds project managers, and
whoever types project manager does not find “3 pm”. “Server”, “chef” and “arts” are missing for this reason.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

ALL = ("add", "change", "delete", "view")
ROLES = {"Recruiter": ("view",), "Editor": ALL, "Administrator": ALL}
TWO_WAY = {
    # Software
    "software engineer": "software developer, Softwareentwickler, Softwareentwicklerin, ingénieur logiciel",
    "developer": ("Entwickler, Entwicklerin, développeur, développeuse, desarrollador, desarrolladora, ontwikkelaar"),
    "frontend": "front end",
    "backend": "back end",
    "full stack": "fullstack",
    "devops": "dev ops",
    "SRE": "site reliability engineer, site reliability engineering",
    "sysadmin": "system administrator, systems administrator, Systemadministrator, Systemadministratorin",
    "UX": "user experience",
    "UI": "user interface",
    "AI": "artificial intelligence, künstliche Intelligenz, intelligence artificielle, inteligencia artificial",
    "ML engineer": "machine learning engineer",
    "software tester": "QA engineer, QA tester, test engineer, quality assurance engineer",
    "cybersecurity": "cyber security, infosec, information security",
    "helpdesk": "help desk, service desk",
    # Any job
    "senior": "sr",
    "junior": "jr",
    "intern": "internship",
    # The office
    "QA": "quality assurance",
    "human resources": "people operations, ressources humaines, recursos humanos, Personalabteilung",
    "recruiter": "talent acquisition, talent partner",
    "project manager": (
        "Projektmanager, Projektmanagerin, Projektleiter, Projektleiterin, chef de projet, cheffe de projet, "
        "jefe de proyecto, projectleider"
    ),
    "VP": "vice president",
    "CEO": "chief executive officer",
    "CFO": "chief financial officer",
    "COO": "chief operating officer",
    "CTO": "chief technology officer, chief technical officer",
    "R&D": "research and development",
    "SEO": "search engine optimization, search engine optimisation",
    "ecommerce": "e-commerce",
    "accountant": "Buchhalter, Buchhalterin, comptable, contable, boekhouder",
    "administrative assistant": "admin assistant",
    "receptionist": "front desk, Rezeptionist, Rezeptionistin, réceptionniste, recepcionista",
    "attorney": "lawyer, solicitor, Rechtsanwalt, Rechtsanwältin",
    "paralegal": "legal assistant",
    "customer service": "customer support, customer care, Kundenservice, service client, klantenservice",
    "engineer": "Ingenieur, Ingenieurin, ingénieure, ingeniero, ingeniera",
    # Sales and shops
    "salesperson": "salesman, saleswoman, sales representative, sales rep, Vertriebsmitarbeiter",
    "shop assistant": "sales assistant, retail assistant, store associate",
    "estate agent": "real estate agent, realtor",
    # Health, care and schools
    "registered nurse": "RN",
    "nurse": (
        "Krankenpfleger, Krankenpflegerin, Krankenschwester, Pflegefachkraft, Pflegefachfrau, Pflegefachmann, "
        "infirmier, infirmière, enfermero, enfermera, verpleegkundige"
    ),
    "physician": "medical doctor",
    "physiotherapist": "physical therapist, Physiotherapeut, Physiotherapeutin, kinésithérapeute, fisioterapeuta",
    "pharmacist": "Apotheker, Apothekerin, pharmacien, pharmacienne, farmacéutico, farmacéutica",
    "teacher": "Lehrer, Lehrerin, enseignant, enseignante, leraar",
    "healthcare": "health care",
    "childcare": "child care",
    # Houses, kitchens, roads and crafts
    "janitor": "cleaning operative, office cleaner, Reinigungskraft, schoonmaker",
    "waiter": "waitress, waitstaff, Kellner, Kellnerin",
    "bartender": "barman, barmaid, Barkeeper",
    "truck driver": "lorry driver, HGV driver, LKW-Fahrer, Berufskraftfahrer, vrachtwagenchauffeur",
    "forklift driver": "forklift operator",
    "warehouse worker": "warehouse operative, warehouse associate, Lagermitarbeiter, Lagerarbeiter, magasinier",
    "flight attendant": "cabin crew",
    "electrician": "Elektriker, Elektrikerin, électricien, électricienne, electricista",
    "plumber": "Klempner, plombier, fontanero, loodgieter",
    "hairdresser": "hair stylist, Friseur, Friseurin",
}
ONE_WAY = {
    # Business developers and CNC programmers are not meant.
    "developer, programmer, coder": "software engineer, software developer",
    "software engineer, programmer, coder": (
        "web developer, mobile developer, frontend developer, backend developer, full stack developer, "
        "frontend engineer, backend engineer, full stack engineer"
    ),
    "ML": "machine learning",
    # 20 dollars/hr, "how it supports you" and cleaner energy are not meant.
    "HR": "human resources, people operations",
    "human resources": "HR manager, HR business partner, HR generalist, HR specialist, HR director",
    "IT support": "helpdesk, help desk, service desk",
    "IT security": "cybersecurity, cyber security, information security",
    "cleaner, custodian": "janitor, cleaning operative, Reinigungskraft",
    "GP": "general practitioner",
    "BI": "business intelligence",
    "DBA": "database administrator",
    "KI, IA": "artificial intelligence, AI",
    "PM": "project manager, product manager, program manager, programme manager",
    "PO": "product owner",
    "PA": "personal assistant, physician assistant",
    "EA": "executive assistant, enterprise architect",
    "PR": "public relations",
    "CMO": "chief marketing officer, chief medical officer",
    "secretary": "administrative assistant, office assistant",
    # A doctor of philosophy and a device driver are not meant.
    "doctor, Arzt, Ärztin, médecin, médico, médica": "physician, medical doctor",
    "driver": "chauffeur",
    "stewardess": "flight attendant, cabin crew",
    "avocat, avocate, abogado, abogada": "lawyer, attorney",
    "Verkäufer, Verkäuferin, vendeur, vendeuse, vendedor, vendedora, verkoper": (
        "salesperson, sales assistant, sales representative, shop assistant"
    ),
    "Koch, Köchin, cuisinier, cocinero, cocinera": "cook",
}


def get_rows() -> list[tuple[str, str, str]]:
    """Return typed, found and direction of each row."""
    directions = {"two-way": TWO_WAY, "one-way": ONE_WAY}
    return [(typed, found, direction) for direction, sides in directions.items() for typed, found in sides.items()]


def enter(apps: Any, schema_editor: Any) -> None:
    """Make the rows, unless somebody has made synonyms already."""
    synonyms = apps.get_model("jobs", "Synonym").objects.using(schema_editor.connection.alias)
    if not synonyms.exists():
        synonyms.bulk_create(
            synonyms.model(typed=typed, found=found, direction=direction) for typed, found, direction in get_rows()
        )


def remove(apps: Any, schema_editor: Any) -> None:
    """Delete the rows that nobody has changed."""
    synonyms = apps.get_model("jobs", "Synonym").objects.using(schema_editor.connection.alias)
    for typed, found, direction in get_rows():
        synonyms.filter(typed=typed, found=found, direction=direction).delete()


def grant(apps: Any, schema_editor: Any) -> None:
    """Let editors maintain synonyms, and recruiters read them."""
    alias = schema_editor.connection.alias
    import_module("jobs.migrations.0005_roles").create_missing_permissions(apps, alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    for name, actions in ROLES.items():
        group, _made = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
        codenames = [f"{action}_synonym" for action in actions]
        group.permissions.add(*permissions.filter(content_type__app_label="jobs", codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [("jobs", "0010_synonyms")]
    operations = [
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(enter, remove),
    ]
