"""Between the globe and the grids that British and Irish maps are drawn on.

A transverse Mercator projection on an ellipsoid, and a Helmert shift between ellipsoids, as the Ordnance Survey's
guide to coordinate systems in Great Britain gives them. Good to about five metres, which is finer than a postcode.
"""

from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan

type Cartesian = tuple[float, float, float]


@dataclass(frozen=True)
class Ellipsoid:
    a: float
    b: float

    @property
    def e2(self) -> float:
        return 1 - (self.b / self.a) ** 2


@dataclass(frozen=True)
class Shift:
    """From a national datum to WGS84: metres, arc seconds, parts per million."""

    tx: float
    ty: float
    tz: float
    rx: float
    ry: float
    rz: float
    scale: float

    def inverse(self) -> "Shift":
        return Shift(-self.tx, -self.ty, -self.tz, -self.rx, -self.ry, -self.rz, -self.scale)

    def apply(self, point: Cartesian) -> Cartesian:
        x, y, z = point
        rx, ry, rz = (radians(turn / 3600) for turn in (self.rx, self.ry, self.rz))
        k = 1 + self.scale / 1e6
        return (
            self.tx + k * x - rz * y + ry * z,
            self.ty + rz * x + k * y - rx * z,
            self.tz - ry * x + rx * y + k * z,
        )


@dataclass(frozen=True)
class Grid:
    ellipsoid: Ellipsoid
    shift: Shift
    scale: float  # on the central meridian
    latitude: float  # true origin, degrees
    longitude: float
    easting: float  # of the true origin, metres
    northing: float


WGS84 = Ellipsoid(6_378_137.0, 6_356_752.314245)
AIRY = Ellipsoid(6_377_563.396, 6_356_256.909)
AIRY_MODIFIED = Ellipsoid(6_377_340.189, 6_356_034.447)

BRITISH = Grid(
    AIRY,
    Shift(446.448, -125.157, 542.060, 0.1502, 0.2470, 0.8421, -20.4894),
    0.9996012717,
    49.0,
    -2.0,
    400_000.0,
    -100_000.0,
)
IRISH = Grid(
    AIRY_MODIFIED,
    Shift(482.5, -130.6, 564.6, -1.042, -0.214, -0.631, 8.15),
    1.000035,
    53.5,
    -8.0,
    200_000.0,
    250_000.0,
)


def from_wgs84(latitude: float, longitude: float, grid: Grid = BRITISH) -> tuple[float, float]:
    """Easting and northing, in metres, of a place given in degrees."""
    point = grid.shift.inverse().apply(_cartesian(radians(latitude), radians(longitude), WGS84))
    return _project(*_geodetic(point, grid.ellipsoid), grid)


def to_wgs84(easting: float, northing: float, grid: Grid = BRITISH) -> tuple[float, float]:
    """Latitude and longitude, in degrees, of a place on the grid."""
    point = grid.shift.apply(_cartesian(*_unproject(easting, northing, grid), grid.ellipsoid))
    latitude, longitude = _geodetic(point, WGS84)
    return degrees(latitude), degrees(longitude)


def irish_to_british(easting: float, northing: float) -> tuple[float, float]:
    return from_wgs84(*to_wgs84(easting, northing, IRISH), BRITISH)


class NorthernIreland:
    """Irish grid to British grid, quickly: both keep angles, so that within Northern Ireland one is a short power
    series of the other in the complex plane. It passes through exact conversions, and between them it stays within
    a centimetre."""

    NODES = (
        180_000 + 320_000j,
        240_000 + 440_000j,
        300_000 + 310_000j,
        360_000 + 400_000j,
        270_000 + 370_000j,
    )

    def __init__(self) -> None:
        table = [complex(*irish_to_british(node.real, node.imag)) for node in self.NODES]
        for width in range(1, len(table)):
            for at in range(len(table) - 1, width - 1, -1):
                table[at] = (table[at] - table[at - 1]) / (self.NODES[at] - self.NODES[at - width])
        self._differences = table

    def to_british(self, easting: float, northing: float) -> tuple[float, float]:
        place = complex(easting, northing)
        found = self._differences[-1]
        for node, difference in zip(self.NODES[-2::-1], self._differences[-2::-1], strict=True):
            found = found * (place - node) + difference
        return found.real, found.imag


