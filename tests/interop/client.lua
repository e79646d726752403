-- lua-mpack's session over lua-socket. An empty table goes out as an empty array.
local mpack = require "mpack"
local socket = require "socket"

local connection = assert(socket.connect(os.getenv "ATRIUM_HOST", tonumber(os.getenv "ATRIUM_PORT")))
local session = mpack.Session{unpack = mpack.Unpacker()}
local pack = mpack.Packer()

local function call(method, ...)
  assert(connection:send(session:request() .. pack(method) .. pack{...}))
  local pending = ""
  while true do
    local kind, _, failure, result, position
    local at = 1
    while at <= #pending do
      kind, _, failure, result, at = session:receive(pending, at)
      if kind == "response" then
        if failure ~= nil and failure ~= mpack.NIL then return nil, failure end
        return result
      end
    end
    connection:settimeout(10)
    pending = assert(connection:receive(1))
  end
end

local hello = assert(call("session.hello", {protocol = 1, auth = {api_key = os.getenv "ATRIUM_KEY"}}))
print("server " .. hello.server)
print("principal " .. hello.principal.kind .. " " .. hello.principal.tenant)
local person = {email = "zoe@example.com", first_name = os.getenv "ATRIUM_NAME", last_name = "Z"}
local made = assert(call("customers.create", person, {}))
print(("created %s %d %s"):format(made.id, made.number, made.first_name))
local got = assert(call("customers.get", {customer = {id = made.id}}, {min_seq = made.seq}))
print(("got %s %d %s"):format(got.id, got.version, got.first_name))
local _, refused = call("customers.create", person)
print("error " .. refused)
local ping = assert(call("rpc.ping", {}, {}))
print("ping " .. (ping.time % 1 == 0 and "integer" or "fraction"))
