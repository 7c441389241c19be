import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Foundation
import Kernel
import MainstayServer
import ServiceLevels
import ServiceLevelsUseCases
import Storage
import SystemZones
import Tickets
import TicketsUseCases

/// How long compliance takes among many tickets, by the use cases alone, in milliseconds (P10): figures by each
/// dimension, the lists behind numbers, promises in force, and an export; and how fast tallies are counted.
enum ComplianceMeasure {
  /// Times that each question is asked.
  private static let times = 20
  private static let agreements = 20
  private static let boss = Principal.system("measure")

  /// Fills a database that has no tickets, or takes one that was filled so before, and asks.
  static func run(database: String, tickets: Int) async throws {
    let product = try await Product.open(
      Configuration(database: try DatabaseLocation(parsing: database)), creating: true, sealing: false)
    var results: [String: JSON] = ["tickets": .integer(Int64(tickets))]
    if try await product.app.ask(AgreementVersions(), as: boss).isEmpty {
      let filled = ContinuousClock.now
      try await fill(product.app, tickets: tickets)
      results["fillSeconds"] = decimal(filled.duration(to: .now) / .seconds(1))
    }
    let begun = ContinuousClock.now
    var folded = 0
    while true {
      let portion = try await product.app.foldTallies(limit: 4000, as: .system("engine"))
      folded += portion
      if portion == 0 { break }
    }
    if folded > 0 {
      let seconds = begun.duration(to: .now) / .seconds(1)
      results["folded"] = .object(["tickets": .integer(Int64(folded)), "seconds": decimal(seconds)])
    }
    for (label, ask) in try questions(product.app) {
      var taken: [Double] = []
      for number in 0..<times {
        let start = ContinuousClock.now
        try await ask(number)
        taken.append(start.duration(to: .now) / .milliseconds(1))
        // What takes this long needs no more to be told.
        if taken.reduce(0, +) > 20_000 { break }
      }
      taken.sort()
      results[label] = .object([
        "p50": decimal(taken[taken.count / 2]), "p95": decimal(taken[taken.count * 95 / 100]),
      ])
    }
    results["export"] = try await export(product.app)
    await product.close()
    Main.print(.object(results))
  }

  private typealias Question = (String, @Sendable (Int) async throws -> Void)

  private static func questions(_ app: App) throws -> [Question] {
    let now = app.clock.now()
    let paris = try SystemZones().rules(for: "Europe/Paris")
    let month = ComplianceScope(
      objective: nil, firstDay: CivilDate(daysSince1970: Int(now.milliseconds / 86_400_000) - 400),
      lastDay: CivilDate(daysSince1970: Int(now.milliseconds / 86_400_000) - 370), in: nil)
    let here = ComplianceScope(
      objective: nil, firstDay: CivilDate(daysSince1970: Int(now.milliseconds / 86_400_000) - 400),
      lastDay: CivilDate(daysSince1970: Int(now.milliseconds / 86_400_000) - 370), in: paris)
    var questions: [Question] = []
    for dimension in ComplianceDimension.allCases {
      questions.append(
        ("all time by \(dimension)", { _ in _ = try await app.ask(MeasureCompliance(by: dimension), as: boss) }))
      guard dimension != .month else { continue }
      questions.append(
        ("a month by \(dimension)", { _ in _ = try await app.ask(MeasureCompliance(month, by: dimension), as: boss) }))
      questions.append(
        (
          "a month of Paris by \(dimension)",
          { _ in _ = try await app.ask(MeasureCompliance(here, by: dimension, zone: paris), as: boss) }
        ))
    }
    questions.append(
      ("months of Paris", { _ in _ = try await app.ask(MeasureCompliance(by: .month, zone: paris), as: boss) }))
    for slice in [ComplianceSlice.met, .breached, .running, .metMissed] {
      questions.append(
        ("list \(slice)", { _ in _ = try await app.ask(ListComplianceTickets(slice, limit: 50), as: boss) }))
      questions.append(
        (
          "list \(slice) of a service",
          { number in
            let group = ComplianceGroupKey(.service, "service-\(number % 40)")
            _ = try await app.ask(ListComplianceTickets(slice, in: group, limit: 50), as: boss)
          }
        ))
      questions.append(
        (
          "list \(slice) of a service in a month",
          { number in
            let group = ComplianceGroupKey(.service, "service-\(number % 40)")
            _ = try await app.ask(ListComplianceTickets(slice, of: month, in: group, limit: 50), as: boss)
          }
        ))
    }
    questions.append(("promises in force", { _ in _ = try await app.ask(ShowServiceLevels(), as: boss) }))
    return questions
  }

  /// All pages of a list, as an export reads them, and how much memory that takes.
  private static func export(_ app: App) async throws -> JSON {
    let start = ContinuousClock.now
    let before = memory()
    var (rows, most) = (0, before)
    var after: ComplianceTicketPage.Position?
    repeat {
      var list = ListComplianceTickets(.met, after: after, limit: PageLimits.most)
      list.isCounted = false
      let page = try await app.ask(list, as: boss)
      rows += page.items.count
      most = max(most, memory())
      after = page.next
    } while after != nil
    let seconds = start.duration(to: .now) / .seconds(1)
    return [
      "rows": .integer(Int64(rows)), "seconds": decimal(seconds), "rowsPerSecond": decimal(Double(rows) / seconds),
      "megabytesBefore": .integer(Int64(before)), "megabytesMost": .integer(Int64(most)),
    ]
  }

