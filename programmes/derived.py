"""Numbers that check themselves."""


def is_uln(number: str) -> bool:
    """Ten digits of which the last checks the others; 9999999999 stands for one that is not known yet."""
    if number == "9999999999":
        return True
    if len(number) != 10 or not (number.isascii() and number.isdigit()) or number[0] == "0":
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False)) % 11
    return rest != 0 and int(number[9]) == 10 - rest
