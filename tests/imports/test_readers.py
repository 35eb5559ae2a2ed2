"""Files of every kind become tables, or one exception that says what is wrong with them."""

import contextlib
import csv
import datetime as dt
import io
import os
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.readers import limits, read_bytes, read_file
from imports.tables import Table, Unreadable
from tests.imports import samples


def tables(content, name="file.csv", encoding="utf-8"):
    return read_bytes(content if isinstance(content, bytes) else content.encode(encoding), name)


def only(content, **options):
    (table,) = tables(content, **options)
    return table


def codes(table):
    return [note.code for note in table.notes]


def refusal(content, name="file.csv"):
    with pytest.raises(Unreadable) as caught:
        tables(content, name)
    return caught.value


# -- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode(encoding):
    table = only("Date,Légende\n2026-05-10,Été 🙂\n2026-05-11,b\n", encoding=encoding)
    assert (table.header, table.rows[0]) == (["Date", "Légende"], ["2026-05-10", "Été 🙂"])


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Été à l’école, très bientôt – 5 €"),
        ("cp1252", "caf\u00e9"),
        ("cp1252", "\u00c9COLE \u00c0 NO\u00cbL"),
        ("mac_roman", "Été à l’école, très bientôt"),
        ("cp850", "été à côté, déjà français"),
        ("cp850", "gâteau, château, bâtons"),
        ("cp932", "こんにちは世界、新しい商品です。カタログ"),
        ("cp1251", "Общо прегледи за седмицата"),
        ("cp1251", "ВСЁ О СООБЩЕСТВЕ"),
        ("cp1250", "żółty łabędź, święta"),
    ],
)
def test_code_page_is_guessed_and_said(encoding, text):
    table = only(f'Date;Text\n01/02/2026;"{text}"\n', encoding=encoding)
    assert table.rows == [["01/02/2026", text]]
    assert table.notes[0].code == "encoding_guessed"
    assert table.notes[0].params == {"encoding": encoding} == {"encoding": table.encoding}


def test_a_damaged_sign_does_not_spoil_a_long_utf8_text():
    content = ("Date,Text\n" + "2026-05-10,été déjà\n" * 200).encode() + b"2026-05-11,caf\xe9\n"
    table = only(content)
    assert (table.rows[0][1], codes(table)) == ("été déjà", ["encoding_damaged"])


# -- shapes


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends(newline):
    table = only(newline.join(["Date,Text", '2026-05-10,"two', 'lines"', "2026-05-11,x", ""]))
    assert table.rows == [["2026-05-10", f"two{newline}lines"], ["2026-05-11", "x"]]
    assert list(table.row_numbers) == [2, 4]


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("Date,Views\n2026-05-10,5\n", ","),
        ("Date;Taux;Part\n01.05.2026;1,5;2,5\n02.05.2026;2,5;3,5\n", ";"),
        ("Date\tViews\n2026-05-10\t1,938\n", "\t"),
        ("Title|Views|Date\nA, b; c|1|2026-05-10\nB|2|2026-05-11\n", "|"),
        ('Rank;City;Share\n1;"Plovdiv, Bulgaria; centre";74.3%\n2;Varna, Bulgaria;1.0%\n', ";"),
        ('Date,Caption\n2026-05-10,"a; b; c\nd; e; f"\n2026-05-11,"g; h; i"\n', ","),
        ("sep=^\nDate^Views\n2026-05-10^5\n", "^"),
    ],
)
def test_delimiter(content, delimiter):
    table = only(content)
    assert table.delimiter == delimiter
    assert len(table.header) == len(table.rows[0]) >= 2


def test_daily_file_of_meta():
    table = only('sep=,\n"Facebook reach"\n"Date","Primary"\n"2026-05-10T00:00:00","88"\n\n', encoding="utf-16")
    assert (table.title, table.header) == ("Facebook reach", ["Date", "Primary"])
    assert (table.rows, list(table.row_numbers)) == ([["2026-05-10T00:00:00", "88"]], [4])


