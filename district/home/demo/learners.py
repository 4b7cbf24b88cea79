"""The fictional learners of the demo world: where they live, what they hope for, what they can do already."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Person:
    name: str
    postcode: str
    hopes: str  # a job family of vacancies.py
    share: int  # how many of that family's skills they hold already, out of ten
    level: int  # the level they mostly say they have
    miles: int | None
    looking: tuple[str, ...] = ("job", "course")
    free: tuple[str, ...] = ("daytime",)
    extra: tuple[tuple[str, int], ...] = field(default=())
    evidence: str = "said"


COMPUTERS = ("have computer literacy", 2)
OFFICE = ("use microsoft office", 2)
SHEETS = ("use spreadsheets software", 2)
WORDS = ("use word processing software", 2)

# Who hopes for work in one family often thinks of another beside it.
BESIDE = {
    "support": "network",
    "network": "cloud",
    "data": "database",
    "database": "data",
    "office": "support",
    "software": "web",
    "web": "ux",
    "ux": "marketing",
    "analysis": "data",
    "ai": "software",
    "cyber": "network",
}

PEOPLE = (
    # Amara is the learner of the guided tour: three good skills, one course away from a service desk.
    Person("Amara Bello", "B21 9AZ", "support", 5, 2, 6, ("job", "apprenticeship", "course"), ("daytime", "evening"), (COMPUTERS,), "home"),
    Person("Callum Priddey", "B23 5QH", "support", 3, 1, 5, ("apprenticeship", "course"), ("daytime",), (COMPUTERS,)),
    Person("Nadia Hussain", "B11 4BS", "data", 5, 2, 8, ("job", "course"), ("evening", "weekend"), (OFFICE,), "work"),
    Person("Tomasz Wilk", "B66 3BX", "machining", 6, 2, 10, ("job",), ("daytime",), (), "work"),
    Person("Shanice Oakley", "B19 2DN", "office", 5, 1, 4, ("job", "course"), ("daytime",), (COMPUTERS,)),
    Person("Harpreet Gill", "WV2 2BH", "software", 5, 2, 12, ("job", "course"), ("daytime",), (), "course"),
    Person("Leanne Tranter", "DY2 0RX", "office", 3, 1, 3, ("course", "work_experience"), ("daytime",), (), "home"),
    Person("Yusuf Abdi", "B10 9BG", "cyber", 4, 1, 7, ("apprenticeship", "course"), ("daytime", "evening"), (COMPUTERS,)),
    Person("Grace Mensah", "CV6 5FU", "inclusion", 6, 2, 6, ("job", "course"), ("daytime",), (OFFICE,), "work"),
    Person("Dean Hadley", "DY4 0WS", "network", 4, 2, 15, ("job", "course"), ("daytime",), (), "work"),
    Person("Priya Nair", "CV4 9DG", "ai", 6, 3, 20, ("job",), ("daytime",), (("SQL", 2),), "course"),
    Person("Olu Adeyemi", "B16 6GG", "web", 4, 2, 8, ("job", "course"), ("evening",), (), "home"),
    Person("Kelly-Ann Round", "B64 6BL", "marketing", 4, 1, 5, ("job", "course"), ("daytime",), (WORDS,), "home"),
    Person("Mohammed Rafiq", "B8 1PL", "data", 2, 1, 6, ("course",), ("evening", "weekend"), (OFFICE, SHEETS), "work"),
    Person("Siân Pritchard", "B30 1AX", "ux", 6, 2, 10, ("job",), ("daytime",), (), "course"),
    Person("Jerome Campbell", "B20 3LA", "software", 3, 1, 6, ("apprenticeship", "course"), ("daytime",), (COMPUTERS,), "home"),
    Person("Agnieszka Nowak", "WS2 7LY", "test", 6, 2, 10, ("job",), ("daytime",), (), "work"),
    Person("Ryan Bissell", "WS3 1DF", "support", 2, 1, 4, ("apprenticeship", "work_experience"), ("daytime",), ()),
    Person("Fatima Zahra Idrissi", "B12 9LD", "office", 2, 1, 3, ("course",), ("daytime",), ()),
    Person("Ben Whitlock", "B91 2HA", "cloud", 6, 3, 15, ("job",), ("daytime",), (("ICT networking hardware", 2),), "work"),
    Person("Chidi Okafor", "B37 6TF", "cyber", 7, 2, 10, ("job",), ("daytime",), (), "course"),
    Person("Maureen Dodd", "DY1 4NQ", "inclusion", 3, 1, 2, ("course",), ("daytime",), (), "home"),
    Person("Arjun Sandhu", "B67 6LN", "data", 7, 2, 12, ("job",), ("daytime",), (), "course"),
    Person("Zoe Tonks", "B70 7BY", "web", 6, 2, 10, ("job", "apprenticeship"), ("daytime",), (), "course"),
    Person("Ibrahim Khalil", "CV1 5BA", "network", 6, 2, 10, ("job",), ("daytime",), (), "work"),
    Person("Paula Gutteridge", "WV14 8SG", "office", 8, 2, 5, ("job",), ("daytime",), (), "work"),
    Person("Kwame Boateng", "CV2 1SS", "support", 7, 2, 8, ("job",), ("daytime",), (COMPUTERS,), "work"),
    Person("Ellie Hackett", "WV11 3JE", "marketing", 7, 2, 8, ("job",), ("daytime",), (), "course"),
    Person("Samir Patel", "B13 8NH", "database", 6, 2, 10, ("job",), ("daytime",), (), "work"),
    Person("Danielle Cope", "B31 2QH", "analysis", 5, 2, 10, ("job", "course"), ("daytime",), (OFFICE,), "work"),
    Person("Luca Ferrari", "CV5 8AY", "embedded", 6, 3, 25, ("job",), ("daytime",), (), "course"),
    Person("Aaliyah Francis", "B19 2DN", "ux", 3, 1, 6, ("course", "apprenticeship"), ("evening",), (), "home"),
    Person("Stuart Malin", "WS10 8UX", "machining", 3, 1, 6, ("apprenticeship", "course"), ("daytime",), ()),
    Person("Ewa Kaczmarek", "WV1 9WN", "data", 4, 2, 8, ("job", "course"), ("evening",), (OFFICE,), "work"),
    Person("Tyrell Brown", "B6 7LF", "software", 2, 1, 5, ("course", "placement"), ("daytime",), (COMPUTERS,)),
    Person("Joan Fellows", "B63 3PZ", "office", 4, 1, 3, ("job",), ("daytime",), (), "work"),
    Person("Hamza Malik", "B25 8HN", "cyber", 2, 1, 6, ("course",), ("evening", "weekend"), (COMPUTERS,)),
    Person("Rosie Lathbury", "B73 5QR", "web", 2, 1, 5, ("course", "work_experience"), ("daytime",), (), "home"),
    Person("Daniel Osei", "CV3 3AP", "test", 3, 1, 8, ("course", "job"), ("daytime",), (COMPUTERS,)),
    Person("Simran Kaur", "B43 5HF", "analysis", 7, 2, 12, ("job",), ("daytime",), (), "work"),
    Person("Gareth Mole", "DY8 1ZB", "cloud", 3, 2, 10, ("job", "course"), ("evening",), (("provide ICT support", 3),), "work"),
    Person("Blessing Eze", "B36 8BH", "support", 4, 1, 5, ("course", "job"), ("daytime",), (COMPUTERS,), "home"),
    Person("Marcus Lilley", "WV3 8EA", "ai", 3, 2, 15, ("course", "job"), ("evening",), (), "work"),
    Person("Noreen Begum", "B9 5NQ", "inclusion", 7, 2, 4, ("job",), ("daytime",), (), "home"),
    Person("Jack Sheldon", "B26 3AH", "network", 2, 1, 6, ("apprenticeship",), ("daytime",), (COMPUTERS,)),
    Person("Mei Lin Chan", "B15 2SG", "ai", 8, 3, 15, ("job",), ("daytime",), (), "course"),
    Person("Connor Gough", "WS8 6HT", "support", 6, 2, 10, ("job", "apprenticeship"), ("daytime",), (), "course"),
    Person("Adaeze Umeh", "B28 0LB", "data", 8, 3, 10, ("job",), ("daytime",), (), "work"),
    Person("Vikram Rao", "CV4 8JH", "embedded", 8, 3, 15, ("job",), ("daytime",), (), "work"),
    Person("Stacey Millward", "DY3 1RL", "marketing", 2, 1, 4, ("course",), ("daytime",), (), "home"),
    Person("Abdul Karim Mia", "B21 0HR", "office", 6, 2, 5, ("job",), ("daytime",), (), "course"),
    Person("Freya Nicholls", "B14 6QD", "ux", 8, 2, 10, ("job",), ("daytime",), (), "work"),
    Person("Peter Okonkwo", "B42 1QR", "database", 3, 2, 8, ("course", "job"), ("evening",), (SHEETS,), "work"),
    Person("Tanya Heath", "WV10 9EU", "test", 4, 1, 6, ("course", "job"), ("daytime",), (OFFICE,)),
    Person("Imran Shah", "CV6 1HU", "cloud", 7, 3, 20, ("job",), ("daytime",), (), "work"),
    Person("Lucy Perks", "B92 7RY", "data", 3, 1, 6, ("course",), ("daytime",), (OFFICE, SHEETS), "work"),
    Person("Emeka Nwosu", "B35 6QT", "machining", 5, 2, 10, ("job",), ("daytime",), (), "work"),
    Person("Charlotte Yeo", "B72 1HA", "software", 8, 3, 15, ("job",), ("daytime",), (), "course"),
    Person("Bilal Hassan", "CV2 5AU", "web", 8, 2, 10, ("job",), ("daytime",), (), "work"),
    # Wendy has only just signed up: nothing said yet, so that the empty pages can be seen.
    Person("Wendy Astbury", "WS9 8RP", "office", 0, 1, None, (), (), ()),
)  # fmt: skip
