"""What the fictional employers look for: job families with their skills, and who posts which."""

from dataclasses import dataclass

Asked = tuple[str, int]  # skill label of the embedded classification, level 1 to 4


@dataclass(frozen=True)
class Family:
    key: str
    occupation: str
    titles: tuple[str, ...]
    essential: tuple[Asked, ...]
    desired: tuple[Asked, ...]
    pay: tuple[int, int]
    day: str


FAMILIES = {
    family.key: family
    for family in (
        Family(
            "support",
            "ICT help desk agent",
            (
                "IT support technician",
                "Service desk analyst",
                "Desktop support technician",
                "First-line support analyst",
            ),
            (
                ("provide ICT support", 2),
                ("use ICT ticketing system", 1),
                ("solve ICT system problems", 2),
                ("support ICT system users", 2),
                ("install operating system", 1),
            ),
            (
                ("mobile device management", 1),
                ("identify ICT user needs", 1),
                ("ICT hardware specifications", 1),
            ),
            (23_800, 28_500),
            "You answer calls and tickets, set up laptops and phones, and stay with a problem until the person can work again.",
        ),
        Family(
            "data",
            "data analyst",
            ("Data analyst", "Insight analyst", "Reporting analyst", "Performance analyst"),
            (
                ("perform data analysis", 2),
                ("use spreadsheets software", 3),
                ("SQL", 2),
                ("perform data cleansing", 2),
                ("report analysis results", 2),
            ),
            (
                ("Python (computer programming)", 1),
                ("track key performance indicators", 2),
                ("identify statistical patterns", 2),
            ),
            (28_000, 36_000),
            "You bring figures from several systems together, check them, and show colleagues what they mean in a page they can use.",
        ),
        Family(
            "web",
            "web developer",
            ("Web developer", "Front-end developer", "Junior web developer"),
            (
                ("JavaScript", 2),
                ("CSS", 2),
                ("use markup languages", 2),
                ("implement front-end website design", 2),
                ("maintain responsive design", 2),
            ),
            (("TypeScript", 2), ("debug software", 2), ("ICT accessibility standards", 1), ("WordPress", 1)),
            (26_500, 38_000),
            "You turn designs into pages that load quickly, read well on a phone and work for everybody.",
        ),
        Family(
            "software",
            "software developer",
            ("Software developer", "Python developer", "Back-end developer", "Graduate software engineer"),
            (
                ("computer programming", 3),
                ("Python (computer programming)", 2),
                ("use object-oriented programming", 2),
                ("SQL", 2),
                ("debug software", 2),
                ("Agile development", 1),
            ),
            (
                ("develop with cloud services", 2),
                ("develop automated software tests", 2),
                ("use software design patterns", 2),
            ),
            (31_000, 46_000),
            "You write, test and look after services in a small team that releases every week.",
        ),
        Family(
            "cyber",
            "ICT security technician",
            ("Cyber security analyst", "Security operations analyst", "Information security technician"),
            (
                ("identify ICT security risks", 2),
                ("ICT network security risks", 2),
                ("cyber attack counter-measures", 2),
                ("ICT security standards", 2),
                ("web application security threats", 1),
            ),
            (
                ("Wireshark", 1),
                ("penetration testing tool", 2),
                ("data protection", 2),
                ("implement a firewall", 2),
            ),
            (30_000, 42_000),
            "You watch alerts, look into what is odd, and help firms to close the gaps before somebody uses them.",
        ),
        Family(
            "cloud",
            "cloud engineer",
            ("Cloud engineer", "Junior DevOps engineer", "Platform engineer"),
            (
                ("cloud technologies", 3),
                ("deploy cloud resource", 2),
                ("develop with cloud services", 2),
                ("DevOps", 2),
                ("use scripting programming", 2),
            ),
            (("design cloud architecture", 2), ("Ansible", 2), ("cloud security and compliance", 2)),
            (36_000, 55_000),
            "You keep systems running in the cloud, automate what is done twice and watch the bill.",
        ),
        Family(
            "network",
            "ICT network technician",
            ("Network technician", "Network engineer", "Infrastructure technician"),
            (
                ("ICT networking hardware", 2),
                ("implement ICT network diagnostic tools", 2),
                ("ICT network routing", 2),
                ("implement a firewall", 2),
                ("maintain internet protocol configuration", 1),
            ),
            (("Cisco", 2), ("implement a virtual private network", 2), ("design computer network", 2)),
            (27_500, 37_000),
            "You install and mend the switches, cables and wireless points that everything else hangs on.",
        ),
        Family(
            "test",
            "software tester",
            ("Software tester", "Test analyst", "Quality assurance tester"),
            (
                ("execute software tests", 2),
                ("levels of software testing", 2),
                ("replicate customer software issues", 2),
                ("software anomalies", 2),
                ("develop ICT test suite", 1),
            ),
            (("develop automated software tests", 2), ("Agile development", 1), ("SQL", 1)),
            (25_500, 34_000),
            "You try to break what the team builds, write down exactly how, and check that it stays mended.",
        ),
        Family(
            "ux",
            "user interface designer",
            ("User experience designer", "Interface designer", "Junior product designer"),
            (
                ("design user interface", 2),
                ("create website wireframe", 2),
                ("execute ICT user research activities", 2),
                ("application usability", 2),
            ),
            (
                ("ICT accessibility standards", 2),
                ("human-computer interaction", 1),
                ("software interaction design", 2),
            ),
            (28_000, 40_000),
            "You watch people use a service, sketch something better and try it with them again.",
        ),
        Family(
            "marketing",
            "search engine optimisation expert",
            ("Digital marketing assistant", "Digital content officer", "Online marketing executive"),
            (
                ("plan digital marketing", 1),
                ("search engine optimisation", 2),
                ("manage online content", 2),
                ("develop digital content", 2),
                ("web analytics", 1),
            ),
            (
                ("use content management system software", 2),
                ("perform image editing", 1),
                ("perform video editing", 1),
            ),
            (23_500, 29_500),
            "You write and schedule posts and pages, see which of them bring people in, and do more of that.",
        ),
        Family(
            "database",
            "database administrator",
            ("Database administrator", "Database developer", "Data engineer"),
            (
                ("SQL", 3),
                ("database management systems", 3),
                ("maintain database performance", 2),
                ("perform backups", 2),
                ("maintain database security", 2),
            ),
            (("PostgreSQL", 2), ("data extraction, transformation and loading tools", 2), ("data models", 2)),
            (35_000, 48_000),
            "You keep the records of thousands of people safe, quick to find and backed up.",
        ),
        Family(
            "ai",
            "data scientist",
            ("Machine learning engineer", "Data scientist", "AI developer"),
            (
                ("machine learning", 2),
                ("Python (computer programming)", 3),
                ("principles of artificial intelligence", 2),
                ("perform data mining", 2),
                ("perform data analysis", 3),
            ),
            (("R", 2), ("analyse big data", 2), ("computer vision", 2)),
            (38_000, 58_000),
            "You teach machines to spot what matters in readings, pictures and text, and check that they are fair.",
        ),
        Family(
            "office",
            "data quality specialist",
            ("Digital administrator", "Office administrator", "Customer records assistant"),
            (
                ("use microsoft office", 2),
                ("use spreadsheets software", 2),
                ("manage digital documents", 2),
                ("use word processing software", 2),
            ),
            (("use customer relationship management software", 1), ("protect personal data and privacy", 1)),
            (23_800, 26_200),
            "You keep records right, answer people by e-mail and chat, and make the numbers ready for the monthly meeting.",
        ),
        Family(
            "analysis",
            "ICT business analyst",
            ("Business analyst", "Junior business analyst", "Systems analyst"),
            (
                ("identify customer requirements", 2),
                ("ICT system user requirements", 2),
                ("propose ICT solutions to business problems", 2),
                ("analyse software specifications", 2),
            ),
            (("Agile development", 2), ("unified modelling language", 1), ("SQL", 1)),
            (30_000, 43_000),
            "You listen to the people who do the work, draw how it goes now, and agree how it should go.",
        ),
        Family(
            "inclusion",
            "ICT help desk agent",
            ("Digital inclusion officer", "Digital skills trainer", "Digital champion"),
            (
                ("teach digital literacy", 2),
                ("have computer literacy", 2),
                ("identify digital competence gaps", 1),
                ("interact through digital technologies", 2),
            ),
            (("protect personal data and privacy", 2), ("work with e-services available to citizens", 2)),
            (24_000, 28_500),
            "You sit beside people who have never been online and help them to do the thing they came for.",
        ),
        Family(
            "machining",
            "numerical tool and process control programmer",
            ("CNC programmer", "Digital manufacturing technician", "CAD technician"),
            (
                ("program a CNC controller", 2),
                ("use CAD software", 2),
                ("use CAM software", 2),
                ("set up the controller of a machine", 2),
            ),
            (("record production data for quality control", 1), ("Internet of Things", 1)),
            (27_000, 36_500),
            "You turn drawings into machine programs, set up the first part and watch the readings while the rest are cut.",
        ),
        Family(
            "embedded",
            "embedded systems software developer",
            ("Embedded software engineer", "Firmware developer"),
            (
                ("C++", 3),
                ("program firmware", 2),
                ("microprocessors", 2),
                ("debug software", 3),
                ("real-time computing", 2),
            ),
            (
                ("Internet of Things", 2),
                ("Python (computer programming)", 2),
                ("hardware testing methods", 1),
            ),
            (36_000, 52_000),
            "You write the code that sits between a driver's foot and a motor, so it is tested until it bores you.",
        ),
    )
}