def test_daily_file_saved_again_with_semicolons():
    table = only("Views;\nDate;Primary\n2026-05-10T00:00:00;5213\n2026-05-11T00:00:00;4216\n")
    assert (table.title, table.header, len(table.rows)) == ("Views", ["Date", "Primary"], 2)


AUDIENCE = """sep=,
"Age & gender"
"","Women","Men"
"18-24","10.6","6.5"
"65+","3","2"

"Top countries"
"France","Belgium","Canada"
"75.1","5.9","2.1"

"""


def test_several_sections():
    ages, countries = tables(AUDIENCE, encoding="utf-16")
    assert (ages.title, ages.header, ages.rows[0]) == ("Age & gender", ["", "Women", "Men"], ["18-24", "10.6", "6.5"])
    assert (countries.title, countries.header) == ("Top countries", ["France", "Belgium", "Canada"])
    assert (countries.rows, list(countries.row_numbers)) == ([["75.1", "5.9", "2.1"]], [9])


@pytest.mark.parametrize("gap", ["", "\n", "\n\n"])
def test_sections_with_and_without_blank_lines(gap):
    section = '"{}"\n"Date","Primary"\n"2026-05-10","{}"\n"2026-05-11","0"\n'
    first, second = tables(section.format("Facebook reach", 5) + gap + section.format("Instagram reach", 7))
    assert (first.title, first.rows[0][1], len(first.rows)) == ("Facebook reach", "5", 2)
    assert (second.title, second.rows[0][1], len(second.rows)) == ("Instagram reach", "7", 2)


def test_comments_key_values_and_rules_above_the_header():
    table = only(
        "# ----\n# Account: Us, and others\n#\n====\nTHE REPORT\n====\nPlatform:;Facebook\nPeriod:;May\n\n"
        "Day;Views\n2026-05-10;5\n2026-05-11;6\n"
    )
    assert (table.title, table.header, len(table.rows)) == ("THE REPORT", ["Day", "Views"], 2)
    assert "Platform: ; Facebook" in table.preamble


def test_a_few_cells_above_the_header():
    table = only("Account,Us\nDate,Views,Likes,Shares\n2026-05-10,5,6,7\n2026-05-11,5,6,7\n")
    assert (table.header, table.preamble) == (["Date", "Views", "Likes", "Shares"], ["Account ; Us"])


def test_a_header_behind_a_hash():
    assert only("# Date,Views\n2026-05-10,5\n").header == ["Date", "Views"]
    assert only("#,Name,Views\n1,a,5\n2,b,6\n").header == ["#", "Name", "Views"]


def test_blank_lines_among_the_rows():
    table = only("Date,Views\n\n2026-05-10,5\n,\n2026-05-11,6\n , \n\n")
    assert (table.rows, list(table.row_numbers)) == ([["2026-05-10", "5"], ["2026-05-11", "6"]], [3, 5])


def test_lines_below_the_table_are_said():
    table = only("Date,Views\n2026-05-10,5\n\nMade by us\n")
    assert (len(table.rows), codes(table)) == (1, ["lines_skipped"])


def test_descriptions_under_the_header():
    table = only("Post ID,Date,Views\n,,The number of times your post was seen\n1,01/02/2026,5\n")
    assert (table.rows, list(table.row_numbers)) == ([["1", "01/02/2026", "5"]], [3])
    assert codes(table) == ["descriptions_skipped"]


def test_records_wrapped_in_one_cell():
    table = only('\ufeff"ID,""Title"",Views"\n"1,""a, b\nc"",5"\n"2,""say """"hi"""""",6"\n')
    assert table.header == ["ID", "Title", "Views"]
    assert table.rows == [["1", "a, b\nc", "5"], ["2", 'say "hi"', "6"]]
    assert (list(table.row_numbers), codes(table)) == ([2, 4], ["unwrapped"])


def test_ragged_rows_are_kept():
    table = only("a,b,c\n1,2\n1,2,3,4\n1,2,3\n")
    assert [len(row) for row in table.rows] == [2, 4, 3]


