import Kernel

/// Where zone rules come from: `SystemZones` in the product, a dictionary in a test.
public protocol ZoneSource: Sendable {
  /// Throws `MainstayError.invalid` with the path `timeZone` where there is no such zone.
  func rules(for identifier: String) throws -> ZoneRules
  /// Names to choose from, in the order of the alphabet; others may be known too.
  var names: [String] { get }
}

extension ZoneSource {
  public var names: [String] { [] }
}
