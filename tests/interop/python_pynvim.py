"""pynvim's msgpack-rpc session, as it talks to Neovim over TCP."""
import os

from pynvim.msgpack_rpc import tcp_session

session = tcp_session(os.environ["ATRIUM_HOST"], int(os.environ["ATRIUM_PORT"]))
session.error_wrapper = RuntimeError  # what Neovim's own API sets to its kind of error
hello = session.request("session.hello", {"protocol": 1, "auth": {"api_key": os.environ["ATRIUM_KEY"]}})
print("server", hello["server"])
print("principal", hello["principal"]["kind"], hello["principal"]["tenant"])
person = {"email": "zoe@example.com", "first_name": os.environ["ATRIUM_NAME"], "last_name": "Z"}
made = session.request("customers.create", person)
print("created", made["id"], made["number"], made["first_name"])
got = session.request("customers.get", {"customer": {"id": made["id"]}}, {"min_seq": made["seq"]})
print("got", got["id"], got["version"], got["first_name"])
try:
    session.request("customers.create", person)
except RuntimeError as refused:
    print("error", refused.args[0])
print("ping", "integer" if isinstance(session.request("rpc.ping")["time"], int) else "something else")
session.close()
