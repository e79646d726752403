<?php
// PHP's msgpack extension over a stream. An empty array goes out as an empty array, never as a map.
$connection = stream_socket_client('tcp://' . getenv('ATRIUM_HOST') . ':' . getenv('ATRIUM_PORT'));
$unpacker = new MessagePackUnpacker(false);

class refused extends Exception {}

function call(string $method, ...$params) {
    global $connection, $unpacker;
    static $msgid = 0;
    fwrite($connection, msgpack_pack([0, ++$msgid, $method, $params]));
    $received = '';
    for (;;) {
        $received .= fread($connection, 4096);
        if (!$unpacker->feed($received)) exit(1);
        $received = '';
        if (!$unpacker->execute()) continue;
        [$kind, $answered, $error, $result] = $unpacker->data();
        $unpacker->reset();
        if ($kind !== 1 || $answered !== $msgid) exit("an answer to another call\n");
        if ($error !== null) throw new refused($error);
        return $result;
    }
}

$hello = call('session.hello', ['protocol' => 1, 'auth' => ['api_key' => getenv('ATRIUM_KEY')]]);
echo "server {$hello['server']}\n";
echo "principal {$hello['principal']['kind']} {$hello['principal']['tenant']}\n";
$person = ['email' => 'zoe@example.com', 'first_name' => getenv('ATRIUM_NAME'), 'last_name' => 'Z'];
$made = call('customers.create', $person, []);
echo "created {$made['id']} {$made['number']} {$made['first_name']}\n";
$got = call('customers.get', ['customer' => ['id' => $made['id']]], ['min_seq' => $made['seq']]);
echo "got {$got['id']} {$got['version']} {$got['first_name']}\n";
try {
    call('customers.create', $person);
} catch (refused $why) {
    echo "error {$why->getMessage()}\n";
}
echo 'ping ' . gettype(call('rpc.ping', [], [])['time']) . "\n";
