import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import ServiceLevels
import TicketsUseCases

/// Compliance of a scope: met, breached and what is left out, with coverage, and another tool's recorded
/// verdicts beside ours.
public struct MeasureCompliance: Query {
  public var scope: ComplianceScope
  public var by: ComplianceDimension
  /// Whose months; UTC where nil.
  public var zone: ZoneRules?
  /// Whether figures come from tallies where these can give them, as they do; else all are counted from the rows.
  var readsTallies = true

  public init(_ scope: ComplianceScope = ComplianceScope(), by: ComplianceDimension, zone: ZoneRules? = nil) {
    (self.scope, self.by, self.zone) = (scope, by, zone)
  }

  public func answer(from look: Look) throws -> ComplianceReport {
    try look.principal.require(.seeCompliance)
    try scope.requireBegun(by: look.now)
    let sight = look.principal.sight(of: .seeCompliance)
    let tallies = readsTallies ? try TalliedFigures(sight, in: look) : nil
    let clocks = try ComplianceClocks(scope, seen: sight, tallies: tallies, in: look.transaction)
    let groups =
      by == .month
      ? try months(of: clocks, tallies, in: look) : try look.groups(of: clocks, by: by, tallies)
    let total = (by == .month ? try look.groups(of: clocks, by: nil, tallies) : groups).reduce(
      ComplianceGroup(by: nil), +)
    var closure = try tallies?.closure(clocks) ?? ComplianceStore.closure(clocks, in: look.transaction)
    closure.missedMet = total.confusion.missedMet
    return ComplianceReport(
      objective: clocks.name, from: scope.from, to: scope.to,
      groups: by == .agreement ? try named(groups, in: look) : groups, total: total, closure: closure,
      unreadable: try ComplianceStore.unreadable(clocks, byIndex: tallies != nil, in: look.transaction),
      isBounded: sight.leavesSomeOut)
  }

  private func months(
    of clocks: ComplianceClocks, _ tallies: TalliedFigures?, in look: Look
  ) throws -> [ComplianceGroup] {
    let found = try tallies.map { try $0.span(clocks) } ?? ComplianceStore.span(clocks, in: look.transaction)
    guard let span = found else { return [] }
    var month = MonthOfYear(of: span.lowerBound, in: zone)
    var groups: [ComplianceGroup] = []
    while month.start(in: zone) <= span.upperBound, groups.count < ComplianceLimits.months {
      let next = month.next
      let part = ComplianceClocks(
        clocks, from: month.start(in: zone), to: next.start(in: zone), isFirst: groups.isEmpty)
      var group = try look.groups(of: part, by: nil, tallies).reduce(ComplianceGroup(by: nil), +)
      group.by = month.text
      groups.append(group)
      month = next
    }
    guard month.start(in: zone) <= span.upperBound else { return groups }
    let part = ComplianceClocks(
      clocks, from: month.start(in: zone), to: span.upperBound + .milliseconds(1), isFirst: false)
    var rest = try look.groups(of: part, by: nil, tallies).reduce(ComplianceGroup(by: nil), +)
    (rest.by, rest.isRest) = ("\(month.text) and later", true)
    return groups + [rest]
  }

  /// Agreements by their keys: versions of one are one group.
  private func named(_ groups: [ComplianceGroup], in look: Look) throws -> [ComplianceGroup] {
    var byKey: [String?: ComplianceGroup] = [:]
    // A version's key is known though its text may be unreadable.
    let keys = try AgreementsInForce(in: look).keys
    for group in groups {
      let key = group.by.flatMap { keys[RecordID($0)] } ?? group.by
      var sum = byKey[key].map { $0 + group } ?? group
      sum.by = key
      byKey[key] = sum
    }
    return byKey.values.sorted(by: ComplianceGroup.precedes)
  }
}

extension ComplianceGroup {
  /// By name, without a name last.
  static func precedes(_ a: ComplianceGroup, _ b: ComplianceGroup) -> Bool {
    switch (a.by, b.by) {
    case (let a?, let b?): a < b
    case (nil, _): false
    case (_, nil): true
    }
  }
}

