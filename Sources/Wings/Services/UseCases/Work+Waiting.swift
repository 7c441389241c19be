import BusinessTime
import Core
import Journal
import Kernel
import PeopleUseCases
import Services

extension Look {
  /// What stated periods would come to if a record said something else, those whose figure would move.
  ///
  /// - Parameters:
  ///   - stretches: What the record says, and would say.
  ///   - new: The record as it would be; nil: as the records are.
  func moves(
    of service: String, around stretches: [Outage], with new: Outage? = nil
  ) throws -> [(latest: AvailabilityStatement, figure: StatedFigure)] {
    let stated = try PromiseStore.latestStatements(of: service, in: transaction)
    guard !stated.isEmpty else { return [] }
    let line = try PromiseStore.line(of: service, in: transaction)
    var moved: [(AvailabilityStatement, StatedFigure)] = []
    for latest in stated {
      guard let version = line.versions.first(where: { $0.number == latest.promise }), let promise = version.promise
      else { continue }
      let zone = try zone(promise.timeZone)
      let margin = ServiceQuestion.margin(promise)
      let from = zone.instant(of: latest.period.first, secondOfDay: 0) - margin
      let to = zone.instant(of: latest.period.next, secondOfDay: 0) + margin
      guard stretches.contains(where: { $0.touches(from, to) }) else { continue }
      guard var asked = try question(of: service, line, latest.period, as: latest) else { continue }
      if let new {
        asked.question.outages.removeAll { $0.number == new.number }
        if !new.isWithdrawn, new.touches(from, to) {
          asked.question.outages.append(new)
          asked.question.outages.sort { $0.number < $1.number }
        }
      }
      let figure = try asked.question.answered().stated
      if figure != latest.figure { moved.append((latest, figure)) }
    }
    return moved
  }
}

extension Work {
  /// Files a change that waits for a second person.
  ///
  /// - Throws: `conflict` where the same waits already, `limit` where too many wait.
  func wait(for change: ServiceChange) throws -> ServiceChange {
    let open = try ServiceChangeStore.open(of: change.service, limit: ServiceLimits.waiting, in: transaction).rows
    if let same = open.first(where: { $0.asksTheSame(as: change) }) {
      throw MainstayError.conflict(
        code: "asked-already", message: "\(same.name) asks for the same already, and waits for a second person.")
    }
    guard try ServiceChangeStore.countOpen(in: transaction) < ServiceLimits.waiting else {
      throw MainstayError.limit(name: "changes of services that wait for a decision", limit: ServiceLimits.waiting)
    }
    var change = change
    change.id = newID()
    change.number = try ServiceChangeStore.nextNumber(in: transaction)
    try write(change, ServiceEntry.changeAsked)
    try tell(.changeWaiting, of: change)
    return change
  }

  /// Writes a change as it stands, with an entry that says so.
  func write(_ change: ServiceChange, _ kind: String) throws {
    try ServiceChangeStore.save(change, in: transaction)
    let people = try NameStore.people(ids: [change.askedBy, change.decidedBy ?? ""], in: transaction)
    try record(
      [Happening(kind: kind, at: now, payload: change.journaled { people[$0]?.name ?? $0 })],
      on: ServiceChangeProjection.prefix + change.id.text)
  }

  /// The change that has to wait, where a record would make a stated period better; nil where it may be written at once.
  func waiting(
    _ kind: ServiceChange.Kind, _ new: Outage, after old: Outage?, because reason: String
  ) throws -> ServiceChange? {
    let moves = try look.figureMoves(new, after: old)
    guard moves.contains(where: \.isBetter) else { return nil }
    return try wait(
      for: ServiceChange(
        id: RecordID(""), number: 0, service: new.service, kind: kind, outage: old?.number, seen: old?.version ?? 0,
        body: new.said, ticket: new.ticket, reason: reason, moves: moves, askedAt: now, askedBy: principal.mark))
  }
}

extension Look {
  /// How the figures of stated periods would move.
  func figureMoves(_ new: Outage, after old: Outage?) throws -> [FigureMove] {
    try moves(of: new.service, around: [old, new].compactMap { $0 }, with: new).map {
      FigureMove(period: $0.latest.period, before: $0.latest.figure, after: $0.figure)
    }
  }
}
