import Agreements
import AgreementsUseCases
import Core
import Journal
import JournalUseCases
import Kernel
import Proposals
import ProposalsUseCases
import Recovery
@testable import RecoveryUseCases
import TestApp
import TestDatabases
import Testing

@Suite("Recoveries as they are kept", .timeLimit(.minutes(5)))
struct RecoveryTests {
  @Test("what was found is told as it was kept, and read for people", arguments: TestEngine.available)
  func kept(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      let made = try await test.recovered()
      let shown = try await test.ask(ShowRecovery(made.id), as: "mo")
      let run = shown.run
      #expect(run.settings == .sample && run.found == .sample && run.examples == [TestApp.contradiction])
      #expect(run.result?["contradictions"] == [TestApp.contradiction] && run.result?["cases"] == 10)
      let rule = try #require(run.rules.first)
      #expect(rule.fitsFrom == Duration(milliseconds: 14_100_500) && rule.fitsTo == .seconds(14_700))
      #expect(rule.target == .open(ISO8601Duration(time: .hours(4))) && rule.values == ["kind": "mail"])
      #expect(run.calendars.map(\.key) == ["x-hours"] && run.undecided == ["A guess."])
      #expect(run.counts(of: "due") == (10, 9) && run.contradictions.first?.line == 7)
      let listed = try await test.ask(ListRecoveries(), as: "mo").recoveries
      #expect(listed.map(\.name) == ["cases.csv"] && listed.first?.explained == 9)
      #expect(shown.begunBy == listed.first?.begunBy)
    }
  }

  @Test("one that has ended ends once", arguments: TestEngine.available)
  func once(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      let made = try await test.recovered()
      for _ in 0..<2 {
        await #expect(throws: MainstayError.self) {
          try await test.run(EndRecovery(made.id, because: "late"), as: "mo")
        }
        await #expect(throws: MainstayError.self) {
          _ = try await test.run(FinishRecovery(made.id, .sample, examples: []), as: "mo")
        }
      }
      await #expect(throws: MainstayError.notFound(kind: "recovery", id: "none")) {
        _ = try await test.ask(ShowRecovery(RecordID("none")), as: "mo")
      }
    }
  }

  @Test("adopting makes one proposal, whose reason names file and counts", arguments: TestEngine.available)
  func adopted(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      let made = try await test.recovered()
      let drafts = try TestApp.drafts(p1: 3)
      let proposal = try await test.run(AdoptRecovery(made.id, drafts: drafts), as: "mo")
      #expect(proposal.title == "Rules recovered from cases.csv" && proposal.state == .open)
      #expect(proposal.reason.contains(TestApp.recoveredFile) && proposal.reason.contains("9 of 10 cases"))
      #expect(proposal.reason.contains("Due times: 9 of 10.") && proposal.reason.contains("Verdicts: 8 of 8."))
      #expect(proposal.files.map(\.text) == [RecoveryFound.sample.file])
      #expect(try await test.ask(ShowRecovery(made.id), as: "mo").run.proposal == proposal.id)
      await #expect(throws: MainstayError.self) {
        _ = try await test.run(AdoptRecovery(made.id, drafts: drafts), as: "mo")
      }
      let entries = try await test.ask(StreamEntries("recovery/" + made.id.text), as: "lee").entries
      #expect(entries.map(\.entry.kind).sorted() == ["recovery.adopted", "recovery.begun", "recovery.found"])
    }
  }

  @Test("its cases are deleted in time; the rule stays", arguments: TestEngine.available)
  func expiring(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      let made = try await test.recovered()
      test.clock.advance(by: .days(90))
      #expect(try await test.app.applyRetention(as: test.system) == 0)
      test.clock.advance(by: .milliseconds(1))
      #expect(try await test.app.applyRetention(as: test.system) == 1)
      let run = try await test.ask(ShowRecovery(made.id), as: "mo").run
      #expect(run.examples == nil && run.found == .sample)
    }
  }

  @Test(
    "what is missing or said twice is named",
    arguments: [
      (RecoverySettings(columns: CaseColumns(opened: ""), zone: ""), ["zone", "opened", "due"]),
      (RecoverySettings(columns: CaseColumns(opened: "a", due: "a"), zone: "UTC"), ["due"]),
      (
        RecoverySettings(
          columns: CaseColumns(opened: "a", due: "b", verdict: .init(column: "c", met: "1")), zone: "UTC",
          within: .hours(13)), ["within", "stopped"]
      ),
      (RecoverySettings(columns: CaseColumns(opened: "a", due: "b", classes: ["c", "c"]), zone: "UTC"), ["classes"]),
      (RecoverySettings(columns: nil, zone: "UTC"), []),
    ] as [(RecoverySettings, [String])])
  func faults(_ settings: RecoverySettings, _ paths: [String]) {
    #expect(settings.faults.map(\.path) == paths)
    #expect(RecoverySettings(json: settings.json) == settings || settings.columns?.opened == "")
  }

  @Test(
    "keys begin with the file's name, as keys may be",
    arguments: [
      ("cases_dev.csv.gz", "cases-dev"), ("2026 Übersicht.csv", "bersicht"), ("___.csv", "recovered"),
      ("A very long name of a file.csv", "a-very-long-na"), ("", "recovered"),
    ])
  func keys(_ name: String, _ key: String) {
    #expect(RecoveryKey.of(name) == key)
  }

  @Test("a fault of a command's option is one of a setting")
  func named() {
    #expect(
      CaseReader.named(FieldFault("--due", "is not after --opened in 3 of 4 rows"))
        == FieldFault("due", "is not after the opening in 3 of 4 rows"))
    #expect(CaseReader.named(FieldFault("line 2, due", "is no time")) == FieldFault("", "line 2, due: is no time"))
    #expect(CaseReader.named(FieldFault("--class", "x")).path == "classes")
  }
}
