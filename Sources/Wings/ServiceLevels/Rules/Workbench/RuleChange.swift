import Agreements
import Kernel

/// What an objective would be by other rules; what is nil stays as it is.
public struct RuleChange: Hashable, Sendable {
  /// Key of the calendar whose open time counts.
  public var calendar: String?
  /// Hold reasons that pause it.
  public var pauseReasons: [String]?
  public var stopAt: StopPoint?
  public var reopen: ReopenPolicy?

  public init(
    calendar: String? = nil, pauseReasons: [String]? = nil, stopAt: StopPoint? = nil, reopen: ReopenPolicy? = nil
  ) {
    (self.calendar, self.pauseReasons, self.stopAt, self.reopen) = (calendar, pauseReasons, stopAt, reopen)
  }

  public var isNothing: Bool { self == RuleChange() }

  func applied(to objective: Objective) -> Objective {
    var changed = objective
    if let calendar { changed.calendar = calendar }
    if let pauseReasons { changed.pauseReasons = pauseReasons }
    if let stopAt { changed.stopAt = stopAt }
    if let reopen { changed.reopen = reopen }
    return changed
  }
}

extension RuleChange {
  public var json: JSON {
    .members([
      "calendar": .text(calendar), "pauseReasons": pauseReasons.map { .array($0.map(JSON.string)) },
      "stopAt": .text(stopAt?.rawValue), "reopen": .text(reopen?.rawValue),
    ])
  }
}