def _cartesian(latitude: float, longitude: float, ellipsoid: Ellipsoid) -> Cartesian:
    """On the surface: heights do not matter to maps."""
    nu = ellipsoid.a / sqrt(1 - ellipsoid.e2 * sin(latitude) ** 2)
    return (
        nu * cos(latitude) * cos(longitude),
        nu * cos(latitude) * sin(longitude),
        (1 - ellipsoid.e2) * nu * sin(latitude),
    )


def _geodetic(point: Cartesian, ellipsoid: Ellipsoid) -> tuple[float, float]:
    x, y, z = point
    p = hypot(x, y)
    latitude = atan2(z, p * (1 - ellipsoid.e2))
    for _ in range(4):
        nu = ellipsoid.a / sqrt(1 - ellipsoid.e2 * sin(latitude) ** 2)
        latitude = atan2(z + ellipsoid.e2 * nu * sin(latitude), p)
    return latitude, atan2(y, x)


def _meridional_arc(latitude: float, grid: Grid) -> float:
    a, b = grid.ellipsoid.a, grid.ellipsoid.b
    n = (a - b) / (a + b)
    less, more = latitude - radians(grid.latitude), latitude + radians(grid.latitude)
    return (
        b
        * grid.scale
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * less) * cos(2 * more)
            - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
        )
    )


def _radii(latitude: float, grid: Grid) -> tuple[float, float, float]:
    """Of curvature across and along the meridian, and eta squared."""
    a, e2 = grid.ellipsoid.a, grid.ellipsoid.e2
    nu = a * grid.scale / sqrt(1 - e2 * sin(latitude) ** 2)
    rho = a * grid.scale * (1 - e2) / (1 - e2 * sin(latitude) ** 2) ** 1.5
    return nu, rho, nu / rho - 1


def _project(latitude: float, longitude: float, grid: Grid) -> tuple[float, float]:
    nu, rho, eta2 = _radii(latitude, grid)
    s, c, t2 = sin(latitude), cos(latitude), tan(latitude) ** 2
    one = _meridional_arc(latitude, grid) + grid.northing
    two = nu / 2 * s * c
    three = nu / 24 * s * c**3 * (5 - t2 + 9 * eta2)
    three_a = nu / 720 * s * c**5 * (61 - 58 * t2 + t2**2)
    four = nu * c
    five = nu / 6 * c**3 * (nu / rho - t2)
    six = nu / 120 * c**5 * (5 - 18 * t2 + t2**2 + 14 * eta2 - 58 * t2 * eta2)
    d = longitude - radians(grid.longitude)
    return (
        grid.easting + four * d + five * d**3 + six * d**5,
        one + two * d**2 + three * d**4 + three_a * d**6,
    )


def _unproject(easting: float, northing: float, grid: Grid) -> tuple[float, float]:
    latitude = radians(grid.latitude)
    for _ in range(10):
        left = northing - grid.northing - _meridional_arc(latitude, grid)
        latitude += left / (grid.ellipsoid.a * grid.scale)
        if abs(left) < 1e-5:
            break
    nu, rho, eta2 = _radii(latitude, grid)
    t, c = tan(latitude), cos(latitude)
    seven = t / (2 * rho * nu)
    eight = t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2)
    nine = t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    ten = 1 / (c * nu)
    eleven = 1 / (6 * c * nu**3) * (nu / rho + 2 * t**2)
    twelve = 1 / (120 * c * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    twelve_a = 1 / (5040 * c * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    d = easting - grid.easting
    return (
        latitude - seven * d**2 + eight * d**4 - nine * d**6,
        radians(grid.longitude) + ten * d - eleven * d**3 + twelve * d**5 - twelve_a * d**7,
    )
