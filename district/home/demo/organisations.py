"""The fictional partners of the demo world. The places are real; none of the organisations is."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Partner:
    key: str
    name: str
    roles: tuple[str, ...]
    postcode: str
    town: str
    about: str
    ukprn: str = ""
    company_number: str = ""
    urn: str = ""
    without_number: str = ""
    without_number_note: str = ""
    waits_days: int = 0
    asked: str = ""


PROVIDERS = (
    Partner(
        "aston-lock",
        "Aston Lock College",
        ("provider",),
        "B6 5HY",
        "Aston, Birmingham",
        "A further education college beside the canal, with evening digital courses for adults who left school with little.",
        ukprn="10900001",
    ),
    Partner(
        "three-spires",
        "Three Spires Digital College",
        ("provider",),
        "CV1 5BA",
        "Coventry",
        "Coventry's adult college for data, software and networks, with a cyber range and a job shop.",
        ukprn="10900002",
    ),
    Partner(
        "tipton-locks",
        "Tipton Locks Training",
        ("provider",),
        "DY4 8NR",
        "Tipton",
        "An independent provider of Skills Bootcamps in IT support, networks and cyber security.",
        ukprn="10900003",
        company_number="90000003",
    ),
    Partner(
        "wulfrun",
        "Wulfrun Institute of Digital",
        ("provider",),
        "WV1 3TA",
        "Wolverhampton",
        "Part-time and full-time technical courses from first steps to Level 5, near Wolverhampton station.",
        ukprn="10900004",
    ),
    Partner(
        "saddlers-learning",
        "Saddlers Adult Learning",
        ("provider", "community"),
        "WS1 3JG",
        "Walsall",
        "First steps with computers, phones and online services, taught in libraries and community rooms.",
        ukprn="10900005",
    ),
    Partner(
        "netherton",
        "Netherton Community Learning",
        ("provider", "community"),
        "DY2 0RX",
        "Netherton, Dudley",
        "A small charity that gets people online, into a course and on to work, with a crèche.",
        ukprn="10900006",
    ),
    Partner(
        "blythe",
        "Blythe Bootcamps",
        ("provider",),
        "B90 1WT",
        "Blythe Valley, Solihull",
        "Short, intensive courses in cloud, data and software with employers in the room from the first week.",
        ukprn="10900007",
        company_number="90000007",
    ),
    Partner(
        "bournbrook",
        "Bournbrook Technical University",
        ("provider",),
        "B29 7BD",
        "Bournbrook, Birmingham",
        "Short professional courses in artificial intelligence, cyber security and user experience.",
        ukprn="10900008",
    ),
)

EMPLOYERS = (
    Partner(
        "canalside",
        "Canalside Software",
        ("employer",),
        "B18 6AB",
        "Jewellery Quarter, Birmingham",
        "Sixty people who build booking and payment systems for theatres and museums.",
        company_number="90000101",
    ),
    Partner(
        "furnace",
        "Furnace Analytics",
        ("employer",),
        "B9 5NQ",
        "Digbeth, Birmingham",
        "A data consultancy that helps public bodies see what works.",
        company_number="90000102",
    ),
    Partner(
        "lockkeeper",
        "Lockkeeper Cyber",
        ("employer",),
        "B37 7GW",
        "Bickenhill, Solihull",
        "Watches over the networks of two hundred small firms, day and night.",
        company_number="90000103",
    ),
    Partner(
        "health-informatics",
        "Three Spires Health Informatics",
        ("employer",),
        "CV2 3NB",
        "Coventry",
        "Runs patient record systems for clinics in Coventry and Warwickshire.",
        company_number="90000104",
    ),
    Partner(
        "godiva",
        "Godiva Motive Systems",
        ("employer",),
        "CV4 8JH",
        "Westwood, Coventry",
        "Writes the software inside electric buses and delivery vans.",
        company_number="90000105",
    ),
    Partner(
        "sandwell-metals",
        "Sandwell Metals Digital",
        ("employer",),
        "B70 6SA",
        "West Bromwich",
        "A hundred-year-old foundry that now runs on sensors, drawings and data.",
        company_number="90000106",
    ),
    Partner(
        "parcels",
        "Black Country Parcel Network",
        ("employer",),
        "B69 3DE",
        "Oldbury",
        "Eleven depots, four hundred vans and a control room that never sleeps.",
        company_number="90000107",
    ),
    Partner(
        "beacon-hill",
        "Beacon Hill Insurance Services",
        ("employer",),
        "DY5 2WA",
        "Brierley Hill",
        "Handles home and motor claims for six insurers.",
        company_number="90000108",
    ),
    Partner(
        "wulfrun-homes",
        "Wulfrun Homes",
        ("employer", "community"),
        "WV1 2LF",
        "Wolverhampton",
        "A housing association with nine thousand homes and a digital inclusion team.",
        company_number="90000109",
    ),
    Partner(
        "goldthorn",
        "Goldthorn Aero Components",
        ("employer",),
        "WV10 6QL",
        "Wolverhampton",
        "Machines engine parts to a hundredth of a millimetre.",
        company_number="90000110",
    ),
    Partner(
        "arboretum",
        "Arboretum Retail Group",
        ("employer",),
        "WS2 9BE",
        "Walsall",
        "Thirty garden and home shops with one busy web shop.",
        company_number="90000111",
    ),
    Partner(
        "saddlers-studio",
        "Saddlers Digital Studio",
        ("employer",),
        "WS1 2QT",
        "Walsall",
        "Designs websites and campaigns for charities and independent traders.",
        company_number="90000112",
    ),
    Partner(
        "elmdon",
        "Elmdon Mutual",
        ("employer",),
        "B91 3JL",
        "Solihull",
        "A savings society that is moving its systems to the cloud.",
        company_number="90000113",
    ),
    Partner(
        "tame-water",
        "Tame Valley Water Services",
        ("employer",),
        "B73 9AH",
        "Sutton Coldfield",
        "Keeps an eye on 4,000 km of pipes with meters, maps and models.",
        company_number="90000114",
    ),
)

OTHERS = (
    Partner(
        "authority",
        "West Midlands Combined Authority (demonstration)",
        ("authority",),
        "B19 2DN",
        "Birmingham",
        "The seven councils together: funds adult skills and answers for what they lead to. In this demo world its staff are fictional.",
    ),
    Partner(
        "secretariat",
        "Digital Skills District Office",
        ("civic",),
        "B15 2SG",
        "Edgbaston, Birmingham",
        "Brings the partners to one table and keeps the roadmap.",
    ),
    Partner(
        "school",
        "Tame Bridge Academy",
        ("school",),
        "WS10 0JN",
        "Friar Park, Wednesbury",
        "A secondary school that takes every pupil to a digital employer before they choose their options.",
        urn="900201",
    ),
    Partner(
        "foundry",
        "Foundry Care Leavers' Network",
        ("community",),
        "B21 9AZ",
        "Handsworth, Birmingham",
        "Young people who have left care, helping one another into learning and work.",
    ),
)

# Asked to join and waits for a check: so that WMCA staff have something to decide.
WAITING = (
    Partner(
        "penn-robotics",
        "Penn Fields Robotics",
        ("employer",),
        "WV3 0LA",
        "Wolverhampton",
        "Builds warehouse robots; wants to post its first two apprenticeships.",
        company_number="90000115",
        waits_days=9,
    ),
    Partner(
        "cut-and-lock",
        "Cut and Lock Web Design",
        ("employer",),
        "WS1 2QT",
        "Walsall",
        "One person who builds websites for shops; wants to take somebody on for work experience.",
        without_number="sole_trader",
        without_number_note="Trades since 2019; listed by the traders of Bradford Street.",
        waits_days=3,
        asked="Where would somebody on work experience sit? Please name the workshop and who would be there with them.",
    ),
)

# What employers say of themselves.
EMPLOYER_FACTS: dict[str, dict[str, Any]] = {
    "canalside": {
        "size_band": "medium",
        "sector": "digital",
        "sic_codes": ["62012", "62020"],
        "disability_confident": 2,
        "disability_confident_until": date(2028, 3, 31),
        "living_wage_from": date(2026, 5, 1),
        "living_wage_until": date(2027, 4, 30),
    },
    "furnace": {"size_band": "small", "sector": "professional", "sic_codes": ["70229", "62020"]},
    "parcels": {
        "size_band": "large",
        "sector": "transport",
        "sic_codes": ["53201"],
        "disability_confident": 1,
    },
    "goldthorn": {"size_band": "medium", "sector": "manufacturing", "sic_codes": ["30300"]},
    "saddlers-studio": {"size_band": "micro", "sector": "creative", "sic_codes": ["62012", "73110"]},
}

# Who works in more than one place: owner, name of the site, postcode.
SECOND_SITES = (
    ("Black Country Parcel Network", "Tipton depot", "DY4 8NR"),
    ("Canalside Software", "Coventry office", "CV1 5BA"),
)

# Known from adverts under a name that somebody has signed up with, so that WMCA staff have something to merge.
HERE_TWICE = ("Furnace Analytics Ltd", "Saddlers Digital Studio Limited")
