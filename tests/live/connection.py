"""A MessagePack-RPC connection that hides nothing: what goes out is given byte by byte if need be, and of what
comes in it keeps the bytes and checks that any MessagePack library could read them."""
import socket

import msgpack

ANSWER_SECONDS_MAX = 60
INTEGER_MAX = 2**53


class Closed(Exception):
    """The daemon closed the connection."""


class Refused(Exception):
    """The answer was an error; `what` is it, a text or a map."""

    def __init__(self, what):
        super().__init__(repr(what))
        self.what = what


def _unique(pairs):
    pairs = list(pairs)
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys) or not all(isinstance(key, str) for key in keys):
        raise AssertionError(f"a map of the answer has keys {keys}")
    return dict(pairs)


def _no_extension(code, data):
    raise AssertionError(f"the answer holds an extension type ({code})")


def check_portable(value):
    if isinstance(value, dict):
        for each in value.values():
            check_portable(each)
    elif isinstance(value, list):
        for each in value:
            check_portable(each)
    elif isinstance(value, bytes):
        raise AssertionError("the answer holds a bin")
    elif isinstance(value, int) and abs(value) > INTEGER_MAX:
        raise AssertionError(f"the answer holds {value}, beyond 2^53")


class Connection:
    def __init__(self, address):
        self.socket = socket.create_connection(address, timeout=ANSWER_SECONDS_MAX)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.msgid = 0
        self.answers = {}
        self.notifications = []

    def close(self):
        self.socket.close()

    def send(self, method, *params):
        """Sends a request and does not wait. `params` are [named] or [named, call]; returns the msgid."""
        return self.send_packed(msgpack.packb(method), msgpack.packb(list(params)))

    def send_packed(self, method, params):
        self.msgid += 1
        self.socket.sendall(b"\x94\x00" + msgpack.packb(self.msgid) + method + params)
        return self.msgid

    def call(self, method, *params):
        """The result; raises Refused with the error."""
        error, result, _ = self.answer(self.send(method, *params))
        if error is not None:
            raise Refused(error)
        return result

    def answer(self, msgid):
        """(error, result, the encoded error and result). Answers to others that come before are kept."""
        while msgid not in self.answers:
            message, size = self.next_message()
            if message[0] == 2:
                self.notifications.append(message[1:])
                continue
            if message[0] != 1:
                raise AssertionError(f"not an answer: {message}")
            head = 2 + len(msgpack.packb(message[1]))
            self.answers[message[1]] = message[2], message[3], self.taken[head:size]
        return self.answers.pop(msgid)

    def notification(self):
        """[method, params] of the next one; answers that come before are kept."""
        while not self.notifications:
            message, size = self.next_message()
            if message[0] == 2:
                self.notifications.append(message[1:])
            else:
                head = 2 + len(msgpack.packb(message[1]))
                self.answers[message[1]] = message[2], message[3], self.taken[head:size]
        return self.notifications.pop(0)

    def next_message(self):
        while True:
            unpacker = msgpack.Unpacker(raw=False, strict_map_key=False, object_pairs_hook=_unique,
                                        ext_hook=_no_extension)
            unpacker.feed(self.received)
            try:
                message = unpacker.unpack()
            except msgpack.OutOfData:
                try:
                    piece = self.socket.recv(1 << 16)
                except ConnectionResetError:
                    piece = b""
                if not piece:
                    raise Closed() from None
                self.received += piece
                continue
            size = unpacker.tell()
            self.taken, self.received = self.received[:size], self.received[size:]
            check_portable(message)
            return message, size


def greeted(address, auth=None, **more):
    """A connection that has said hello; `.hello` is the answer."""
    connection = Connection(address)
    hello = {"protocol": 1, "client": {"name": "live tests", "version": "1"}, "errors": "map", **more}
    if auth:
        hello["auth"] = auth
    connection.hello = connection.call("session.hello", hello)
    return connection
