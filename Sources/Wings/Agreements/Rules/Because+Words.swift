extension Because {
  /// In words: what was decided, by which rule, and what it came from.
  /// - Parameters:
  ///   - event: how the reader knows the event of that index (`timeline[3]`, `entry 7 of INC-1024`).
  ///   - exclusion: how the reader knows the exclusion of that index.
  public func sentence(event name: (Int) -> String, exclusion exclusionName: (Int) -> String) -> String {
    let source = event.map { ", " + name($0) } ?? ""
    let hours = calendar.map { "the hours of \($0)" } ?? "the calendar's hours"
    var text: String
    switch cause {
    case .open: text = "counts: within \(hours)\(source)"
    case .localDays: text = "counts: local days run around the clock\(source)"
    case .closed: text = "does not count: outside \(hours)"
    case .exclusion(let reason):
      text = "does not count: excluded for \(reason)" + (exclusion.map { ", " + exclusionName($0) } ?? "")
    case .held(let reason): text = "does not count: on hold, \(reason)\(source)"
    case .resolvedTimeCounts: text = "counts: reopened, and the time while resolved counts\(source)"
    case .summary: text = "open and closed by turns within \(hours), too many to list"
    }
    text += " (rule \(rule))"
    if !withdrawn.isEmpty { text += "; answer \(withdrawn.joined(separator: ", ")) was withdrawn (rule 11)" }
    return text
  }
}

extension TargetChoice {
  /// In words: which row of the targets it is, what the row asks, and what of the ticket met it.
  /// - Parameter event: how the reader knows the event of that index.
  public func sentence(event name: (Int) -> String) -> String {
    guard let row else { return "no row of the targets fits (rule 8)" }
    var parts = met.map { met in
      let asked = met.condition.values.count > 1 ? ", one of \(met.condition.values.joined(separator: ", "))" : ""
      return "\(met.condition.attribute) is \(met.value)\(asked)" + (met.event.map { ", " + name($0) } ?? "")
    }
    if parts.isEmpty { parts = [passedOver == 0 ? "for every ticket" : "no row before it fits"] }
    return "row \(row + 1) of the targets: \(parts.joined(separator: "; ")) (rule 8)"
  }
}