# Programs and ways of working that the adverts name; many are on no list of skills yet.
TOOLS = {
    "support": "ServiceNow, Microsoft Intune or remote assistance",
    "data": "Power BI, Snowflake or dimensional modelling",
    "web": "React, Tailwind or design tokens",
    "software": "FastAPI, GitHub Actions or pair programming",
    "cyber": "Microsoft Sentinel, Splunk or threat hunting",
    "cloud": "Terraform, Kubernetes or GitHub Actions",
    "network": "Cisco Meraki, structured cabling or Fortinet firewalls",
    "test": "Playwright, Postman or exploratory testing",
    "ux": "Figma, design tokens or usability interviews",
    "marketing": "Google Analytics, HubSpot or Canva",
    "database": "pgAdmin, query tuning or change data capture",
    "ai": "prompt design, Databricks or model cards",
    "office": "Microsoft Power Automate, mail merge or prompt design",
    "analysis": "Jira, Power BI or process mapping",
    "inclusion": "Learn My Way, screen readers or tablet lending",
    "machining": "Mastercam, Fanuc controls or tool presetting",
    "embedded": "FreeRTOS, CAN bus or static analysis",
}

# employer → (family, kind, how many openings of it are posted); kinds: j job, a apprenticeship, w work experience, p placement
POSTS: dict[str, tuple[tuple[str, str], ...]] = {
    "canalside": (("software", "j"), ("software", "a"), ("web", "j"), ("test", "j"), ("ux", "j"), ("web", "w"), ("software", "p"), ("analysis", "j"), ("support", "a")),
    "furnace": (("data", "j"), ("data", "a"), ("ai", "j"), ("database", "j"), ("data", "w"), ("analysis", "j"), ("ai", "a"), ("data", "j")),
    "lockkeeper": (("cyber", "j"), ("cyber", "a"), ("network", "j"), ("cyber", "j"), ("support", "j"), ("cyber", "w"), ("cyber", "p"), ("cloud", "j")),
    "health-informatics": (("support", "j"), ("data", "j"), ("database", "j"), ("office", "j"), ("analysis", "j"), ("support", "a"), ("office", "a"), ("cyber", "j"), ("data", "p")),
    "godiva": (("embedded", "j"), ("embedded", "j"), ("software", "j"), ("ai", "j"), ("test", "j"), ("embedded", "a"), ("software", "p"), ("machining", "j")),
    "sandwell-metals": (("machining", "j"), ("machining", "a"), ("data", "j"), ("network", "j"), ("office", "j"), ("machining", "w"), ("support", "j"), ("machining", "p")),
    "parcels": (("support", "j"), ("data", "j"), ("software", "j"), ("network", "j"), ("office", "j"), ("support", "a"), ("analysis", "j"), ("office", "w"), ("support", "j")),
    "beacon-hill": (("office", "j"), ("office", "a"), ("data", "j"), ("test", "j"), ("analysis", "j"), ("cyber", "j"), ("support", "j"), ("database", "j"), ("office", "j")),
    "wulfrun-homes": (("inclusion", "j"), ("office", "j"), ("support", "j"), ("data", "j"), ("inclusion", "w"), ("marketing", "j"), ("office", "a"), ("support", "a"), ("inclusion", "j")),
    "goldthorn": (("machining", "j"), ("machining", "a"), ("machining", "j"), ("network", "j"), ("data", "j"), ("support", "j"), ("embedded", "j"), ("machining", "p")),
    "arboretum": (("marketing", "j"), ("web", "j"), ("data", "j"), ("office", "j"), ("marketing", "a"), ("support", "j"), ("ux", "j"), ("marketing", "w"), ("office", "j")),
    "saddlers-studio": (("web", "j"), ("ux", "j"), ("marketing", "j"), ("web", "a"), ("marketing", "a"), ("web", "w"), ("ux", "p"), ("marketing", "j"), ("web", "j")),
    "elmdon": (("cloud", "j"), ("software", "j"), ("cyber", "j"), ("database", "j"), ("test", "j"), ("support", "j"), ("cloud", "a"), ("analysis", "j"), ("cloud", "j")),
    "tame-water": (("data", "j"), ("network", "j"), ("ai", "j"), ("software", "j"), ("support", "a"), ("office", "j"), ("cloud", "j"), ("data", "w")),
}  # fmt: skip
