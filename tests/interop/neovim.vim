" Neovim's own RPC client; an error comes as its text behind Vim's words.
let s:lines = []
try
  let s:channel = sockconnect('tcp', $ATRIUM_HOST . ':' . $ATRIUM_PORT, {'rpc': v:true})
  let s:hello = rpcrequest(s:channel, 'session.hello',
        \ {'protocol': 1, 'client': {'name': 'neovim', 'version': '1'}, 'auth': {'api_key': $ATRIUM_KEY}})
  call add(s:lines, 'server ' . s:hello.server)
  call add(s:lines, 'principal ' . s:hello.principal.kind . ' ' . s:hello.principal.tenant)
  let s:person = {'email': 'zoe@example.com', 'first_name': $ATRIUM_NAME, 'last_name': 'Z'}
  let s:made = rpcrequest(s:channel, 'customers.create', s:person)
  call add(s:lines, 'created ' . s:made.id . ' ' . s:made.number . ' ' . s:made.first_name)
  let s:got = rpcrequest(s:channel, 'customers.get', {'customer': {'id': s:made.id}}, {'min_seq': s:made.seq})
  call add(s:lines, 'got ' . s:got.id . ' ' . s:got.version . ' ' . s:got.first_name)
  try
    call rpcrequest(s:channel, 'customers.create', s:person)
  catch
    call add(s:lines, 'error ' . substitute(v:exception, '^.*\zeemail_taken', '', ''))
  endtry
  let s:ping = rpcrequest(s:channel, 'rpc.ping')
  call add(s:lines, 'ping ' . (type(s:ping.time) == v:t_number ? 'integer' : 'something else'))
  call writefile(s:lines, '/dev/stdout')
catch
  call writefile([v:exception, v:throwpoint], '/dev/stderr')
  cquit
endtry
