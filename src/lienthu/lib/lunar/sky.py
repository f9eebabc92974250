"""When the moon is new and where the sun stands. Times are Julian days (JD) of universal time, angles degrees.

Source: J. Meeus, Astronomical Algorithms (2nd ed.), chapters 22 (nutation), 25 and 32 (the sun), 49 (phases of the
moon). Good to about ten seconds for new moons and half a minute for the sun's longitude.
"""

from bisect import bisect_right
from math import cos, degrees, floor, pi, radians, sin
from typing import Final

MONTH: Final = 29.530588861  # mean days between two new moons
_J2000: Final = 2451545.0

# Seconds by which the clock of the planets is ahead of the clock of the turning earth: measured to 2020, then as the
# polynomials of Espenak and Meeus expect it.
_AHEAD: Final = (
    (1800, 13.7), (1820, 12.0), (1840, 5.7), (1860, 7.9), (1870, 1.6), (1880, -5.4), (1890, -5.9), (1900, -2.7),
    (1910, 10.5), (1920, 21.2), (1930, 24.0), (1940, 24.3), (1950, 29.2), (1960, 33.2), (1970, 40.2), (1980, 50.5),
    (1990, 56.9), (2000, 63.8), (2010, 66.1), (2020, 69.4), (2050, 93.0), (2100, 203.0), (2150, 328.0), (2200, 442.0),
)  # fmt: skip
_AHEAD_YEARS: Final = [year for year, _seconds in _AHEAD]


def _ahead(jd: float) -> float:
    """Dynamical time minus universal time, in days."""
    year = 2000 + (jd - _J2000) / 365.25
    index = min(max(bisect_right(_AHEAD_YEARS, year), 1), len(_AHEAD) - 1)
    (before, low), (after, high) = _AHEAD[index - 1], _AHEAD[index]
    return (low + (high - low) * (year - before) / (after - before)) / 86_400


# Chapter 49: coefficient in days, power of E, and multiples of M (sun), M' (moon), F (latitude), Ω (node).
_NEW_MOON: Final = (
    (-0.40720, 0, 0, 1, 0, 0), (0.17241, 1, 1, 0, 0, 0), (0.01608, 0, 0, 2, 0, 0), (0.01039, 0, 0, 0, 2, 0),
    (0.00739, 1, -1, 1, 0, 0), (-0.00514, 1, 1, 1, 0, 0), (0.00208, 2, 2, 0, 0, 0), (-0.00111, 0, 0, 1, -2, 0),
    (-0.00057, 0, 0, 1, 2, 0), (0.00056, 1, 1, 2, 0, 0), (-0.00042, 0, 0, 3, 0, 0), (0.00042, 1, 1, 0, 2, 0),
    (0.00038, 1, 1, 0, -2, 0), (-0.00024, 1, -1, 2, 0, 0), (-0.00017, 0, 0, 0, 0, 1), (-0.00007, 0, 2, 1, 0, 0),
    (0.00004, 0, 0, 2, -2, 0), (0.00004, 0, 3, 0, 0, 0), (0.00003, 0, 1, 1, -2, 0), (0.00003, 0, 0, 2, 2, 0),
    (-0.00003, 0, 1, 1, 2, 0), (0.00003, 0, -1, 1, 2, 0), (-0.00002, 0, -1, 1, -2, 0), (-0.00002, 0, 1, 3, 0, 0),
    (0.00002, 0, 0, 4, 0, 0),
)  # fmt: skip
# The planets' part: coefficient in days, angle at k = 0, angle a month.
_PLANETS: Final = (
    (0.000325, 299.77, 0.107408), (0.000165, 251.88, 0.016321), (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478), (0.000110, 84.66, 18.206239), (0.000062, 141.74, 53.303771),
    (0.000060, 207.14, 2.453732), (0.000056, 154.84, 7.306860), (0.000047, 34.52, 27.261239),
    (0.000042, 207.19, 0.121824), (0.000040, 291.34, 1.844379), (0.000037, 161.72, 24.198154),
    (0.000035, 239.56, 25.513099), (0.000023, 331.55, 3.592518),
)  # fmt: skip


def new_moon(k: int) -> float:
    """The JD of the new moon number `k`, counted from the one of 6 January 2000 (k = 0)."""
    t = k / 1236.85
    mean = 2451550.09766 + MONTH * k + (0.00015437 - (0.00000015 - 0.00000000073 * t) * t) * t * t
    eccentricity = 1 - (0.002516 + 0.0000074 * t) * t
    sun = radians(2.5534 + 29.10535670 * k - (0.0000014 + 0.00000011 * t) * t * t)
    moon = radians(201.5643 + 385.81693528 * k + (0.0107582 + (0.00001238 - 0.000000058 * t) * t) * t * t)
    latitude = radians(160.7108 + 390.67050284 * k - (0.0016118 + (0.00000227 - 0.000000011 * t) * t) * t * t)
    node = radians(124.7746 - 1.56375588 * k + (0.0020672 + 0.00000215 * t) * t * t)
    found = mean
    for size, power, a, b, c, d in _NEW_MOON:
        found += size * eccentricity**power * sin(a * sun + b * moon + c * latitude + d * node)
    found += _PLANETS[0][0] * sin(radians(299.77 + 0.107408 * k - 0.009173 * t * t))
    for size, start, step in _PLANETS[1:]:
        found += size * sin(radians(start + step * k))
    return found - _ahead(found)


