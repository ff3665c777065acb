"""Encodings that a text file does not name."""

import pytest

from teams.spreadsheets.faults import Unreadable
from teams.spreadsheets.reading.encodings import decode

GERMAN = "Bäcker;Küche;München\nWir suchen für „Größe“ – 50.000 €\n"
DANISH = "Smørrebrød;Køkken;Århus\nVi søger en bager på Nørrebro.\n"
SPANISH = "Diseñador;A Coruña\n¿Te gusta diseñar? ¡Únete! 2º año\n"
PORTUGUESE = "Engenheiro de produção;São Paulo\nResponsável pela gestão. Razões não faltam.\n"
FRENCH = "Développeur;Équipe;Genève\nL’équipe cherche un développeur – télétravail possible.\n"
CZECH = "Pekař;Kuchyně;Plzeň\nHledáme zkušeného pekaře do naší pekárny.\n"
POLISH = "Piekarz;Łódź\nSzukamy doświadczonego piekarza. Był świetny, łączył.\n"
HUNGARIAN = "Pék;Győr\nTapasztalt péket keresünk, időben.\n"
TURKISH = "Fırıncı;İstanbul\nDeneyimli fırıncı aranıyor, çalışma şartları iyi.\n"
RUSSIAN = "Пекарь;Кухня;Москва\nИщем опытного пекаря.\n"
GREEK = "Αρτοποιός;Κουζίνα\nΖητείται αρτοποιός με εμπειρία.\n"
JAPANESE = "パン職人;厨房;東京\n経験豊富なパン職人を募集しています。\n"


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (GERMAN, "utf-8", "UTF-8"),
        (GERMAN, "utf-8-sig", "UTF-8"),
        ("plain\n", "ascii", "UTF-8"),
        (GERMAN, "utf-16", "UTF-16"),
        (JAPANESE, "utf-16", "UTF-16"),
        ("title\n" + GERMAN, "utf-16-le", "UTF-16"),
        ("title\n" + GERMAN, "utf-16-be", "UTF-16"),
        (GERMAN, "utf-32", "UTF-32"),
        (GERMAN, "cp1252", "Windows-1252"),
        ("Köln\n", "cp1252", "Windows-1252"),
        ("BÄCKER, MÜNCHEN\n", "cp1252", "Windows-1252"),
        ("We’re “here” – now\n", "cp1252", "Windows-1252"),
        ("£45,000 • 70.000 €\n", "cp1252", "Windows-1252"),
        (DANISH, "cp1252", "Windows-1252"),
        (SPANISH, "cp1252", "Windows-1252"),
        (PORTUGUESE, "cp1252", "Windows-1252"),
        (FRENCH, "cp1252", "Windows-1252"),
        (CZECH, "cp1250", "Windows-1250"),
        (POLISH, "cp1250", "Windows-1250"),
        (HUNGARIAN, "cp1250", "Windows-1250"),
        (TURKISH, "cp1254", "Windows-1254"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (GREEK, "cp1253", "Windows-1253"),
        (JAPANESE, "cp932", "Shift JIS"),
        (GERMAN.replace(" €", ""), "mac_roman", "Mac Roman"),
        ("We’re “here” – now, you’ll see\n", "mac_roman", "Mac Roman"),
        ("Bäcker;Küche;München\nGröße\n", "cp850", "MS-DOS 850"),
    ],
)
def test_encoding_is_found_without_its_name(text, codec, name):
    assert decode(text.encode(codec)) == (text, name)


def test_bytes_that_windows_1252_does_not_define_are_read_as_excel_reads_them():
    assert decode(b"K\xf6ln \x9d M\xfcnchen, f\xfcr \x80 5") == ("Köln \x9d München, für € 5", "Windows-1252")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (f"one\n{GERMAN}".encode() + b"x\xe4x\n", "Line 4 is not UTF-8 text."),
        (b"\xef\xbb\xbfone\nB\xe4cker", "Line 2 is not UTF-8 text."),
        ("one\ntwo".encode("utf-16") + b"x", "Line 2 is not UTF-16 text."),
    ],
)
def test_damaged_text_is_refused_with_its_line(content, line):
    with pytest.raises(Unreadable, match=line):
        decode(content)
