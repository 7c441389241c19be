import Agreements
import BusinessTime
import Kernel

/// Agreements held against recorded cases: what each would have been due by, and whether it was met.
public struct RuleBook: Sendable {
  /// An agreement with what decides which cases it covers.
  public struct Entry: Sendable {
    public var key: String
    /// Attributes that a case must have, each one of the values listed.
    public var scope: [String: [String]]
    /// Cases opened from here on.
    public var validFrom: Instant?
    /// Cases opened before.
    public var validTo: Instant?
    public var agreement: Agreement

    public init(
      key: String, scope: [String: [String]], validFrom: Instant?, validTo: Instant?, agreement: Agreement
    ) {
      (self.key, self.scope, self.agreement) = (key, scope, agreement)
      (self.validFrom, self.validTo) = (validFrom, validTo)
    }
  }

  /// What a case is promised.
  struct Promise {
    var objective: Objective
    var pauses: [String]
    var length: TargetLength
    var calendar: BusinessCalendar
  }

  /// How rules held for recorded cases.
  public struct Holding: Sendable {
    public struct Count: Hashable, Sendable {
      public var compared = 0
      public var explained = 0
    }

    public var cases = 0
    /// Due times that were recorded, and those that the rules give to within the time allowed.
    public var due = Count()
    /// Verdicts that were recorded, and those that the rules give, too.
    public var verdict = Count()
    /// Cases that no rule covers.
    public var without = 0
    /// The first that do not hold.
    public var contradictions: [Contradiction] = []
  }

  private let entries: [Entry]
  private let calendars: [String: BusinessCalendar]

  public init(_ entries: [Entry], calendars: [String: BusinessCalendar]) {
    // As tickets are covered: the scope that names more attributes first, then by key.
    self.entries = entries.sorted { (-$0.scope.count, $0.key) < (-$1.scope.count, $1.key) }
    self.calendars = calendars
  }

  /// Holds every case against the rules.
  /// - Parameters:
  ///   - within: how far a due time may be off.
  ///   - eachCase: called with the place of each case, and whether its due time and its verdict came out; nil where
  ///     there was nothing to compare.
  public func holding(
    _ recorded: RecordedCases, within: Duration, eachCase: (Int, Bool?, Bool?) -> Void = { _, _, _ in }
  ) -> Holding {
    var holding = Holding()
    var known: [Int: [(Entry, Promise)]] = [:]
    for (place, one) in recorded.cases.enumerated() {
      holding.cases += 1
      let promises =
        known[one.place] ?? self.promises(Dictionary(zip(recorded.attributes, recorded.classes[one.place])) { $1 })
      known[one.place] = promises
      guard
        let promise = promises.first(where: { entry, _ in
          entry.validFrom.map { $0 <= one.opened } ?? true && entry.validTo.map { one.opened < $0 } ?? true
        })?.1
      else {
        holding.without += 1
        eachCase(place, nil, nil)
        continue
      }
      let due = promise.due(one, reasons: recorded.reasons)
      var isDue: Bool?
      if let recordedDue = one.due {
        let isWithin = due.map { max($0, recordedDue) - min($0, recordedDue) <= within } ?? false
        holding.due.compared += 1
        if isWithin { holding.due.explained += 1 }
        isDue = isWithin
      }
      var isVerdict: Bool?
      var ruleMet: Bool?
      if let met = one.met {
        ruleMet = promise.isMet(one, due: due, asOf: recorded.asOf)
        holding.verdict.compared += 1
        if met == ruleMet { holding.verdict.explained += 1 }
        isVerdict = met == ruleMet
      }
      if isDue == false || isVerdict == false, holding.contradictions.count < RecoveredAgreement.listed {
        holding.contradictions.append(
          Contradiction(
            line: one.line, values: recorded.classes[one.place], opened: one.opened, recordedDue: one.due,
            recordedMet: one.met, ruleDue: due, ruleMet: ruleMet))
      }
      eachCase(place, isDue, isVerdict)
    }
    return holding
  }

  /// What each agreement promises to cases of these attributes, whenever they were opened.
  private func promises(_ attributes: [String: String]) -> [(Entry, Promise)] {
    entries.compactMap { entry in
      guard entry.scope.allSatisfy({ name, values in attributes[name].map(values.contains) ?? false }) else {
        return nil
      }
      for objective in entry.agreement.objectives
      where objective.metric == .resolution || objective.metric == .fulfilment {
        let row = objective.targets.first { row in
          row.when.allSatisfy { condition in attributes[condition.attribute].map(condition.values.contains) ?? false }
        }
        guard let row, let calendar = calendars[objective.calendar] else { continue }
        return (
          entry,
          Promise(
            objective: objective, pauses: entry.agreement.pauseReasons(of: objective), length: row.length,
            calendar: calendar)
        )
      }
      return nil
    }
  }
}

extension RuleBook.Promise {
  /// The due time of a case as it stood when it stopped; nil: never.
  func due(_ one: RecordedCase, reasons: [String]) -> Instant? {
    let holds = one.holds.filter { pauses.contains(reasons[$0.reason]) }.sorted { $0.from < $1.from }
    let end = one.stop(objective.stopAt) ?? .latest
    switch length {
    case .localDays(let days):
      var due = calendar.localDay(after: Int(days), from: one.opened)
      var last = one.opened
      for pause in holds where pause.from < end {
        let (from, to) = (max(last, pause.from), min(pause.to, end))
        if let before = due, from < to, from < before { due = before + (to - from) }
        last = max(last, to)
      }
      return due
    case .open(let written):
      let day = calendar.definition.workingDay ?? .hours(24)
      guard var missing = written.length(day: day) else { return nil }
      var at = one.opened
      for pause in holds where pause.from < end && pause.to > at {
        if pause.from > at {
          let open = calendar.openTime(from: at, to: pause.from)
          if open >= missing { break }
          missing = missing - open
        }
        at = min(pause.to, end)
      }
      return calendar.instant(adding: missing, to: at)
    }
  }

  /// Whether a case was in time: by what its tool knew then, where it has not stopped.
  func isMet(_ one: RecordedCase, due: Instant?, asOf: Instant) -> Bool {
    guard let due else { return true }
    guard let stop = one.stop(objective.stopAt) else { return asOf <= due }
    guard stop > due else { return true }
    // Used up exactly at the end of the hours, and nothing used since.
    if case .open = length { return calendar.openTime(from: due, to: stop) == .zero }
    return false
  }
}
