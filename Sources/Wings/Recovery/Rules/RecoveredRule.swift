import Agreements
import BusinessTime
import Kernel

/// What was promised to a class of cases for some time, as far as what was recorded shows it.
public struct RecoveredRule: Hashable, Sendable {
  /// Values of the first attributes; empty for every case.
  public var values: [String]
  /// Key of its calendar.
  public var calendar: String
  public var target: TargetLength
  public var stopAt: StopPoint
  public var pauses: [String]
  /// Cases opened from here on; nil from the first.
  public var from: Instant?
  /// Cases opened before; nil to the last.
  public var to: Instant?
  /// Cases that it was held against, and those that it explains.
  public var cases = 0
  public var explained = 0
  /// Targets from this open time on explain as many; nil for a target in local days.
  public var fitsFrom: Duration?
  /// Up to this open time; nil for a target in local days, and where no case shows an end.
  public var fitsTo: Duration?
  /// Other measures that explain as many, in words.
  public var others: [String] = []

  public init(
    values: [String], calendar: String, target: TargetLength, stopAt: StopPoint = .resolved, pauses: [String] = [],
    from: Instant? = nil, to: Instant? = nil
  ) {
    (self.values, self.calendar, self.target) = (values, calendar, target)
    (self.stopAt, self.pauses, self.from, self.to) = (stopAt, pauses, from, to)
  }
}

/// A case that the recovered rules do not explain.
public struct Contradiction: Hashable, Sendable {
  public var line: Int
  public var values: [String]
  public var opened: Instant
  /// What the tool recorded.
  public var recordedDue: Instant?
  public var recordedMet: Bool?
  /// What the rules say.
  public var ruleDue: Instant?
  public var ruleMet: Bool?
}

/// The rules behind what a tool recorded.
public struct RecoveredAgreement: Sendable {
  /// What `RecoveredRule.values` are values of.
  public var attributes: [String]
  public var calendars: [String: CalendarDefinition]
  public var rules: [RecoveredRule]
  /// Cases with something to explain: a due time, or without any in the file a verdict of a case that stopped.
  public var cases: Int
  public var explained: Int
  /// How the rules hold for the cases that they were found in.
  public var holding: RuleBook.Holding
  /// What the cases leave open, and what was assumed, in sentences.
  public var undecided: [String]
  /// What keys of its agreements and calendars begin with; nil: those of a file by itself.
  public var key: String?

  /// Contradictions that are listed.
  public static let listed = 1000
}

extension RecoveredAgreement {
  /// The rules as agreements, each version for its time; those of finer classes go before those of wider ones.
  public var entries: [RuleBook.Entry] {
    struct Kind: Hashable {
      var parents: [String]
      var depth: Int
      var calendar: String
      var stopAt: StopPoint
      var pauses: [String]
      var from: Instant?
      var to: Instant?
    }
    var kinds: [Kind] = []
    var members: [Kind: [RecoveredRule]] = [:]
    for rule in rules {
      let kind = Kind(
        parents: rule.values.dropLast(), depth: rule.values.count, calendar: rule.calendar, stopAt: rule.stopAt,
        pauses: rule.pauses, from: rule.from, to: rule.to)
      if members[kind] == nil { kinds.append(kind) }
      members[kind, default: []].append(rule)
    }
    var entries: [RuleBook.Entry] = []
    for kind in kinds {
      var rest = members[kind].map { $0[...] } ?? []
      while !rest.isEmpty {
        let some = Array(rest.prefix(AgreementLimit.values))
        rest = rest.dropFirst(AgreementLimit.values)
        let number = entries.count + 1
        entries.append(entry(of: some, parents: kind.parents, depth: kind.depth, number: number))
      }
    }
    return entries
  }

  private func entry(of rules: [RecoveredRule], parents: [String], depth: Int, number: Int) -> RuleBook.Entry {
    var scope: [String: [String]] = [:]
    for (name, value) in zip(attributes, parents) { scope[name] = [value] }
    var lengths: [TargetLength] = []
    var values: [TargetLength: [String]] = [:]
    for rule in rules {
      if values[rule.target] == nil { lengths.append(rule.target) }
      values[rule.target, default: []].append(rule.values.last ?? "")
    }
    if depth > 0 { scope[attributes[depth - 1]] = rules.compactMap(\.values.last) }
    let targets = lengths.map { length in
      guard lengths.count > 1, depth > 0 else { return Target(length: length) }
      return Target(when: [Condition(attributes[depth - 1], anyOf: values[length] ?? [])], length: length)
    }
    let first = rules[0]
    let objective = Objective(
      name: "resolution", metric: .resolution, calendar: first.calendar, targets: targets,
      pauseReasons: first.pauses.isEmpty ? nil : first.pauses, stopAt: first.stopAt)
    return RuleBook.Entry(
      key: "\(key ?? "recovered")-\(number)", scope: scope, validFrom: first.from, validTo: first.to,
      agreement: Agreement(
        name: key.map { "Recovered from \($0), \(number)" } ?? "Recovered \(number)", pauseReasons: first.pauses,
        objectives: [objective]))
  }
}
