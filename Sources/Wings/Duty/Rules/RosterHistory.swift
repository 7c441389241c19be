import BusinessTime
import Kernel

/// All that says who is on duty on one roster: what was planned when, and what was changed by hand.
///
/// Of what gives duty, an override goes before a swap, a swap before the rotation of a layer, that before the standby
/// person. Who has it and is away is stood in for by a deputy; who cannot be reached leaves a gap.
public struct RosterHistory: Sendable {
  /// What is in force, by beginning.
  public private(set) var versions: [RosterVersion]
  /// When the roster was closed; nil while it runs.
  public var closedAt: Instant?
  /// In the order in which they were made: the last one holds.
  public private(set) var overrides: [DutyOverride]
  /// Those that were accepted, in the order in which they were.
  public private(set) var swaps: [DutySwap]
  private var absences: [RecordID: [Absence]]
  private var standings: [RecordID: [Standing]]

  public init(
    versions: [RosterVersion], closedAt: Instant? = nil, overrides: [DutyOverride] = [], swaps: [DutySwap] = [],
    absences: [Absence] = [], standings: [RecordID: [Standing]] = [:]
  ) {
    self.versions = versions.sorted { $0.number < $1.number }.reduce(into: []) { kept, version in
      kept.removeAll { $0.from >= version.from }
      kept.append(version)
    }
    self.closedAt = closedAt
    self.overrides = overrides.filter { $0.holds != nil }.sorted { ($0.madeAt, $0.id) < ($1.madeAt, $1.id) }
    self.swaps = swaps.filter { $0.state == .accepted }
      .sorted { ($0.answeredAt ?? $0.askedAt, $0.id) < ($1.answeredAt ?? $1.askedAt, $1.id) }
    self.absences = Dictionary(grouping: absences.filter { $0.holds != nil }, by: \.person)
      .mapValues { $0.sorted { ($0.madeAt, $0.id) < ($1.madeAt, $1.id) } }
    self.standings = standings.mapValues { $0.sorted { $0.since < $1.since } }
  }

  /// The version in force at an instant; nil before the first.
  public func version(at instant: Instant) -> RosterVersion? { versions.last { $0.from <= instant } }

  /// Who has duty at an instant, and by what: reckoned for that instant alone.
  public func onDuty(at instant: Instant) -> DutyPlace {
    let given = given(at: instant)
    guard let person = given.person else { return DutyPlace(holder: .nobody(given.reason), source: .none) }
    return DutyPlace(holder: holder(for: person, at: instant).holder, source: given.source)
  }

  /// Whom the roster names at an instant, whether they can come or not.
  func given(at instant: Instant) -> (person: RecordID?, source: DutySource, reason: DutyGap) {
    guard let version = version(at: instant) else { return (nil, .none, .noRoster) }
    if let closedAt, instant >= closedAt { return (nil, .none, .noRoster) }
    if let last = overrides.last(where: { $0.holds?.contains(instant) ?? false }) {
      return (last.person, .override(last.id), .unassigned)
    }
    var found = version.planned(at: instant)
    for swap in swaps {
      if swap.given.contains(instant), found.person == swap.asker {
        found = (swap.taker, .swap(swap.id))
      } else if let returned = swap.returned, returned.contains(instant), found.person == swap.taker {
        found = (swap.asker, .swap(swap.id))
      }
    }
    if let person = found.person { return (person, found.source, .unassigned) }
    return (nil, .none, version.plan.cover.contain(instant, in: version.zone) ? .unassigned : .notNeeded)
  }

  /// Who comes where a person is named, and until when that is sure.
  func holder(for person: RecordID, at instant: Instant) -> (holder: DutyHolder, until: Instant) {
    let own = condition(of: person, at: instant)
    switch own.condition {
    case .fit: return (.person(person), own.until)
    case .unfit(let fault): return (.nobody(.unfit(person, fault)), own.until)
    case .away(let absence):
      guard let deputy = absence.deputy else { return (.nobody(.absent(person, deputy: nil)), own.until) }
      let other = condition(of: deputy, at: instant)
      let until = min(own.until, other.until)
      if case .fit = other.condition { return (.deputy(deputy, for: person), until) }
      return (.nobody(.absent(person, deputy: deputy)), until)
    }
  }

  enum Condition { case fit, away(Absence), unfit(Standing.Fault) }

  /// How somebody is at an instant, and until when that is sure.
  func condition(of person: RecordID, at instant: Instant) -> (condition: Condition, until: Instant) {
    var until = Instant.latest
    var fault: Standing.Fault?
    for standing in standings[person] ?? [] {
      if standing.since > instant {
        until = min(until, standing.since)
        break
      }
      fault = standing.fault
    }
    if let fault { return (.unfit(fault), until) }
    var found: Absence?
    for absence in absences[person] ?? [] {
      guard let holds = absence.holds, holds.to > instant else { continue }
      if holds.from > instant {
        until = min(until, holds.from)
      } else {
        // Of several the one that was told last says who stands in.
        until = min(until, holds.to)
        found = absence
      }
    }
    return (found.map { .away($0) } ?? .fit, until)
  }

  /// The absence that holds at an instant, and since when somebody cannot be on duty.
  func standing(of person: RecordID, at instant: Instant) -> Standing? {
    (standings[person] ?? []).last { $0.since <= instant }
  }
}

extension RosterVersion {
  /// Whom the plan names at an instant, without what was changed by hand.
  func planned(at instant: Instant) -> (person: RecordID?, source: DutySource) {
    for layer in plan.layers {
      guard let turn = layer.rotation.turn(at: instant, in: zone), layer.hours.contain(instant, in: zone) else {
        continue
      }
      return (layer.person(ofTurn: turn), .rotation(layer: layer.key, turn: turn))
    }
    return (plan.standby, plan.standby == nil ? .none : .standby)
  }
}

/// By what somebody has duty.
public enum DutySource: Hashable, Sendable {
  case override(RecordID)
  case swap(RecordID)
  /// The key of the layer, and which turn of it, 0 the first.
  case rotation(layer: String, turn: Int)
  case standby
  /// Nobody is named.
  case none
}

/// Who is there.
public enum DutyHolder: Hashable, Sendable {
  case person(RecordID)
  /// Who stands in for somebody who is away.
  case deputy(RecordID, for: RecordID)
  case nobody(DutyGap)

  /// Who has duty; nil where nobody has.
  public var person: RecordID? {
    switch self {
    case .person(let person), .deputy(let person, for: _): person
    case .nobody: nil
    }
  }
}

/// Why nobody has duty.
public enum DutyGap: Hashable, Sendable {
  /// No layer covers it, and nobody stands by.
  case unassigned
  /// Who has it is away, and has no deputy or one who cannot come either.
  case absent(RecordID, deputy: RecordID?)
  /// Who has it cannot be on duty.
  case unfit(RecordID, Standing.Fault)
  /// It lies outside the hours that are to be covered.
  case notNeeded
  /// The roster had not begun, or was closed.
  case noRoster
}

/// Who has duty, and by what.
public struct DutyPlace: Hashable, Sendable {
  public var holder: DutyHolder
  public var source: DutySource
  public init(holder: DutyHolder, source: DutySource) { (self.holder, self.source) = (holder, source) }
}
