"""Where the demo world's learners live: real postcodes with their areas."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Home:
    """`lsoa` of 2021, `ward` of 2025 (both from the ONS postcode directory), `decile` of the Indices of Deprivation
    2025.
    """

    lsoa: str
    decile: int
    ward: str
    ward_name: str


HOMES: Mapping[str, Home] = {
    "B10 9BG": Home("E01009325", 1, "E05011167", "Small Heath"),
    "B11 4BS": Home("E01009393", 1, "E05011171", "Sparkhill"),
    "B12 9LD": Home("E01009366", 1, "E05011122", "Balsall Heath West"),
    "B13 8NH": Home("E01009183", 8, "E05011154", "Moseley"),
    "B14 6QD": Home("E01008972", 2, "E05011130", "Brandwood & King's Heath"),
    "B15 2SG": Home("E01034937", 10, "E05011134", "Edgbaston"),
    "B16 6GG": Home("E01009143", 1, "E05011151", "Ladywood"),
    "B19 2DN": Home("E01008909", 1, "E05011153", "Lozells"),
    "B20 3LA": Home("E01034918", 1, "E05011125", "Birchfield"),
    "B21 0HR": Home("E01009354", 1, "E05011147", "Holyhead"),
    "B21 9AZ": Home("E01009355", 1, "E05011142", "Handsworth"),
    "B23 5QH": Home("E01009001", 4, "E05011135", "Erdington"),
    "B25 8HN": Home("E01008884", 1, "E05011182", "Tyseley & Hay Mills"),
    "B26 3AH": Home("E01009314", 2, "E05011166", "Sheldon"),
    "B28 0LB": Home("E01009040", 8, "E05011141", "Hall Green South"),
    "B30 1AX": Home("E01008961", 5, "E05011129", "Bournville & Cotteridge"),
    "B31 2QH": Home("E01009206", 5, "E05011158", "Northfield"),
    "B35 6QT": Home("E01009099", 1, "E05011132", "Castle Vale"),
    "B36 8BH": Home("E01009087", 2, "E05011131", "Bromford & Hodge Hill"),
    "B37 6TF": Home("E01010125", 1, "E05001287", "Chelmsley Wood"),
    "B42 1QR": Home("E01009240", 4, "E05011160", "Perry Barr"),
    "B43 5HF": Home("E01010007", 4, "E05001271", "Newton"),
    "B6 7LF": Home("E01008899", 1, "E05011155", "Nechells"),
    "B63 3PZ": Home("E01009736", 9, "E05015904", "Belle Vale"),
    "B64 6BL": Home("E01009957", 1, "E05001264", "Cradley Heath and Old Hill"),
    "B66 3BX": Home("E01010064", 2, "E05001278", "Soho and Victoria"),
    "B67 6LN": Home("E01009938", 3, "E05001277", "Smethwick"),
    "B70 7BY": Home("E01009988", 3, "E05001268", "Greets Green and Lyng"),
    "B72 1HA": Home("E01009457", 10, "E05011181", "Sutton Wylde Green"),
    "B73 5QR": Home("E01009466", 9, "E05011179", "Sutton Vesey"),
    "B8 1PL": Home("E01009482", 1, "E05011120", "Alum Rock"),
    "B9 5NQ": Home("E01033649", 1, "E05011145", "Heartlands"),
    "B91 2HA": Home("E01010172", 10, "E05001294", "Olton"),
    "B92 7RY": Home("E01010161", 8, "E05001292", "Lyndon"),
    "CV1 5BA": Home("E01009640", 1, "E05001228", "St Michael's"),
    "CV2 1SS": Home("E01009581", 1, "E05001223", "Henley"),
    "CV2 5AU": Home("E01009718", 1, "E05001235", "Wyken"),
    "CV3 3AP": Home("E01009540", 1, "E05001219", "Binley and Willenhall"),
    "CV4 8JH": Home("E01032533", 10, "E05001232", "Westwood"),
    "CV4 9DG": Home("E01009686", 8, "E05001221", "Earlsdon"),
    "CV5 8AY": Home("E01009685", 7, "E05001233", "Whoberley"),
    "CV6 1HU": Home("E01009628", 4, "E05001227", "Radford"),
    "CV6 5FU": Home("E01009569", 1, "E05001222", "Foleshill"),
    "DY1 4NQ": Home("E01009775", 3, "E05015924", "Upper Gornal & Woodsetton"),
    "DY2 0RX": Home("E01009841", 1, "E05015917", "Netherton & Holly Hall"),
    "DY3 1RL": Home("E01009895", 5, "E05015921", "Sedgley"),
    "DY4 0WS": Home("E01009976", 6, "E05001267", "Great Bridge"),
    "DY8 1ZB": Home("E01009856", 4, "E05015925", "Wollaston & Stourbridge Town"),
    "WS10 8UX": Home("E01010264", 2, "E05001303", "Bentley and Darlaston North"),
    "WS2 7LY": Home("E01010271", 1, "E05001304", "Birchills Leamore"),
    "WS3 1DF": Home("E01033894", 1, "E05001305", "Blakenall"),
    "WS8 6HT": Home("E01010306", 5, "E05001308", "Brownhills"),
    "WS9 8RP": Home("E01010255", 9, "E05001302", "Aldridge North and Walsall Wood"),
    "WV1 9WN": Home("E01010472", 2, "E05014848", "Heath Town"),
    "WV10 9EU": Home("E01010434", 3, "E05014842", "Bushbury South & Low Hill"),
    "WV11 3JE": Home("E01010565", 7, "E05014857", "Wednesfield South"),
    "WV14 8SG": Home("E01009763", 2, "E05015908", "Coseley"),
    "WV2 2BH": Home("E01034314", 2, "E05014844", "Ettingshall North"),
    "WV3 8EA": Home("E01010494", 10, "E05014849", "Merry Hill"),
}
