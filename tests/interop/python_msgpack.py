"""python3-msgpack over a socket, with its defaults."""
import os
import socket

import msgpack

connection = socket.create_connection((os.environ["ATRIUM_HOST"], int(os.environ["ATRIUM_PORT"])))
unpacker = msgpack.Unpacker()
msgid = 0


def call(method, *params):
    global msgid
    msgid += 1
    connection.sendall(msgpack.packb([0, msgid, method, params]))
    while True:
        for kind, answered, error, result in unpacker:
            assert (kind, answered) == (1, msgid)
            if error is not None:
                raise RuntimeError(error)
            return result
        unpacker.feed(connection.recv(4096))


hello = call("session.hello", {"protocol": 1, "auth": {"api_key": os.environ["ATRIUM_KEY"]}})
print("server", hello["server"])
print("principal", hello["principal"]["kind"], hello["principal"]["tenant"])
person = {"email": "zoe@example.com", "first_name": os.environ["ATRIUM_NAME"], "last_name": "Z"}
made = call("customers.create", person)
print("created", made["id"], made["number"], made["first_name"])
got = call("customers.get", {"customer": {"id": made["id"]}}, {"min_seq": made["seq"]})
print("got", got["id"], got["version"], got["first_name"])
try:
    call("customers.create", person)
except RuntimeError as refused:
    print("error", refused)
print("ping", "integer" if isinstance(call("rpc.ping")["time"], int) else "something else")
