import BusinessTime
import Kernel

/// By what way somebody wants to be told of one kind of thing.
public enum ReachChoice: Hashable, Sendable {
  case nothing
  /// The first way that is verified; the next where that does not arrive.
  case inOrder
  /// All of them at once.
  case all
  /// This one first, then the others in their order.
  case first(RecordID)

  /// As forms, the API and the database write it: `nothing`, `in-order`, `all`, or the id of a way.
  public var text: String {
    switch self {
    case .nothing: "nothing"
    case .inOrder: "in-order"
    case .all: "all"
    case .first(let way): way.text
    }
  }

  /// Nil for an empty text.
  public init?(parsing text: String) {
    switch text {
    case "": return nil
    case "nothing": self = .nothing
    case "in-order": self = .inOrder
    case "all": self = .all
    default: self = .first(RecordID(text))
    }
  }
}

/// What comes in quiet hours all the same.
public enum QuietPassing: String, CaseIterable, Hashable, Sendable {
  case nothing
  /// What is of the desk's first priority; breaches of others wait.
  case first
  /// All that is urgent.
  case urgent

  public func lets(_ urgency: ReachUrgency) -> Bool {
    switch self {
    case .nothing: false
    case .first: urgency == .first
    case .urgent: urgency.isUrgent
    }
  }
}

/// What somebody wants to be told of, by which way and when.
public struct ReachSettings: Hashable, Sendable {
  /// One field of the table of choices.
  public struct Cell: Hashable, Sendable {
    public var reason: ReachReason
    /// One of `ReachUrgency.chosen`.
    public let urgency: ReachUrgency
    public init(_ reason: ReachReason, _ urgency: ReachUrgency) {
      (self.reason, self.urgency) = (reason, urgency == .first ? .urgent : urgency)
    }
    /// `clock.urgent`.
    public var name: String { reason.rawValue + "." + urgency.rawValue }

    /// All of those that people choose about.
    public static let all = ReachReason.chosen.flatMap { reason in ReachUrgency.chosen.map { Cell(reason, $0) } }
  }

  /// IANA name of the zone in which quiet hours count; nil takes the desk's.
  public var timeZone: String?
  public var quiet: QuietHours
  /// What comes in quiet hours too.
  public var passing: QuietPassing
  /// What was chosen otherwise than `usual`.
  public var choices: [Cell: ReachChoice]

  public init(
    timeZone: String? = nil, quiet: QuietHours = QuietHours(), passing: QuietPassing = .nothing,
    choices: [Cell: ReachChoice] = [:]
  ) {
    (self.timeZone, self.quiet, self.passing, self.choices) = (timeZone, quiet, passing, choices)
  }

  public func choice(_ cell: Cell) -> ReachChoice { choices[cell] ?? ReachSettings.usual(cell) }

  /// What holds where nothing was chosen: all of one's own things in order, and of the team's only what is urgent.
  public static func usual(_ cell: Cell) -> ReachChoice {
    cell == Cell(.team, .ordinary) || cell == Cell(.noted, .ordinary) ? .nothing : .inOrder
  }

  /// The same without what was chosen for a way that is gone.
  public func without(_ way: RecordID) -> ReachSettings {
    var settings = self
    settings.choices = choices.filter { $0.value != .first(way) }
    return settings
  }
}
