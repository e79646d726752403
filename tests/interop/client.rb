# Ruby's msgpack over a socket.
require 'msgpack'
require 'socket'

$connection = TCPSocket.new(ENV['ATRIUM_HOST'], ENV['ATRIUM_PORT'].to_i)
$answers = MessagePack::Unpacker.new($connection)
$msgid = 0

def call(method, *params)
  $msgid += 1
  $connection.write([0, $msgid, method, params].to_msgpack)
  kind, answered, error, result = $answers.read
  raise 'an answer to another call' unless [kind, answered] == [1, $msgid]
  raise IOError, error if error
  result
end

hello = call('session.hello', { protocol: 1, auth: { api_key: ENV['ATRIUM_KEY'] } })
puts "server #{hello['server']}"
puts "principal #{hello['principal']['kind']} #{hello['principal']['tenant']}"
person = { email: 'zoe@example.com', first_name: ENV['ATRIUM_NAME'], last_name: 'Z' }
made = call('customers.create', person)
puts "created #{made['id']} #{made['number']} #{made['first_name']}"
got = call('customers.get', { customer: { id: made['id'] } }, { min_seq: made['seq'] })
puts "got #{got['id']} #{got['version']} #{got['first_name']}"
begin
  call('customers.create', person)
rescue IOError => refused
  puts "error #{refused.message}"
end
puts "ping #{call('rpc.ping')['time'].is_a?(Integer) ? 'integer' : 'something else'}"
