import AgreementFiles
import Agreements
import BusinessTime
import Kernel
@testable import Recovery
import SystemZones
import Testing

@Suite("Recovered rules as an agreement file", .timeLimit(.minutes(10)))
struct RecoveredFileTests {
  private func recovered() throws -> RecoveredAgreement {
    let change = try Instant(parsing: "2026-03-01T00:00:00+01:00")
    var before = RecoveredRule(
      values: ["mail: \"home\"\n# x", "yes"], calendar: "hours",
      target: .open(ISO8601Duration(days: 2, time: .seconds(1))), stopAt: .closed, to: change)
    (before.cases, before.explained, before.fitsFrom, before.fitsTo) = (10, 9, .hours(16), .hours(17))
    let after = RecoveredRule(
      values: ["mail: \"home\"\n# x", "yes"], calendar: "hours", target: .localDays(3), stopAt: .closed, from: change)
    let wide = RecoveredRule(
      values: ["web"], calendar: "hours", target: .open(ISO8601Duration(time: .hours(4))), stopAt: .closed, from: change
    )
    let other = RecoveredRule(
      values: ["null"], calendar: "hours", target: .open(ISO8601Duration(time: .hours(6))), stopAt: .closed,
      from: change)
    var hours = CalendarDefinition.aroundTheClock(timeZone: "Europe/Paris")
    hours.workingDay = .hours(8)
    hours.closures = [Closure(.date(try #require(CivilDate(parsing: "2026-12-25")), nil))]
    var holding = RuleBook.Holding()
    holding.contradictions = [
      Contradiction(
        line: 7, values: ["mail: \"home\"\n# x", "yes"], opened: change, recordedDue: change + .days(1), ruleDue: nil)
    ]
    return RecoveredAgreement(
      attributes: ["type", "on call"], calendars: ["hours": hours], rules: [before, after, wide, other], cases: 12,
      explained: 11, holding: holding, undecided: ["Something\nis open."])
  }

  @Test("it reads back as the rules that it was written from, whatever the values hold")
  func roundTrip() throws {
    let recovered = try recovered()
    let text = recovered.agreementFile(title: "a file\nwith a break")
    let file = try AgreementFile([AgreementFile.Source(bytes: Array(text.utf8))], zones: SystemZones())
    #expect(file.calendars == recovered.calendars)
    let entries = recovered.entries
    #expect(file.agreements.count == entries.count)
    for entry in entries {
      let read = try #require(file.agreements.first { $0.key == entry.key })
      #expect(read.agreement == entry.agreement)
      #expect(read.scope == entry.scope)
      #expect(read.validFrom == entry.validFrom)
      #expect(read.validTo == entry.validTo)
    }
    // Both wider rules of one time stand in one agreement.
    #expect(entries.count == 3)
    #expect(
      text.hasPrefix("# What was promised, as far as a file\n# with a break shows: 11 of 12 (91.66 %) explained.\n"))
    #expect(text.contains("P2DT1S, 9 of 10 (90.00 %); targets from PT16H to PT17H fit as well"))
    #expect(text.contains("# - line 7, mail: \"home\" # x, yes: opened 2026-02-28T23:00:00Z, due 2026-03-01T23:00:00Z"))
  }

  @Test("its data have the keys of the specification")
  func json() throws {
    let json = try recovered().json
    let rule = try #require(json["rules"]?.arrayValue?.first)
    #expect(
      rule.objectValue?.keys.sorted() == [
        "calendar", "cases", "class", "days", "explained", "fitsFrom", "fitsTo", "from", "others", "pauses", "stopAt",
        "target", "to",
      ])
    #expect(rule["target"]?.stringValue == "P2DT1S")
    #expect(rule["fitsFrom"]?.canonical == "57600")
    #expect(rule["class"]?["on call"]?.stringValue == "yes")
    #expect(json["rules"]?.arrayValue?[1]["days"]?.stringValue == "local")
    var holding = RuleBook.Holding()
    (holding.cases, holding.due.compared, holding.due.explained, holding.without) = (4, 3, 2, 1)
    #expect(
      holding.json.canonical
        == #"{"cases":4,"due":{"compared":3,"explained":2},"verdict":{"compared":0,"explained":0},"without":1}"#)
  }
}
