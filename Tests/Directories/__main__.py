"""Real directories beside the demo company: a tester of SCIM, a provider of OpenID Connect, an LDAP server.

Run by scripts/check-directories, which serves the company.
"""

import os
import pathlib
import sys
import tempfile

import ldap_server
import provider
import scim
from desk import Desk


def main():
    desk = Desk(os.environ["MAINSTAY_ADDRESS"])
    asked = sys.argv[1:] or ["scim", "oidc", "ldap"]
    with tempfile.TemporaryDirectory(prefix="mainstay-directories-") as folder:
        folder = pathlib.Path(folder)
        checks = {"scim": scim.check, "oidc": provider.check, "ldap": ldap_server.check}
        for name in asked:
            checks[name](desk, folder)
    print(f"directories: {desk.passed} passed, {len(desk.failed)} failed", flush=True)
    sys.exit(1 if desk.failed else 0)


main()