def test_a_last_line_cut_short_is_said():
    assert codes(only("Date,Views,Likes\n2026-05-10,5,6\n2026-05-11,5,6\n2026-05-12,5")) == ["cut_short"]
    assert codes(only("Date,Views,Likes\n2026-05-10,5,6\n2026-05-11,5,6\n2026-05-12,5\n")) == []


def test_names_of_columns_are_cleaned_and_repeats_kept():
    table = only('Date,"Phone\nclicks ",\xa0Views,Views,,\n2026-05-10,1,2,3,,\n')
    assert table.header == ["Date", "Phone clicks", "Views", "Views"]


def test_a_file_without_header():
    table = only("05/10/2026 10:00,Hello,https://example.org\n05/11/2026 10:00,Bye,https://example.org\n")
    assert (table.header, len(table.rows), codes(table)) == (["A", "B", "C"], 2, ["no_header"])


def test_years_may_name_columns():
    assert only("Metric,2025,2026\nViews,10,20\nLikes,3,4\n").header == ["Metric", "2025", "2026"]


def test_texts_come_back_identical():
    texts = ["=1+1", '<b>"x"</b>', "a\nb\r\nc", "  x ", "🙂‍↔️", "\u2028", "﷽", "@a, +b; -c\td|e"]
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([["Date", "Text"], *[["2026-05-10", text] for text in texts]])
    assert [row[1] for row in only(buffer.getvalue()).rows] == texts


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ["a\nb", 'say "x"', "a;b,c"]
)


