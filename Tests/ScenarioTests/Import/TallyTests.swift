import AccessUseCases
import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import ImportUseCases
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import ServiceLevels
import Storage
import SystemZones
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@testable import ServiceLevelsUseCases

/// Figures of compliance by tallies are those of the rows, whatever happens to tickets and however much of it is folded.
@Suite("Tallies of compliance", .timeLimit(.minutes(10)))
struct TallyTests {
  private static let start = Life.at(0)

  /// A life of some hours, begun at an hour of four months.
  private static func history(_ number: Int, _ chance: inout SplitMix64) -> ImportedHistory {
    func pick<T>(_ list: [T]) -> T { list[Int(chance.next() % UInt64(list.count))] }
    func hours(_ most: UInt64) -> Int64 { Int64(chance.next() % most) }
    let opened = hours(24 * 120)
    var at = opened
    var steps: [ImportedHistory.Step] = []
    func step(_ event: TicketEvent, by name: String = "kim") {
      steps.append(.init(Life.at(at) + .minutes(hours(60)), by: name, event))
      at += 1
    }
    if pick([true, false, false]) {
      at += 1 + hours(8)
      step(.changed(["priority": pick(["P1", "P2", "P3", "P4", "P5"])], reason: nil))
    }
    if pick([true, true, true, false]) {
      at += 1 + hours(200)
      step(.resolved(code: "code 1", text: nil))
      if pick([true, false, false]) {
        at += 1 + hours(100)
        step(.reopened(reason: nil))
        at += 1 + hours(100)
        step(.resolved(code: "code 2", text: nil))
      }
      if pick([true, true, false]) {
        at += 1 + hours(140)
        let byTimer = pick([true, false])
        step(.closed(byTimer: byTimer), by: byTimer ? "timer" : "kim")
      }
    } else if pick([true, false, false]) {
      step(.cancelled(reason: nil))
    }
    if pick([true, true, false]) {
      step(.verdictRecorded(source: "servicenow", met: pick([true, false])), by: "timer")
    }
    var attributes = ["priority": pick(["P1", "P2", "P3", "P4", "P5"])]
    attributes["category"] = pick([nil, "mail", "print"])
    attributes["service"] = pick([nil, "warehouse", "shop"])
    return ImportedHistory(
      number: "INC\(1000 + number)", title: "About \(number)",
      opening: .init(
        number: "INC\(1000 + number)", kind: pick([.incident, .incident, .request]), requester: "Caller 1",
        attributes: attributes, team: pick([nil, "Group 1", "Group 2"]), text: .init(digest: "")),
      openedAt: Life.at(opened) + .minutes(hours(60)), openedBy: "lee", steps: steps)
  }

  private static func scopes(_ chance: inout SplitMix64) throws -> [ComplianceScope] {
    func day(_ number: Int64) -> Instant {
      Instant(milliseconds: start.milliseconds / 86_400_000 * 86_400_000) + .days(number)
    }
    let from = Int64(chance.next() % 100)
    return [
      ComplianceScope(), ComplianceScope(objective: "urgent"), ComplianceScope(objective: "fulfilment"),
      ComplianceScope(from: day(from), to: day(from + 30)), ComplianceScope(from: day(from) + .minutes(90)),
      ComplianceScope(to: day(from) - .minutes(345)),
      ComplianceScope(objective: "resolution", from: day(from) + .hours(13), to: day(from + 7) + .minutes(5)),
    ]
  }

  /// Compares both ways of counting, and the lists that numbers lead to.
  private static func compare(_ app: TestApp, _ chance: inout SplitMix64, as name: String, _ when: String) async throws
  {
    let principal = try await app.holding(name)
    let zones = try ["UTC", "Asia/Kolkata", "Pacific/Auckland"].map { try SystemZones().rules(for: $0) }
    for scope in try scopes(&chance) {
      for dimension in ComplianceDimension.allCases {
        for zone in dimension == .month ? zones : [zones[0]] {
          var measure = MeasureCompliance(scope, by: dimension, zone: zone)
          let tallied = try await app.app.ask(measure, as: principal)
          measure.readsTallies = false
          let counted = try await app.app.ask(measure, as: principal)
          #expect(tallied == counted, "\(when), \(dimension) of \(scope) in \(zone.identifier)")
        }
      }
    }
    var levels = ShowServiceLevels()
    let tallied = try await app.app.ask(levels, as: principal)
    levels.readsTallies = false
    #expect(try await app.app.ask(levels, as: principal).agreements == tallied.agreements, "\(when)")
  }

  /// Compares the lists and how long they are said to be.
  private static func compareLists(_ app: TestApp, _ chance: inout SplitMix64, as name: String, _ when: String)
    async throws
  {
    let principal = try await app.holding(name)
    let groups: [ComplianceGroupKey?] = [
      nil, ComplianceGroupKey(.priority, "P1"), ComplianceGroupKey(.category, nil),
      ComplianceGroupKey(.agreement, "desk"),
      ComplianceGroupKey(.month, "2016-04"),
    ]
    for scope in try scopes(&chance) {
      for slice in ComplianceSlice.allCases {
        for group in groups {
          var list = ListComplianceTickets(slice, of: scope, in: group, limit: 3)
          let tallied = try await app.app.ask(list, as: principal)
          list.readsTallies = false
          let counted = try await app.app.ask(list, as: principal)
          #expect(tallied == counted, "\(when), \(slice) of \(scope) in \(String(describing: group))")
          list.isCounted = false
          let bare = try await app.app.ask(list, as: principal)
          #expect(bare.items == counted.items && bare.next == counted.next, "\(when), \(slice) of \(scope), uncounted")
        }
      }
    }
  }

