import AgreementFiles
import Agreements
import AgreementsUseCases
import Foundation
import ImportUseCases
import JournalUseCases
import Kernel
import ServiceLevels
import ServiceLevelsUseCases
import ServiceNowLog
import SystemZones
import TestApp
import TestDatabases
import Testing
import Tickets

/// The public log of incidents beside the repository, where it is there.
private enum RealLog {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let path = root.deletingLastPathComponent()
    .appendingPathComponent("shared/data/uci-servicenow-incidents/incident_event_log_dev.csv.gz").path
  static let exists = FileManager.default.fileExists(atPath: path)
  static let zone = "America/Sao_Paulo"
  static let rows = 84_265
  static let incidents = 14_886

  static func survey() throws -> LogSurvey { try LogSurvey(path: path, zone: SystemZones().rules(for: zone)) }

  static func identity(_ survey: LogSurvey) -> ImportIdentity {
    ImportIdentity(
      source: IncidentHistory.source, name: "incidents", digest: survey.digest, zone: zone, reading: survey.reading)
  }

  /// The agreement that the repository gives as an example for it.
  static func drafts(stopAt: StopPoint) throws -> AgreementDrafts {
    let bytes = [UInt8](try Data(contentsOf: root.appendingPathComponent("Examples/servicenow-agreement.yaml")))
    let file = try AgreementFile([.init(bytes: bytes)], zones: SystemZones())
    return AgreementDrafts(
      calendars: file.calendars,
      agreements: file.agreements.map { entry in
        var agreement = entry.agreement
        for place in agreement.objectives.indices { agreement.objectives[place].stopAt = stopAt }
        return AgreementTerms(key: entry.key, agreement: agreement, scope: entry.scope)
      })
  }
}

/// The log up to a row, where it breaks off.
private struct BrokenLog: HistorySource {
  struct BrokenOff: Error {}
  var log: ServiceNowLog
  var row: Int

  var share: Double { log.share }

  mutating func next() throws -> ImportItem? {
    guard let item = try log.next(), item.position <= row else { throw BrokenOff() }
    return item
  }
}

@Suite("The real log", .timeLimit(.minutes(10)), .enabled(if: RealLog.exists))
struct RealLogTests {
  @Test(
    "our verdicts agree with the recorded ones in 99.94 % of its incidents and more, and once more changes nothing"
  )
  func agrees() async throws {
    try await withTestApp(on: .sqlite) { app in
      try await app.run(ApplyAgreements(RealLog.drafts(stopAt: .closed)), as: "mo")
      let survey = try RealLog.survey()
      let identity = RealLog.identity(survey)
      let mo = app.person("mo")
      let report = try await app.app.importHistories(identity, from: try survey.log(), as: mo)
      #expect(report.rows == RealLog.rows)
      #expect(report.tally.tickets == RealLog.incidents)
      #expect(report.tally.faults == 0 && report.tally.withoutAgreement == 0)
      #expect(report.tally.states == ["closed": RealLog.incidents])

      let compliance = try await app.ask(MeasureCompliance(by: .priority), as: "kim")
      let confusion = compliance.total.confusion
      #expect(confusion.total == RealLog.incidents)
      #expect(confusion.agreement.part * 10_000 >= confusion.agreement.whole * 9994, "\(confusion)")
      let page = try await app.ask(ListComplianceTickets(.metMissed), as: "kim")
      #expect(page.items.count == confusion.metMissed && page.next == nil)
      #expect(compliance.closure.timerExplainsBreaches && compliance.closure.typicalDays == 5)

      let again = try await app.app.importHistories(identity, from: try survey.log(), as: mo)
      #expect(again.wasFinished && again.tally == report.tally)
      #expect(try await app.ask(MeasureCompliance(by: .priority), as: "kim") == compliance)
      #expect(try await app.app.verify(as: app.person("lee")).isClean)
    }
  }

  @Test("up to the resolution instead of the closing, P3 compliance is about 82 %; broken off, the import goes on")
  func untilResolved() async throws {
    try await withTestApp(on: .sqlite) { app in
      try await app.run(ApplyAgreements(RealLog.drafts(stopAt: .resolved)), as: "mo")
      let survey = try RealLog.survey()
      let identity = RealLog.identity(survey)
      let mo = app.person("mo")
      await #expect(throws: BrokenLog.BrokenOff.self) {
        _ = try await app.app.importHistories(
          identity, from: BrokenLog(log: try survey.log(), row: 40_000), as: mo)
      }
      let report = try await app.app.importHistories(identity, from: try survey.log(), as: mo)
      #expect(report.resumedAt > 30_000 && report.resumedAt <= 40_000)
      #expect(report.tally.tickets == RealLog.incidents && report.tally.known == 0 && report.tally.faults == 0)

      let compliance = try await app.ask(MeasureCompliance(by: .priority), as: "kim")
      let share = try #require(compliance.groups.first { $0.by == "P3" }?.tally.compliance.fraction)
      #expect(share > 0.81 && share < 0.83, "\(share)")
      #expect(compliance.closure.timerExplainsDisagreement, "\(compliance.closure)")
    }
  }
}
