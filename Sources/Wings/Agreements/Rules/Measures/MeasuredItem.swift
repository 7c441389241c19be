import Kernel

/// What one ticket, or one thing that happened to it, is to a period of a measured objective.
public struct MeasuredItem: Hashable, Sendable {
  /// The instant at which it is counted: it places it in a period, and says which version of the agreement holds.
  public var at: Instant
  public var part: MeasurePart
  /// How often it counts: 1, but of a mean over days the number of these.
  public var weight: Int
  public var reason: MeasureReason
  /// Until when the mere passing of time can still change it; nil: no more.
  public var settlesAt: Instant?

  public init(
    at: Instant, _ part: MeasurePart, weight: Int = 1, _ reason: MeasureReason, settlesAt: Instant? = nil
  ) {
    (self.at, self.part, self.weight, self.reason, self.settlesAt) = (at, part, weight, reason, settlesAt)
  }
}

/// Where it is counted.
public enum MeasurePart: String, CaseIterable, Hashable, Sendable {
  /// In numerator and denominator.
  case numerator
  /// In the denominator alone.
  case rest
  /// In neither, by a rule that its reason names.
  case leftOut
  /// In neither yet: its time is not up.
  case pending
}

/// Why it is counted so.
public struct MeasureReason: Hashable, Sendable {
  /// The word that programs read.
  public var code: String
  /// For people, to be read behind the number of the ticket.
  public var words: String
  /// The instant that it is about.
  public var at: Instant?

  public init(_ code: String, _ words: String, at: Instant? = nil) {
    (self.code, self.words, self.at) = (code, words, at)
  }

  static func merged(_ at: Instant) -> MeasureReason {
    MeasureReason("merged", "was merged into another ticket, which is counted in its place", at: at)
  }
  static func withdrawn(_ at: Instant) -> MeasureReason { MeasureReason("withdrawn", "was withdrawn", at: at) }
}
