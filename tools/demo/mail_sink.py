#!/usr/bin/python3
"""An SMTP server that prints the mails it gets and passes none on.   mail_sink.py

Its first line is `listening PORT`; then, of each mail, to whom, the subject and the text.
"""
import asyncio
import email
import email.policy
import sys

try:
    from aiosmtpd.smtp import SMTP
except ImportError:
    sys.exit("the Debian package python3-aiosmtpd is missing: tools/setup run")


class Printing:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        text = message.get_body(["plain"]).get_content().strip().replace("\n", "\n    | ")
        print(f"\n    | mail to {', '.join(envelope.rcpt_tos)}: {message['subject']}\n    |\n    | {text}\n", flush=True)
        return "250 OK"


async def serve():
    handler = Printing()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    print(f"listening {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


try:
    asyncio.run(serve())
except KeyboardInterrupt:
    pass
