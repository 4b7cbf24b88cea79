"""The pair of files for Explore Education Statistics: ours pass every check, and each check finds what it is for."""

from dataclasses import replace
from decimal import Decimal

import pytest

from district.figures.disclosure.cubes import TOTAL
from district.figures.files import ees, ees_checks
from district.figures.files.description import Column, Kind, Table
from district.figures.symbols import Symbol

UNITS = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
    "english_devolved_area_code,english_devolved_area_name,lad_code,lad_name"
)
AREA = "202627,Academic year,English devolved area,E92000001,England,E12000005,West Midlands,E47000007,West Midlands,,"
LEVEL = "202627,Academic year,Local authority district"
COVENTRY = f"{LEVEL},E92000001,England,E12000005,West Midlands,,,E08000026,Coventry"
DATA = f"""{UNITS},programme,sex,starts_count,achievement_percent
{AREA},Total,Total,1240,72.6
{AREA},Total,Female,470,74.1
{COVENTRY},Total,Total,150,71.0
{COVENTRY},Total,Female,low,c
"""
META = """col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column
programme,Filter,Programme,,,,Filter by programme,
sex,Filter,Sex,,,,Filter by sex,
starts_count,Indicator,Number of starts,Delivery,,0,,
achievement_percent,Indicator,Achievement rate,Delivery,%,1,,
"""
COLUMNS = (
    Column("council", "Council", Kind.GEOGRAPHY, labels={"E08000026": "Coventry"}),
    Column("programme", "Programme", Kind.FILTER, hint="Filter by programme"),
    Column("sex", "Sex", Kind.FILTER, hint="Filter by sex", labels={"F": "Female"}),
    Column("starts_count", "Number of starts [note 1]", Kind.INDICATOR, group="Delivery"),
    Column("achievement_percent", "Achievement rate", Kind.INDICATOR, unit="%", decimals=1, group="Delivery"),
    Column("remark", "Remark"),
)
ROWS = [
    (TOTAL, TOTAL, TOTAL, 1240, Decimal("72.6"), ""),
    (TOTAL, TOTAL, "F", 470, Decimal("74.1"), ""),
    ("E08000026", TOTAL, TOTAL, 150, 71, ""),
    ("E08000026", TOTAL, "F", Symbol.LOW, Symbol.HIDDEN, ""),
]
TABLE = Table("starts_by_council", "Starts by council", COLUMNS, ROWS)


def bad(data: str = DATA, meta: str = META, name: str = "starts_by_council") -> ees.Pair:
    return ees.Pair(name, data.encode(), meta.encode())


def test_a_table_becomes_the_pair_that_is_asked_for() -> None:
    made = ees.pair(TABLE, year=2026)
    assert (made.data_name, made.meta_name) == ("starts_by_council.csv", "starts_by_council.meta.csv")
    assert made.data.decode().replace("\r\n", "\n") == DATA
    assert made.meta.decode().replace("\r\n", "\n") == META
    assert ees_checks.faults(made) == []


def test_providers_stand_alone_in_their_file() -> None:
    columns = (
        Column("provider", "Provider", Kind.GEOGRAPHY, labels={"10007140": "A college"}),
        *COLUMNS[1:5],
    )
    rows = [("10007140", TOTAL, TOTAL, 10, 50), (TOTAL, TOTAL, TOTAL, 20, 50)]
    made = ees.pair(Table("starts_by_provider", "Starts", columns, rows), year=2026)
    assert ees_checks.faults(made) == []
    lines = made.data.decode().split("\r\n")
    assert lines[1:] == [
        "202627,Academic year,Provider,E92000001,England,10007140,A college,Total,Total,10,50.0",
        "",
    ]


def test_years_stand_in_a_column_of_their_own() -> None:
    columns = (Column("academic_year", "Academic year", Kind.TIME), *COLUMNS[1:5])
    rows = [(2024, TOTAL, TOTAL, 10, 50), (1999, TOTAL, TOTAL, 20, 50)]
    made = ees.pair(Table("starts", "Starts", columns, rows), year=2026)
    assert ees_checks.faults(made) == []
    assert [line[:6] for line in made.data.decode().split("\r\n")[1:3]] == ["202425", "199900"]


def test_who_is_nowhere_and_a_filter_without_a_total_are_said_so() -> None:
    rows = [("", "P1", TOTAL, 10, 50, ""), ("E08000026", "P2", TOTAL, 20, 50, "")]
    made = ees.pair(replace(TABLE, rows=rows), year=2026)
    assert ees_checks.faults(made) == []
    assert ",x,Not available,P1,Total,10" in made.data.decode()
    lines = made.meta.decode().split("\r\n")
    assert [line.rpartition(",")[2] for line in lines] == ["filter_default", "P1", "", "", "", ""]


def test_no_cell_of_the_pair_is_a_formula() -> None:
    made = ees.pair(replace(TABLE, rows=[(TOTAL, TOTAL, "=cmd", 1, -1, "")]), year=2026)
    assert ",'=cmd,1,-1.0" in made.data.decode()


