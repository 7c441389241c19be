import BusinessTime
import ImportUseCases
import Kernel
import Recovery

/// What was said of how a file of cases is to be read.
public struct RecoverySettings: Hashable, Sendable {
  /// Which columns tell what; nil: it is a ServiceNow incident log, which has a row an update.
  public var columns: CaseColumns?
  /// An IANA zone: whose clock times without an offset are by, and whose days the calendar's are.
  public var zone: String
  /// Which comes first in dates like 4/3/2025, where the file does not show it.
  public var order: DateOrder?
  /// How times are written, as a Unicode date pattern; nil: the file shows it.
  public var pattern: String?
  /// How far a due time may be off and still count as explained.
  public var within: Duration

  public static let usualWithin = Duration.minutes(5)

  public init(
    columns: CaseColumns?, zone: String, order: DateOrder? = nil, pattern: String? = nil,
    within: Duration = usualWithin
  ) {
    (self.columns, self.zone, self.order) = (columns, zone, order)
    (self.pattern, self.within) = (pattern, within)
  }

  /// What is missing or said twice, by the names of fields; empty where a file can be read so.
  public var faults: [FieldFault] {
    var faults: [FieldFault] = []
    if zone.isEmpty {
      faults.append(FieldFault("zone", "must be said: whose clock the times are by, like Europe/Lisbon"))
    }
    if within < .seconds(1) || within > .hours(12) {
      faults.append(FieldFault("within", "is a time from PT1S to PT12H"))
    }
    guard let columns else { return faults }
    if columns.opened.isEmpty { faults.append(FieldFault("opened", "must be said: which column tells the opening")) }
    if columns.due == nil, columns.stopped == nil || columns.verdict == nil {
      faults.append(
        FieldFault(
          "due", "is missing: say the column of due times, or those of the end and of the verdict, or all three"))
    }
    if columns.verdict != nil, columns.stopped == nil {
      faults.append(
        FieldFault("stopped", "is missing: a verdict says something only beside the time at which the case stopped"))
    }
    let roles = [columns.opened, columns.due, columns.stopped].compactMap { $0 }.filter { !$0.isEmpty }
    if Set(roles).count < roles.count {
      faults.append(FieldFault("due", "opening, due time and end are columns of their own; one is named twice"))
    }
    if Set(columns.classes).count < columns.classes.count {
      faults.append(FieldFault("classes", "name a column twice"))
    }
    if columns.classes.count > CaseColumns.mostClasses {
      faults.append(FieldFault("classes", "are more than \(CaseColumns.mostClasses) columns"))
    }
    return faults
  }
}

extension RecoverySettings {
  public var json: JSON {
    .members([
      "source": columns == nil ? "servicenow" : "cases",
      "opened": .text(columns?.opened), "due": .text(columns?.due), "stopped": .text(columns?.stopped),
      "verdict": columns?.verdict.map { ["column": .string($0.column), "met": .string($0.met)] },
      "classes": columns.map { .array($0.classes.map(JSON.string)) },
      "zone": .string(zone), "dates": .text(order?.rawValue), "format": .text(pattern),
      "within": .string(within.iso8601),
    ])
  }

  /// Nil where it is none.
  init?(json: JSON) {
    guard let zone = json["zone"]?.stringValue, let within = json["within"]?.stringValue,
      let length = try? ISO8601Duration(parsing: within)
    else { return nil }
    self.init(
      columns: nil, zone: zone, order: (json["dates"]?.stringValue).flatMap(DateOrder.init),
      pattern: json["format"]?.stringValue, within: length.time)
    guard json["source"]?.stringValue == "cases" else { return }
    guard let opened = json["opened"]?.stringValue else { return nil }
    var columns = CaseColumns(
      opened: opened, due: json["due"]?.stringValue, stopped: json["stopped"]?.stringValue,
      classes: (json["classes"]?.arrayValue ?? []).compactMap(\.stringValue))
    if let verdict = json["verdict"], let column = verdict["column"]?.stringValue, let met = verdict["met"]?.stringValue
    {
      columns.verdict = CaseColumns.Verdict(column: column, met: met)
    }
    self.columns = columns
  }
}

extension RecoverySettings {
  /// How far a due time may be off, as somebody says it: the usual where nobody does.
  ///
  /// - Throws: `invalid` at `within`.
  public static func within(_ text: String?) throws(MainstayError) -> Duration {
    guard let text else { return usualWithin }
    guard let length = try? ISO8601Duration(parsing: text), length.days == 0 else {
      throw .field("within", "is a time from PT1S to PT12H")
    }
    return length.time
  }
}
