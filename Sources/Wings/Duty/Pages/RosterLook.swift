import BusinessTime
import Components
import Core
import Duty
import HTTPSupport
import Kernel
import Markup

/// How somebody looks at a roster: kept by the links of its page, and by its forms when they are refused.
package struct RosterLook: Sendable {
  /// Whose clock the page goes by.
  enum Clock: String, CaseIterable { case roster, mine }
  enum Stretch: String, CaseIterable { case week, month }

  var clock = Clock.roster
  var stretch = Stretch.week
  /// The first day that is shown; nil: of this week.
  var day: CivilDate?
  /// How far ahead gaps are looked for.
  var gapDays = DutyLimits.gapDays

  package init() {}

  /// As an address says it.
  ///
  /// - Throws: `invalid` with what is none.
  init(_ call: Call) throws {
    clock = try call.asked("clock", oneOf: Clock.self) ?? .roster
    stretch = try call.asked("view", oneOf: Stretch.self) ?? .week
    gapDays = try call.asked("days", in: DutyLimits.gapDaysAsked) ?? DutyLimits.gapDays
    day = try call.asked("day").map(RosterLook.day)
  }

  /// As a form of the page says it.
  ///
  /// - Throws: As above.
  init(_ form: Form) throws {
    clock = try form.said("clock", oneOf: Clock.self) ?? .roster
    stretch = try form.said("view", oneOf: Stretch.self) ?? .week
    day = try form.said("day").map(RosterLook.day)
    if let text = form.said("days") {
      guard let days = Int(text), DutyLimits.gapDaysAsked.contains(days) else {
        throw MainstayError.field("days", "is a number of days")
      }
      gapDays = days
    }
  }

  private static func day(_ text: String) throws -> CivilDate {
    guard let date = CivilDate(parsing: text), (1971...9990).contains(date.year) else {
      throw MainstayError.field("day", "must be a date that exists, like 2026-12-01")
    }
    return date
  }

  /// What differs from the usual, for addresses and hidden fields.
  var values: [(String, String)] {
    var values: [(String, String)] = []
    if clock != .roster { values.append(("clock", clock.rawValue)) }
    if let day { values.append(("day", day.iso8601)) }
    if gapDays != DutyLimits.gapDays { values.append(("days", String(gapDays))) }
    if stretch != .week { values.append(("view", stretch.rawValue)) }
    return values
  }

  /// The address of a roster that is looked at so.
  func path(_ roster: RecordID, part: String? = nil) -> String {
    let path = "/rosters/" + Address.encoded(roster.text)
    let query = values.map { "\($0)=\(Address.encoded($1))" }.joined(separator: "&")
    return path + (query.isEmpty ? "" : "?" + query) + (part.map { "#" + $0 } ?? "")
  }

  /// The same with something changed.
  func with(_ change: (inout RosterLook) -> Void) -> RosterLook {
    var look = self
    change(&look)
    return look
  }
}
