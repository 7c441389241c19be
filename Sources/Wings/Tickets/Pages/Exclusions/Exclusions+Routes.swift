import AgreementsUseCases
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import TicketsUseCases

extension Pages {
  var exclusions: [Route] {
    [
      .page("/exclusions", .permission(.seeCompliance), feature: "Compliance", asks: ["before"]) { call in
        answer(try await exclusionsPage(call), call)
      },
      .page("/exclusions/{exclusion}", .permission(.seeCompliance), feature: "Compliance") { call in
        answer(try await exclusionPage(call), call)
      },
      .page("/exclusions.csv", .permission(.seeCompliance), feature: "Compliance", asks: [], handler: exclusionsFile),
    ]
  }

  private static let exclusionPosition = JSONSchema.object([
    .init("at", .integer(Int64.min...Int64.max)), .init("stream", .line(1...200)),
    .init("sequence", .integer(0...Int64.max)),
  ])

  private static func position(_ text: String) throws -> ListExclusions.Position {
    let value = try PageCursor.read(text, as: exclusionPosition)
    return ListExclusions.Position(
      at: Instant(milliseconds: value["at"]?.integerValue ?? 0), stream: value["stream"]?.stringValue ?? "",
      sequence: value["sequence"]?.integerValue ?? 0)
  }

  static func text(_ position: ListExclusions.Position) -> String {
    PageCursor.write([
      "at": .integer(position.at.milliseconds), "stream": .string(position.stream),
      "sequence": .integer(position.sequence),
    ])
  }

  private func exclusionPage(_ call: Call) async throws -> ExclusionPage {
    let text = call.place("exclusion")
    guard let place = try? Pages.position(text) else { throw MainstayError.notFound(kind: "exclusion", id: text) }
    let record = try await app.exclusion(at: place, as: call.principal)
    var row = ExclusionsPage.Row(record)
    if case .ticket(let ticket, let sequence) = record.source {
      let applied = try await app.ticketExclusions(TicketKey(ticket.id), as: call.principal)
      row.exclusion.effects = applied.first { $0.sequence == sequence }?.effects.map { ExclusionChange($0) } ?? []
    }
    return ExclusionPage(row)
  }

  private func exclusionsPage(_ call: Call) async throws -> ExclusionsPage {
    let before = try call.asked("before").map { try Pages.position($0) }
    let found = try await app.exclusions(before: before, as: call.principal)
    return ExclusionsPage(
      rows: found.items.map { ExclusionsPage.Row($0) },
      pager: Pager(
        shows: Words.count(found.items.count, "exclusion", "exclusions") + (found.next == nil ? "" : " on this page"),
        next: found.next.map { Address.path("/exclusions", ["before": Pages.text($0)]) },
        first: before == nil ? nil : "/exclusions"))
  }

  /// The whole register.
  @Sendable private func exclusionsFile(_ call: Call) async throws -> Answer {
    let principal = try call.principal
    let columns = [
      "ticket", "agreement", "version", "from", "to", "reason", "evidence", "approver", "approved", "breachesUndone",
      "ticketsEvaluated", "allEvaluated",
    ]
    return try await CSV.answer(named: "exclusions", columns) { [app] (before: ListExclusions.Position?) in
      let page = try await app.exclusions(before: before, limit: PageLimits.most, as: principal)
      return (page.items.map(Pages.cells), page.next)
    }
  }

  private static func cells(_ record: ExclusionRecord) -> [String] {
    let source: [String]
    switch record.source {
    case .ticket(let row, _): source = [row.number, "", ""]
    case .agreement(let key, let version, _): source = ["", key, String(version)]
    }
    return source + [
      record.from.rfc3339, record.to.rfc3339, record.reason, record.evidence ?? "", record.approver, record.at.rfc3339,
      String(record.undone.breaches), String(record.undone.tickets), record.undone.isWhole ? "yes" : "no",
    ]
  }
}

extension ExclusionsPage.Row {
  init(_ record: ExclusionRecord) {
    var figure = ExclusionFigure(
      from: record.from, to: record.to, reason: record.reason, evidence: record.evidence, approver: record.approver,
      approvedAt: record.at)
    figure.countsAgain = record.countsAgain
    let undone = record.undone
    defer { path = "/exclusions/" + Pages.text(record.place) }
    switch record.source {
    case .ticket(let row, let sequence):
      self.init(
        source: (row.number, "/tickets/\(Address.encoded(row.number))#e\(sequence)"), about: row.title,
        exclusion: figure, undone: undone.breaches, tickets: undone.tickets, isPartial: !undone.isWhole)
    case .agreement(let key, let version, let name):
      self.init(
        source: (key, "/agreements/\(Address.encoded(key))?version=\(version)"), isAgreement: true,
        about: "\(name), since version \(version)", exclusion: figure, undone: undone.breaches,
        tickets: undone.tickets, isPartial: !undone.isWhole)
    }
  }
}
