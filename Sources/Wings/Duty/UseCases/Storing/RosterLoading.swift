import BusinessTime
import Core
import Duty
import Kernel
import PeopleUseCases
import Storage

/// Rosters as they are asked about: by as many statements whatever their number.
struct LoadedRosters {
  var rows: [RosterRow]
  var histories: [RecordID: RosterHistory] = [:]
  /// The plan that was made last, by roster.
  var latest: [RecordID: PlanRow] = [:]
  var overrides: [RecordID: [DutyOverride]] = [:]
  /// Of every state.
  var swaps: [RecordID: [DutySwap]] = [:]
  /// Everybody who is named.
  var people: DutyPeople = [:]
  /// What cannot be read, a line each; of the rosters that it belongs to nothing is said.
  var unreadable: [String] = []
}

/// Whom rosters name, by their ids.
public typealias DutyPeople = [RecordID: Person]

extension DutyPeople {
  /// What somebody is called.
  public func name(_ id: RecordID) -> String { self[id]?.displayName ?? "somebody unknown" }
  /// The sign-in name; the id of who is not known.
  public func signIn(_ id: RecordID) -> String { self[id]?.name ?? id.text }
}

extension Look {
  /// What gives duty on these rosters within `span`.
  func load(_ rows: [RosterRow], in span: DutySpan) throws -> LoadedRosters {
    var loaded = LoadedRosters(rows: rows)
    let ids = rows.map(\.id)
    guard !ids.isEmpty else { return loaded }
    let (plansFound, overrides, swaps) = (
      try RosterStore.plans(of: ids, from: span.from, in: transaction),
      try RosterStore.overrides(of: ids, in: span, transaction),
      try RosterStore.swaps(of: ids, after: span.from, in: transaction)
    )
    let broken = plansFound.broken.union(overrides.broken).union(swaps.broken)
    loaded.unreadable = plansFound.unreadable + overrides.unreadable + swaps.unreadable
    let plans = plansFound.rows.filter { !broken.contains($0.roster) }
    for row in overrides.rows { loaded.overrides[row.roster, default: []].append(row.override) }
    for row in swaps.rows { loaded.swaps[row.roster, default: []].append(row.swap) }
    var named = Set(plans.flatMap { $0.plan.people + [$0.maker] })
    for override in loaded.overrides.values.joined() { named.formUnion([override.person, override.maker]) }
    for swap in loaded.swaps.values.joined() { named.formUnion([swap.asker, swap.taker]) }
    var absences = try DutyStore.absences(of: named, in: span, transaction).map(\.absence)
    let deputies = Set(absences.compactMap(\.deputy)).subtracting(named)
    absences += try DutyStore.absences(of: deputies, in: span, transaction).map(\.absence)
    named.formUnion(deputies)
    named.formUnion(absences.compactMap(\.deputy))
    let people = try PeopleStore.people(ids: named, in: transaction)
    let standings = try standings(of: named, people)
    loaded.people = people
    var versions: [RecordID: [RosterVersion]] = [:]
    for plan in plans {
      versions[plan.roster, default: []].append(try version(plan))
      loaded.latest[plan.roster] = plan
    }
    for row in rows where !broken.contains(row.id) {
      loaded.histories[row.id] = RosterHistory(
        versions: versions[row.id] ?? [], closedAt: row.closedAt, overrides: loaded.overrides[row.id] ?? [],
        swaps: loaded.swaps[row.id] ?? [], absences: absences, standings: standings)
    }
    return loaded
  }

  /// How people stand as it was noted, and how they stand now, whatever was noted.
  private func standings(of named: Set<RecordID>, _ people: DutyPeople) throws -> [RecordID: [Standing]] {
    var standings = try DutyStore.standings(of: named, in: transaction)
    let faults = try dutyFaults(of: people.values)
    for id in named {
      let fault = people[id] == nil ? .inactive : faults[id]
      let last = standings[id]?.last { $0.since <= now }
      if last == nil ? fault != nil : last?.fault != fault {
        standings[id, default: []].append(Standing(since: now, fault: fault))
      }
    }
    return standings
  }

  /// A plan with the rules of its zone.
  func version(_ plan: PlanRow) throws -> RosterVersion {
    RosterVersion(number: plan.number, from: plan.from, plan: plan.plan, zone: try zone(plan.plan.timeZone))
  }

  /// The rules of a zone that a plan was made with.
  func zone(_ name: String) throws -> ZoneRules { try app.parts.dutyZones.rules(for: name) }

  /// A roster by its id.
  ///
  /// - Throws: `notFound`.
  func roster(_ id: RecordID, lock: Bool = false) throws -> RosterRow {
    guard let row = try RosterStore.roster(id, lock: lock, in: transaction) else {
      throw MainstayError.notFound(kind: "roster", id: id.text)
    }
    return row
  }
}

/// A stretch that somebody asks about or sets.
enum DutySpans {
  /// What a beginning may lie in the past, so that "now" on a form is still now when it arrives.
  static let grace = Duration.minutes(1)

  /// From a beginning that lies ahead, or now where none is said, to an end within bounds.
  ///
  /// - Throws: `invalid` with the fields `from` and `to`: the past stays as it was.
  static func ahead(
    from: Instant?, to: Instant, now: Instant, fields: (from: String, to: String) = ("from", "to")
  ) throws -> DutySpan {
    var faults: [FieldFault] = []
    let begin = from.map { $0 < now && $0 >= now - grace ? now : $0 } ?? now
    if begin < now { faults.append(FieldFault(fields.from, "lies in the past, which stays as it was; begin now")) }
    if to <= begin { faults.append(FieldFault(fields.to, "must be after the beginning")) }
    if to > now + DutyLimits.ahead {
      faults.append(
        FieldFault(fields.to, "lies more than \(DutyLimits.ahead.milliseconds / 86_400_000) days ahead"))
    }
    guard faults.isEmpty else { throw MainstayError.invalid(faults) }
    return DutySpan(from: begin, to: to)
  }

  /// How far ahead gaps are looked for.
  ///
  /// - Throws: `invalid` with the field `days`.
  static func gaps(_ days: Int) throws -> Duration {
    guard DutyLimits.gapDaysAsked.contains(days) else {
      throw MainstayError.field(
        "days", "is a number from \(DutyLimits.gapDaysAsked.lowerBound) to \(DutyLimits.gapDaysAsked.upperBound)")
    }
    return .days(Int64(days))
  }

  /// A stretch to look at.
  ///
  /// - Throws: `invalid` with the field `to`.
  static func asked(from: Instant, to: Instant) throws -> DutySpan {
    guard to > from else { throw MainstayError.field("to", "must be after the beginning") }
    guard to - from <= DutyLimits.asked else {
      throw MainstayError.field(
        "to", "may be at most \(DutyLimits.asked.milliseconds / 86_400_000) days after the beginning")
    }
    return DutySpan(from: from, to: to)
  }
}
