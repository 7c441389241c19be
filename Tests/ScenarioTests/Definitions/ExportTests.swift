import AgreementFiles
import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Definitions
import DefinitionsUseCases
import Escalation
import EscalationUseCases
import Foundation
import HTTPTypes
import JournalUseCases
import Kernel
import MainstayServer
import PeopleUseCases
import ProposalsUseCases
import Services
import ServicesUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases
@testable import MainstayCLI

@Suite("Promise: every definition can be taken away as files, and put in force elsewhere", .timeLimit(.minutes(10)))
struct ExportTests {
  private static let ladder: JSON = [
    "name": "Majors: \"at once\"", "agreements": ["standard"], "objectives": ["resolution"],
    "rungs": [
      ["when": "50%", "tell": ["team", "person:kim"], "hours": ["calendar": "desk"]],
      ["when": "breach", "tell": ["role:manager"], "acknowledge": ["within": "PT15M"]],
    ],
  ]

  /// A desk with something of each kind.
  private static func fill(_ test: TestApp) async throws {
    try await test.applyAgreement()
    var terms = try TestApp.drafts().agreements[0]
    (terms.key, terms.scope) = ("gold/1", ["category": ["mail"]])
    (terms.particulars.kind, terms.particulars.noticePeriod) = (.underpinningContract, NoticePeriod(3, .months))
    terms.particulars.customer = .init(.vendor, "acme")
    terms.particulars.signatories = [.init(name: "Ann \"the\" Ode: *head", side: .provider)]
    terms.particulars.clauses = [.init(name: "4.2", text: "Two lines,\nof which one begins: - so # and [so]:")]
    terms.particulars.reviewDate = CivilDate(parsing: "2025-12-01")
    terms.termination = AgreementTermination(
      effective: TestApp.start + .days(90), toldAt: TestApp.start, reason: "It is over.")
    try await test.run(ApplyAgreements(AgreementDrafts(agreements: [terms])), as: "mo")
    let calendar = try #require(try TestApp.drafts().calendars.keys.sorted().first)
    var promise = AvailabilityPromise(target: try ExactDecimal(parsing: "99.9"), timeZone: "Europe/Paris")
    (promise.calendar, promise.shortest) = (calendar, .minutes(5))
    _ = try await test.run(PromiseAvailability("mail", promise, isNewService: true), as: "mo")
    promise.target = try ExactDecimal(parsing: "99.99")
    _ = try await test.run(
      PromiseAvailability("mail", promise, from: CivilDate(parsing: "2025-09-01"), isNewService: true), as: "mo")
    test.clock.advance(by: .seconds(10))
    var body = ladder.objectValue ?? [:]
    body["rungs"] = .array(
      (body["rungs"]?.arrayValue ?? []).map { rung in
        var members = rung.objectValue ?? [:]
        if members["hours"] != nil { members["hours"] = ["calendar": .string(calendar)] }
        return .object(members)
      })
    _ = try await test.run(SaveLadder("majors", Ladder(json: .object(body))), as: "mo")
    _ = try await test.run(AddWord(.category, "payroll", label: "Payroll & pensions"), as: "ada")
    _ = try await test.run(ChangeWord(.category, "payroll", place: 1), as: "ada")
    _ = try await test.run(ChangeWord(.category, "fire", isActive: false), as: "ada")
  }

  private static func read(_ files: [(String, String)], on test: TestApp) async throws -> DefinitionSet {
    try await test.app.readDefinitions(
      files.map { AgreementFile.Source(name: $0.0, bytes: Array($0.1.utf8)) })
  }

