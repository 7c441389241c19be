"""SCIM: an independent tester finds nothing, Entra's spellings are understood, and who is gone is out at once."""

import httpx
from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server


def check(desk, folder):
    made = desk.add("scim", "HR", name="userName", grants=[
        {"claim": "groups", "is": "IT Desk", "role": "agent", "teams": ["service-desk"]}])
    base, headers = desk.address + "/scim/v2", {"Authorization": "Bearer " + made["secret"]}
    results = check_server(SyncSCIMClient(Client(base_url=base, headers=headers, timeout=60)))
    skipped = [result for result in results if result.status == Status.SKIPPED]
    for result in results:
        if result.status != Status.SKIPPED:
            desk.check(
                result.status == Status.SUCCESS, f"scim2-tester: {result.title} ({result.resource_type})", result.reason)
    desk.check(len(results) > 50, "scim2-tester checks much", len(results))
    print(f"scim2-tester: {len(results)} checks, {len(skipped)} skipped", flush=True)
    client = httpx.Client(base_url=base, headers=headers, timeout=30)
    refused = httpx.get(base + "/Users", headers={"Authorization": "Bearer mds_none"})
    desk.check(refused.status_code == 401, "a wrong secret is refused", refused.text)
    entra(desk, client)
    client.close()


def entra(desk, client):
    """As Entra provisions: asks by userName, makes, changes with capital letters and texts for truths."""
    none = client.get("/Users", params={"filter": 'userName eq "Ella.Entra@alder.example"'}).json()
    desk.check(none["totalResults"] == 0 and none["Resources"] == [], "nobody is found yet", none)
    user = client.post("/Users", json={
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "Ella.Entra@alder.example",
        "externalId": "0a21f0f2", "active": True, "displayName": "Ella Entra",
        "emails": [{"primary": True, "type": "work", "value": "ella@alder.example"}],
        "name": {"formatted": "Ella Entra", "familyName": "Entra", "givenName": "Ella"}}).json()
    desk.check(desk.person("ella.entra").get("displayName") == "Ella Entra", "she is here", desk.person("ella.entra"))
    one = "/Users" + "/" + user["id"]
    group = client.post("/Groups", json={"displayName": "IT Desk", "externalId": "g1"}).json()
    client.patch(f"/Groups/{group['id']}", json={
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "Add", "path": "members", "value": [{"value": user["id"]}]}]})
    person = desk.person("ella.entra")
    desk.check(person["role"] == "agent" and person["teams"] == ["service-desk"], "her group makes her an agent", person)
    password = "umbrellas like rain"
    desk.call("PUT", "/people/ella.entra/password", {"password": password})
    session = httpx.Client(base_url=desk.address)
    session.post("/api/v1/session", json={"name": "ella.entra", "password": password})
    desk.check(session.get("/api/v1/session").status_code == 200, "she is signed in")
    token = desk.call("POST", "/tokens", {
        "person": "ella.entra", "label": "script", "scopes": ["read"], "validDays": 1})["secret"]
    bearer = {"Authorization": "Bearer " + token}
    desk.check(httpx.get(desk.address + "/api/v1/session", headers=bearer).status_code == 200, "her token is good")
    with httpx.stream("GET", desk.address + "/api/v1/events", headers=bearer, timeout=20) as stream:
        desk.check(stream.status_code == 200, "her stream is open", stream.status_code)
        gone = client.patch(one, json={
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "Replace", "path": "active", "value": "False"}]})
        desk.check(gone.json()["active"] is False, "Entra's False is understood", gone.text)
        try:
            for _ in stream.iter_raw():
                pass
            ended = True
        except httpx.ReadTimeout:
            ended = False
        except httpx.HTTPError:
            ended = True
        desk.check(ended, "her stream ends at once")
    desk.check(session.get("/api/v1/session").status_code == 401, "her session ends at once")
    desk.check(httpx.get(desk.address + "/api/v1/session", headers=bearer).status_code == 401, "her token ends at once")
    taken = client.delete(one)
    desk.check(taken.status_code == 204, "she is taken away", taken.text)
    desk.check(client.get(one).status_code == 404, "and is found no more")
    desk.check(desk.person("ella.entra")["active"] is False, "what she did stays hers")
    clash = client.post("/Users", json={"userName": "admin@alder.example"})
    desk.check(clash.status_code == 409 and clash.json()["scimType"] == "uniqueness", "nobody takes the admin over", clash.text)
