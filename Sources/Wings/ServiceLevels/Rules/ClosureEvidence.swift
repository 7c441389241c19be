import Kernel

/// What the closing of resolved tickets does to a compliance figure: how much of the difference between
/// "resolved in time" and "closed in time" is nothing but waiting for the desk's own timer.
public struct ClosureEvidence: Hashable, Sendable {
  /// Breached clocks that stop at the closing.
  public var breachedAtClosing = 0
  /// Of these, clocks whose ticket was resolved before the breach.
  public var resolvedInTime = 0
  /// Of these, tickets that the desk's timer closed with nobody acting.
  public var resolvedInTimeClosedByTimer = 0
  /// Tickets of which the recorded verdict is missed and ours is met.
  public var missedMet = 0
  /// Of these, tickets that were resolved in time and closed after the deadline.
  public var missedMetClosedLate = 0
  /// Of these, tickets that the desk's timer closed with nobody acting.
  public var missedMetClosedByTimer = 0
  /// The most frequent time from the resolution to the closing, in whole days, of all that the timer closed here.
  public var typicalGap: Duration?

  public init() {}

  /// From this share on it is said in words that one thing explains another.
  public static let explains = 0.9

  /// Whether breaches after a resolution in time are, but for few, the timer's doing.
  public var timerExplainsBreaches: Bool { explains(resolvedInTimeClosedByTimer, resolvedInTime) }
  /// Whether the disagreement with the recorded verdicts is, but for little, the timer's doing.
  public var timerExplainsDisagreement: Bool { explains(missedMetClosedByTimer, missedMet) }

  private func explains(_ part: Int, _ whole: Int) -> Bool {
    Share(part, of: whole).fraction.map { $0 >= ClosureEvidence.explains } ?? false
  }

  /// The typical gap in whole days.
  public var typicalDays: Int? { typicalGap.map { Int($0.milliseconds / 86_400_000) } }

  /// What is true of the figures, in sentences for people; empty where nothing is.
  public var sentences: [String] {
    guard let days = typicalDays else { return [] }
    let timer = "the desk's own timer, typically \(days) days after the resolution"
    var sentences: [String] = []
    if timerExplainsBreaches {
      sentences.append(
        "\(resolvedInTime) of \(breachedAtClosing) breached clocks belong to tickets that were resolved in time. "
          + "Their clocks ran on until the closing, in \(resolvedInTimeClosedByTimer) of them by \(timer): "
          + "the difference between the two readings is the automatic closure.")
    }
    if timerExplainsDisagreement {
      sentences.append(
        "\(missedMet) tickets were recorded as missed and are met here. \(missedMetClosedByTimer) of them were "
          + "resolved in time and closed late by \(timer): the recorded verdicts count up to the closing, "
          + "so the difference between the two readings is the automatic closure.")
    }
    return sentences
  }
}
