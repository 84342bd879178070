"""Languages in which dates are read beside English: a module with a table, and its name in `LANGUAGES`."""

from stances.dates.languages.french import FRENCH
from stances.dates.languages.german import GERMAN
from stances.dates.languages.russian import RUSSIAN

LANGUAGES = (GERMAN, FRENCH, RUSSIAN)
