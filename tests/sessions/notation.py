"""How values are written in session scripts: JSON, and beyond it

    _               any value                          (answers)
    …               whatever else the map or list has  (answers)
    $name           a variable: the first one in an answer takes its value, later ones must equal it
    "text" * 300    a text so many times               bin"00 ff"       a MessagePack bin
    [1] * 300       a list's items so many times       ext(1, "00ff")   an extension type
    utf8"c3 28"     a string of exactly these bytes    float 1.5, {"twice": 1, "twice": 2}, {1: 2} as they look
"""
import re

import msgpack

TOKEN = re.compile(r"""\s*(?:
    (?P<hex>(?:bin|utf8)"[0-9a-fA-F\ ]*")
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<variable>\$\w+)
  | (?P<word>[A-Za-z]+|_|…)
  | (?P<sign>[\[\]{}(),:*|])
)""", re.VERBOSE)


class Mistake(Exception):
    """The script itself is wrong."""


class Any:
    pass


class Rest:
    pass


class Variable(str):
    pass


class Pairs(list):
    """A map in the order and with the repetitions that were written."""


class RawText(bytes):
    """A str whose bytes are given, valid UTF-8 or not."""


class Parser:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def peek(self):
        if not self.text[self.at:].strip():
            return None, None
        found = TOKEN.match(self.text, self.at)
        if not found:
            raise Mistake(f"cannot read {self.text[self.at:self.at + 40]!r}")
        return found.lastgroup, found.group(found.lastgroup)

    def next(self, wanted=None):
        kind, text = self.peek()
        if wanted and text != wanted:
            raise Mistake(f"expected {wanted!r} and found {text!r}")
        if kind:
            self.at = TOKEN.match(self.text, self.at).end()
        return kind, text

    def value(self):
        found = self.one()
        while self.peek()[1] == "*":
            self.next()
            found = found * int(self.next()[1])
        return found

    def one(self):
        kind, text = self.next()
        if kind == "string":
            return msgpack_text(text)
        if kind == "hex":
            octets = bytes.fromhex(text.split('"')[1])
            return octets if text.startswith("bin") else RawText(octets)
        if kind == "number":
            return float(text) if re.search("[.eE]", text) else int(text)
        if kind == "variable":
            return Variable(text)
        if kind == "word":
            return self.word(text)
        if text == "[":
            return self.items("]", self.value)
        if text == "{":
            return Pairs(self.items("}", self.pair))
        raise Mistake(f"unexpected {text!r}")

    def word(self, text):
        constants = {"null": None, "true": True, "false": False, "_": Any, "…": Rest}
        if text in constants:
            return constants[text]
        if text == "ext":
            self.next("(")
            code = int(self.next()[1])
            self.next(",")
            data = bytes.fromhex(self.one())
            self.next(")")
            return msgpack.ExtType(code, data)
        raise Mistake(f"unknown word {text!r}")

    def pair(self):
        key = self.value()
        if key is Rest:
            return Rest, None
        self.next(":")
        return key, self.value()

    def items(self, end, read):
        found = []
        while self.peek()[1] != end:
            found.append(read())
            if self.peek()[1] != end:
                self.next(",")
        self.next(end)
        return found


def msgpack_text(literal):
    import json
    return json.loads(literal)


def fill(value, variables):
    """The value with variables replaced; also ${name} inside texts."""
    if isinstance(value, Variable):
        if value[1:] not in variables:
            raise Mistake(f"{value} has no value yet")
        return variables[value[1:]]
    if isinstance(value, Pairs):
        return Pairs((fill(key, variables), fill(each, variables)) for key, each in value)
    if isinstance(value, list):
        return [fill(each, variables) for each in value]
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda found: str(variables[found[1]]), value)
    return value


def pack(value):
    packer = msgpack.Packer(autoreset=False)

    def put(each):
        if isinstance(each, Pairs):
            packer.pack_map_header(len(each))
            for key, inner in each:
                put(key)
                put(inner)
        elif isinstance(each, RawText):
            packer.pack(each.decode("latin1")) if each.isascii() else raw(each)
        elif isinstance(each, list):
            packer.pack_array_header(len(each))
            for inner in each:
                put(inner)
        else:
            packer.pack(each)

    def raw(octets):
        done.append(packer.bytes())
        packer.reset()
        done.append(b"\xda" + len(octets).to_bytes(2, "big") + octets)

    done = []
    put(value)
    done.append(packer.bytes())
    return b"".join(done)


def matches(pattern, value, variables):
    """Whether the answer is as expected; binds variables that are new."""
    if pattern is Any:
        return True
    if isinstance(pattern, Variable):
        known = variables.setdefault(pattern[1:], value)
        return type(known) is type(value) and known == value
    if isinstance(pattern, Pairs):
        return isinstance(value, dict) and _map_matches(pattern, value, variables)
    if isinstance(pattern, list):
        return isinstance(value, list) and _list_matches(pattern, value, variables)
    if isinstance(pattern, str):
        pattern = fill(pattern, variables)
    return type(pattern) is type(value) and pattern == value


def _map_matches(pattern, value, variables):
    wanted = {key: each for key, each in pattern if key is not Rest}
    exact = all(key is not Rest for key, _ in pattern)
    if exact and wanted.keys() != value.keys():
        return False
    return all(key in value and matches(each, value[key], variables) for key, each in wanted.items())


def _list_matches(pattern, value, variables):
    if pattern and pattern[-1] is Rest:
        pattern, value = pattern[:-1], value[:len(pattern) - 1]
    return len(pattern) == len(value) and all(
        matches(each, found, variables) for each, found in zip(pattern, value))


def show(value, width=100):
    """As it would be written in a script: on one line if it fits, else one member a line."""
    import json

    def flat(each):
        return json.dumps(each, ensure_ascii=False)

    def lines(each, indent):
        if len(flat(each)) + indent <= width or not isinstance(each, (dict, list)):
            return flat(each)
        inner = " " * (indent + 2)
        if isinstance(each, dict):
            members = [f"{inner}{flat(key)}: {lines(one, indent + 2)}" for key, one in each.items()]
            return "{\n" + ",\n".join(members) + "\n" + " " * indent + "}"
        return "[\n" + ",\n".join(inner + lines(one, indent + 2) for one in each) + "\n" + " " * indent + "]"

    return lines(value, 0)
