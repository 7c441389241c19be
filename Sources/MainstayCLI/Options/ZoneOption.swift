import BusinessTime
import Kernel
import SystemZones

enum ZoneOption {
  /// The rules of the zone that `--zone` names; a fault names the option.
  static func rules(_ zone: String) throws -> ZoneRules {
    do {
      return try SystemZones().rules(for: zone)
    } catch MainstayError.invalid(let faults) {
      throw MainstayError.invalid(faults.map { FieldFault("--zone", $0.message) })
    }
  }
}
