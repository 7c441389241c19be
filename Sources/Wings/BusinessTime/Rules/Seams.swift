import Kernel

/// Where zone rules come from: `SystemZones` in the product, a dictionary in a test.
public protocol ZoneSource: Sendable {
  /// Throws `MainstayError.invalid` with the path `timeZone` where there is no such zone.
  func rules(for identifier: String) throws -> ZoneRules
}