extension Look {
  /// The figures of each value of a dimension, or the whole; past `ComplianceLimits.groups`, the smallest are one group.
  ///
  /// - Parameter tallies: Where they are read from as far as these have them; nil: all are counted from the rows.
  func groups(
    of clocks: ComplianceClocks, by dimension: ComplianceDimension?, _ tallies: TalliedFigures?
  ) throws -> [ComplianceGroup] {
    let column = dimension?.column
    var groups: [String?: ComplianceGroup]
    if let tallies {
      groups = try tallies.groups(of: clocks, by: dimension?.tallied ?? .whole)
      try tallies.recorded(of: clocks, by: dimension?.tallied ?? .whole, into: &groups)
    } else {
      groups = try counted(clocks, by: column)
      try countRecorded(of: clocks, by: column, into: &groups)
    }
    return bounded(groups)
  }

  /// Clocks by their states and coverage, from the rows.
  private func counted(_ clocks: ComplianceClocks, by column: String?) throws -> [String?: ComplianceGroup] {
    var groups: [String?: ComplianceGroup] = [:]
    func change(_ name: String?, _ body: (inout ComplianceGroup) -> Void) {
      body(&groups[name, default: ComplianceGroup(by: name)])
    }
    try ComplianceStore.coverage(clocks, by: column, in: transaction) { name, tickets, covered, noTarget, undecided in
      change(name) {
        $0.undecided = undecided
        $0.coverage = Share(covered, of: tickets)
        $0.noTarget = noTarget
      }
    }
    try ComplianceStore.count(clocks, by: column, in: transaction) { name, state, count in
      change(name) { $0.tally.add(state, count) }
    }
    return groups
  }

  /// What another tool recorded, from the rows.
  private func countRecorded(
    of clocks: ComplianceClocks, by column: String?, into groups: inout [String?: ComplianceGroup]
  ) throws {
    var found: [String?: ComplianceGroup] = groups
    func change(_ name: String?, _ body: (inout ComplianceGroup) -> Void) {
      body(&found[name, default: ComplianceGroup(by: name)])
    }
    try ComplianceStore.recorded(clocks, by: column, in: transaction) { name, recordedMet, computedMet, _, count in
      change(name) {
        $0.recorded.count(met: recordedMet, times: count)
        if let computedMet { $0.confusion.count(recordedMet: recordedMet, computedMet: computedMet, times: count) }
      }
    }
    try ComplianceStore.mixed(clocks, by: column, in: transaction) { ticket in
      let isMet = try self.isMet(ticket)
      change(ticket.group) { $0.confusion.count(recordedMet: ticket.recordedMet, computedMet: isMet) }
    }
    groups = found
  }

  /// Past `ComplianceLimits.groups`, the smallest are one group.
  private func bounded(_ groups: [String?: ComplianceGroup]) -> [ComplianceGroup] {
    let sorted = groups.values.sorted(by: ComplianceGroup.precedes)
    guard sorted.count > ComplianceLimits.groups else { return sorted }
    // Tickets without a value are a group of their own, however few.
    func size(_ group: ComplianceGroup) -> Int { group.by == nil ? Int.max : group.coverage.whole + group.undecided }
    let bySize = sorted.sorted { size($0) > size($1) }
    let others = bySize.dropFirst(ComplianceLimits.groups - 1)
    var rest = others.reduce(ComplianceGroup(by: nil), +)
    (rest.by, rest.isRest) = ("\(others.count) others", true)
    return bySize.prefix(ComplianceLimits.groups - 1).sorted(by: ComplianceGroup.precedes) + [rest]
  }

  func isMet(_ ticket: ComplianceStore.Candidate) throws -> Bool { try !deciding(ticket).values.contains(true) }

  /// The objectives that decide about a ticket, by name, and whether each breached.
  func deciding(_ ticket: ComplianceStore.Candidate) throws -> [String: Bool] {
    ticket.deciding(try ticket.agreement.flatMap { try app.agreements.version($0, in: transaction) })
  }
}
