import Directories
import Kernel
import Testing

@Suite("What SCIM reads, finds and changes", .timeLimit(.minutes(10)))
struct SCIMRulesTests {
  static let kim: JSON = [
    "userName": "kim.berg@alder.example", "externalId": "e-1", "active": true,
    "name": ["givenName": "Kim", "familyName": "Berg"], "title": "Agent \"first\"",
    "emails": [
      ["value": "kim@alder.example", "type": "work", "primary": true], ["value": "kim@home.example", "type": "home"],
    ],
  ]

  @Test(
    "a filter holds or not",
    arguments: [
      (#"userName eq "KIM.BERG@alder.example""#, true), (#"USERNAME Eq "kim""#, false), (#"userName sw "kim""#, true),
      (#"userName ew "EXAMPLE" and active eq true"#, true), (#"active eq "False""#, false),
      (#"not (active eq false)"#, true), (#"emails.value co "home""#, true), (#"emails eq "kim@alder.example""#, true),
      (#"emails[type eq "work" and value co "alder"]"#, true), (#"emails[type eq "home" and value co "alder"]"#, false),
      (#"title pr and displayName pr"#, false), (#"title pr or displayName pr"#, true),
      (#"title eq "Agent \"first\"""#, true), (#"name.familyName gt "Aa""#, true), (#"externalId ne "e-1""#, false),
      (#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "kim""#, true), (#"displayName eq null"#, true),
      (#"title pr or active eq false and externalId eq "x""#, true),
    ])
  func filters(_ text: String, _ holds: Bool) throws {
    #expect(try SCIMFilter(text, of: .user).holds(for: Self.kim) == holds)
  }

  @Test(
    "a filter that cannot be read is refused",
    arguments: [
      "", "userName", "userName eq", "userName is \"x\"", "nobody eq \"x\"", "userName eq \"x", "(userName pr",
      "userName pr)", "emails[type eq \"x\"", "name[familyName pr]", "not userName pr", "userName eq 'x'",
      String(repeating: "(", count: 30) + "title pr" + String(repeating: ")", count: 30),
      "title co \"\(String(repeating: "x", count: 2000))\"", "emails.nothing pr", "userName eq \"x\" title pr",
    ])
  func badFilters(_ text: String) {
    #expect(throws: SCIMFault.self) { try SCIMFilter(text, of: .user) }
  }

  @Test("a filter for one value is known by it")
  func indexed() throws {
    #expect(try SCIMFilter(#"userName eq "x""#, of: .user).value(of: "userName") == "x")
    #expect(try SCIMFilter(#"userName co "x""#, of: .user).value(of: "userName") == nil)
    #expect(try SCIMFilter(#"userName eq "x" and active eq true"#, of: .user).value(of: "userName") == nil)
  }

  @Test("is kept as the schema has it, whatever the spelling; what is unknown or read only is left out")
  func reading() throws {
    let read = try SCIMSchema.user.read([
      "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "USERNAME": "kim", "Active": "False",
      "emails": ["value": "a@b.example", "Primary": "True", "odd": 1], "groups": [["value": "g"]], "nickName": "K",
      "name": ["GivenName": "Kim", "middleName": "x"], "displayName": nil, "id": "own",
    ])
    #expect(
      read == [
        "userName": "kim", "active": false, "emails": [["value": "a@b.example", "primary": true]],
        "name": ["givenName": "Kim"],
      ])
    for bad: JSON in [
      [], [:], ["userName": ""], ["userName": 1], ["userName": "x", "active": "yes"], ["userName": "x", "emails": 1],
      ["userName": "x", "name": true], ["userName": .string(String(repeating: "x", count: 1001))],
      ["userName": "x", "emails": .array((0..<101).map { ["value": .string("\($0)@x")] })],
      ["userName": "x", "emails": [["value": "a", "primary": true], ["value": "b", "primary": true]]],
      ["userName": "a\u{0}b"],
    ] {
      #expect(throws: SCIMFault.self, "\(bad.canonical.prefix(60))") { try SCIMSchema.user.read(bad) }
    }
  }

  private func patched(_ operations: [JSON], _ resource: JSON = kim) throws -> JSON {
    try SCIMSchema.user.read(
      SCIMPatch(["Operations": .array(operations)]).applied(to: resource, of: .user))
  }

  @Test("a patch changes what its path says, in every spelling that directories have")
  func patches() throws {
    // Entra: capital letters, texts for booleans, paths as keys.
    #expect(try patched([["op": "Replace", "path": "active", "value": "False"]])["active"] == false)
    #expect(try patched([["op": "replace", "value": ["active": false]]])["active"] == false)
    let byKeys = try patched([
      [
        "op": "Add",
        "value": [
          "name.familyName": "Lee", "emails[type eq \"work\"].value": "new@alder.example",
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "IT",
        ],
      ]
    ])
    #expect(byKeys["name"] == ["givenName": "Kim", "familyName": "Lee"])
    #expect(SCIM.mail(of: byKeys) == "new@alder.example")
    let other = try patched([["op": "add", "path": "emails[type eq \"other\"].value", "value": "o@alder.example"]])
    #expect(other["emails"]?.arrayValue?.last == ["type": "other", "value": "o@alder.example"])
    // One that is primary takes that from the one before.
    let primary = try patched([
      ["op": "add", "path": "emails", "value": [["value": "p@alder.example", "primary": true]]]
    ])
    #expect(SCIM.mail(of: primary) == "p@alder.example")
    let same = try patched([["op": "add", "path": "emails", "value": [["value": "kim@home.example", "type": "home"]]]])
    #expect(same == Self.kim)
    #expect(try patched([["op": "remove", "path": "emails[type eq \"home\"]"]])["emails"]?.arrayValue?.count == 1)
    #expect(try patched([["op": "remove", "path": "title"]])["title"] == nil)
    #expect(try patched([["op": "remove", "path": "name.givenName"]])["name"] == ["familyName": "Berg"])
    #expect(
      try patched([["op": "replace", "path": "URN:ietf:params:scim:schemas:core:2.0:User:title", "value": "Lead"]])[
        "title"]
        == "Lead")
    #expect(try patched([["op": "replace", "path": "displayName", "value": nil]])["displayName"] == nil)
    // What is not kept here is read over.
    #expect(try patched([["op": "add", "path": "nickName", "value": "K"]]) == Self.kim)
  }

  @Test(
    "a patch that cannot be done says why",
    arguments: [
      (["op": "jump", "path": "title"], "invalidSyntax"), (["op": "remove"], "noTarget"),
      (["op": "replace", "path": "groups", "value": []], "mutability"),
      (["op": "replace", "path": "id", "value": "x"], "mutability"),
      (["op": "add", "path": "title"], "invalidValue"),
      (["op": "replace", "path": "userName", "value": ""], "invalidValue"),
      (["op": "remove", "path": "userName"], "invalidValue"),
      (["op": "add", "path": "emails[type", "value": "x"], "invalidPath"),
      (["op": "replace", "path": "emails[value co \"zzz\"].value", "value": "y"], "noTarget"),
      (["op": "add", "path": "name.nothing", "value": "x"], "invalidPath"),
      (["op": "add", "value": "x"], "invalidValue"),
    ] as [(JSON, String)])
  func badPatches(_ operation: JSON, _ type: String) {
    do {
      _ = try patched([operation])
      Issue.record("it was done")
    } catch let fault as SCIMFault {
      #expect(fault.scimType == type, "\(fault)")
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test("members go by their values, as Entra takes them out")
  func members() throws {
    let group: JSON = ["displayName": "IT", "members": [["value": "1"], ["value": "2"], ["value": "3"]]]
    func left(_ operation: JSON) throws -> [String] {
      let found = try SCIMSchema.group.read(SCIMPatch(["Operations": [operation]]).applied(to: group, of: .group))
      return (found["members"]?.arrayValue ?? []).compactMap { $0["value"]?.stringValue }
    }
    #expect(try left(["op": "Remove", "path": "members", "value": [["value": "2"]]]) == ["1", "3"])
    #expect(try left(["op": "remove", "path": "members[value eq \"1\"]"]) == ["2", "3"])
    #expect(try left(["op": "remove", "path": "members"]) == [])
    #expect(
      try left(["op": "add", "path": "members", "value": [["value": "3"], ["value": "4"]]]) == ["1", "2", "3", "4"])
    #expect(try left(["op": "replace", "path": "members", "value": [["value": "9"]]]) == ["9"])
  }

  @Test("an answer has the attributes that were asked for")
  func shown() {
    let all = JSON.object((Self.kim.objectValue ?? [:]).merging(["id": "1", "schemas": [], "meta": [:]]) { $1 })
    #expect(
      Set(SCIM.shown(all, only: ["USERNAME"], but: []).objectValue?.keys.map { $0 } ?? []) == [
        "id", "schemas", "meta", "userName",
      ])
    #expect(SCIM.shown(all, only: nil, but: ["emails", "id"])["emails"] == nil)
    #expect(SCIM.shown(all, only: nil, but: ["emails", "id"])["id"] == "1")
  }
}
