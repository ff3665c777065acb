"""Countries as people type them: “UK”, “Deutschland”, “the Netherlands”."""

from functools import cache

from ..folding import fold
from ..validators import countries

# Phrases that are not in Unicode's data. No other codes of two letters: “in”, “it” and “de” are words.
COMMON = """
AE uae | u.a.e. | emirates | the emirates
BA bosnia
BN brunei darussalam
BO plurinational state of bolivia
BS the bahamas
CD dr congo | drc | democratic republic of the congo
CG republic of the congo
CI ivory coast | cote d'ivoire
CN people's republic of china | mainland china
CZ czech republic | the czech republic
DE federal republic of germany
FK falklands
FM federated states of micronesia
GB uk | u.k. | gb | great britain | britain | the uk | the united kingdom
GM the gambia
HK hong kong
IE republic of ireland
IR islamic republic of iran
KN saint kitts
KR korea | republic of korea
LA lao
LC saint lucia
MD republic of moldova
MK macedonia
MM myanmar | burma
MO macao | macau
NL holland | the netherlands
NZ nz | n.z.
PH the philippines
PS palestine
RU russian federation
SA ksa | kingdom of saudi arabia
SY syrian arab republic
SZ swaziland
TL east timor
TR turkey
TT trinidad | tobago
TZ united republic of tanzania
US us | u.s. | usa | u.s.a. | america | united states of america | the united states | the us | the usa | the states
VA vatican | the vatican | holy see
VN viet nam
"""
# Names in the official languages of each country, from Unicode CLDR, where they differ from the English name. They are
# here because Babel needs 0.4 s and 76 MB to read them; a test compares them. Ísland is left out: typed without the
# accent, it is the word “island”.
NATIVE = """
AE الإمارات العربية المتحدة
AF افغانستان
AL Shqipëri
AM Հայաստան
AT Österreich
AX Åland
AZ Azərbaycan | Азәрбајҹан
BA Босна и Херцеговина | Bosna i Hercegovina
BD বাংলাদেশ
BE België | Belgique | Belgien
BG България
BH البحرين
BI Uburundi
BL Saint-Barthélemy
BN بروني
BQ Caribisch Nederland
BR Brasil
BT འབྲུག
BY Беларусь
CD Congo-Kinshasa
CF Ködörösêse tî Bêafrîka | République centrafricaine
CG Congo-Brazzaville
CH Schweiz | Schwiiz | Suisse | Svizzera
CM Cameroun
CN 中国
CV Cabo Verde
CW Kòrsou
CY Κύπρος | Kıbrıs
CZ Česko
DE Deutschland
DJ جيبوتي
DK Danmark
DO República Dominicana
DZ الجزائر | Algérie
EE Eesti
EG مصر
EH الصحراء الغربية
ER ኤርትራ | إريتريا
ES España
ET ኢትዮጵያ
FI Suomi
FO Føroyar
GE საქართველო
GF Guyane française
GL Kalaallit Nunaat
GN Guinée
GQ Guinea Ecuatorial | Guinée équatoriale | Guiné Equatorial
GR Ελλάδα
GW Guiné-Bissau
HK 中國香港特別行政區
HR Hrvatska
HU Magyarország
IE Éire
IL ישראל | إسرائيل
IM Ellan Vannin
IN भारत
IQ العراق
IR ایران
IT Italia
JO الأردن
JP 日本
KG Кыргызстан | Киргизия
KH កម្ពុជា
KM جزر القمر | Comores
KP 북한
KR 대한민국
KW الكويت
KZ Казахстан | Қазақстан
LA ລາວ
LB لبنان
LI Liächteschtäi
LK ශ්‍රී ලංකාව | இலங்கை
LT Lietuva
LU Lëtzebuerg | Luxemburg
LV Latvija
LY ليبيا
MA المغرب | Maroc | Meṛṛuk
MD Republica Moldova
ME Crna Gora
MF Saint-Martin
MG Madagasikara
MK Северна Македонија
MM မြန်မာ
MN Монгол
MO 中國澳門特別行政區 | Macau, RAE da China
MR موريتانيا
MU Maurice
MV ދިވެހި ރާއްޖެ
MZ Moçambique
NC Nouvelle-Calédonie
NG Nàìjíríà
NL Nederland
NO Norge | Noreg
NP नेपाल
NZ Aotearoa
OM عُمان
PF Polynésie française
PG Papua Niugini
PH Pilipinas
PK پاکستان
PL Polska
PM Saint-Pierre-et-Miquelon
PS الأراضي الفلسطينية
PY Paraguai
QA قطر
RE La Réunion
RS Srbija | Србија
RU Россия
RW U Rwanda
SA المملكة العربية السعودية
SD السودان
SE Sverige
SG 新加坡 | Singapura | சிங்கப்பூர்
SI Slovenija
SJ Svalbard og Jan Mayen
SK Slovensko
SN Senegaal
SO Soomaaliya | الصومال
ST São Tomé e Príncipe
SX Sint-Maarten
SY سوريا
TD تشاد | Tchad
TH ไทย
TJ Тоҷикистон
TN تونس | Tunisie
TW 台灣
UA Україна | Украина
UZ Oʻzbekiston | Ўзбекистон
VA Città del Vaticano
VN Việt Nam
WF Wallis-et-Futuna
XK Kosovë | Косово
YE اليمن
"""


@cache
def country_phrases() -> dict[str, str]:
    """Return country codes by phrase in lower case: `{"germany": "DE", "deutschland": "DE", "uk": "GB"}`.

    Phrases have accents and punctuation. Fold them before you compare them with what people type.
    """
    phrases = {}
    for code, name in countries().items():
        english = name.lower()
        phrases[english] = code
        phrases[english.replace(" & ", " and ").replace("st. ", "saint ")] = code
    for line in f"{NATIVE.strip()}\n{COMMON.strip()}".split("\n"):
        code, _space, names = line.partition(" ")
        phrases |= dict.fromkeys(names.lower().split(" | "), code)
    return phrases


def find_country(text: str) -> str:
    """Return the code of the country that a text names; "" for an unknown name. Case and accents make no difference."""
    return _codes_by_folded_phrase().get(fold(text).strip(), "")


@cache
def _codes_by_folded_phrase() -> dict[str, str]:
    return {fold(phrase): code for phrase, code in country_phrases().items()}
