import Directories
import Kernel
import Testing

@Suite("Who comes in by a directory, and as what", .timeLimit(.minutes(10)))
struct AdmissionTests {
  private static func rule() throws -> AdmissionRule {
    var rule = AdmissionRule(name: "preferred_username")
    try rule.read(
      needs: "staff = yes",
      grants: """
        groups = it-desk -> agent, service-desk

        groups = IT-leads -> lead
        groups = network -> network
        """)
    return rule
  }

  @Test("is decided by claims, and says by which lines")
  func decided() throws {
    let rule = try Self.rule()
    let found = rule.admission(
      of: [
        "preferred_username": ["Kim.Berg@alder.example"], "staff": ["YES"],
        "groups": ["it-desk", "it-LEADS", "network"],
        "email": ["kim@alder.example"], "name": ["Kim Berg"],
      ])
    #expect(
      found.found
        == .init(
          name: "kim.berg", displayName: "Kim Berg", email: "kim@alder.example", role: .lead,
          teams: ["network", "service-desk"]))
    #expect(found.reasons.contains("groups = IT-leads gives role lead."))
    let plain = rule.admission(of: ["preferred_username": ["rosa"], "staff": ["no", "yes"]])
    #expect(plain.found?.role == .requester && plain.found?.displayName == "rosa")
    #expect(plain.reasons.last == "No line gives a role, so it is requester.")
    #expect(rule.decidesRoles && rule.decidedTeams == ["service-desk", "network"])
  }

  @Test(
    "keeps out who lacks what is needed, or of whose name no sign-in name can be made",
    arguments: [
      ([:], "there is no claim"), (["preferred_username": ["kim"]], "staff must be yes, and is nothing"),
      (["preferred_username": ["kim"], "staff": ["no"]], "and is no"),
      (["preferred_username": ["Jörg"], "staff": ["yes"]], "no sign-in name"),
      (["preferred_username": ["@x"], "staff": ["yes"]], "no sign-in name"),
      (["preferred_username": ["a b"], "staff": ["yes"]], "no sign-in name"),
    ] as [(Claims, String)])
  func refused(_ claims: Claims, _ reason: String) throws {
    let found = try Self.rule().admission(of: claims)
    #expect(found.found == nil && found.reasons.contains { $0.contains(reason) }, "\(found.reasons)")
  }

  @Test("stands as text and as JSON, and both mean the same")
  func texts() throws {
    var rule = try Self.rule()
    (rule.creates, rule.adopts, rule.takesTickets, rule.role) = (false, true, true, .agent)
    #expect(try AdmissionRule(rule.json) == rule)
    var again = AdmissionRule(name: "preferred_username")
    try again.read(needs: rule.needsText, grants: rule.grantsText)
    #expect(again.needs == rule.needs && again.grants == rule.grants)
    for (needs, grants) in [
      ("staff", ""), ("", "groups = x"), ("", "groups -> agent"), ("", "groups = x ->"),
      ("", "groups = x -> agent, lead"),
      ("= yes", ""), ("", "a\u{7} = b -> agent"),
    ] {
      #expect(throws: MainstayError.self, "\(needs) \(grants)") { try again.read(needs: needs, grants: grants) }
    }
    for bad: JSON in [
      [:], ["name": ""], ["name": "x", "role": "system"], ["name": "x", "creates": "yes"],
      ["name": "x", "grants": [["claim": "a", "is": "b"]]], ["name": "x", "needs": [["claim": "a"]]],
    ] {
      #expect(throws: MainstayError.self, "\(bad.canonical)") { try AdmissionRule(bad) }
    }
    #expect(
      try AdmissionRule.claims("groups = a\ngroups = b\nname = Kim = Berg") == [
        "groups": ["a", "b"], "name": ["Kim = Berg"],
      ])
    #expect(throws: MainstayError.self) { try AdmissionRule.claims("groups") }
  }
}
