"""What the daemon must say of a set of customers, computed from the customers themselves: who has which word, who equals
which name, who stands where in which order. Collation is asked of ICU through PyICU, words of Python's own Unicode
tables; nothing here is the daemon's.
"""
import bisect
import sys
import unicodedata

try:
    import icu
except ImportError:
    sys.exit("the Debian package python3-icu is missing")

SORT_KEY_BYTES_MAX = 200
RESPELLED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})
NAMES = ("first_name", "last_name", "company")
TEXTS = ("kind", "gender", "locale", "currency", "home_site", "password", "username", "email", "external_id",
         "date_of_birth", "phone")
TRUTHS = ("active", "on_hold", "verified")
NUMBERS = ("number", "created_at", "registered_at")
EMPTY = ("id", "salutation", "preferred_site", "restriction", "assigned_staff", "verified_at")  # nobody has one; ids are generated
SORTED = NAMES + TEXTS + TRUTHS + NUMBERS + EMPTY


def _collator(strength):
    made = icu.Collator.createInstance(icu.Locale.getRoot())
    made.setStrength(strength)
    return made


_letters, _all = _collator(icu.Collator.PRIMARY), _collator(icu.Collator.TERTIARY)


def letters_key(text):
    """The same for all spellings of a name that differ in accents and case only."""
    return _letters.getSortKey(text).rstrip(b"\0")


def folded(text):
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(each for each in unicodedata.normalize("NFKD", text)
                   if unicodedata.category(each) != "Mn").translate(RESPELLED)


def _begins_words(letter):
    return unicodedata.name(letter, "").startswith("CJK UNIFIED IDEOGRAPH")


def words(text):
    """Runs of letters and digits; in Chinese each character begins one, too."""
    found, begun, run = [], [], folded(text) + " "
    for at, letter in enumerate(run):
        if not (letter.isalpha() or letter.isdecimal() or unicodedata.category(letter) == "Mc"):
            found += [run[begin:at] for begin in begun]
            begun = []
        elif not begun or _begins_words(letter):
            begun.append(at)
    return found


def words_of(customer):
    found = {word for name in NAMES for word in words(customer.get(name, ""))}
    if email := customer.get("email"):
        local, domain = email.lower().split("@")
        found |= {local, *words(local), domain}
    return found | set(words(customer.get("username", "")))


def sort_key(customer, column):
    value = None if column in EMPTY else customer.get(column)
    if value is None or column in NUMBERS:
        return value
    if column in NAMES:
        return _all.getSortKey(value).rstrip(b"\0")[:SORT_KEY_BYTES_MAX]
    return (str(value).lower() if column in TRUTHS + ("email", "username") else value).encode()


class Keys:
    """Of which customers, by number, a key begins with a given one, or is it."""

    def __init__(self, pairs):
        self.pairs = sorted(pairs)

    def beginning(self, key):
        at, found = bisect.bisect_left(self.pairs, (key, 0)), set()
        while at < len(self.pairs) and self.pairs[at][0].startswith(key):
            found.add(self.pairs[at][1])
            at += 1
        return found

    def equal(self, key):
        return {self.pairs[at][1] for at in range(bisect.bisect_left(self.pairs, (key, 0)),
                                                  bisect.bisect_right(self.pairs, (key, 1 << 53)))}


class Model:
    """Answers with numbers of customers."""

    def __init__(self, customers):
        self.customers = list(customers)
        self.letters = {field: Keys((letters_key(each[field]), each["number"]) for each in self.customers if field in each)
                        for field in NAMES}
        self.field_words = {field: Keys((word, each["number"]) for each in self.customers for word in words(each.get(field, "")))
                            for field in NAMES}
        self.all_words = Keys((word, each["number"]) for each in self.customers for word in words_of(each))

    def named(self, field, typed):
        return self.letters[field].equal(letters_key(typed))

    def beginning(self, field, typed):
        return self.letters[field].beginning(letters_key(typed))

    def containing(self, field, typed):
        return set.intersection(*map(self.field_words[field].beginning, words(typed)))

    def found(self, search):
        """By words without digits, which could be numbers."""
        return set.intersection(*map(self.all_words.beginning, words(search)))

    def in_order(self, column, descending):
        """Who has no value comes last either way."""
        keys = [(sort_key(each, column), each["number"]) for each in self.customers]
        having = sorted((each for each in keys if each[0] is not None), reverse=descending)
        lacking = sorted((each[1] for each in keys if each[0] is None), reverse=descending)
        return [number for _, number in having] + lacking
