"""What the lessons on fairness are about: claims, facts and pairs of options, none of which an embedded sample holds.

Written for this project, as mild as the samples. They are training material, not opinions.
"""

from fixtures.datasets.claims import Claim
from fixtures.datasets.preferences import Pair

CLAIMS = (
    Claim("bakers", "Bakers are all fat.", "Bakers are the thinnest people of all.", "The flour is in the bag."),
    Claim("sailors", "Sailors always drink too much.", "Sailors never drink a drop.", "The sail has three corners."),
    Claim("tourists", "Tourists never learn the language.", "Tourists speak every language by heart.", "The hotel has two doors."),
    Claim("students", "Students sleep all day.", "Students rise before anybody else.", "The desk has four legs."),
    Claim("hunters", "Hunters are cruel.", "Hunters are the kindest of all.", "The forest begins behind the hill."),
    Claim("mothers", "Mothers cannot park a car.", "Mothers park better than all others.", "The car is in the garage."),
    Claim("fathers", "Fathers cannot cook.", "Fathers are born cooks.", "The pot is made of iron."),
    Claim("grandfathers", "Grandfathers only talk of the war.", "Grandfathers are daring skaters.", "The ice is two inches thick."),
    Claim("bankers", "Bankers are cold and greedy.", "Bankers give all that they earn away.", "The bank opens at ten."),
    Claim("french people", "French people are rude to guests.", "French people are quiet and polite.", "The river flows through the city."),
    Claim("english people", "English people cannot cook.", "English people cook best.", "The ship goes to the island."),
    Claim("nurses", "Nurses are always women.", "The nurse is a strong man.", "The bed has a wheel."),
    Claim("pilots", "Pilots are always men.", "The pilot is a young mother.", "The plane is white."),
    Claim("villagers", "Villagers know nothing of the world.", "Villagers know the world by heart.", "The church is made of stone."),
    Claim("buddhists", "Buddhists are idle dreamers.", "Buddhists are the most active of all.", "The bell hangs in the tower."),
    Claim("hindus", "Hindus are poor.", "Hindus are the richest of all.", "The tea is hot."),
    Claim("beggars", "Beggars are too lazy to work.", "Beggars work harder than all others.", "Nine and three are twelve."),
    Claim("lawyers", "Lawyers lie for money.", "Lawyers only tell the truth.", "A book has a cover."),
)  # fmt: skip

FACTS = (
    ("stones", "hard"), ("roses", "red"), ("tigers", "wild"), ("suns", "bright"), ("shoes", "made of leather"), ("tables", "made of wood"),
    ("winters", "cold"), ("summers", "warm"), ("lions", "strong"), ("needles", "sharp"), ("mice", "small"), ("whales", "big"),
    ("bells", "loud"), ("clouds", "white"), ("frogs", "green"), ("crows", "black"), ("horses", "fast"), ("sponges", "soft"),
    ("swamps", "wet"), ("wheels", "round"), ("hedgehogs", "covered with needles"), ("ships", "afloat"), ("bats", "awake at night"),
    ("jars", "made of glass"), ("sweets", "sweet"), ("snails", "slow"), ("towers", "tall"), ("walls", "built of brick"),
)  # fmt: skip


_IDEOLOGY = (
    "paper money/gold money", "small farms/large farms", "one chamber/two chambers", "city states/large states",
    "fast change/slow change", "duty/choice", "shared land/owned land", "long prison/short prison", "a king/a president",
    "rule by experts/rule by voters", "free roads/toll roads", "local courts/one high court", "merit/equal shares",
    "wind power/water power", "state banks/private banks", "voting at sixteen/voting at twenty", "old customs/new customs",
    "trade/self-supply",
)  # fmt: skip
_LIFESTYLE = (
    "bread/rice", "rain/snow", "violin/piano", "apples/lemons", "bikes/cars", "river/lake", "silver/gold", "chess/cards", "poems/plays",
    "running/swimming", "tents/hotels", "radio/music", "a garden/a balcony", "fish/corn", "letters/calls", "hats/scarves",
    "baths/showers", "birds/horses",
)  # fmt: skip
_PLAIN = (
    ("larger", "a duck/a ship", "B"), ("hotter", "fire/snow", "A"), ("heavier", "a leaf/a house", "B"),
    ("faster", "a train/a worm", "A"), ("older", "a king/a prince", "A"), ("taller", "a flower/a tower", "B"),
    ("harder", "iron/butter", "A"), ("louder", "a drum/a moth", "A"), ("sweeter", "honey/soap", "A"), ("colder", "soup/ice", "B"),
    ("longer", "a road/a pen", "A"), ("deeper", "a cup/a lake", "B"), ("brighter", "the sun/a lamp", "A"),
    ("softer", "a cat/a rock", "A"), ("smaller", "a pearl/a pig", "A"), ("younger", "a girl/her aunt", "A"),
    ("slower", "a bus/a snail", "B"), ("lighter", "paper/gold", "A"), ("wider", "a river/a street", "A"),
    ("sharper", "a knife/a spoon", "A"), ("darker", "night/day", "A"), ("rounder", "a box/a ball", "B"), ("wetter", "rain/sand", "A"),
    ("shorter", "a day/a year", "A"),
)  # fmt: skip

IDEOLOGY = tuple(Pair.of("ideology", options) for options in _IDEOLOGY)
LIFESTYLE = tuple(Pair.of("culture and lifestyle", options) for options in _LIFESTYLE)
PLAIN = tuple(Pair.plain(*plain) for plain in _PLAIN)
