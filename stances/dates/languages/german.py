"""Dates in German: “9. Mai 1928”, “Anfang März 1928”, “zwischen dem 2. und dem 24. Juni 1928”."""

from stances.dates.language import Language

GERMAN = Language(
    "German",
    months=(
        *(
            "januar jänner jan",
            "februar feber feb",
            "märz maerz mär",
            "april apr",
            "mai",
            "juni jun",
            "juli jul",
        ),
        *("august aug", "september sept sep", "oktober okt", "november nov", "dezember dez"),
    ),
    words={
        "": "der, die, das, dem, den, des, im, am, in, jahr, jahre, jahres, "
        "montag, dienstag, mittwoch, donnerstag, freitag, samstag, sonnabend, sonntag",
        "early": "anfang, beginn",
        "mid": "mitte",
        "late": "ende",
        "first half": "erste hälfte, ersten hälfte, 1. hälfte",
        "second half": "zweite hälfte, zweiten hälfte, 2. hälfte",
        "spring": "frühling, frühjahr",
        "summer": "sommer",
        "autumn": "herbst",
        "bc": "v. chr, v.chr, vor christus, vor christi geburt, v. u. z, v.u.z",
        "ad": "n. chr, n.chr, nach christus, n. u. z",
        "century": "jahrhundert, jahrhunderts, jh, jhs, jhd",
        "about": "um, etwa, ungefähr, gegen, zirka",
        "perhaps": "vielleicht, vermutlich, wahrscheinlich, wohl, möglicherweise",
        "before": "vor",
        "after": "nach",
        "from": "vom, von, seit, ab, frühestens",
        "until": "bis, bis zum, bis zu, spätestens",
        "between": "zwischen",
        "and": "und",
    },
    rewrites=((r"(?<=\d0)er(?: jahren?)?\b", "s"),),
)
