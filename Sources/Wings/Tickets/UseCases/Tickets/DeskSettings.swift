import Kernel

/// What an installation chooses about its desk.
public struct DeskSettings: Hashable, Sendable {
  /// How long after the closing a requester's answer opens a ticket again.
  public var reopenWindow: Duration

  public static let usualReopenDays = 14
  /// Days that may be chosen; none means that a closed ticket stays closed.
  public static let reopenDays = 0...365

  public init(reopenDays: Int = DeskSettings.usualReopenDays) { reopenWindow = .days(Int64(reopenDays)) }
}
