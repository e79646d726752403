"""SMTP servers for tests of mails: one that takes them, and some that do not behave."""
import asyncio
import email
import email.policy
import queue
import socket
import ssl
import threading

from aiosmtpd.smtp import SMTP, AuthResult

LETTER_SECONDS_MAX = 30


class Letter:
    """One mail as a server got it."""

    def __init__(self, envelope):
        self.sender, self.recipients = envelope.mail_from, envelope.rcpt_tos
        self.bytes = envelope.content
        self.message = email.message_from_bytes(self.bytes, policy=email.policy.default)
        self.subject, self.id = self.message["subject"], self.message["message-id"]

    def part(self, kind):
        body = self.message.get_body([kind])
        return body.get_content() if body else None


class Sink:
    """Takes mails on a port of its own; `answers` are given at their ends, one after the other, and then `250 OK`."""

    def __init__(self, answers=(), certificate=None, user=None):
        self.letters, self.answers, self.user = queue.Queue(), list(answers), user
        self.hold = None  # a threading.Event: the end of a letter is answered once it is set
        tls = {}
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*certificate)
            tls = {"tls_context": context, "require_starttls": True}
        if user:
            tls.update(authenticator=self.authenticate, auth_required=True, auth_require_tls=bool(certificate))
        self.loop = asyncio.new_event_loop()
        started = self.loop.create_server(lambda: SMTP(self, loop=self.loop, **tls), "127.0.0.1", 0)
        self.server = self.loop.run_until_complete(started)
        self.port = self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def authenticate(self, server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login.decode(), data.password.decode()) == self.user)

    async def handle_DATA(self, server, session, envelope):
        letter = Letter(envelope)
        if self.hold:
            self.letters.put(letter)
            await self.loop.run_in_executor(None, self.hold.wait)
            return "250 OK"
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.letters.put(letter)
        return answer

    def next(self):
        return self.letters.get(timeout=LETTER_SECONDS_MAX)

    def rest(self):
        """Those that are there already."""
        found = []
        while not self.letters.empty():
            found.append(self.letters.get())
        return found

    def close(self):
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


class Hostile:
    """A server that does `what` to each connection, on a thread of its own; counts them."""

    def __init__(self, what):
        self.what, self.connections, self.open = what, 0, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.came = threading.Semaphore(0)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            self.open.append(connection)
            self.came.release()
            threading.Thread(target=self.treat, args=[connection], daemon=True).start()

    def treat(self, connection):
        try:
            self.what(connection)
        except OSError:
            pass

    def close(self):
        self.socket.close()
        for each in self.open:
            each.close()


def lines_of(connection):
    return connection.makefile("rb")


def keeps_silent(connection):
    connection.recv(1)


def talks_for_ever(connection):
    while True:
        connection.sendall(b"220-not yet\r\n" * 100)


def talks_big(connection):
    connection.sendall(b"220 " + b"x" * (1 << 20))
    while True:
        connection.sendall(b"x" * (1 << 16))


def talks_nonsense(connection):
    connection.sendall(b"\x00\xff\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")
    connection.recv(1)


def converse(connection, at_end):
    """A server as it should be, up to the end of the letter."""
    said = lines_of(connection)
    connection.sendall(b"220 hello\r\n")
    for line in said:
        word = line[:4].upper()
        if word == b"DATA":
            connection.sendall(b"354 go on\r\n")
            for letter in said:
                if letter == b".\r\n":
                    break
            if at_end(connection):
                return
        elif word == b"QUIT":
            connection.sendall(b"221 bye\r\n")
            return
        else:
            connection.sendall(b"250 fine\r\n")


def closes_after_data(connection):
    converse(connection, lambda to: to.close() or True)


def silent_after_data(connection):
    converse(connection, lambda to: to.recv(1) or True)


def stays_after_quit(connection):
    """Takes the letter, and never says goodbye."""
    def take(to):
        to.sendall(b"250 mine\r\n")
        while to.recv(64):
            pass
        return True
    converse(connection, take)


def floods_after_data(connection):
    def flood(to):
        while True:
            to.sendall(b"250-" + b"y" * 4000 + b"\r\n")
    converse(connection, flood)
