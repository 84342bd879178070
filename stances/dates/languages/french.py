"""Dates in French: “9 mai 1928”, “début mars 1928”, “entre le 2 et le 24 juin 1928”."""

from stances.dates.language import Language

FRENCH = Language(
    "French",
    months=(
        *("janvier janv", "février févr fév", "mars", "avril avr", "mai", "juin", "juillet juil", "août"),
        *("septembre sept", "octobre oct", "novembre nov", "décembre déc"),
    ),
    words={
        "": "le, la, les, de, du, en, au, à la, l'année, lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche",
        "early": "début, commencement",
        "mid": "milieu, mi",
        "late": "fin",
        "first half": "première moitié, 1re moitié",
        "second half": "seconde moitié, deuxième moitié, 2e moitié",
        "spring": "printemps",
        "summer": "été",
        "autumn": "automne",
        "winter": "hiver",
        "bc": "av. j.-c, av j.-c, av. j-c, avant j.-c, avant jésus-christ",
        "ad": "apr. j.-c, ap. j.-c, après j.-c",
        "century": "siècle",
        "about": "vers, environ, aux alentours de",
        "perhaps": "peut-être, probablement, sans doute",
        "before": "avant",
        "after": "après",
        "from": "depuis, à partir de, à partir du, au plus tôt, dès",
        "until": "jusqu'à, jusqu'au, jusqu'en, au plus tard",
        "between": "entre",
        "and": "et",
    },
    rewrites=(
        ("’", "'"),
        (r"\b(?:d'|l')", ""),
        (r"\b1er\b", "1"),
        (r"\bannées (\d{3}0)\b", r"\1s"),
        (r"\b([ivx]+|\d{1,2})(?:er|e|ème)(?= siècle)", r"\1"),
        (r"^(?:de|du) (.+) (?:à|au) (.+)$", r"from \1 to \2"),
    ),
)