  @Test("an empty desk comes to the same hashes, and the same desk changes nothing", arguments: TestEngine.available)
  func roundTrip(_ engine: TestEngine) async throws {
    let exported = try await withTestApp(on: engine) { test async throws -> DefinitionExport in
      try await Self.fill(test)
      let export = try await test.ask(ExportDefinitions(), as: "ada")
      #expect(Set(export.files.map(\.kind)) == Set(DefinitionKind.allCases))
      #expect(export.unreadable.isEmpty && export.leftOut.isEmpty)
      #expect(export.files.allSatisfy { $0.position != nil }, "each names its place in the journal")
      let set = try await Self.read(export.files.map { ($0.path, $0.text) }, on: test)
      let planned = try await test.ask(PlanDefinitions(set), as: "ada")
      #expect(planned.filter(\.isChange).map(\.key) == [])
      let applied = try await test.run(ApplyDefinitions(set), as: "ada")
      #expect(applied.filter(\.isChange).map(\.key) == [])
      #expect(try await test.ask(ExportDefinitions(), as: "ada") == export)
      // Where somebody else approves changes, there is still nothing to change.
      _ = try await test.run(SetApprovalRule(true), as: "ada")
      #expect(try await test.run(ApplyDefinitions(set), as: "ada").filter(\.isChange).isEmpty)
      return export
    }
    try await withTestApp(on: engine) { test async throws in
      // The one file that programs get, as well as the folder.
      let set = try await Self.read([("definitions.json", exported.json.canonical)], on: test)
      #expect(try await test.ask(PlanDefinitions(set), as: "ada").contains { $0.effect == .new })
      let applied = try await test.run(ApplyDefinitions(set), as: "ada")
      #expect(applied.contains { $0.kind == .ladder && $0.effect == .new })
      let again = try await test.ask(ExportDefinitions(), as: "ada")
      #expect(again.files.map(\.hash) == exported.files.map(\.hash))
      #expect(again.files.map(\.text) == exported.files.map(\.text))
      #expect(again.files.map(\.path) == exported.files.map(\.path))
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test(
    "all of them or none are put in force, and what is wrong is named with its file", arguments: TestEngine.available)
  func whole(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await Self.fill(test)
      let export = try await test.ask(ExportDefinitions(), as: "ada")
      let files = export.files.map { file in
        (
          file.path,
          file.text.replacing("person:kim", with: "person:gone").replacing("09:00-17:00", with: "09:00-16:00")
        )
      }
      let set = try await Self.read(files, on: test)
      await #expect(
        throws: MainstayError.invalid([.init("ladders.majors.rungs[0].tell[1]", "nobody signs in as gone")])
      ) {
        try await test.run(ApplyDefinitions(set), as: "ada")
      }
      #expect(try await test.ask(ExportDefinitions(), as: "ada") == export, "nothing of it was put in force")
      // Planning refuses the same, and writes as little where there is nothing to refuse.
      let ada = test.person("ada")
      await #expect(
        throws: MainstayError.invalid([.init("ladders.majors.rungs[0].tell[1]", "nobody signs in as gone")])
      ) {
        _ = try await test.app.planDefinitions(set, as: ada)
      }
      let earlier = try await Self.read(
        files.map { ($0.0, $0.1.replacing("person:gone", with: "person:kim")) }, on: test)
      let planned = try await test.app.planDefinitions(earlier, as: ada)
      #expect(planned.refusal == nil && planned.changes.contains { $0.kind == .calendar && $0.isChange })
      #expect(try await test.ask(ExportDefinitions(), as: "ada") == export, "nothing that is planned is put in force")
      _ = try await test.run(SetApprovalRule(true), as: "ada")
      let refused = try await test.app.planDefinitions(earlier, as: ada)
      #expect(refused.refusal != nil && refused.changes.contains { $0.kind == .calendar && $0.isChange })
      _ = try await test.run(SetApprovalRule(false), as: "ada")
      // Another text under the number of the version that was taken back is not taken for it.
      let mended = files.map {
        ($0.0, $0.1.replacing("person:gone", with: "person:kim").replacing("16:00", with: "15:00"))
      }
      _ = try await test.run(ApplyDefinitions(Self.read(mended, on: test)), as: "ada")
      let newest = try #require(try await test.ask(CalendarVersions(), as: "ada").first)
      #expect(newest.version == 2 && newest.definition.json.canonical.contains("15:00"))
      do {
        _ = try await Self.read([("services/mail.yaml", "service: mail\npromises: [{from: soon}]\n")], on: test)
        Issue.record("was read")
      } catch let error as MainstayError {
        #expect(error.faultPaths.contains("services/mail.yaml: promises[0].from"), "\(error)")
      }
    }
  }

  @Test("a promise is lowered where it is said that this is meant, and what changes is said")
  func lower() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await Self.fill(test)
      let text = "service: mail\npromises: [{from: 2026-01-01, target: 6, timeZone: Europe/Paris}]\n"
      let set = try await Self.read([("services/mail.yaml", text)], on: test)
      do {
        _ = try await test.app.planDefinitions(set, as: test.person("ada"))
        Issue.record("a lower promise was planned")
      } catch let error as MainstayError {
        #expect(error.faultPaths == ["services.mail.promises[0].lower"], "\(error)")
      }
      await #expect(throws: MainstayError.self) { try await test.run(ApplyDefinitions(set), as: "ada") }
      let planned = try await test.app.planDefinitions(set, isLower: true, as: test.person("ada"))
      #expect(
        planned.changes.flatMap(\.remarks) == ["From 2026-01-01 on 6 percent is promised; it was 99.99 percent."])
      _ = try await test.run(ApplyDefinitions(set, isLower: true), as: "ada")
      let line = try #require(try await test.ask(ListPromises("mail"), as: "ada").services.first?.line)
      #expect(line.versions.last?.promise?.target.text == "6")
    }
  }

  @Test("what somebody may not see is left out, and said; agents take nothing away")
  func rights() async throws {
    try await PageDesk.open { desk in
      try await Self.fill(desk.test)
      #expect(try await desk.get("/export", as: "kim").status == 403)
      #expect(try await desk.get("/export/definitions.json", as: "kim").status == 403)
      #expect(try await !desk.get("/agreements", as: "kim").html.contains("Take everything away"))
      #expect(try await desk.get("/agreements", as: "mo").html.contains("Take everything away"))
      let page = try await desk.get("/export", as: "mo").html
      #expect(page.contains("majors") && page.contains("Download all as one file"))
      let file = try await desk.get("/export/file?path=agreements/gold%252F1.yaml", as: "mo")
      #expect(file.status == 200 && file.html.contains("agreements:\n  gold/1:"), "\(file.html)")
      #expect(try await desk.get("/export/file?path=agreements/none.yaml", as: "mo").status == 404)
    }
    try await APIDesk.open { desk in
      let export = try await desk.call("exportDefinitions", as: .manager)
      #expect(export.status == 200 && export.json["form"] == 1)
      #expect(export.json["files"]?.arrayValue?.contains { $0["kind"] == "words" } == true)
      #expect(try await desk.call("exportDefinitions", as: .lead).status == 403)
    }
  }

  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  @Test("from the command line: a folder that is empty, or said; the same on another desk; nothing to change on this")
  func commands() async throws {
    let desk = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Examples/desk.yaml").path
    try await withTemporaryFolder { folder in
      let (one, other) = (folder + "/one.sqlite", folder + "/other.sqlite")
      let (out, again) = (folder + "/out", folder + "/again")
      #expect(await run("apply", desk, "--database", one) == .done)
      #expect(await run("export", out, "--database", one) == .done)
      #expect(await run("export", out, "--database", one) == .badInput, "it is not empty")
      try "mine".write(toFile: out + "/notes.txt", atomically: true, encoding: .utf8)
      try FileManager.default.createDirectory(atPath: out + "/ladders", withIntermediateDirectories: true)
      #expect(await run("export", "--into", out, "--database", one) == .done)
      #expect(FileManager.default.fileExists(atPath: out + "/notes.txt"), "what it does not write stays")
      #expect(await run("export", desk, "--database", one) == .badInput, "it is a file")
      #expect(await run("export", "--database", one) == .badInput)
      #expect(await run("apply", out, "--plan", "--database", other) == .done)
      #expect(await run("apply", out, "--database", other) == .done)
      #expect(await run("apply", out, "--database", one) == .done)
      #expect(await run("export", again, "--database", other) == .done)
      let names = try FileManager.default.subpathsOfDirectory(atPath: again).filter { $0.hasSuffix(".yaml") }
      #expect(names.contains { $0.hasPrefix("agreements/") } && names.contains { $0.hasPrefix("words/") })
      for name in names {
        #expect(
          FileManager.default.contents(atPath: out + "/" + name)
            == FileManager.default.contents(atPath: again + "/" + name), "\(name)")
      }
      #expect(await run("apply", folder + "/nothing", "--database", one) == .badInput)
      try FileManager.default.createDirectory(atPath: folder + "/empty", withIntermediateDirectories: true)
      #expect(await run("apply", folder + "/empty", "--database", one) == .badInput)
    }
  }

  private static let parents = [
    (".", "."), ("a", "."), ("/", "/"), ("/a", "/"), ("a/b", "a"), ("/a/b", "/a"), ("../a", ".."),
  ]

  @Test("the folder that something stands in, however short its name", arguments: parents)
  func parent(_ path: String, _ parent: String) {
    #expect(ExportFolder.parent(of: path) == parent)
  }

  @Test("what is no plain file or folder is not read, and not passed over in silence")
  func links() async throws {
    try await withTemporaryFolder { folder in
      let files = FileManager.default
      for (name, make) in [
        ("pipe", { path in _ = mkfifo(path + "/a.yaml", 0o600) }),
        ("link", { path in try files.createSymbolicLink(atPath: path + "/a.yaml", withDestinationPath: "/dev/null") }),
        ("below", { path in try files.createSymbolicLink(atPath: path + "/services", withDestinationPath: folder) }),
      ] as [(String, (String) throws -> Void)] {
        let path = folder + "/" + name
        try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        try "a: b".write(toFile: path + "/plain.yaml", atomically: true, encoding: .utf8)
        #expect(try ExportFolder.definitions(in: path, limit: 10) == [path + "/plain.yaml"])
        try make(path)
        #expect(throws: MainstayError.self, "\(name)") { try ExportFolder.definitions(in: path, limit: 10) }
      }
    }
  }

  @Test("a folder that cannot be written is said, and what stood there stays")
  func unwritable() throws {
    let folder = NSTemporaryDirectory() + "export-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let files = [ExportFolder.File(path: "a/one.yaml", text: "1"), ExportFolder.File(path: "a", text: "2")]
    #expect(throws: MainstayError.self) {
      try ExportFolder(folder + "/out", mayHold: false, field: "folder").write(files)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }
}

extension MainstayError {
  /// Where its faults are.
  fileprivate var faultPaths: [String] {
    guard case .invalid(let faults) = self else { return [] }
    return faults.map(\.path)
  }
}
