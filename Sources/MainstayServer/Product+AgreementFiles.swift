import AgreementFiles
import Application
import BusinessTime
import ICalendarFiles
import Kernel
import SystemZones

extension App {
  /// Reads agreement files into drafts; an agreement may name a calendar of any of the files, or one
  /// that was applied before.
  ///
  /// - Throws: `MainstayError.invalid` with every fault of every file, by file name and path.
  public func readAgreements(
    _ files: [AgreementFile.Source], zones: any ZoneSource = SystemZones(),
    recurrences: any RecurrenceExpander = ICalendarRecurrences()
  ) async throws -> AgreementDrafts {
    let versions = try await ask(CalendarVersions(), as: .system("agreement-files"))
    // The newest version of a calendar comes first.
    let known = Dictionary(versions.map { ($0.key, $0.definition.workingDay) }) { newest, _ in newest }
    let read = try AgreementFile(files, known: known, zones: zones, recurrences: recurrences)
    return AgreementDrafts(
      calendars: read.calendars,
      agreements: read.agreements.map { entry in
        AgreementTerms(
          key: entry.key, agreement: entry.agreement, scope: entry.scope, validFrom: entry.validFrom,
          validTo: entry.validTo, exclusions: entry.exclusions)
      })
  }
}
