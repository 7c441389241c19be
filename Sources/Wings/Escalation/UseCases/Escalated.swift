import Agreements
import Core
import Escalation
import Kernel
import PeopleUseCases
import Reach
import ReachUseCases
import Storage
import Tickets
import TicketsUseCases

/// A rung that came or will come, with whom it told or will tell.
public struct Escalated: Hashable, Sendable {
  public struct Reached: Hashable, Sendable {
    /// Sign-in name, and what they are called.
    public var name: String
    public var displayName: String
    public var audience: LadderAudience
    /// Why they could not be told, in words that follow their name.
    public var obstacle: String?
    /// Until when their quiet hours would hold what is still to come; nil where none do.
    public var heldUntil: Instant?
    /// How their message fares; nil of what is still to come, and of what is kept no longer.
    public var standing: ToldStanding?
    public var seenAt: Instant?
    public var acknowledgedAt: Instant?
  }

  public var run: RunKey
  /// The ticket's number.
  public var number: String
  /// What the ladder is called, in the version by which the run goes.
  public var ladder: String
  public var version: Int
  public var rung: LadderRung
  public var firing: LadderFiring
  /// Until when it wants to be acknowledged; nil where it does not, or stands still.
  public var askedUntil: Instant?
  /// Whether it waits for acknowledgements now.
  public var isAsking: Bool
  /// Whether it can still be acknowledged, be it late.
  public var isOpen = false
  public var people: [Reached]
}

extension Escalated.Reached {
  /// Somebody who would be told, among people by id.
  init(_ one: LadderReached, _ people: [RecordID: Person]) {
    let person = people[RecordID(one.person)]
    self.init(
      name: person?.name ?? one.person, displayName: person?.displayName ?? "somebody unknown",
      audience: Escalated.audience(one.audience, person?.name), obstacle: one.obstacle, heldUntil: one.heldUntil)
  }

  /// Whether they are told at the moment of the rung, as far as can be said ahead.
  public var isToldAtOnce: Bool { obstacle == nil && heldUntil == nil }
}

extension Escalated {
  /// The audience as people read it: somebody who is named, by the sign-in name.
  static func audience(_ audience: LadderAudience, _ name: String?) -> LadderAudience {
    if case .person(let id) = audience { .person(name ?? id) } else { audience }
  }
}

/// Where the lines of people are made of what is kept.
struct EscalatedMaker {
  let look: Look

  /// What has come of some tickets: all firings of each.
  func made(
    _ rows: [FiringRow], runs: [RunKey: (run: LadderRun, row: RunRow)], tellings: [TellingRow],
    numbers: [RecordID: String]
  ) throws -> [Escalated] {
    let wanted = Dictionary(grouping: tellings) { Place(run: $0.run, step: $0.step) }
    let people = try PeopleStore.people(ids: Set(tellings.map(\.person)), in: look.transaction)
    let standings = try look.told(tellings.compactMap(\.message))
    return rows.compactMap { row in
      guard let known = runs[row.run], known.run.ladder.rungs.indices.contains(row.firing.step.rung) else { return nil }
      let told = wanted[Place(run: row.run, step: row.firing.step)] ?? []
      return Escalated(
        run: row.run, number: numbers[row.run.ticket] ?? row.run.ticket.text, ladder: known.run.ladder.name,
        version: known.row.version, rung: known.run.ladder.rungs[row.firing.step.rung], firing: row.firing,
        askedUntil: known.run.askedUntil(row.firing),
        isAsking: known.row.endedAt == nil && known.run.isAsking(row.firing, at: look.now),
        isOpen: known.row.endedAt == nil && known.run.isAsking(row.firing, at: .earliest),
        people: told.map { one in
          Escalated.Reached(
            name: people[one.person]?.name ?? one.person.text,
            displayName: people[one.person]?.displayName ?? "somebody unknown",
            audience: Escalated.audience(
              (try? LadderAudience(parsing: one.audience)) ?? .person(""), people[one.person]?.name),
            obstacle: one.obstacle,
            standing: one.message.flatMap { standings[$0] }, seenAt: one.seenAt, acknowledgedAt: one.acknowledgedAt)
        })
    }
  }

  private struct Place: Hashable {
    var run: RunKey
    var step: LadderStep
  }

  /// The runs of a ticket as they stand, and what comes on each until an instant.
  func runs(of found: EscalationCase) throws -> [(row: RunRow, run: LadderRun, moments: [Int: Instant])] {
    var known: [String: LadderClocks] = [:]
    return try found.runs.compactMap { row in
      let name = "\(row.key.ladder)/\(row.version)"
      let clocks = try known[name] ?? found.clocks(row.key.ladder, version: row.version)
      known[name] = clocks
      guard let (run, reading) = found.run(row.key, on: clocks) else { return nil }
      return (row, run, clocks.moments(row.key, reading))
    }
  }

  /// Whether somebody was asked to acknowledge on a ticket, and nobody has.
  func isAsking(_ found: EscalationCase) throws -> Bool {
    try runs(of: found).contains { row, run, _ in
      row.endedAt == nil && run.firings.contains { run.isAsking($0, at: .earliest) }
    }
  }

  /// What comes on the runs of a ticket until an instant, if nobody acknowledges and nothing happens to it.
  func coming(_ found: EscalationCase, until end: Instant) throws -> [Escalated] {
    let subject = found.subject
    var lines: [Escalated] = []
    for (row, run, moments) in try runs(of: found) where row.endedAt == nil {
      let foreseen = try run.foreseen(
        from: found.asOf, until: end, moments: moments, opening: { try look.opening($0, at: $1) },
        audience: { rung, at in
          let crowd = try look.crowd(run.ladder.rungs[rung], subject, at: at)
          return (crowd.reached, crowd.why)
        })
      let people = try PeopleStore.people(
        ids: Set(foreseen.flatMap { $0.people.map { RecordID($0.person) } }), in: look.transaction)
      lines += foreseen.map { line in
        Escalated(
          run: row.key, number: found.file.ticket.number, ladder: run.ladder.name, version: row.version,
          rung: run.ladder.rungs[line.firing.step.rung], firing: line.firing, askedUntil: nil, isAsking: false,
          people: line.people.map { Escalated.Reached($0, people) })
      }
    }
    return lines.sorted {
      ($0.firing.firedAt, $0.run.ticket, $0.firing.step) < ($1.firing.firedAt, $1.run.ticket, $1.firing.step)
    }
  }
}
