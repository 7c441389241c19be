import Kernel

/// Somebody has duty on two rosters at once.
public struct DutyOverlap: Hashable, Sendable {
  public var person: RecordID
  public var span: DutySpan
  /// The other roster.
  public var roster: RecordID

  public init(person: RecordID, span: DutySpan, roster: RecordID) {
    (self.person, self.span, self.roster) = (person, span, roster)
  }

  /// Where those who have shifts of one roster have some of others too, by beginning. Stretches that touch are one.
  ///
  /// - Parameters:
  ///   - shifts: Of the one roster, ascending.
  ///   - others: Of each other roster, ascending.
  public static func find(_ shifts: [DutyShift], beside others: [RecordID: [DutyShift]]) -> [DutyOverlap] {
    var found: [DutyOverlap] = []
    for (roster, theirs) in others.sorted(by: { $0.key < $1.key }) {
      var first = theirs.startIndex
      for shift in shifts {
        guard let person = shift.person else { continue }
        // What ended before this shift began meets no later one either.
        while first < theirs.endIndex, theirs[first].span.to <= shift.span.from { first += 1 }
        var index = first
        while index < theirs.endIndex, theirs[index].span.from < shift.span.to {
          if theirs[index].person == person, let met = theirs[index].span.within(shift.span) {
            found.append(DutyOverlap(person: person, span: met, roster: roster))
          }
          index += 1
        }
      }
    }
    return joined(found)
  }

  private static func joined(_ overlaps: [DutyOverlap]) -> [DutyOverlap] {
    var joined: [DutyOverlap] = []
    for next in overlaps.sorted(by: { ($0.roster, $0.person, $0.span.from) < ($1.roster, $1.person, $1.span.from) }) {
      if let last = joined.last, last.roster == next.roster, last.person == next.person, last.span.to >= next.span.from
      {
        joined[joined.count - 1].span.to = max(last.span.to, next.span.to)
      } else {
        joined.append(next)
      }
    }
    return joined.sorted { ($0.span.from, $0.roster, $0.person) < ($1.span.from, $1.roster, $1.person) }
  }
}
