"""A mail server for the tests: keeps each message as a file, and refuses what its address asks it to refuse.

    server.py FOLDER    writes FOLDER/ports.json, says "ready", and serves until it is ended

Addresses decide: later@ is put off (451), never@ is refused (550), full@ is refused once the message is there (552).
"""

import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = b"desk", "päss word!".encode()


class Keeper:
    """Keeps what comes in; the name of its file is the Message-ID, so that a second try of one is seen."""

    def __init__(self, folder, name, refuses_sender=False, is_tls=False):
        self.is_tls = is_tls
        self.folder = os.path.join(folder, name)
        self.refuses_sender = refuses_sender
        os.makedirs(self.folder, exist_ok=True)
        self.count = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.refuses_sender:
            return "550 5.7.1 you may not send from there"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("later@"):
            return "451 4.2.0 come back later"
        if address.startswith("never@"):
            return "550 5.1.1 nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("full@"):
            return "552 5.2.2 no room"
        self.count += 1
        record = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": self.is_tls or session.ssl is not None,
            "user": session.auth_data.decode() if session.auth_data else None,
            "content": envelope.original_content.decode("ascii"),
        }
        path = os.path.join(self.folder, f"{self.count:06}.json")
        with open(path + ".part", "w", encoding="utf-8") as file:
            json.dump(record, file)
        os.rename(path + ".part", path)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.login == USER and data.password == PASSWORD
    return AuthResult(success=True, auth_data=data.login) if good else AuthResult(success=False, handled=False)


async def main(folder):
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
    loop = asyncio.get_running_loop()
    signing = dict(authenticator=authenticate, auth_required=True)
    kinds = {
        "plain": (lambda: SMTP(keepers["plain"], hostname="localhost"), None),
        "starttls": (
            lambda: SMTP(
                keepers["starttls"], hostname="localhost", tls_context=tls, require_starttls=True, **signing),
            None),
        "tls": (
            lambda: SMTP(keepers["tls"], hostname="localhost", auth_require_tls=False, **signing), tls),
        "refusing": (lambda: SMTP(keepers["refusing"], hostname="localhost"), None),
    }
    keepers = {name: Keeper(folder, name, refuses_sender=name == "refusing", is_tls=name == "tls") for name in kinds}
    ports, servers = {}, []
    for name, (factory, context) in kinds.items():
        server = await loop.create_server(factory, "127.0.0.1", 0, ssl=context)
        servers.append(server)
        ports[name] = server.sockets[0].getsockname()[1]
    with open(os.path.join(folder, "ports.json"), "w", encoding="utf-8") as file:
        json.dump(ports, file)
    print("ready", flush=True)
    await asyncio.Event().wait()


asyncio.run(main(sys.argv[1]))
