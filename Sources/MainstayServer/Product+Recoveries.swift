import AgreementFiles
import BusinessTime
import CSVFiles
import CaseFiles
import Core
import Kernel
import Recovery
import RecoveryUseCases
import ServiceNowLog
import SystemZones

extension Product {
  /// Files of cases, each looked through as a whole beside the threads that answer, and what was recovered as files.
  public static let readCases = CaseReader(
    look: { bytes in
      try await caseReadings.run { try CaseLook.first(mostUnpacked: RecoveryLimits.unpacked) { MemoryBytes(bytes) } }
    },
    read: { bytes, settings in
      try await caseReadings.run { try cases(bytes, settings) }
    },
    write: { found, title in
      CaseReader.Written(
        json: found.json, holding: found.holding.json, file: found.agreementFile(title: title, tellsCases: false))
    },
    hold: { file, cases, settings in
      try await caseReadings.run {
        let read = try AgreementFile([AgreementFile.Source(bytes: Array(file.utf8))], zones: SystemZones())
        return try read.ruleBook(zones: SystemZones()).holding(cases.recorded, within: settings.within)
      }
    })

  private static func cases(_ bytes: [UInt8], _ settings: RecoverySettings) throws -> CaseReader.Cases {
    guard let zone = try? SystemZones().rules(for: settings.zone) else {
      throw MainstayError.field("zone", "is no time zone that is known here, like Europe/Paris")
    }
    guard let columns = settings.columns else {
      let survey = try LogSurvey(
        bytes: bytes, zone: zone, dates: settings.order, mostUnpacked: RecoveryLimits.unpacked)
      let read = try IncidentCases(survey, zone: zone)
      return CaseReader.Cases(read.cases, notes: read.notes)
    }
    let read = try CaseFile(
      columns, zone: zone, pattern: pattern(settings.pattern), order: settings.order,
      mostUnpacked: RecoveryLimits.unpacked
    ) { MemoryBytes(bytes) }
    return CaseReader.Cases(read.cases, notes: read.notes)
  }

  private static func pattern(_ text: String?) throws(MainstayError) -> TimePattern? {
    guard let text else { return nil }
    do throws(TimePattern.Malformed) {
      return try TimePattern(parsing: text)
    } catch {
      throw .field("format", error.reason)
    }
  }

  /// One after another: reading cases is work for a processor. It ends with its request.
  private static let caseReadings = ComputingThreads(
    width: 1, most: RecoveryLimits.readings, busy: "files of cases are being read")
}
