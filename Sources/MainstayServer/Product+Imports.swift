import Core
import ImportUseCases
import Kernel
import ServiceNowLog
import SystemZones

extension Product {
  /// An uploaded ServiceNow log, surveyed as a whole beside the threads that answer; its faults come before anything
  /// is begun.
  @Sendable public static func readHistories(
    _ bytes: [UInt8], name: String, zone: String, dates: DateOrder?
  ) async throws -> ImportUpload {
    guard let rules = try? SystemZones().rules(for: zone) else {
      throw MainstayError.field("zone", "is no time zone that is known here, like Europe/Paris")
    }
    let survey = try await surveys.run {
      try LogSurvey(bytes: bytes, zone: rules, dates: dates, mostUnpacked: ImportLimits.unpacked)
    }
    let identity = ImportIdentity(
      source: IncidentHistory.source, name: name, digest: survey.digest, zone: zone, reading: survey.reading)
    return ImportUpload(identity) { try survey.log() }
  }

  /// One after another: reading a log is work for a processor. It ends with its request.
  private static let surveys = ComputingThreads(
    width: 1, most: ImportLimits.surveys, busy: "logs are being read")
}