  @Test("are what the rows say after any changes and folds", arguments: TestEngine.available)
  func property(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      var chance = SplitMix64(seed: 107)
      app.clock.set(Life.at(24 * 140))
      try await app.run(ApplyAgreements(LogAgreement.drafts(stopAt: .resolved, zone: "UTC")), as: "mo")
      try await app.run(AddWord(.ticketClass, "hr", label: "HR"), as: "ada")
      try await app.run(SaveRole("hr-desk", label: "HR desk", permissions: ["tickets.read-class:hr"]), as: "system")
      try await app.run(GiveGrant("hr-desk", to: .person("lee"), in: .everything), as: "system")
      let engineer = Principal.system("engine")
      let histories = (0..<90).map { Self.history($0, &chance) }
      var keys = histories.map { TicketKey($0.number) }
      for round in 0..<6 {
        let part = Array(histories[round * 15..<(round + 1) * 15])
        _ = try await app.app.importHistories(
          .source("part \(round)"), from: GivenHistories(part), as: app.person("mo"))
        for _ in 0..<12 {
          app.clock.advance(by: .hours(Int64(chance.next() % 30)))
          let key = keys[Int(chance.next() % UInt64((round + 1) * 15))]
          let kim = app.person("kim")
          switch chance.next() % 9 {
          case 0: _ = try? await app.app.run(ChangeTicket(key, set: ["priority": "P1"], reason: "worse"), as: kim)
          case 1: _ = try? await app.app.run(ChangeTicket(key, set: ["category": "mail"]), as: kim)
          case 2: _ = try? await app.app.run(ReopenTicket(key, reason: "again"), as: kim)
          case 3: _ = try? await app.app.run(ResolveTicket(key, text: "Done."), as: kim)
          case 4: _ = try? await app.app.run(CloseTicket(key), as: app.person("lee"))
          case 5: _ = try? await app.app.run(AssignTicket(key, team: "network"), as: kim)
          case 6: _ = try? await app.app.run(CancelTicket(key, reason: "no more"), as: app.person("lee"))
          case 7:
            _ = try? await app.app.run(
              ChangeTicket(key, set: ["confidentialityClass": "hr"], reason: "told so"), as: app.holding("lee"))
          default:
            if let opened = try? await app.app.run(OpenTicket(title: "New", requester: "rita"), as: kim) {
              keys.append(TicketKey(opened.id))
            }
          }
        }
        try await app.app.advanceClocks(limit: 500, as: engineer)
        _ = try await app.app.foldTallies(limit: 5 + Int(chance.next() % 60), atLeast: 1, as: engineer)
        // kim is cleared for nothing, lee for the one class.
        try await Self.compare(app, &chance, as: round.isMultiple(of: 2) ? "kim" : "lee", "round \(round)")
        if round == 3 { try await Self.compareLists(app, &chance, as: "lee", "round \(round)") }
      }
      _ = try await app.app.foldTallies(limit: 1000, atLeast: 1, as: engineer)
      try await Self.compare(app, &chance, as: "kim", "all folded")
      let report = try await app.app.verify(as: app.person("ada"))
      #expect(report.findings.isEmpty, "\(report.findings)")
    }
  }

  @Test("that are wrong are named, and counted anew on demand", arguments: TestEngine.available)
  func recount(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      var chance = SplitMix64(seed: 108)
      app.clock.set(Life.at(24 * 140))
      try await app.run(ApplyAgreements(LogAgreement.drafts(stopAt: .resolved, zone: "UTC")), as: "mo")
      let histories = (0..<20).map { Self.history($0, &chance) }
      _ = try await app.app.importHistories(.source("a"), from: GivenHistories(histories), as: app.person("mo"))
      let engineer = Principal.system("engine")
      #expect(try await app.app.foldTallies(limit: 1000, as: engineer) == 0, "few wait as they are")
      #expect(try await app.app.foldTallies(limit: 1000, atLeast: 1, as: engineer) > 10)
      #expect(try await app.app.foldTallies(limit: 1000, atLeast: 1, as: engineer) == 0)
      for damage in [
        "UPDATE compliance_tally SET amount = amount + 1 WHERE dimension = 'priority' AND figure = 'met' AND grain = 3",
        "DELETE FROM compliance_tally WHERE figure = 'opened' AND dimension = 'whole' AND grain = 1",
        "INSERT INTO compliance_tally VALUES ('team', 'metric:resolution', 1, 17000, 'met', '=ghosts', 7)",
        "UPDATE ticket SET tallied = FALSE WHERE number = 'INC1003'",
        "UPDATE clock SET state = 'cancelled' WHERE state = 'met'",
      ] {
        try await app.database.write { _ = try $0.execute(damage) }
        let found = try await app.app.verify(as: app.person("ada")).findings.first
        #expect(found.contains { $0.subject == "compliance-tallies" && $0.message.contains("the tally") }, "\(damage)")
        if damage.contains("UPDATE clock") {
          try await app.database.write {
            _ = try $0.execute("UPDATE clock SET state = 'met' WHERE state = 'cancelled'")
          }
        }
        try await app.app.run(RecountTallies(), as: engineer)
        let meanwhile = try await app.app.verify(as: app.person("ada")).findings.first
        #expect(
          !meanwhile.contains { $0.subject == "compliance-tallies" }, "nothing is read from them until it is done")
        _ = try await app.app.foldTallies(limit: 1000, atLeast: 1, as: engineer)
        let again = try await app.app.verify(as: app.person("ada")).findings.first
        #expect(!again.contains { $0.subject == "compliance-tallies" }, "\(damage): \(again)")
      }
    }
  }
}
