"""LDAP: passwords that an OpenLDAP server knows, its groups, its absence, and its sudden emptiness."""

import os
import subprocess
import time

import httpx

PORT = int(os.environ.get("LDAP_CHECK_PORT", "18643"))
ADDRESS = f"ldap://127.0.0.1:{PORT}"
ROOT, SECRET = "cn=root,dc=alder,dc=example", "the root's secret"
PASSWORD = "correct horse battery"


class Server:
    """slapd on loopback, with members of groups written to their entries."""

    def __init__(self, folder):
        self.folder = folder / "ldap"
        (self.folder / "data").mkdir(parents=True)
        (self.folder / "slapd.conf").write_text(f"""
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
sizelimit 5
database mdb
suffix dc=alder,dc=example
rootdn {ROOT}
rootpw "{SECRET}"
directory {self.folder}/data
limits dn.exact="cn=asker,dc=alder,dc=example" size.prtotal=unlimited size.soft=5 size.hard=5
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by * read
""")
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            ["/usr/sbin/slapd", "-d", "0", "-f", self.folder / "slapd.conf", "-h", ADDRESS],
            stderr=subprocess.DEVNULL)
        for _ in range(100):
            if subprocess.run(
                    ["ldapwhoami", "-x", "-H", ADDRESS], capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError("slapd does not start")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def apply(self, program, text):
        done = subprocess.run(
            [program, "-x", "-H", ADDRESS, "-D", ROOT, "-w", SECRET], input=text, text=True, capture_output=True)
        assert done.returncode == 0, done.stderr


def entry(name, display):
    return f"""
dn: uid={name},ou=people,dc=alder,dc=example
objectClass: inetOrgPerson
uid: {name}
cn: {display}
sn: {display.split()[-1]}
mail: {name}@alder.example
userPassword: {PASSWORD}
"""


def sign_in(desk, name, password=PASSWORD):
    return httpx.post(desk.address + "/api/v1/session", json={"name": name, "password": password}, timeout=30)


def wait(ready, seconds=20):
    for _ in range(seconds * 5):
        if ready():
            return True
        time.sleep(0.2)
    return False


def check(desk, folder):
    server = Server(folder)
    server.start()
    try:
        server.apply("ldapadd", """
dn: dc=alder,dc=example
objectClass: dcObject
objectClass: organization
dc: alder
o: Alder

dn: ou=people,dc=alder,dc=example
objectClass: organizationalUnit
ou: people

dn: cn=asker,dc=alder,dc=example
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: asker
userPassword: asks
""" + "".join(entry(f"lin{number}", f"Lin Nummer {number}") for number in range(12)) + entry("lea", "Léa (Ldap)") + """
dn: cn=it-desk,dc=alder,dc=example
objectClass: groupOfNames
cn: it-desk
member: uid=lea,ou=people,dc=alder,dc=example
member: uid=lin1,ou=people,dc=alder,dc=example
""")
        signs_in(desk, server)
    finally:
        server.stop()


def signs_in(desk, server):
    settings = {"url": ADDRESS, "bindDn": "cn=asker,dc=alder,dc=example", "base": "ou=people,dc=alder,dc=example"}
    directory = desk.add("ldap", "Alder directory", settings, "asks", name="uid", grants=[
        {"claim": "groups", "is": "it-desk", "role": "agent", "teams": ["workplace"]}])["id"]
    desk.check(sign_in(desk, "lea", "wrong").status_code == 401, "a wrong password is refused")
    for password in ["", "\0", " "]:
        desk.check(sign_in(desk, "lea", password).status_code in (401, 422), f"the password {password!r} never binds")
    for name in ["*", "lea)(uid=*", "l*", "lea\0"]:
        desk.check(sign_in(desk, name).status_code in (401, 422), f"the name {name!r} finds nobody")
    good = sign_in(desk, "lea")
    desk.check(good.status_code == 201, "the directory's password lets in", good.text)
    person = desk.person("lea")
    desk.check(
        person.get("role") == "agent" and person.get("teams") == ["workplace"] and person.get("displayName") == "Léa (Ldap)",
        "as the rule says of the groups", person)
    for number in range(12):
        desk.check(sign_in(desk, f"lin{number}").status_code == 201, f"lin{number} signs in")
    session = httpx.Client(base_url=desk.address)
    session.post("/api/v1/session", json={"name": "lin3", "password": PASSWORD})
    look(desk)
    desk.check(desk.person("lin3")["active"], "a look page by page changes nobody", desk.person("lin3"))
    # One is gone there: gone here, at once.
    server.apply("ldapdelete", "uid=lin3,ou=people,dc=alder,dc=example\n")
    look(desk)
    desk.check(
        desk.person("lin3")["active"] is False and session.get("/api/v1/session").status_code == 401,
        "who is gone there is out here, session and all", desk.person("lin3"))
    # The server is down: others sign in, and the page of background work says so.
    server.stop()
    desk.check(sign_in(desk, "lea").status_code == 503, "who needs the directory is told that it is down")
    desk.check(
        sign_in(desk, "amara", "alder-demo-2026").status_code == 201, "others sign in while the directory is down")
    desk.check(sign_in(desk, "amara", "wrong").status_code == 401, "and wrong passwords are wrong ones")
    desk.check("Alder directory" in desk.troubles(), "the page of background work names the directory")
    server.start()
    desk.check(sign_in(desk, "lea").status_code == 201, "it is back, and lets in")
    desk.check(wait(lambda: "Alder directory" not in desk.troubles()), "and nothing is said of it any more")
    # It suddenly has few: nothing is changed, and an alarm is raised.
    for number in [4, 5, 6, 7]:
        server.apply("ldapdelete", f"uid=lin{number},ou=people,dc=alder,dc=example\n")
    look(desk)
    desk.check(
        all(desk.person(f"lin{number}")["active"] for number in [4, 5, 6, 7]), "a third that is gone at once changes nothing")
    desk.check("are gone at once" in desk.troubles(), "and is said")
    desk.change(directory, settings=settings | {"mostGone": 100})
    look(desk)
    desk.check(
        not any(desk.person(f"lin{number}")["active"] for number in [4, 5, 6, 7]), "an administrator lets them go")


def look(desk):
    """Has the directory looked at now."""
    desk.call("POST", "/directories/looks")
