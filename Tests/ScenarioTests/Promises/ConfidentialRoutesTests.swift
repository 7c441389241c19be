import Agreements
import AgreementsUseCases
import Core
import Kernel
import MainstayServer
import Organisation
import OrganisationUseCases
import PeopleUseCases
import TestApp
import TestDatabases
import TestHTTP
import Testing
import Tickets
import TicketsUseCases

/// Six people of different scope and clearance ask every route there is, before and after there are confidential tickets
/// of which they may not know: whole answers are compared, and none differs.
@Suite("Confidential tickets change no answer of who may not know of them", .timeLimit(.minutes(10)))
struct ConfidentialRoutesTests {
  /// Who sees what of the desk, and is cleared for what; none of them for `hr` where the tickets lie.
  private static let people = [
    "kim",  // agent, everywhere, cleared for nothing
    "nat",  // agent, her teams alone, cleared for nothing
    "lee",  // lead, everywhere, cleared for another class
    "mo",  // manager, everywhere, cleared for `hr` with the teams of a desk to which the network alone belongs
    "ada",  // administrator, cleared for nothing
    "ron",  // requester
  ]

  /// How the house fares as a whole: how much work there is, whoever it is about. What is there of streams and notices is
  /// looked at apart.
  private static let sums = [
    "/engine", "/journal/verification", "/health", "/metrics", "/api/v1/engine", "/api/v1/journal/verification",
    "/api/v1/health", "/people/rita/erase", "/api/v1/people/rita/erasure",
  ]
  /// Of these only whether they speak of the tickets: they count entries and seals of all.
  private static let counting = ["/journal", "/outbox", "/api/v1/journal", "/api/v1/outbox"]
  private static let places = [
    "person": "rita", "name": "rita", "holder": "rita", "team": "desk", "agreement": "standard",
    "measure": "backlog",
    "calendar": "office", "role": "hr-desk", "list": "category", "word": "complaint", "key": "complaint",
  ]
  private static let asked = [
    "/find": "?q=payslip", "/queue": "?q=is:any", "/workbench": "?agreement=standard", "/api/v1/tickets": "?q=is:any",
    "/tickets/export": "?q=is:any",
  ]
  private static let json = #"{"body":"x","text":"x","reason":"parts","vendor":"acme","team":"desk"}"#
  private static let form =
    "as=note&text=x&reason=parts&vendor=acme&team=desk&answer=x&relation=relates-to&other=INC-1&into=INC-1"

  private static func hire(_ test: TestApp) async throws {
    for (key, label) in [("hr", "HR"), ("security", "Security")] {
      try await test.run(AddWord(.ticketClass, key, label: label), as: "ada")
    }
    try await test.run(AddWord(.category, "complaint", ticketClass: "hr"), as: "ada")
    var nat = try #require(TestApp.people.first { $0.name == "nat" })
    nat.reach = .teams
    nat.teams = ["network", "desk"]
    try await test.run(ChangePerson(nat), as: "ada")
    for key in ["hr", "security"] {
      try await test.run(
        SaveRole(key + "-desk", label: key, permissions: ["tickets.read-class:" + key]), as: "system")
    }
    try await test.run(GiveGrant("security-desk", to: .person("lee"), in: .everything), as: "system")
    _ = try await test.run(SaveStructure(StructureDraft(.desk, "north")), as: "ada")
    _ = try await test.run(SaveStructure(StructureDraft(.team, "network", values: ["desk": ["north"]])), as: "ada")
    try await test.run(GiveGrant("hr-desk", to: .person("mo"), in: .desk("north")), as: "system")
    try await test.run(
      AddPerson(PersonDraft(name: "hana", displayName: "Hana HR", role: .lead, teams: ["desk"])), as: "system")
    try await test.run(GiveGrant("hr-desk", to: .person("hana"), in: .everything), as: "system")
  }

