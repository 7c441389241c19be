import Kernel

/// What a desk is called, and in which zone it reads times where nobody says another.
public struct Desk: Hashable, Sendable {
  public var name: String
  /// IANA name.
  public var timeZone: String
  public var version: Int

  public init(name: String, timeZone: String, version: Int = 1) {
    (self.name, self.timeZone, self.version) = (name, timeZone, version)
  }
}