COPY = f"{COVENTRY},Total,Female,low,c\n"
FAULTS: list[tuple[str, ees.Pair]] = [
    ("col_names_spaces", bad(DATA.replace(",sex,", ",the sex,"))),
    ("col_snake_case", bad(DATA.replace(",sex,", ",Sex,"))),
    ("col_var_start", bad(DATA.replace(",sex,", ",1sex,"))),
    ("data_to_meta", bad(meta=META.replace("sex,Filter,Sex,,,,Filter by sex,\n", ""))),
    ("meta_to_data", bad(meta=META + "age,Filter,Age,,,,,\n")),
    ("meta_ob_unit", bad(meta=META + "lad_name,Filter,Council,,,,,\n")),
    ("filename_spaces", bad(name="starts by council")),
    ("filename_special", bad(name="Starts(1)")),
    ("filename_special", bad(name="starts_2026")),
    ("filename_special", bad(name="s" * 51)),
    ("filter_blanks", bad(DATA.replace("Total,Female,470", "Total,,470"))),
    ("filter_whitespace", bad(DATA.replace("Female,470", "Female ,470"))),
    ("filter_defaults", bad(DATA.replace("Total,Total,", "Total,All people,"))),
    ("filter_ob_total", bad(DATA.replace("E08000026,Coventry", "E08000026,Total"))),
    ("filter_item_limit", bad(DATA + "".join(f"{AREA},Total,group {n},1,1.0\n" for n in range(25_001)))),
    ("api_char_limit", bad(DATA.replace("Female", "F" * 121))),
    ("api_char_limit", bad(meta=META.replace("Number of starts", "N" * 81))),
    ("api_char_limit", bad(DATA.replace("E08000026", "E" * 31))),
    ("general_dupes", bad(DATA + COPY)),
    ("general_null", bad(DATA.replace(",low,", ",NULL,"))),
    ("geog_level", bad(DATA.replace("Local authority district", "Borough"))),
    ("geog_level_completed", bad(DATA.replace("E08000026,Coventry", "E08000026,"))),
    ("geog_overcompleted_cols", bad(DATA.replace(AREA, AREA[:-1] + "E08000026,Coventry"))),
    ("geog_combos", bad(DATA + COPY.replace("Coventry", "Dudley").replace("Female", "Male"))),
    ("geog_provider_only", bad(DATA.replace("Local authority district", "Provider"))),
    ("ind_invalid_entry", bad(DATA.replace(",low,", ",<5,"))),
    ("ind_invalid_entry", bad(DATA.replace(",low,", ",,"))),
    ("ind_invalid_entry", bad(DATA.replace(",1240,", ',"1,240",'))),
    ("meta_label", bad(meta=META.replace("Number of starts", ""))),
    ("meta_dupe_label", bad(meta=META.replace("Number of starts", "Achievement rate"))),
    ("meta_col_name", bad(meta=META + "sex,Filter,Sex again,,,,,\n")),
    ("meta_col_type", bad(meta=META.replace("sex,Filter", "sex,Group"))),
    ("meta_indicator_dp", bad(meta=META.replace("%,1", "%,"))),
    ("meta_indicator_dp", bad(meta=META.replace("Sex,,,,", "Sex,,,1,"))),
    ("meta_ind_unit", bad(meta=META.replace("%,1", "per cent,1"))),
    ("time_id_valid", bad(DATA.replace("Academic year", "School year"))),
    ("time_id_mix", bad(DATA.replace(COVENTRY, COVENTRY.replace("Academic", "Financial")))),
    ("time_period_num", bad(DATA.replace("202627", "2026/27"))),
    ("time_period_six", bad(DATA.replace("202627", "202628"))),
]


def test_the_sample_has_no_faults() -> None:
    assert ees_checks.faults(bad()) == []


@pytest.mark.parametrize(("check", "pair"), FAULTS, ids=[name for name, _ in FAULTS])
def test_a_check_finds_its_fault(check: str, pair: ees.Pair) -> None:
    assert check in {fault.partition(":")[0] for fault in ees_checks.faults(pair)}


def test_a_meta_file_is_named_after_its_data() -> None:
    files = replace(ees_checks.read(bad()), meta_name="other.meta.csv")
    assert [*ees_checks.CHECKS["filename_match"](files)] == [
        "other.meta.csv is not named after starts_by_council.csv."
    ]


def test_every_check_has_a_file_that_it_finds_fault_with() -> None:
    assert {name for name, _ in FAULTS} | {"filename_match"} == ees_checks.CHECKS.keys()


@pytest.mark.parametrize("name", ees.MANDATORY)
def test_columns_that_have_to_be_there_are_asked_for(name: str) -> None:
    assert ees_checks.faults(bad(DATA.replace(name, "other"))) == [
        f"mandatory: The data have no column {name}."
    ]
