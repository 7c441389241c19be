import Application
import Kernel
import ServiceNowLog
import SystemZones

extension Product {
  /// An uploaded ServiceNow log; the faults of its header come before anything is begun.
  @Sendable public static func readHistories(_ bytes: [UInt8], name: String, zone: String) throws -> ImportUpload {
    guard let rules = try? SystemZones().rules(for: zone) else {
      throw MainstayError.field("zone", "is no time zone that is known here, like Europe/Paris")
    }
    _ = try ServiceNowLog(bytes: bytes, zone: rules)
    let identity = ImportIdentity(
      source: IncidentHistory.source, name: name, digest: try ServiceNowLog.digest(ofBytes: bytes), zone: zone)
    return ImportUpload(identity) { try ServiceNowLog(bytes: bytes, zone: rules) }
  }
}
