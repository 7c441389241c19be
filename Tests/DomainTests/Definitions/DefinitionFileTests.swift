import Agreements
import Definitions
import Escalation
import Kernel
import Services
import Testing
import Tickets

@Suite("Definitions as files", .timeLimit(.minutes(10)))
struct DefinitionFileTests {
  @Test("every key has a name of its own, the same wherever it is written")
  func names() {
    var names = DefinitionFileNames()
    let table: [(DefinitionKind, String, String)] = [
      (.agreement, "gold", "agreements/gold.yaml"), (.agreement, "Gold", "agreements/Gold~2.yaml"),
      (.calendar, "gold", "calendars/gold.yaml"), (.service, "mail & print", "services/mail%20%26%20print.yaml"),
      (.service, "../etc/passwd", "services/%2E.%2Fetc%2Fpasswd.yaml"), (.ladder, "é", "ladders/%C3%A9.yaml"),
      (.service, "v1.2", "services/v1.2.yaml"),
    ]
    for (kind, key, path) in table { #expect(names.path(kind, key) == path) }
    let long = names.path(.service, String(repeating: "x", count: 400))
    #expect(long.utf8.count < 220)
    #expect(names.path(.service, String(repeating: "x", count: 401)) == long.replacing(".yaml", with: "~2.yaml"))
  }

  private static func day(_ text: String) throws -> CivilDate { try #require(CivilDate(parsing: text)) }

  private static func promise(_ target: String) throws -> AvailabilityPromise {
    AvailabilityPromise(target: try ExactDecimal(parsing: target), timeZone: "UTC")
  }

  @Test("what is promised is told from the version that holds on, and nothing twice")
  func steps() throws {
    func line(_ versions: [(String, String?)]) throws -> PromiseLine {
      PromiseLine(
        try versions.enumerated().map { index, version in
          PromiseVersion(
            number: index + 1, from: try Self.day(version.0), promise: try version.1.map(Self.promise),
            madeAt: Instant(milliseconds: 0), madeBy: "mo")
        })
    }
    // Versions by number, and what is told on 15 June.
    let table: [([(String, String?)], [(String, String?)])] = [
      ([], []),
      ([("2026-01-01", "99.9")], [("2026-01-01", "99.9")]),
      ([("2026-01-01", "99"), ("2026-06-01", "99.9")], [("2026-06-01", "99.9")]),
      ([("2026-01-01", "99"), ("2026-07-01", "99.9")], [("2026-01-01", "99"), ("2026-07-01", "99.9")]),
      // The newest of those that have begun holds, however early it begins.
      ([("2026-07-01", "99.9"), ("2026-01-01", "99")], [("2026-01-01", "99")]),
      ([("2026-01-01", "99"), ("2026-07-01", "99.00")], [("2026-01-01", "99")]),
      ([("2026-01-01", "99"), ("2026-06-01", nil)], []),
      ([("2026-01-01", "99"), ("2026-07-01", nil)], [("2026-01-01", "99"), ("2026-07-01", nil)]),
      ([("2026-01-01", "99"), ("2026-06-01", nil), ("2026-08-01", "98")], [("2026-08-01", "98")]),
    ]
    for (versions, told) in table {
      let steps = try line(versions).steps(from: Self.day("2026-06-15"))
      #expect(steps.map(\.from.iso8601) == told.map(\.0), "\(versions)")
      #expect(steps.map { $0.promise?.target.text } == told.map(\.1), "\(versions)")
    }
  }

  @Test("what was written is read back")
  func readBack() throws {
    var promise = try Self.promise("99.95")
    (promise.calendar, promise.shortest, promise.notice) = ("desk", .minutes(5), .hours(48))
    promise = promise.bounded
    let service = ServiceDefinition(
      "mail",
      steps: [
        .init(from: try Self.day("2026-06-01"), promise: promise),
        .init(from: try Self.day("2026-09-01"), promise: nil),
      ])
    #expect(try OneDefinition(json: service.json) == .service(service))
    let words = WordsDefinition(
      .priority,
      words: [Word(.priority, "P1", label: "Critical", isDefault: true), Word(.priority, "P9", isActive: false)])
    #expect(try OneDefinition(json: words.json) == .words(words))
    let reasons = WordsDefinition(.holdReason, words: [Word(.holdReason, "parts", end: .requester)])
    #expect(try OneDefinition(json: reasons.json) == .words(reasons))
    let ladder = LadderDefinition(
      "majors", try Ladder(json: ["name": "Majors", "rungs": [["when": "75%", "tell": ["team"]]]]), isOn: false)
    #expect(try OneDefinition(json: ladder.json) == .ladder(ladder))
    let files: JSON = ["files": [["file": "a.yaml", "text": "x: 1"]]]
    #expect(try OneDefinition(json: files) == .files([.init(name: "a.yaml", text: "x: 1")]))
    #expect(OneDefinition.isOfAgreements(["calendars": [:]]) && !OneDefinition.isOfAgreements(service.json))
  }

  @Test(
    "what is wrong is named by its path",
    arguments: [
      (["service": "mail"], "promises"),
      (["service": "mail", "promises": [["target": "99.9", "timeZone": "UTC"]]], "promises[0].from"),
      (
        ["service": "mail", "promises": [["from": "2026-06-01", "target": "much", "timeZone": "UTC"]]],
        "promises[0].target"
      ),
      (
        ["service": "mail", "promises": [["from": "2026-06-01", "target": "101", "timeZone": "UTC"]]],
        "promises[0].target"
      ),
      (
        ["service": "mail", "promises": [["from": "2026-06-01", "nothing": true, "target": "1"]]], "promises[0].target"
      ),
      (
        [
          "service": "mail",
          "promises": [["from": "2026-06-01", "nothing": true], ["from": "2026-06-01", "nothing": true]],
        ], "promises[1].from"
      ),
      (["service": "mail", "promises": [], "extra": 1], "extra"),
      (["list": "colours", "words": []], "list"),
      (["list": "priority", "words": [["key": "P1"], ["key": "P1"]]], "words[1].key"),
      (["list": "kind", "words": [["key": "incident"]]], "words[0].prefix"),
      (["key": "majors", "ladder": ["name": "x", "rungs": []]], "ladder.rungs"),
      (
        ["key": "majors", "on": "perhaps", "ladder": ["name": "x", "rungs": [["when": "75%", "tell": ["team"]]]]], "on"
      ),
      (["files": [["file": "a.yaml"]]], "files[0].text"),
      (["something": "else"], ""),
    ] as [(JSON, String)])
  func faults(_ row: (JSON, String)) {
    do throws(MainstayError) {
      _ = try OneDefinition(json: row.0)
      Issue.record("\(row.0.canonical) was taken")
    } catch {
      #expect(error.faultPaths.contains(row.1), "\(error)")
    }
  }

  @Test("the manifest names version, hash and place in the journal of each, a line each")
  func manifest() throws {
    let file = DefinitionFile(
      kind: .agreement, key: "gold", version: 3, path: "agreements/gold.yaml", text: "x", hash: "ab",
      position: .init(stream: "agreement/gold", sequence: 3, hash: "cd"))
    let export = DefinitionExport(files: [file], checkpoint: 12, leftOut: ["Ladders are not here."])
    let json = try JSON(parsing: export.manifest)
    #expect(json["checkpoint"] == 12 && json["form"] == 1)
    #expect(json["definitions"]?.arrayValue?.first?["journal"]?["sequence"] == 3)
    #expect(export.manifest.split(separator: "\n").contains { $0.hasPrefix("  {") && $0.contains("\"gold\"") })
    #expect(try OneDefinition(json: export.json) == .files([.init(name: "agreements/gold.yaml", text: "x")]))
  }
}

extension MainstayError {
  /// Where its faults are.
  fileprivate var faultPaths: [String] {
    guard case .invalid(let faults) = self else { return [] }
    return faults.map(\.path)
  }
}
