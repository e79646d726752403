"""MessagePack-RPC over a blocking socket, written from docs/protocol.md alone."""
import socket
import time

import msgpack


class Refused(Exception):
    """The daemon answered with an error."""

    def __init__(self, error):
        super().__init__(f"{error.get('code')}: {error.get('message')} {error.get('fields', '')}")
        self.error = error
        self.code = error["code"]


class Closed(Exception):
    """The connection ended before the answer; the call's fate is unknown."""


class Connection:
    def __init__(self, address, auth=None, timeout=20.0):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.unpacker = msgpack.Unpacker(raw=False, strict_map_key=False)
        self.last_id = 0
        if auth:
            self.call("session.hello", {"protocol": 1, "auth": auth, "errors": "map"})

    def send(self, method, named=None, options=None):
        """Sends a request and returns its number."""
        self.last_id += 1
        parameters = [named or {}] + ([options] if options else [])
        try:
            self.socket.sendall(msgpack.packb([0, self.last_id, method, parameters]))
        except OSError as failed:
            raise Closed(str(failed)) from failed
        return self.last_id

    def receive(self):
        """The next response: (number, error, result)."""
        while True:
            for message in self.unpacker:
                kind, number, error, result = message
                assert kind == 1, message
                return number, error, result
            try:
                data = self.socket.recv(1 << 16)
            except (TimeoutError, socket.timeout):
                raise
            except OSError as failed:
                raise Closed(str(failed)) from failed
            if not data:
                raise Closed("end of stream")
            self.unpacker.feed(data)

    def call(self, method, named=None, options=None):
        number = self.send(method, named, options)
        answered, error, result = self.receive()
        assert answered == number, (answered, number)
        if error is not None:
            raise Refused(error if isinstance(error, dict) else {"code": error.split(":")[0],
                                                                 "message": error})
        return result

    def close(self):
        self.socket.close()


def now():
    """Nanoseconds on a clock that all threads of a test share."""
    return time.monotonic_ns()
