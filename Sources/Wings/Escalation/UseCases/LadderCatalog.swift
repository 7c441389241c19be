import Agreements
import AgreementsUseCases
import Core
import Escalation
import Kernel
import ReachUseCases
import Storage
import Synchronization
import Tickets
import TicketsUseCases

/// Versions of ladders by key and number, and plans that ask an agreement's clocks for their rungs. Neither ever changes,
/// so that what is kept is never stale. Which versions there are is asked anew each second.
final class LadderCatalog: Sendable {
  private struct PlanKey: Hashable {
    var agreement: RecordID
    var measure: TicketMeasure
    var ladder: String
    var version: Int
  }

  private let ladders = Mutex<[String: Ladder]>([:])
  private let plans = Mutex<[PlanKey: ClockPlan]>([:])
  private let known = Mutex<(places: [LadderPlace], at: Instant)?>(nil)

  /// How old may be what is known of which versions there are: a version holds for clocks that start this much later and
  /// more, so that every node knows of it by then.
  static let fresh = Duration.seconds(1)
  static let settled = Duration.seconds(2)
  /// Plans that are kept at most.
  private static let most = 2000

  /// Which versions there are, oldest first within a ladder.
  func places(_ look: Look) throws -> [LadderPlace] {
    if let known = known.withLock({ $0 }), look.now >= known.at, look.now - known.at < LadderCatalog.fresh {
      return known.places
    }
    let places = try LadderStore.places(in: look.transaction)
    known.withLock { $0 = (places, look.now) }
    return places
  }

  func forget() { known.withLock { $0 = nil } }

  /// - Throws: `unreadable` where it is not there, or cannot be read.
  func ladder(_ key: String, version: Int, in tx: any Transaction) throws -> Ladder {
    let name = "\(key)/\(version)"
    if let known = ladders.withLock({ $0[name] }) { return known }
    guard let row = try LadderStore.row(key, version: version, in: tx) else {
      throw MainstayError.unreadable(record: "ladder_version \(name)", reason: "a run goes by it, and it is not there")
    }
    ladders.withLock { $0[name] = row.ladder }
    return row.ladder
  }

  /// The plan of an agreement whose clocks are asked for the rungs of a ladder.
  func plan(
    _ agreement: AgreementVersion, _ measure: TicketMeasure, _ ladder: Ladder, _ key: String, version: Int
  ) throws -> ClockPlan {
    let name = PlanKey(agreement: agreement.id, measure: measure, ladder: key, version: version)
    if let known = plans.withLock({ $0[name] }) { return known }
    let made = try LadderCatalog.plan(agreement, measure, ladder)
    plans.withLock { plans in
      if plans.count >= LadderCatalog.most { plans.removeAll() }
      plans[name] = made
    }
    return made
  }

  static func plan(_ agreement: AgreementVersion, _ measure: TicketMeasure, _ ladder: Ladder) throws -> ClockPlan {
    var terms = agreement.plan(for: measure).agreement
    for index in terms.objectives.indices { terms.objectives[index].thresholds = ladder.thresholds }
    return try ClockPlan(terms, calendars: agreement.calendars)
  }
}

enum LadderCatalogPart: AppPart {
  static var absent: LadderCatalog { LadderCatalog() }
}

extension App {
  var ladders: LadderCatalog { parts[LadderCatalogPart.self] }
}

extension [LadderPlace] {
  /// Of each ladder the version that clocks go by which start at an instant, by key; those that are off are left out.
  func holding(at instant: Instant) -> [LadderPlace] {
    Dictionary(grouping: self, by: \.key).values
      .compactMap { versions in versions.last { $0.from <= instant } }
      .filter(\.isOn).sorted { $0.key < $1.key }
  }
}

extension LostNews {
  /// A ladder passes on once not one of a rung's messages arrives.
  static let ofLadders = LostNews { message, person, ticket, since, work in
    let tickets =
      try ticket.map { [$0] } ?? RunStore.tickets(told: message, to: person, since: since, in: work.transaction)
    for ticket in tickets { try LookStore.set(ticket, at: work.now, in: work.transaction) }
  }
}

extension ClockListener {
  /// Whatever happens to a ticket that a ladder may be for, the engine looks at within a second, in an own transaction.
  static let ofLadders = ClockListener { ticket, version, work in
    let places = try work.app.ladders.places(work.look)
    guard !places.isEmpty else { return }
    let names = version.plan(for: ticket.measure).agreement.objectives.map(\.name)
    let mayConcern = try places.contains { place in
      let ladder = try work.app.ladders.ladder(place.key, version: place.version, in: work.transaction)
      return names.contains { ladder.isFor(agreement: version.key, objective: $0) }
    }
    guard mayConcern else { return }
    try LookStore.set(ticket.id, at: work.now, in: work.transaction)
  }
}
