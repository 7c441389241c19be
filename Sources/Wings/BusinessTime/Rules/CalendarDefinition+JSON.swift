import Kernel

extension CalendarDefinition {
  /// The definition in the vocabulary of calendar files, for storing versions; `init(json:)` reads it back.
  public var json: JSON {
    var week: [String: JSON] = [:]
    for (weekday, windows) in weekly where !windows.isEmpty {
      week[weekday.rawValue] = .array(windows.map { .string($0.text) })
    }
    return .members([
      "timeZone": .string(timeZone),
      "workingDay": .text(workingDay?.iso8601),
      "horizon": .text(horizon?.iso8601),
      "weekly": .object(week),
      "closures": closures.isEmpty ? nil : .array(closures.map(\.json)),
      "openings": openings.isEmpty ? nil : .array(openings.map(\.json)),
    ])
  }

  /// Reads a calendar in the vocabulary of calendar files. Throws `MainstayError.invalid` with every fault of
  /// shape by its path after `prefix`; what `faults(at:recurrences:)` finds is not looked at here.
  public init(json: JSON, at prefix: String = "") throws(MainstayError) {
    let log = FaultLog()
    self = DefinitionReader().calendar(Field(json, path: prefix, log: log))
    guard log.faults.isEmpty else { throw .invalid(log.faults) }
  }
}

extension Closure {
  /// One row of `closures`.
  public var json: JSON {
    switch extent {
    case .date(let date, let window):
      .members(["date": .string(date.iso8601), "time": .text(window?.text), "name": .text(name)])
    case .once(let from, let to):
      .members(["from": .string(from.iso8601), "to": .string(to.iso8601), "name": .text(name)])
    case .yearly(let from, let to):
      .members(["from": .string(from.text), "to": .string(to.text), "name": .text(name)])
    case .interval(let from, let to):
      .members(["from": .instant(from), "to": .instant(to), "name": .text(name)])
    case .recurring(let recurrence):
      .members([
        "rule": .string(recurrence.rule), "start": .string(recurrence.start.iso8601),
        "time": .text(recurrence.window?.text),
        "days": recurrence.days == 1 ? nil : .integer(Int64(recurrence.days)),
        "except": recurrence.except.isEmpty ? nil : .array(recurrence.except.map { .string($0.iso8601) }),
        "also": recurrence.also.isEmpty ? nil : .array(recurrence.also.map { .string($0.iso8601) }),
        "name": .text(name),
      ])
    }
  }
}

extension Opening {
  /// One row of `openings`.
  public var json: JSON {
    .members(["date": .string(date.iso8601), "time": .text(window?.text), "name": .text(name)])
  }
}
