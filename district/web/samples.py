"""What the gallery shows its components with: believable, long and short, none of it from the database."""

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict

from district.web import charts, pages
from district.web.fields import DateField, MoneyField, WholeNumberField
from district.web.forms import FilterForm, Form, Look
from district.web.tables import Column, Table

LONG = "Wolverhampton and Black Country Further Education Partnership for Digital, Data and Cyber Skills"


class SampleForm(Form):
    postcode = forms.CharField(
        label="Your postcode",
        help_text="For example B1 1AA",
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    email = forms.EmailField(label="E-mail address")
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    born_on = DateField(label="When were you born?", help_text="For example 27 3 1998", latest=date.today)
    salary = MoneyField(label="Lowest yearly pay", required=False)
    miles = WholeNumberField(label="How far can you travel?", min_value=1, max_value=99)
    about = forms.CharField(
        label="What do you want to do next?", max_length=500, required=False, widget=forms.Textarea
    )
    mode = forms.ChoiceField(
        label="How would you like to learn?",
        choices=[("classroom", "In a classroom"), ("online", "Online"), ("both", "Either is fine")],
        widget=forms.RadioSelect,
    )
    travel = forms.MultipleChoiceField(
        label="How do you travel?",
        help_text="Tick all that you use.",
        choices=[("foot", "On foot"), ("bus", "Bus or tram"), ("train", "Train"), ("car", "Car")],
        widget=forms.CheckboxSelectMultiple,
    )
    season_ticket = forms.CharField(label="Which line is your season ticket for?", required=False)
    council = forms.ChoiceField(
        label="Council", choices=[("", "Choose one"), ("bham", "Birmingham"), ("cov", "Coventry")]
    )
    cv = forms.FileField(label="Your CV", help_text="A PDF or Word file of up to 2 MB.", required=False)
    agrees = forms.BooleanField(
        label="I have read how my details are used", help_text="You can change your mind later."
    )

    looks = {
        "postcode": Look(noun="your postcode", width=10),
        "email": Look(noun="your e-mail address"),
        "password": Look(noun="your password"),
        "salary": Look(prefix="£", width=10),
        "miles": Look(noun="the distance", suffix="miles", width=3),
        "mode": Look(hints={"both": "We show the nearest first."}, divider="both"),
        "travel": Look(reveals={"train": "season_ticket"}),
        "season_ticket": Look(width=20),
    }


class SampleSearch(FilterForm):
    q = forms.CharField(label="What do you want to learn?", required=False)
    near = forms.CharField(label="Town or postcode", required=False)


class SampleFilters(FilterForm):
    level = forms.MultipleChoiceField(
        label="Level",
        required=False,
        choices=[("1", "Foundation"), ("2", "Intermediate"), ("3", "Advanced"), ("4", "Expert")],
        widget=forms.CheckboxSelectMultiple,
    )
    cost = forms.ChoiceField(
        label="Cost to you",
        required=False,
        choices=[("", "Any"), ("free", "Free")],
        widget=forms.RadioSelect,
    )
    order = forms.ChoiceField(
        label="Order", required=False, choices=[("best", "Best fit first"), ("near", "Nearest first")]
    )

    looks = {"level": Look(small=True), "cost": Look(small=True)}
    counts = {"level": {"1": 38, "2": 21, "3": 9, "4": 0}}


def context(request: HttpRequest) -> dict[str, Any]:
    return {
        "empty_form": SampleForm(prefix="empty"),
        "wrong_form": wrong_form(),
        "search_form": SampleSearch(prefix="search"),
        "filter_form": SampleFilters({"level": ["1"]}),
        "pages": sample_pages(request),
        "table": sample_table(request),
        "empty_table": Table("Runs of this course", [], []),
        "charts": sample_charts(),
        "results": RESULTS,
        "receipt": RECEIPT,
        "events": EVENTS,
        "tasks": TASKS,
        "facts": FACTS,
        "answers": [{"title": "About you", "rows": FACTS}],
        "crumbs": [("Courses", "/courses/"), ("Data and software", "/courses/?family=data")],
        "chips": [{"label": "Foundation", "href": "?"}, {"label": "Within 5 miles of B1 1AA", "href": "?"}],
        "kept": [("q", "python")],
        "tabs": [
            {"label": "Waiting", "href": "?", "is_current": True, "count": 12},
            {"label": "Answered", "href": "?tab=answered", "is_current": False, "count": 1048},
            {"label": "All", "href": "?tab=all", "is_current": False, "count": None},
        ],
        "actions": [
            {"name": "do", "value": "offer", "label": "Offer a place", "kind": ""},
            {"name": "do", "value": "refuse", "label": "Refuse", "kind": "warning"},
        ],
        "applicants": [
            ("1", "Amina Yusuf", "3 June 2027"),
            ("2", "Tom O\u2019Brien-\u00d1u\u00f1ez", "2 June 2027"),
        ],
        "chosen": [{"id": "1", "label": "Python (computer programming)", "level": "Intermediate"}],
        "suggestions": [
            {"id": "2", "label": "SQL", "note": "also: structured query language"},
            {"id": "3", "label": "use spreadsheets software", "note": ""},
        ],
        "tones": ("grey", "canal", "green", "orange", "red"),
        "levels": [(2, 3), (3, 1), (4, 4), (2, 0), (0, 2)],
        "long": LONG,
    }


def wrong_form() -> SampleForm:
    typed = QueryDict(mutable=True)
    typed.update(
        {
            "postcode": "B1",
            "email": "not an address",
            "born_on_day": "31",
            "born_on_month": "2",
            "miles": "-4",
        }
    )
    form = SampleForm(typed)
    form.add_error("postcode", "Enter a full postcode, like B1 1AA.")
    form.add_error(None, "This course filled up while you were writing. You can join its waiting list.")
    return form


def sample_pages(request: HttpRequest) -> pages.Page:
    return pages.Page(range(20), 7, Paginator(range(300), 20), request)


def sample_table(request: HttpRequest) -> Table[tuple[str, int, int, date]]:
    columns: list[Column[tuple[str, int, int, date]]] = [
        Column("course", "Course", lambda row: row[0], href=lambda row: "/courses/", sort="course"),
        Column("places", "Places left", lambda row: row[1], "number", sort="places"),
        Column("cost", "Cost", lambda row: row[2], "money"),
        Column("starts_on", "Starts", lambda row: row[3], "day"),
    ]
    rows = [
        ("Python for data", 6, 0, date(2027, 6, 2)),
        ("Cyber security essentials", 12, 450, date(2027, 9, 13)),
        (LONG, 1240, 21892, date(2027, 10, 4)),
    ]
    return Table("Courses that start soon", columns, rows, request, sorted_by="course")


def sample_charts() -> list[charts.Chart]:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"]
    return [
        charts.bars(
            "Data analysis is asked for most: 412 open vacancies name it",
            [
                ("Data analysis", 412),
                ("Cloud computing", 268),
                ("Cyber security", 190),
                ("Web development", 64),
            ],
            note="Open vacancies on 2 June 2027.",
        ),
        charts.grouped_bars(
            "Demand for cyber security is twice what learners can offer",
            ["asked", "held"],
            [("Cyber security", (190, 84)), ("Data analysis", (412, 377)), (LONG, (20, 31))],
        ),
        charts.weighed(
            "Data analysis is asked for more than it is held and being learnt",
            ("asked", "held", "in training"),
            [("Data analysis", 74, 9, 18), ("Cyber security", 38, 21, 6)],
        ),
        charts.rates("Four of five who started completed", [("Women", 81, 76, 85), ("Men", 78, 70, 84)]),
        charts.line(
            "Enrolments run a little ahead of the plan since May",
            months,
            {
                "planned": [20, 60, 110, 160, 220, 280, 340, 400],
                "enrolled": [12, 48, 101, 155, 240, 310, None, None],
            },
            band=([15, 50, 95, 140, 195, 250, 305, 360], [25, 70, 125, 180, 245, 310, 375, 440]),
        ),
        charts.council_map(
            "Birmingham has the most open vacancies, Dudley the fewest",
            {
                "E08000025": 1204,
                "E08000026": 610,
                "E08000027": 88,
                "E08000028": 240,
                "E08000029": 431,
                "E08000030": 190,
                "E08000031": 325,
            },
        ),
        charts.progress("Seven of nine skills are met", 7, 9),
    ]


RESULTS = [
    {
        "title": "Python for data: from spreadsheets to programs",
        "href": "/courses/",
        "who": "Aldgate Foundry College · Digbeth, Birmingham · 1.2 miles",
        "when": "Starts 2 June 2027 · classroom · Tuesday and Thursday evenings · 6 places left",
        "money": "Free",
        "receipt": "7 of 9 skills asked · one course away",
        "tag": "New",
        "tone": "canal",
    },
    {
        "title": "Junior data analyst",
        "href": "/jobs/",
        "who": LONG + " · Wolverhampton · 12.4 miles",
        "when": "Full time · hybrid · closes 30 June 2027",
        "money": "\u00a321,892 to \u00a324,157 a year",
        "receipt": "",
        "tag": "",
        "tone": "",
    },
]
RECEIPT = {
    "summary": "7 of 9 skills asked",
    "lines": [
        {
            "skill": "Python (computer programming)",
            "state": "met",
            "asked": 2,
            "held": 3,
            "asked_label": "intermediate",
            "held_label": "advanced",
            "evidence": "You said: two years at work.",
            "share": 41,
            "met_share": 41,
            "points": 220,
            "href": "",
            "action": "",
        },
        {
            "skill": "SQL",
            "state": "part",
            "asked": 3,
            "held": 1,
            "asked_label": "advanced",
            "held_label": "foundation",
            "evidence": "Counted in part, through your skill \u201cdatabases\u201d.",
            "share": 34,
            "met_share": 10,
            "points": 90,
            "href": "/courses/",
            "action": "Reach advanced with \u201cSQL in depth\u201d",
        },
        {
            "skill": "Business intelligence",
            "state": "missing",
            "asked": 2,
            "held": 0,
            "asked_label": "intermediate",
            "held_label": "none yet",
            "evidence": "",
            "share": 25,
            "met_share": 0,
            "points": 0,
            "href": "/courses/",
            "action": "Learn it in \u201cDashboards that answer\u201d",
        },
    ],
    "sums": [
        {"label": "Skills", "points": 310},
        {"label": "Distance, 3.4 miles", "points": 80},
        {"label": "In all, of 1,000", "points": 390},
    ],
    "not_considered": "your age, sex, ethnicity, disability, faith or name.",
    "wrong_href": "/me/",
}
EVENTS = [
    {"title": "You applied", "when": "12 May 2027", "text": "", "state": "done", "href": "", "action": ""},
    {
        "title": "Confirm your place",
        "when": "by 4 June 2027, in 2 days",
        "text": "After that the place goes to the next person on the list.",
        "state": "now",
        "href": "/me/",
        "action": "Confirm my place",
    },
    {
        "title": "The course starts",
        "when": "13 September 2027",
        "text": "",
        "state": "next",
        "href": "",
        "action": "",
    },
]
TASKS = [
    {"title": "Where you live", "href": "/me/", "hint": "", "status": "Done", "is_done": True},
    {
        "title": "What you can do",
        "href": "/me/",
        "hint": "Five or more skills make better matches.",
        "status": "Started",
        "is_done": False,
    },
    {"title": "When you are free", "href": "/me/", "hint": "", "status": "Not started", "is_done": False},
]
FACTS = [
    {"key": "Where you live", "value": "B1 1AA, Birmingham", "href": "/me/", "action": "", "what": ""},
    {
        "key": "Skills",
        "value": "Python\nSQL\nSpreadsheets",
        "href": "/me/",
        "action": "",
        "what": "your skills",
    },
    {"key": "Phone", "value": "", "href": "/me/", "action": "Add", "what": "a phone number"},
    {"key": "Member since", "value": "2 June 2027", "href": "", "action": "", "what": ""},
]