  @Test("of any route", arguments: TestEngine.available)
  func everyRoute(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await test.applyAgreement()
      // What is counted over many tickets counts none of these either.
      var measured = try TestApp.drafts()
      measured.agreements[0].agreement.measures = [
        MeasuredObjective(name: "backlog", kind: .backlog, targets: [MeasureTarget(level: .tickets(1))]),
        MeasuredObjective(
          name: "first contact", kind: .firstContactResolution,
          targets: [MeasureTarget(level: .share(tenThousandths: 9000))]),
      ]
      try await test.run(ApplyAgreements(measured), as: "mo")
      try await Self.hire(test)
      try await test.app.run(
        OpenTicket(title: "Payslip printer", requester: "ron", team: "desk", assignee: "kim"), as: test.holding("lee"))
      try await test.app.run(OpenTicket(title: "Switch", team: "network"), as: test.holding("lee"))
      let every = try EveryRoute(of: test, places: Self.places, asked: Self.asked)
      let hidden = "INC-3"
      func answers(as name: String) async throws -> [String: String] {
        try await every.answers(as: name, ticket: hidden, leaving: Self.sums, counting: Self.counting)
      }
      var before: [String: [String: String]] = [:]
      for name in Self.people {
        before[name] = try await answers(as: name)
      }
      #expect(before["kim"]?["/tickets/INC-3"]?.hasPrefix("404") == true)
      #expect(before["kim"]?["/queue"]?.contains("Payslip printer") == true)
      #expect((before["ada"]?.values.count { $0.hasPrefix("200") } ?? 0) > 60)

      let hana = try await test.holding("hana")
      let made = try await test.app.run(
        OpenTicket(
          title: "Payslip of somebody", requester: "rita", attributes: ["category": "complaint", "priority": "P1"],
          team: "desk", assignee: "hana"), as: hana)
      #expect(made.number == hidden)
      try await test.app.run(AnswerTicket(TicketKey(made.id), body: "A payslip again", isPublic: false), as: hana)
      try await test.app.run(HoldTicket(TicketKey(made.id), reason: "parts"), as: hana)
      let second = try await test.app.run(
        OpenTicket(title: "Another payslip", requester: "rita", attributes: ["category": "complaint"], team: "desk"),
        as: hana)
      try await test.app.run(
        LinkTicket(TicketKey(made.id), to: TicketKey(second.id), as: .relatesTo), as: hana)
      try await test.app.run(ResolveTicket(TicketKey(second.id), code: "fixed", text: "Talked."), as: hana)

      for name in Self.people {
        let after = try await answers(as: name)
        for (path, answer) in before[name] ?? [:] where after[path] != answer {
          Issue.record(
            "\(path) tells \(name):\n\(Self.difference(answer, after[path] ?? "nothing"))")
        }
        for path in Self.counting {
          let reply = try await every.answer(path, as: name)
          for told in [made.id.text, second.id.text, "INC-3", "INC-4", "ayslip of somebody"] {
            #expect(!reply.text.contains(told), "\(path) tells \(name) of \(told)")
          }
        }
        let there = try await every.refusals(as: name, ticket: hidden, json: Self.json, form: Self.form)
        let never = try await every.refusals(as: name, ticket: "INC-9", json: Self.json, form: Self.form)
        #expect(there.count > 30)
        // The question itself is taken: nothing is refused for where it came from.
        #expect(there.values.allSatisfy { !$0.contains("form token") }, "\(name)")
        if name == "kim" {
          #expect(there.values.count { $0.hasPrefix("404") } > 15, "an agent is told that there is none")
        }
        for (path, answer) in never where there[path] != answer {
          Issue.record("\(path) tells \(name):\n\(Self.difference(answer, there[path] ?? "nothing"))")
        }
      }
      // It is there for who is cleared.
      let shown = try await answers(as: "hana")
      #expect(shown["/tickets/INC-3"]?.hasPrefix("200") == true)
      #expect(shown["/queue"]?.contains("Payslip of somebody") == true)
      #expect(shown["/find"]?.contains("Payslip of somebody") == true)
      #expect(shown["/tickets/INC-3/readers"]?.contains("Hana HR") == true)
    }
  }

  /// The lines around the first difference.
  private static func difference(_ one: String, _ other: String) -> String {
    let same = zip(one, other).prefix { $0 == $1 }.count
    let from = max(0, same - 200)
    return "\(one.dropFirst(from).prefix(600))\n---\n\(other.dropFirst(from).prefix(600))"
  }
}
