import Components
import Duty
import DutyUseCases
import Kernel

/// To ask for a swap: which of one's own shifts, who takes them, and which of theirs one takes in return.
public struct SwapPage: Page {
  public static let path = "/duty/swap"
  public var title: String { "Ask for a swap" }
  public var place: Place? { .myDuty }
  public var crumbs: [Crumb] { [Crumb("My duty", Place.myDuty.path)] }

  public var choices: SwapChoices
  /// Whom one may ask.
  public var staff: [Choice]
  /// What is ticked, by `value`.
  public var given: Set<String>
  public var returned: Set<String>
  public var form: FormState
  /// As of `MyDutyPage`.
  public var zone: ReaderZone?

  public init(
    choices: SwapChoices, staff: [Choice], given: Set<String> = [], returned: Set<String> = [],
    form: FormState = FormState()
  ) {
    (self.choices, self.staff, self.given, self.returned, self.form) = (choices, staff, given, returned, form)
  }

  /// How a form names a shift: its roster, beginning and end.
  public static func value(_ row: MyDuty.Shift) -> String {
    "\(row.roster.id.text)/\(row.shift.span.from.milliseconds)/\(row.shift.span.to.milliseconds)"
  }
}

/// Shifts that a form names.
struct NamedShift: Hashable {
  var roster: RecordID
  var span: DutySpan

  /// Nil for what is none.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, let from = Int64(parts[1]), let to = Int64(parts[2]) else { return nil }
    let span = DutySpan(from: Instant(milliseconds: from), to: Instant(milliseconds: to))
    guard span.from >= .earliest, span.to <= .latest, span.from < span.to else { return nil }
    (roster, self.span) = (RecordID(String(parts[0])), span)
  }

  init(roster: RecordID, span: DutySpan) { (self.roster, self.span) = (roster, span) }

  /// By roster and beginning; those that touch are one.
  static func joined(_ shifts: some Sequence<NamedShift>) -> [NamedShift] {
    shifts.sorted { ($0.roster, $0.span.from) < ($1.roster, $1.span.from) }.reduce(into: []) { joined, next in
      if let last = joined.last, last.roster == next.roster, last.span.to >= next.span.from {
        joined[joined.count - 1].span.to = max(last.span.to, next.span.to)
      } else {
        joined.append(next)
      }
    }
  }
}

/// Which swaps to ask for, of shifts that were ticked.
enum SwapPairs {
  /// The first that is given goes with the first that is returned on the same roster, and so on.
  ///
  /// - Throws: `invalid` where more is returned than given, which would be swaps without what they are for.
  static func pairs(
    given: [NamedShift], returned: [NamedShift]
  ) throws(MainstayError) -> [(given: NamedShift, returned: NamedShift?)] {
    guard !given.isEmpty else { throw .field("shift", "is missing; tick at least one of your shifts") }
    var left = returned
    let pairs = given.map { one in
      let match = left.firstIndex { $0.roster == one.roster }
      return (given: one, returned: match.map { left.remove(at: $0) })
    }
    guard left.isEmpty else {
      throw .field(
        "back",
        "is more than you give on that roster: shifts are swapped one for one, those that follow without a break as one"
      )
    }
    return pairs
  }
}