@given(
    st.lists(st.tuples(st.dates(), st.integers(0, 10**6), CELL), min_size=2, max_size=30),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_is_read(records, delimiter, newline, quoting, encoding):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerow(["Date", "Views", "Text"])
    writer.writerows([[day.isoformat(), views, text] for day, views, text in records])
    table = only(buffer.getvalue(), encoding=encoding)
    assert table.header == ["Date", "Views", "Text"]
    assert table.rows == [[day.isoformat(), str(views), text] for day, views, text in records]


# -- workbooks


ROWS = [
    ["Date", "Views", "Text"],
    [dt.datetime(2026, 5, 10, 12, 30), 5, "=1+1"[1:]],
    [dt.date(2026, 5, 11), 6.5, "é\nè"],
]


def test_workbook():
    table = only(samples.xlsx(May=ROWS), name="x.xlsx")
    assert (table.file, table.sheet, table.header) == ("x.xlsx", "May", ["Date", "Views", "Text"])
    assert table.rows == [[dt.datetime(2026, 5, 10, 12, 30), 5, "1+1"], [dt.date(2026, 5, 11), 6.5, "é\nè"]]


def test_open_document():
    assert only(samples.ods(["Date", "Views"], ["2026-05-10", 5]), name="x.ods").rows == [["2026-05-10", 5]]


def test_a_workbook_is_known_by_its_content():
    assert only(samples.xlsx(May=ROWS), name="x.csv").sheet == "May"
    assert only(samples.biff([["Date", "Views"], ["2026-05-10", 5.0]]), name="x.csv").rows == [["2026-05-10", 5.0]]


def test_sentence_above_the_header_and_empty_rows_below():
    rows = [["All about your posts.", None, None], ["Title", "Link", "Views"], ["a", "b", 5], [None, " ", None], []]
    table = only(samples.xlsx(Posts=rows))
    assert (table.title, table.header, len(table.rows)) == ("All about your posts.", ["Title", "Link", "Views"], 1)


def test_two_tables_side_by_side():
    rows = [
        ["Maximum of 50 posts"],
        [],
        ["Post URL", "Date", "Engagements", None, "Post URL", "Date", "Impressions"],
        ["u1", "2026-05-10", 5, None, "u2", "2026-05-11", 50],
        ["u3", "2026-05-12", 4, None, None, None, None],
    ]
    left, right = tables(samples.xlsx(Top=rows))
    assert (left.header[-1], len(left.rows)) == ("Engagements", 2)
    assert (right.header[-1], right.rows) == ("Impressions", [["u2", "2026-05-11", 50]])


def test_sheets_that_repeat_others_are_marked():
    april, may = ["2026-04-01", 5], ["2026-05-01", 6]
    head = ["Date", "Views"]
    first = tables(samples.xlsx(April=[head, april], May=[head, may], All=[head, april, may], Copy=[head, may]))
    assert [codes(table) for table in first] == [[], [], ["sheet_repeats"], ["sheet_repeats"]]
    gathered_first = tables(samples.xlsx(All=[head, april, may], April=[head, april], May=[head, may]))
    assert [codes(table) for table in gathered_first] == [["sheet_repeats"], [], []]
    merged_first = tables(samples.xlsx(All=[head, april, may], April=[head, april], June=[head, ["2026-06-01", 7]]))
    assert [codes(table) for table in merged_first] == [[], ["sheet_repeats"], []]


def test_sheets_without_rows_beside_one_with():
    both = tables(samples.xlsx(Empty=[["Date", "Views"]], May=ROWS))
    assert [(table.sheet, len(table.rows)) for table in both] == [("Empty", 0), ("May", 2)]


def test_ids_that_a_spreadsheet_rounded_are_said():
    table = only(samples.xlsx(S=[["Post ID", "Views"], [17841446494080465, 5]]))
    assert [(note.code, note.params) for note in table.notes] == [("ids_rounded", {"columns": ["Post ID"]})]


def test_xml_workbook():
    table = only(
        samples.spreadsheetml(
            [("String", "Post ID"), ("String", "Posted"), ("String", "Reach")],
            [("String", ""), ("String", ""), ("String", "Lifetime: how many people it reached")],
            [("String", "97150433029101578"), ("DateTime", "2026-05-10T07:07:36.000"), ("Number", "640")],
        ),
        name="posts.xls",
    )
    assert table.rows == [["97150433029101578", dt.datetime(2026, 5, 10, 7, 7, 36), 640]]
    assert (list(table.row_numbers), codes(table)) == ([3], ["descriptions_skipped"])


def test_xml_workbook_with_holes():
    content = samples.spreadsheetml([("String", "Date"), ("String", "Views"), ("String", "Likes")]).replace(
        b"</Table>",
        b'<Row ss:Index="7"><Cell><Data ss:Type="String">2026-05-10</Data></Cell>'
        b'<Cell ss:Index="3"><Data ss:Type="Number">4.5</Data></Cell></Row></Table>',
    )
    table = only(content)
    assert (table.rows, list(table.row_numbers)) == ([["2026-05-10", "", 4.5]], [7])


# -- archives


def test_archive():
    content = samples.archive(
        **{
            "reach.csv": "Date,Views\n2026-05-10,5\n",
            "more/x.xlsx": samples.xlsx(May=ROWS),
            "__MACOSX/._reach.csv": b"\x00\x05",
            ".DS_Store": b"\x00",
            "photo.png": b"\x89PNG\r\n\x1a\n\x00",
        }
    )
    first, second = tables(content, "all.zip")
    assert [(table.file, table.sheet) for table in (first, second)] == [("reach.csv", ""), ("more/x.xlsx", "May")]
    assert [(note.code, note.params["member"]) for note in first.notes] == [("member_skipped", "photo.png")]


# -- refusals


XLSX = samples.xlsx(May=ROWS)
XML = samples.spreadsheetml([("String", "Date")], [("String", "2026-05-10")])
OWNER = (b"\x05Alice" + b" " * 49 + b"\x05\x00" + "Alice".encode("utf-16-le") + b" \x00" * 60)[:165]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty_file"),
        (b",,,\n,,,\n", "empty_file"),
        (samples.xlsx(A=[], B=[]), "empty_file"),
        (b"Date,Views\n", "header_only"),
        (samples.xlsx(A=[["Date", "Views"]], B=[["x", "y"]]), "header_only"),
        (OWNER, "lock_file"),
        (b",alice,laptop,14.07.2026 10:00,file:///home/alice/.config;", "lock_file"),
        (b'Date,Text\n2026-05-10,x\n2026-05-11,"never closed\n2026-05-12,y\n', "truncated"),
        ("Date,Été\n2026-05-10,5\n2026-05-11,é".encode()[:-1], "truncated"),
        (b"\xff\xfe" + "Date,Views\n2026-05-10,5\n".encode("utf-16-le")[:-1], "truncated"),
        (XLSX[: len(XLSX) // 2], "truncated"),
        (XML[: len(XML) // 2], "truncated"),
        (samples.biff([["a", "b"], ["c", 1.0]])[:1024], "truncated"),
        (XLSX[:700] + bytes([XLSX[700] ^ 0xFF]) + XLSX[701:], "damaged"),
        (XML.replace(b"</Row>", b"</Wor>"), "damaged"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "binary"),
        (random.Random(7).randbytes(3000), "binary"),
        (b"Date,Views\n2026-05-10,\x005\n", "binary"),
        (b"<!DOCTYPE html>\n<html><body><h1>502</h1></body></html>", "not_a_table"),
        (
            b"Hello, dear all.\nThis is a letter, not a table, as you see.\nYours\n\nAlice, Bob and others",
            "not_a_table",
        ),
        (b"Shopping list\nmilk\t2\nbread\nbutter\ncheese\neggs\t12\nflour\nsalt\n", "not_a_table"),
        (b"\x1f\x8b\x08" + bytes(20), "legacy_compressed"),
        (b"BZh91AY&SY" + bytes(20), "legacy_compressed"),
        (b'{"a": [1, 2]}', "unsupported"),
        (b'[{"a": 1}]', "unsupported"),
        (b'window.YTD.tweets.part0 = [ {\n  "tweet" : {} } ]', "unsupported"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "unsupported"),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "unsupported"),
        (b"\x03\x6e\x0c\x03" + (1).to_bytes(4, "little") + (65).to_bytes(2, "little") + bytes(80), "unsupported"),
        (samples.archive(**{"[Content_Types].xml": "x", "word/document.xml": "x"}), "unsupported"),
        (samples.biff([["a", "b"], ["c", 1.0]], password=True), "password_protected"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "truncated"),
        (samples.encrypted_member(samples.archive(**{"a.csv": "a,b\n1,2\n"})), "password_protected"),
        (samples.archive(**{"a.zip": samples.archive(**{"a.csv": "a,b\n1,2\n"})}), "nested_archive"),
        (samples.archive(**{f"{n}.csv": "a,b\n1,2\n" for n in range(limits.MAX_MEMBERS + 1)}), "too_many_members"),
        (samples.archive(**{"readme.txt": "Hello, this is only a word to you all."}), "header_only"),
        (b"a" + b"," * limits.MAX_COLUMNS + b"\n1\n", "too_large"),
        (
            XML.replace(b"\n", b'<!DOCTYPE x [<!ENTITY a "b">]>', 1),
            "zip_bomb",
        ),
    ],
)
def test_refused(content, code):
    assert refusal(content).code == code


def test_encrypted_workbook():
    content = bytearray(samples.biff([["a", "b"], ["c", 1.0]]))
    content[1024:1280] = "EncryptedPackage".encode("utf-16-le").ljust(256, b"\x00")
    assert refusal(bytes(content)).code == "password_protected"


@pytest.mark.parametrize("name", ["~$figures.xlsx", ".~lock.figures.ods#"])
def test_lock_files_are_known_by_their_name_too(name):
    assert refusal(b"anything", name).code == "lock_file"


def test_a_quote_never_closed_says_where_it_opened():
    assert refusal('Date,Text\n2026-05-10,"a\nb"\n2026-05-11,"c\nd\n').params["row"] == 4


def test_a_bomb_is_refused_by_its_directory():
    assert refusal(samples.archive(**{"a.csv": b"0" * (limits.RATIO_FREE_BYTES + 1)})).code == "zip_bomb"


def test_a_bomb_in_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr("imports.readers.zips.MAX_UNPACKED_BYTES", 1000)
    parts = {f"{n}.csv": "Date,Views\n" + "2026-05-10,5\n" * 20 for n in range(4)}
    assert refusal(samples.archive(**parts)).code == "zip_bomb"


def test_a_directory_that_lies_is_refused():
    content = samples.xlsx(May=ROWS)
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        size = source.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = content.replace(size.to_bytes(4, "little"), (size // 2).to_bytes(4, "little"))
    assert lie != content
    assert refusal(lie).code == "damaged"


def test_a_cell_at_the_far_corner_does_not_fill_the_memory():
    content = samples.xlsx(May=[["Date", "Views"], ["2026-05-10", 5]])
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        members = {info.filename: source.read(info) for info in source.infolist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet.replace(b'r="B2"', b'r="XFD1048576"').replace(b'r="2"', b'r="1048576"')
    assert refusal(samples.archive(**members)).code == "too_large"


def test_too_many_rows(monkeypatch):
    monkeypatch.setattr("imports.readers.delimited.MAX_ROWS", 100)
    assert refusal("Date,Views\n" + "2026-05-10,5\n" * 100).params == {"what": "rows", "limit": 100}


def test_200_megabytes_are_refused_unread(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 200 * 1024**2)
    with pytest.raises(Unreadable) as caught:
        read_file(path, "big.csv")
    assert (caught.value.code, caught.value.params["what"]) == ("too_large", "bytes")


def test_one_damaged_member_refuses_the_archive():
    error = refusal(samples.archive(**{"a.csv": "Date,Views\n2026-05-10,5\n", "b.csv": 'Date,T\n2026-05-10,"x\n'}))
    assert (error.code, error.params["member"]) == ("truncated", "b.csv")


# -- anything at all

SEEDS = {
    "csv": b'sep=,\n"Views"\n"Date","Primary","Text"\n2026-01-01,5,"a\n""b"""\n2026-01-02,6,\xc3\xa9\n',
    "xlsx": XLSX,
    "xls": samples.biff([["Date", "Views"], ["2026-01-01", 5.0]]),
    "xml": XML,
    "zip": samples.archive(**{"a.csv": "a,b\n1,2\n", "b.csv": "Date,Views\n2026-01-01,5\n"}),
}


def spoilt(seed, chance):
    """Return bytes with some changed, added, cut out or repeated."""
    data = bytearray(seed)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0:
                data[place : place + 1] = chance.randbytes(1)
            case 1:
                data[place:place] = chance.randbytes(chance.randrange(1, 9))
            case 2:
                del data[place : place + chance.randrange(1, 40)]
            case 3:
                data[place:place] = data[place : place + 50]
            case 4 if chance.random() < 0.3:
                del data[place:]
    return bytes(data)


@pytest.mark.parametrize("kind", SEEDS)
def test_a_spoilt_file_gives_tables_or_a_refusal(kind):
    chance = random.Random(2026)
    for _ in range(300):
        try:
            found = read_bytes(spoilt(SEEDS[kind], chance), f"file.{kind}")
        except Unreadable:
            continue
        assert found
        assert all(isinstance(table, Table) for table in found)
        assert all(len(table.rows) == len(table.row_numbers) for table in found)


def _packed(compression: int) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        archive.writestr("a.csv", "Date,Views\n2027-01-03,12\n2027-01-04,13\n")
    return data.getvalue()


def test_an_archive_packed_in_a_way_nobody_reads_says_so():
    data = bytearray(_packed(zipfile.ZIP_DEFLATED))
    data[8], data[data.index(b"PK\x01\x02") + 10] = 9, 9  # "enhanced deflate", in both places that say it
    with pytest.raises(Unreadable) as error:
        read_bytes(bytes(data), "a.zip")
    assert error.value.code == "legacy_compressed"


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_any_byte_of_an_archive_may_be_another(compression):
    whole = _packed(compression)
    for place in range(len(whole)):
        for value in (0, 0xFF, whole[place] ^ 0x08):
            with contextlib.suppress(Unreadable):  # anything else is an error of ours
                read_bytes(whole[:place] + bytes([value]) + whole[place + 1 :], "a.zip")