def first_new_moon_after(jd: float) -> int:
    """The number of a new moon near `jd`, at most a month before it."""
    return floor((jd - 2451550.1) / MONTH)


# Chapter 32 (VSOP87): the earth's longitude, by powers of millennia from 2000; size in 1e-8 radians, phase, frequency.
_EARTH: Final = (
    (
        (175347046, 0, 0), (3341656, 4.6692568, 6283.0758500), (34894, 4.62610, 12566.15170),
        (3497, 2.7441, 5753.3849), (3418, 2.8289, 3.5231), (3136, 3.6277, 77713.7715), (2676, 4.4181, 7860.4194),
        (2343, 6.1352, 3930.2097), (1324, 0.7425, 11506.7698), (1273, 2.0371, 529.6910), (1199, 1.1096, 1577.3435),
        (990, 5.233, 5884.927), (902, 2.045, 26.298), (857, 3.508, 398.149), (780, 1.179, 5223.694),
        (753, 2.533, 5507.553), (505, 4.583, 18849.228), (492, 4.205, 775.523), (357, 2.920, 0.067),
        (317, 5.849, 11790.629), (284, 1.899, 796.298), (271, 0.315, 10977.079), (243, 0.345, 5486.778),
        (206, 4.806, 2544.314), (205, 1.869, 5573.143), (202, 2.458, 6069.777), (156, 0.833, 213.299),
        (132, 3.411, 2942.463), (126, 1.083, 20.775), (115, 0.645, 0.980), (103, 0.636, 4694.003),
        (102, 0.976, 15720.839), (102, 4.267, 7.114), (99, 6.21, 2146.17), (98, 0.68, 155.42), (86, 5.98, 161000.69),
        (85, 1.30, 6275.96), (85, 3.67, 71430.70), (80, 1.81, 17260.15), (79, 3.04, 12036.46), (75, 1.76, 5088.63),
        (74, 3.50, 3154.69), (74, 4.68, 801.82), (70, 0.83, 9437.76), (62, 3.98, 8827.39), (61, 1.82, 7084.90),
        (57, 2.78, 6286.60), (56, 4.39, 14143.50), (56, 3.47, 6279.55), (52, 0.19, 12139.55), (52, 1.33, 1748.02),
        (51, 0.28, 5856.48), (49, 0.49, 1194.45),
    ),
    (
        (628331966747, 0, 0), (206059, 2.678235, 6283.075850), (4303, 2.6351, 12566.1517), (425, 1.590, 3.523),
        (119, 5.796, 26.298), (109, 2.966, 1577.344), (93, 2.59, 18849.23), (72, 1.14, 529.69), (68, 1.87, 398.15),
        (67, 4.41, 5507.55), (59, 2.89, 5223.69), (56, 2.17, 155.42), (45, 0.40, 796.30), (36, 0.47, 775.52),
    ),
    ((52919, 0, 0), (8720, 1.0721, 6283.0758), (309, 0.867, 12566.152), (27, 0.05, 3.52)),
    ((289, 5.844, 6283.076), (35, 0, 0), (17, 5.49, 12566.15)),
    ((114, 3.142, 0),),
)  # fmt: skip


def sun_longitude(jd: float) -> float:
    """The sun's apparent longitude at the moment, 0–360."""
    tau = (jd + _ahead(jd) - _J2000) / 365_250
    earth = 0.0
    for power, terms in enumerate(_EARTH):
        earth += tau**power * sum(size * cos(phase + frequency * tau) for size, phase, frequency in terms)
    centuries = tau * 10
    node = radians(125.04 - 1934.136 * centuries)
    mean_sun, mean_moon = radians(280.4665 + 36000.7698 * centuries), radians(218.3165 + 481267.8813 * centuries)
    nutation = -17.20 * sin(node) - 1.32 * sin(2 * mean_sun) - 0.23 * sin(2 * mean_moon) + 0.21 * sin(2 * node)
    anomaly = radians(357.5291 + 35999.0503 * centuries)
    aberration = -20.4898 / (1.000001018 * (1 - 0.016708634**2) / (1 + 0.016708634 * cos(anomaly)))
    fixed = -0.09033  # from the dynamical equinox of VSOP87 to FK5
    return (degrees(earth * 1e-8 + pi) + (nutation + aberration + fixed) / 3600) % 360
