import Kernel

extension Agreement {
  /// The vocabulary of agreement files, as stored in agreement versions; `init(json:)` reads it back.
  public var json: JSON {
    .members([
      "name": .string(name),
      "pauseReasons": pauseReasons.isEmpty ? nil : .array(pauseReasons.map(JSON.string)),
      "objectives": .array(objectives.map(\.json)),
      "measures": measures.isEmpty ? nil : .array(measures.map(\.json)),
    ])
  }

  /// - Parameter workingDays: the calendars that objectives may name, each with the length of its working
  ///   day if it declares one; nil: calendars are not looked at.
  /// - Throws: `MainstayError.invalid` with every fault by its path.
  public init(json: JSON, workingDays: [String: Duration?]? = nil) throws(MainstayError) {
    let log = FaultLog()
    let agreement = AgreementReader(workingDays: workingDays).agreement(Field(json, log: log))
    guard let agreement, log.faults.isEmpty else { throw .invalid(log.faults) }
    self = agreement
  }

  /// Everything that is wrong with this value; empty for an agreement that can run on these calendars.
  public func faults(workingDays: [String: Duration?]? = nil) -> [FieldFault] {
    let log = FaultLog()
    _ = AgreementReader(workingDays: workingDays).agreement(Field(json, log: log))
    return log.faults
  }
}

extension Objective {
  /// One row of `objectives`.
  public var json: JSON {
    .members([
      "name": .string(name),
      "metric": .string(metric.rawValue),
      "calendar": .string(calendar),
      "targets": .array(targets.map(\.json)),
      "team": .text(team),
      "vendor": .text(vendor),
      "pauseReasons": pauseReasons.map { .array($0.map(JSON.string)) },
      "onChange": onChange == .carryElapsed ? nil : .string(onChange.rawValue),
      "reopen": reopen == .continue ? nil : .string(reopen.rawValue),
      "stopAt": stopAt == .resolved ? nil : .string(stopAt.rawValue),
      "thresholds": thresholds.isEmpty ? nil : .array(thresholds.map { .string($0.text) }),
      "compliance": .text(compliance?.text),
    ])
  }
}

extension Target {
  /// One row of `targets`.
  public var json: JSON {
    var members: [String: JSON] = [:]
    switch length {
    case .open(let duration): members["target"] = .string(duration.iso8601)
    case .localDays(let days):
      members["target"] = .string("P\(days)D")
      members["days"] = "local"
    }
    if !when.isEmpty {
      var conditions: [String: JSON] = [:]
      for condition in when {
        conditions[condition.attribute] =
          condition.values.count == 1
          ? .string(condition.values[0]) : .array(condition.values.map(JSON.string))
      }
      members["when"] = .object(conditions)
    }
    return .object(members)
  }
}