  /// Resident memory of this process in megabytes.
  private static func memory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 / 1024 } ?? 0
  }

  private static func fill(_ app: App, tickets: Int) async throws {
    let always = CalendarDefinition(
      timeZone: "Europe/Paris", weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [.wholeDay]) }))
    func target(_ hours: Int64) -> [Target] { [Target(length: .open(ISO8601Duration(time: .hours(hours))))] }
    let keys = (0..<agreements).map { "agreement-\($0)" }
    let drafts = AgreementDrafts(
      calendars: ["always": always],
      agreements: keys.enumerated().map { number, key in
        AgreementTerms(
          key: key,
          agreement: Agreement(
            name: "Agreement \(number)",
            objectives: [
              Objective(name: "first response", metric: .firstResponse, calendar: "always", targets: target(1)),
              Objective(name: "resolution", metric: .resolution, calendar: "always", targets: target(48)),
              Objective(name: "updates", metric: .update, calendar: "always", targets: target(8)),
            ]), scope: ["service": ["service-\(number)"]])
      })
    _ = try await app.run(ApplyAgreements(drafts), as: boss)
    let versions = Dictionary(
      try await app.ask(AgreementVersions(), as: boss).map { ($0.key, $0.id) }, uniquingKeysWith: { first, _ in first })
    let ids = keys.compactMap { versions[$0] }
    let until = app.clock.now()
    let portion = 20_000
    for first in stride(from: 0, to: tickets, by: portion) {
      try await app.insertForMeasure(
        (first..<min(first + portion, tickets)).map { SyntheticTicket($0, of: tickets, until: until, agreements: ids) })
    }
  }
}

/// A ticket of the last 24 months, the newest hundredth of them open, a third recorded by another tool.
private struct SyntheticTicket {
  var row: [SQLValue]
  var clocks: [[SQLValue]]
  var stream: [SQLValue]

  init(_ number: Int, of all: Int, until: Instant, agreements: [RecordID]) {
    var chance = SplitMix64(seed: UInt64(number))
    func below(_ most: UInt64) -> Int64 { Int64(chance.next() % most) }
    let day = Duration.days(1).milliseconds
    let opened = until.milliseconds - 730 * day + Int64(number) * (730 * day / Int64(all))
    let isOpen = number >= all - all / 100
    let resolved = isOpen ? nil : opened + 300_000 + below(259_200_000)
    let closed = resolved.map { $0 + 3 * day }
    let id = "\(String(opened, radix: 16))-7000-8000-\(String(number, radix: 16))"
    let priority = "P\(below(4) + 1)"
    let missed = below(10) < 2
    row = [
      .text(id), .text("BEN\(number)"), .text("incident"), .text(isOpen ? "open" : "closed"),
      .text("Synthetic ticket \(number)"), .text("It was written by a measure, and says nothing."),
      .bytes([UInt8](repeating: 7, count: 16)), .text("requester-\(below(500))"), .text(priority),
      .text("category-\(below(12))"), .text("service-\(below(40))"), .text("team-\(below(25))"),
      .text("agent-\(below(40))"), .text("{\"priority\":\"\(priority)\"}"),
      .text(agreements[Int(below(UInt64(agreements.count)))].text), .integer(opened), .integer(resolved),
      .integer(closed), number < all / 3 ? .bool(below(10) > 1) : .null, .integer(opened + 2 * day), .bool(missed),
    ]
    func clock(
      _ name: String, _ cycle: Int, _ metric: Metric, _ state: ClockState, due: Int64, stopped: Int64?
    ) -> [SQLValue] {
      [
        .text(id), .text(name), .int(cycle), .text(metric.rawValue), .text(state.rawValue), .integer(opened),
        .integer(due), .integer(stopped), .integer(state == .breached ? due : nil),
      ]
    }
    let hour: Int64 = 3_600_000
    clocks = [
      clock(
        "first response", 1, .firstResponse, below(10) == 0 ? .breached : .met, due: opened + hour,
        stopped: opened + hour / 2),
      clock(
        "resolution", 1, .resolution, isOpen ? .running : missed ? .breached : .met, due: opened + 2 * day,
        stopped: resolved),
    ]
    if below(2) == 0 {
      clocks.append(
        clock("updates", 1, .update, below(10) == 0 ? .breached : .met, due: opened + hour, stopped: opened + 2 * hour))
      clocks.append(clock("updates", 2, .update, .cancelled, due: opened + 9 * hour, stopped: opened + 3 * hour))
    }
    stream = [.text("ticket/" + id), .bytes([UInt8](repeating: 0, count: 32))]
  }
}

extension App {
  /// Writes rows as they are, past the journal: nothing but measures reads such a database.
  fileprivate func insertForMeasure(_ tickets: [SyntheticTicket]) async throws {
    try await database.write { tx in
      try tx.setTimeLimit(seconds: 600)
      try tx.executeBatch(
        """
        INSERT INTO ticket (id, number, kind, state, title, description, salt, requester, priority, category, service,
          team, assignee, holds, vendors, attributes, agreement, opened_at, resolved_at, closed_at, recorded_met,
          version, updated_at, due_at, breached)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '', $14, $15, $16, $17, $18, $19, 3, $16,
          $20, $21)
        """, tickets.map(\.row))
      try tx.executeBatch(
        """
        INSERT INTO clock (ticket, name, cycle, metric, state, elapsed_ms, started_at, due_at, stopped_at, breached_at,
          as_of)
        VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9, $6)
        """, tickets.flatMap(\.clocks))
      try tx.executeBatch(
        "INSERT INTO journal_stream (stream, sequence, hash) VALUES ($1, 3, $2)", tickets.map(\.stream))
    }
  }
}
