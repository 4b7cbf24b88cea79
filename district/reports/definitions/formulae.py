"""What the formulae that reports name say, in words. How they are worked out stands in `district.figures.measures`."""

FORMULAE = {
    "F1": "An enrolment is a start once it has lasted 42 days where planned for 168 days or more, 14 days where "
    "planned for 14 or more, else one day; on a Skills Bootcamp, 14 days.",
    "F2": "Achievement rate: achievers divided by leavers.",
    "F3": "Retention rate: completers divided by leavers.",
    "F4": "Pass rate: achievers divided by completers; achievement is retention times pass.",
    "F5": "In-year retention: those in learning less those who left, divided by those in learning.",
    "F6": "The year that an enrolment ends in is that of the last of planned end, actual end and result.",
    "F7": "Rates of a cohort: each stage divided by starts, or by the stage before, as the column says.",
    "F8": "Interview rate: completers whom an employer offered a real interview, divided by completers.",
    "F9": "A milestone earns rate times public share times split, to the penny; the last takes what is left.",
    "F10": "Variance: actual less profile, divided by profile, compared with the tolerance before rounding.",
    "F11": "Forecast: actual to date plus the remaining profile at the rate so far, never above the contract.",
    "F13": "Conversion: the people of a stage, divided by those of the stage before, and by those of the first.",
    "F14": "Parity: a group's rate divided by that of everybody else; the gap is their difference in points.",
    "F15": "Rate for 100,000 people: the number times 100,000, divided by the residents.",
    "F16": "Days to outcome: from completing to its first day; none where it began before.",
    "F17": "Sustained: a job that has not ended, or lasted 84 days, its first and last among them.",
    "F18": "Fulfilment: what was delivered, divided by what was promised.",
    "F19": "Gap: demand less supply; the ratio is demand divided by supply.",
}
