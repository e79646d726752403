// npm's msgpack-rpc-lite.
const rpc = require('msgpack-rpc-lite');

const env = process.env;
const client = rpc.createClient(Number(env.ATRIUM_PORT), env.ATRIUM_HOST);

function call(method, ...params) {
  return new Promise((resolve, reject) =>
    client.request(method, ...params, (error, result) => error ? reject(error) : resolve(result)));
}

async function main() {
  const hello = await call('session.hello', {protocol: 1, auth: {api_key: env.ATRIUM_KEY}});
  console.log('server', hello.server);
  console.log('principal', hello.principal.kind, hello.principal.tenant);
  const person = {email: 'zoe@example.com', first_name: env.ATRIUM_NAME, last_name: 'Z'};
  const made = await call('customers.create', person);
  console.log('created', made.id, made.number, made.first_name);
  const got = await call('customers.get', {customer: {id: made.id}}, {min_seq: made.seq});
  console.log('got', got.id, got.version, got.first_name);
  await call('customers.create', person).catch(error => console.log('error', error));
  const ping = await call('rpc.ping');
  console.log('ping', Number.isSafeInteger(Number(ping.time)) ? 'integer' : typeof ping.time);
  process.exit(0);
}

main().catch(error => { console.error(error); process.exit(1); });
