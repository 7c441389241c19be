import BusinessTime
import Core
import Journal
import Kernel
import PeopleUseCases
import Services

extension Work {
  /// States the periods of a service that have ended and were not stated yet, as its records are now: what is written
  /// afterwards restates them.
  ///
  /// - Returns: How many were stated.
  @discardableResult
  func statePeriods(of service: String, _ line: PromiseLine) throws -> Int {
    let latest = try PromiseStore.latestStatements(of: service, in: transaction).last
    var count = 0
    var next = (latest?.period.next ?? line.first).flatMap(line.period(from:))
    while let period = next {
      guard let promise = line.version(on: period.first)?.promise else { break }
      let end = try look.zone(promise.timeZone).instant(of: period.next, secondOfDay: 0)
      guard end <= now else {
        try PromiseStore.setDue(service, at: end, in: transaction)
        return count
      }
      guard let asked = try look.question(of: service, line, period) else { break }
      if asked.question.isUnsettled {
        // Whether trouble over its end is too short to count is known before long.
        try PromiseStore.setDue(service, at: end, in: transaction)
        return count
      }
      try state(
        AvailabilityStatement(
          service: service, period: period, number: 1, promise: asked.version.number, calendar: asked.calendar,
          figure: try asked.question.answered().stated, reason: nil, statedAt: now, statedBy: principal.mark))
      count += 1
      next = line.period(from: period.next)
    }
    try PromiseStore.setDue(service, at: nil, in: transaction)
    return count
  }

  /// States periods again whose figure a change of records has moved.
  ///
  /// - Parameter stretches: What the record said of before, and says of now.
  func restate(_ service: String, around stretches: [Outage], because reason: String) throws -> [AvailabilityStatement]
  {
    try look.moves(of: service, around: stretches).map { latest, figure in
      let next = AvailabilityStatement(
        service: service, period: latest.period, number: latest.number + 1, promise: latest.promise,
        calendar: latest.calendar, figure: figure, reason: reason, statedAt: now, statedBy: principal.mark)
      try state(next)
      return next
    }
  }

  private func state(_ statement: AvailabilityStatement) throws {
    try PromiseStore.insert(statement, in: transaction)
    var payload = statement.json.objectValue ?? [:]
    payload["period"] = .string(statement.period.text)
    payload["number"] = .integer(Int64(statement.number))
    if let reason = statement.reason { payload["reason"] = .string(reason) }
    payload["by"] = .string(principal.name)
    try record(
      [
        Happening(
          kind: statement.number == 1 ? ServiceEntry.stated : ServiceEntry.restated, at: now, payload: .object(payload))
      ],
      on: StatementProjection.prefix + statement.service)
  }

  /// Journals a record as it stands now.
  ///
  /// - Parameters:
  ///   - change: The change that waited, of which it comes.
  ///   - name: What that is known by, where it is not the change's own name.
  func note(
    _ outage: Outage, _ kind: String, because reason: String? = nil, after change: ServiceChange? = nil,
    called name: String? = nil
  ) throws {
    let people = try NameStore.people(
      ids: [outage.toldBy, outage.approvedBy ?? "", change?.askedBy ?? ""], in: transaction)
    var payload = outage.journaled { people[$0]?.name ?? $0 }.objectValue ?? [:]
    if let reason { payload["reason"] = .string(reason) }
    if let change {
      payload["change"] = .string(name ?? change.name)
      payload["askedBy"] = .string(people[change.askedBy]?.name ?? change.askedBy)
    }
    try record(
      [Happening(kind: kind, at: now, payload: .object(payload))], on: OutageProjection.prefix + outage.id.text)
  }
}

enum ServiceEntry {
  static let recorded = "outage.recorded"
  static let corrected = "outage.corrected"
  static let withdrawn = "outage.withdrawn"
  static let approved = "outage.approved"
  static let promised = "availability.promised"
  static let stated = "availability.stated"
  static let restated = "availability.restated"
  static let changeAsked = "service-change.asked"
  static let changeApproved = "service-change.approved"
  static let changeRefused = "service-change.refused"
  static let changeTakenBack = "service-change.taken-back"

  /// What streams of tickets begin with.
  static let tickets = "ticket/"
  /// Members that hold the id of a ticket, by kinds of entries.
  static let ticketMembers = Dictionary(
    uniqueKeysWithValues: [
      recorded, corrected, withdrawn, approved, changeAsked, changeApproved, changeRefused, changeTakenBack,
    ].map { ($0, "ticket") })
}

extension Outage {
  /// Everything as it stands: who told and approved it by the names, or the tokens, that `person` gives.
  func journaled(person: (String) -> String) -> JSON {
    .members([
      "number": .integer(Int64(number)), "service": .string(service), "from": .string(from.rfc3339),
      "to": .instant(to), "state": .string(state.rawValue), "cause": .string(cause.rawValue),
      "source": .string(source), "evidence": .text(evidence), "ticket": .text(ticket?.text),
      "toldAt": .string(toldAt.rfc3339), "toldBy": .string(person(toldBy)), "approvedAt": .instant(approvedAt),
      "approvedBy": .text(approvedBy.map(person)), "withdrawn": isWithdrawn ? true : nil,
      "version": .integer(Int64(version)),
    ])
  }
}
