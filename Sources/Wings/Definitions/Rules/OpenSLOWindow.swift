import Agreements
import Kernel
import Services

/// Why an SLO is left out, and the field that says so.
struct OpenSLOReason {
  var field: String
  var why: String
  init(_ field: String, _ why: String) { (self.field, self.why) = (field, why) }
}

/// Over which time an SLO is counted.
struct OpenSLOWindow {
  var period: ServicePeriod.Kind?
  var zone = "UTC"
  var isZoneGuessed = false
  /// The first day of its first period.
  var start: CivilDate?
  /// Why it is none that is counted here.
  var reason: OpenSLOReason?

  /// - Parameter spec: Of an SLO; faults are logged there. Nil where the window is none at all.
  init?(of spec: Members) {
    guard let field = spec.required("timeWindow", "is missing: over which time it is counted"),
      let rows = field.elements(limit: 100)
    else { return nil }
    guard rows.count == 1,
      let members = rows.first?.members(["duration", "isRolling", "calendar"], of: "duration, isRolling, calendar")
    else {
      if rows.count != 1 { field.fault("has exactly one window") }
      return nil
    }
    guard let duration = members.required("duration", "is missing: like 1M")?.text() else { return nil }
    let calendar = members["calendar"]?.members(["startTime", "timeZone"], of: "startTime, timeZone")
    if let zone = calendar?["timeZone"] { self.zone = zone.name() ?? "UTC" } else { isZoneGuessed = true }
    let begin = calendar?["startTime"].flatMap(OpenSLOWindow.start)
    let place = "spec.timeWindow[0]"
    if members["isRolling"]?.bool() ?? false {
      reason = OpenSLOReason(
        place + ".isRolling",
        "its window rolls, and availability here is counted by calendar months, quarters or years")
      return
    }
    switch duration {
    case "1M": period = .month
    case "3M", "1Q": period = .quarter
    case "12M", "4Q", "1Y": period = .year
    default:
      let isOne =
        duration.utf8.count > 1 && duration.dropLast().allSatisfy(\.isNumber)
        && "mhdwMQY".contains(duration.last ?? "x")
      guard isOne else {
        members["duration"]?.fault("is no duration like 1M or 28d")
        return nil
      }
      reason = OpenSLOReason(place + ".duration", "a window of \(duration) is no calendar month, quarter or year")
    }
    if let begin, let period {
      if begin.isMidnight, ServicePeriod(period, containing: begin.date).first == begin.date {
        start = begin.date
      } else {
        reason = OpenSLOReason(
          place + ".calendar.startTime", "its windows do not begin with the calendar \(period.rawValue), at 00:00:00")
      }
    }
  }

  /// `2026-01-01 00:00:00`.
  private static func start(_ field: Field) -> (date: CivilDate, isMidnight: Bool)? {
    let text = field.scalarText ?? ""
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == " " || $0 == "T" }
    let clock =
      parts.count == 2 ? parts[1].split(separator: ":", omittingEmptySubsequences: false) : ["00", "00", "00"]
    let numbers = clock.compactMap {
      $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } ? Int($0) : nil
    }
    guard let date = parts.first.flatMap({ CivilDate(parsing: $0) }), clock.count == 3, numbers.count == 3,
      numbers[0] < 24, numbers[1] < 60, numbers[2] < 60
    else {
      field.fault("must be a time like 2026-01-01 00:00:00")
      return nil
    }
    return (date, numbers == [0, 0, 0])
  }
}
