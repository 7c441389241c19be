import Kernel

/// Why a cycle has the target that it has: the row of the objective's targets that the engine found, and what of the
/// ticket met it.
public struct TargetChoice: Hashable, Sendable {
  /// From when the cycle had it: its start, or the change that made the engine look again (rule 12).
  public var since: Instant
  /// Index among the objective's targets; nil where no row fits.
  public var row: Int?
  /// Nil where no row fits.
  public var length: TargetLength?
  /// What the row asks and what the ticket had, in the row's order; empty for a row that asks nothing.
  public var met: [MetCondition]
  /// Rows that stand before it and did not fit.
  public var passedOver: Int

  public init(since: Instant, row: Int?, length: TargetLength?, met: [MetCondition], passedOver: Int) {
    (self.since, self.row, self.length, self.met, self.passedOver) = (since, row, length, met, passedOver)
  }
}

/// A condition of a row of targets, and how a ticket met it.
public struct MetCondition: Hashable, Sendable {
  public var condition: Condition
  /// The ticket's value.
  public var value: String
  /// Index of the event that set it, in the timeline as it was given.
  public var event: Int?

  public init(_ condition: Condition, value: String, event: Int?) {
    (self.condition, self.value, self.event) = (condition, value, event)
  }
}

/// A lookup of targets as the engine keeps it until somebody asks for the reason.
struct TargetLookup: Sendable {
  /// Per condition of the row, the place of the ticket's value among the condition's, and the event that set it.
  struct Met: Sendable {
    var value: Int32
    var event: Int32
  }
  var cycle: Int32
  var at: Int64
  /// -1: no row fits.
  var row: Int32
  var met: ContiguousArray<Met>

  func isSameReason(as other: TargetLookup) -> Bool {
    row == other.row && met.elementsEqual(other.met) { $0.value == $1.value }
  }
}

extension ClockBook {
  /// Remembers which row a cycle's target came from, and why; only a new reason is one.
  mutating func noteLookup(_ index: Int, at instant: Int64, _ ticket: TicketState, _ context: ClockContext) {
    guard context.explains else { return }
    let row = cycles[index].found.row
    let lookup = TargetLookup(
      cycle: Int32(index), at: instant, row: row, met: context.objective.met(row: row, by: ticket))
    if let last = lookups.lastIndex(where: { $0.cycle == lookup.cycle }) {
      guard !lookups[last].isSameReason(as: lookup) else { return }
      // What was replaced at the same instant never held.
      if lookups[last].at == instant { lookups.remove(at: last) }
    }
    lookups.append(lookup)
  }

  /// Why a cycle has its target, oldest first.
  func targets(of index: Int, _ context: ClockContext) -> [TargetChoice] {
    let rows = context.objective.objective.targets
    return lookups.filter { $0.cycle == Int32(index) }.map { lookup in
      let since = Instant(milliseconds: lookup.at)
      guard lookup.row >= 0 else {
        return TargetChoice(since: since, row: nil, length: nil, met: [], passedOver: rows.count)
      }
      let row = rows[Int(lookup.row)]
      let met = zip(row.when, lookup.met).map { condition, met in
        MetCondition(
          condition, value: condition.values[Int(met.value)], event: met.event < 0 ? nil : Int(met.event))
      }
      return TargetChoice(
        since: since, row: Int(lookup.row), length: row.length, met: met, passedOver: Int(lookup.row))
    }
  }
}

extension PlannedObjective {
  /// How a ticket meets the conditions of a row that was found for it.
  fileprivate func met(row: Int32, by ticket: TicketState) -> ContiguousArray<TargetLookup.Met> {
    guard row >= 0 else { return [] }
    return ContiguousArray(
      rows[Int(row)].conditions.map { condition in
        let value = condition.values.firstIndex(of: ticket.attributes[condition.attribute]) ?? 0
        return TargetLookup.Met(value: Int32(value), event: ticket.attributeEvents[condition.attribute])
      })
  }
}
