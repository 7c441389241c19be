import Agreements
import Kernel
import Services

/// What a clock came to, as far as it can be contested.
public struct ContestedVerdict: Hashable, Sendable {
  public var state: ClockState
  public var target: Duration?
  /// Consumed up to the stop, or up to when it was looked at.
  public var elapsed: Duration
  public var startedAt: Instant?
  public var due: Instant?
  public var stoppedAt: Instant?
  public var breachedAt: Instant?

  public init(
    state: ClockState, target: Duration?, elapsed: Duration, startedAt: Instant?, due: Instant?, stoppedAt: Instant?,
    breachedAt: Instant?
  ) {
    (self.state, self.target, self.elapsed, self.startedAt) = (state, target, elapsed, startedAt)
    (self.due, self.stoppedAt, self.breachedAt) = (due, stoppedAt, breachedAt)
  }

  public init(_ reading: ClockReading) {
    self.init(
      state: reading.state, target: reading.target, elapsed: reading.elapsed, startedAt: reading.startedAt,
      due: reading.due, stoppedAt: reading.stoppedAt, breachedAt: reading.breachedAt)
  }

  /// Only what has a verdict is contested.
  public var isDecided: Bool { state == .met || state == .breached }

  /// Whether both say the same but for what the mere passing of time changes: of a clock that has not stopped the time
  /// that it has consumed and, while it rests, its deadline.
  public func isSame(as other: ContestedVerdict) -> Bool {
    guard target == other.target, startedAt == other.startedAt, breachedAt == other.breachedAt else { return false }
    guard let stoppedAt, let stop = other.stoppedAt else {
      // One that was breached and went on may have stopped since: the breach is the same.
      return isDecided || other.isDecided ? state == other.state : true
    }
    return state == other.state && stoppedAt == stop && elapsed == other.elapsed && due == other.due
  }

  public var json: JSON {
    .members([
      "state": .string(state.rawValue), "target": target.map { .integer($0.milliseconds) },
      "elapsed": .integer(elapsed.milliseconds), "startedAt": .instant(startedAt), "due": .instant(due),
      "stoppedAt": .instant(stoppedAt), "breachedAt": .instant(breachedAt),
    ])
  }

  /// Reads what `json` wrote; nil for anything else.
  public init?(json: JSON) {
    let instants = ["startedAt", "due", "stoppedAt", "breachedAt"]
    guard let object = json.objectValue,
      Set(["state", "target", "elapsed"] + instants).isSuperset(of: object.keys),
      let state = json["state"]?.stringValue.flatMap(ClockState.init),
      let elapsed = json["elapsed"]?.integerValue
    else { return nil }
    let read = instants.map { name in json[name]?.stringValue.flatMap { try? Instant(parsing: $0) } }
    guard zip(instants, read).allSatisfy({ (json[$0] == nil) == ($1 == nil) }) else { return nil }
    self.init(
      state: state, target: json["target"]?.integerValue.map(Duration.init(milliseconds:)),
      elapsed: Duration(milliseconds: elapsed), startedAt: read[0], due: read[1], stoppedAt: read[2],
      breachedAt: read[3])
  }
}

/// What is contested, or what became of it.
public enum ContestedValue: Hashable, Sendable {
  case clock(ContestedVerdict)
  case figure(StatedFigure)

  public func isSame(as other: ContestedValue) -> Bool {
    switch (self, other) {
    case (.clock(let mine), .clock(let theirs)): mine.isSame(as: theirs)
    case (.figure(let mine), .figure(let theirs)): mine == theirs
    default: false
    }
  }

  public var isOfClock: Bool { if case .clock = self { true } else { false } }

  /// In a word or a number, as whoever decides is asked to name it: `breached`, `99.860335`.
  public var brief: String {
    switch self {
    case .clock(let verdict): verdict.state.rawValue
    case .figure(let figure): figure.availability ?? "nothing"
    }
  }

  public var json: JSON {
    switch self {
    case .clock(let verdict): ["clock": verdict.json]
    case .figure(let figure): ["figure": figure.json]
    }
  }

  /// Reads what `json` wrote; nil for anything else.
  public init?(json: JSON) {
    guard let object = json.objectValue, object.count == 1 else { return nil }
    if let clock = json["clock"].flatMap(ContestedVerdict.init(json:)) {
      self = .clock(clock)
    } else if let figure = json["figure"].flatMap(StatedFigure.init(json:)) {
      self = .figure(figure)
    } else {
      return nil
    }
  }
}

/// What a correction makes of what is contested.
public struct CorrectionEffect: Hashable, Sendable {
  public var before: ContestedValue
  /// Nil where there would be no such cycle any more.
  public var after: ContestedValue?
  /// What else it moves: other clocks of the ticket, other periods of the service, as people call them.
  public var others: [String]

  public init(before: ContestedValue, after: ContestedValue?, others: [String] = []) {
    (self.before, self.after, self.others) = (before, after, others)
  }

  /// Whether a verdict or a figure goes and none comes in its place: nothing says any more whether it was kept.
  public var leavesNone: Bool {
    func says(_ value: ContestedValue?) -> Bool {
      switch value {
      case .clock(let verdict)?: verdict.isDecided
      case .figure(let figure)?: figure.availability != nil
      case nil: false
      }
    }
    return says(before) && !says(after)
  }

  /// Whether it changes what is contested at all.
  public var isChange: Bool { after.map { !$0.isSame(as: before) } ?? true }

  /// What comes out of it, in a word or a number.
  public var brief: String { after?.brief ?? "none" }

  /// Whether the same comes out of both.
  public func comesToTheSame(as other: CorrectionEffect) -> Bool {
    switch (after, other.after) {
    case (nil, nil): true
    case (let mine?, let theirs?): mine.isSame(as: theirs)
    default: false
    }
  }

  public var json: JSON {
    .members([
      "before": before.json, "after": after?.json,
      "others": others.isEmpty ? nil : .array(others.map(JSON.string)),
    ])
  }

  /// Reads what `json` wrote; nil for anything else.
  public init?(json: JSON) {
    guard let before = json["before"].flatMap(ContestedValue.init(json:)) else { return nil }
    let after = json["after"].flatMap(ContestedValue.init(json:))
    if json["after"] != nil, after == nil { return nil }
    self.init(before: before, after: after, others: (json["others"]?.arrayValue ?? []).compactMap(\.stringValue))
  }
}

extension ContestedValue {
  /// In a sentence: `breached`, `99.8603 %`. A share is rounded down, so that it never looks better than it is.
  public var words: String {
    switch self {
    case .clock(let verdict):
      switch verdict.state {
      case .neverDue: return "never due"
      case .noTarget: return "without a target"
      default: return verdict.state.rawValue
      }
    case .figure(let figure):
      guard let text = figure.availability else { return "nothing to measure" }
      let parts = text.split(separator: ".")
      var decimals = parts.count > 1 ? String(parts[1].prefix(4)) : ""
      while decimals.hasSuffix("0"), decimals.count > 2 { decimals.removeLast() }
      return "\(parts.first.map(String.init) ?? "0")\(decimals.isEmpty ? "" : "." + decimals)\u{202f}%"
    }
  }
}

extension CorrectionEffect {
  /// What comes out of it, in a sentence.
  public var afterWords: String { after?.words ?? "no such cycle" }
}
