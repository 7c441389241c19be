import Core
import Dispatch
import HTTPSupport
import HTTPTypes
import ImportUseCases
import Kernel
import Synchronization
import TestDatabases
import Testing

@Suite("Imports through the API", .timeLimit(.minutes(10)))
struct ImportAPITests {
  private static let log = """
    number,incident_state,opened_at,sys_updated_at,priority,sys_mod_count
    INC1,New,29/2/2016 01:16,29/2/2016 01:23,3 - Moderate,0
    INC1,Resolved,29/2/2016 01:16,29/2/2016 08:53,3 - Moderate,2
    INC2,New,1/3/2016 10:00,1/3/2016 10:00,1 - Critical,0
    INC3,New,31/2/2016 10:00,1/3/2016 10:00,1 - Critical,0

    """
  private static let jira = """
    Issue key,Summary,Status,Created,Updated
    OPS-1,Lamp flickers,To Do,2025-03-13 09:00,2025-03-13 09:00

    """
  private static let query = "zone=America/Sao_Paulo&name=log.csv"

  @Test("a log is imported behind the answer, once, and told with its faults")
  func upload() async throws {
    try await APIDesk.open { desk in
      let begun = try await desk.call("importServiceNow", file: Self.log, as: .manager, query: Self.query)
      #expect(begun.status == 202)
      #expect(begun.json["underWay"] == true)
      let place = try #require(begun.headers[.location])
      let id = try #require(begun["id"])
      #expect(place == "/api/v1/imports/" + id)
      await desk.imports.settle()

      let shown = try await desk.call("showImport", ["import": id], as: .manager)
      #expect(shown.json["finished"] == true && shown.json["underWay"] == false)
      #expect(shown["name"] == "log.csv" && shown["zone"] == "America/Sao_Paulo")
      #expect(shown.json["rows"] == 4)
      #expect(shown.json["tally"]?["tickets"] == 2)
      #expect(shown.json["tally"]?["faults"] == 1)
      let work = desk.imports.workReports().last
      #expect(work?.name == "log.csv" && work?.outcome == "Imported, 1 held back.")
      #expect(shown.json["faults"]?.arrayValue?.map { $0["line"]?.integerValue } == [5])
      #expect(shown.json["faults"]?.arrayValue?.first?["number"]?.stringValue == "INC3")
      #expect(try await desk.call("showTicket", ["ticket": "INC1"])["state"] == "resolved")

      let again = try await desk.call("importServiceNow", file: Self.log, as: .manager, query: Self.query)
      #expect(again.status == 200)
      #expect(again.json["finishedBefore"] == true)
      #expect(again["run"] == id)
      #expect(again.json["tally"] == shown.json["tally"])
      let listed = try await desk.call("listImports", as: .manager)
      #expect(listed.items.map { $0["id"]?.stringValue } == [id])
    }
  }

  @Test("a list of another tool comes in by the mapping that is named, or is asked for what it does not say")
  func mapped() async throws {
    let list = Self.jira
    try await APIDesk.open { desk in
      for (query, field) in [("mapping=jira", "zone"), ("mapping=none&zone=UTC", "mapping")] {
        let asked = try await desk.call("importCSV", file: list, as: .manager, query: query)
        #expect(asked.status == 422 && asked.text.contains("\"\(field)\""), "\(asked.text)")
      }
      let query = "mapping=jira&zone=Europe/Lisbon"
      let plan = try await desk.call("importCSV", file: list, as: .manager, query: query + "&dryRun=true")
      #expect(plan.status == 200 && plan.json["tally"]?["tickets"] == 1)
      let sample = plan.json["samples"]?.arrayValue?.first
      #expect(sample?["number"] == "OPS-1" && sample?["title"] == "Lamp flickers" && sample?["clocks"] == [])
      #expect(sample?["openedAt"] == "2025-03-13T09:00:00Z" && sample?["events"] == [])
      let begun = try await desk.call("importCSV", file: list, as: .manager, query: query)
      #expect(begun.status == 202 && begun["source"] == "jira")
      await desk.imports.settle()
      #expect(try await desk.call("showTicket", ["ticket": "OPS-1"])["state"] == "open")
    }
  }

  /// A form of parts with files, as programs send one.
  private func form(_ parts: (name: String, content: String)...) -> (body: String, headers: HTTPFields) {
    let body = parts.map { part in
      "--cut\r\nContent-Disposition: form-data; name=\"\(part.name)\"; filename=\"x\"\r\n\r\n\(part.content)\r\n"
    }
    return (body.joined() + "--cut--\r\n", [.contentType: "multipart/form-data; boundary=cut"])
  }

  @Test("a list comes in by a mapping of one's own that is sent with it")
  func ownMapping() async throws {
    let mapping = """
      source: helpline
      columns: {number: Id, opened: Start, updated: Change, state: Status}
      states: {fresh: open, over: closed}
      """
    let list = "Id;Start;Change;Status\nH-1;2025-03-13 09:00;2025-03-13 09:00;fresh\n"
    try await APIDesk.open { desk in
      let good = form(("file", list), ("mapping", mapping))
      for (parts, query, field) in [
        (form(("mapping", mapping)), "zone=UTC", "file"), (form(("file", list)), "zone=UTC", "mapping"),
        (good, "zone=UTC&mapping=jira", "mapping"), (good, "", "zone"),
        (form(("file", list), ("mapping", mapping.replacing("open,", with: "opened,"))), "zone=UTC", "mapping"),
        (form(("file", list), ("mapping", mapping.replacing("Start", with: "Began"))), "zone=UTC", "header"),
        ((body: "--cut", headers: good.headers), "zone=UTC", ""),
      ] {
        let refused = try await desk.call(
          "importCSV", file: parts.body, as: .manager, query: query, headers: parts.headers)
        #expect(refused.status == 422 && refused.text.contains("\"path\":\"\(field)"), "\(field): \(refused.text)")
      }
      #expect(try await desk.call("listImports", as: .manager).items.isEmpty)
      let refused = try await desk.call(
        "importCSV", file: good.body, as: .agent, query: "zone=UTC", headers: good.headers)
      #expect(refused.status == 403)
      let begun = try await desk.call(
        "importCSV", file: good.body, as: .manager, query: "zone=UTC&name=h.csv", headers: good.headers)
      #expect(begun.status == 202 && begun["source"] == "helpline" && begun["name"] == "h.csv")
      await desk.imports.settle()
      #expect(try await desk.call("showTicket", ["ticket": "H-1"])["state"] == "open")
      let named = form(("file", Self.jira))
      let plan = try await desk.call(
        "importCSV", file: named.body, as: .manager, query: "mapping=jira&zone=UTC&dryRun=true", headers: named.headers)
      #expect(plan.status == 200 && plan.json["tally"]?["tickets"] == 1)
    }
  }

  @Test("a dry run says what would come in and writes nothing")
  func dryRun() async throws {
    try await APIDesk.open { desk in
      let told = try await desk.call(
        "importServiceNow", file: Self.log, as: .manager, query: Self.query + "&dryRun=true")
      #expect(told.status == 200)
      #expect(told.json["dryRun"] == true && told.json["run"] == .null)
      #expect(told.json["tally"]?["tickets"] == 2)
      #expect(told.json["faults"]?.arrayValue?.count == 1)
      #expect(try await desk.call("listImports", as: .manager).items.isEmpty)
      #expect(try await desk.call("showTicket", ["ticket": "INC1"]).status == 404)
    }
  }

  @Test(
    "what cannot be read is refused before anything is begun",
    arguments: [
      ("zone=Mars/Olympus", log, "text/csv", 422, "zone"), ("", log, "text/csv", 422, "zone"),
      ("zone=UTC", "number,state\n1,2\n", "text/csv", 422, "header"),
      ("zone=UTC", "", "text/csv", 422, ""), ("zone=UTC", log, "application/json", 415, ""),
      ("zone=UTC", "\u{1f}", "application/gzip", 422, "header"),
      ("zone=UTC&dryRun=maybe", log, "text/csv", 422, "dryRun"),
    ])
  func refused(query: String, file: String, type: String, status: Int, path: String) async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      let reply = try await desk.call(
        "importServiceNow", file: file, as: .manager, query: query, headers: [.contentType: type])
      #expect(reply.status == status, "\(reply.text)")
      if !path.isEmpty { #expect(reply.json["faults"]?.arrayValue?.first?["path"]?.stringValue == path) }
      #expect(try await desk.call("listImports", as: .manager).items.isEmpty)
    }
  }

  @Test("an import that broke off says why, and goes on when the file comes again")
  func resumes() async throws {
    try await APIDesk.open { desk in
      let lives = (1...4).map { Life(number: "INC0\($0)", resolved: 1).history }
      let root = Principal.system("test")
      let failures = Mutex(0)
      let run = try await desk.imports.begin(
        ImportUpload(.source("a")) { GivenHistories(lives, breaksAt: 3) }, as: root
      ) { _ in failures.withLock { $0 += 1 } }
      await desk.imports.settle()
      #expect(failures.withLock { $0 } == 1)
      let stopped = try await desk.call("showImport", ["import": run.id.text], as: .manager)
      #expect(stopped.json["finished"] == false && stopped.json["underWay"] == false)
      #expect(stopped["stoppedBy"] == "Something failed on our side; the log has it.")
      #expect(stopped.json["rows"] == 9)

      let again = try await desk.imports.begin(ImportUpload(.source("a")) { GivenHistories(lives) }, as: root)
      #expect(again.id == run.id)
      await desk.imports.settle()
      let done = try await desk.call("showImport", ["import": run.id.text], as: .manager)
      #expect(done.json["finished"] == true && done.json["stoppedBy"] == .null)
      #expect(done.json["tally"]?["tickets"] == 4)
    }
  }

  /// Gives nothing until it is let go.
  private struct HeldHistories: HistorySource {
    let gate: DispatchSemaphore
    var share: Double { 0 }
    mutating func next() -> ImportItem? {
      gate.wait()
      return nil
    }
  }

  @Test("one import at a time: another file is refused, the same one joins, and a stop breaks it off")
  func oneAtATime() async throws {
    try await APIDesk.open(on: .sqlite) { desk in
      let root = Principal.system("test")
      let gate = DispatchSemaphore(value: 0)
      let run = try await desk.imports.begin(ImportUpload(.source("a")) { HeldHistories(gate: gate) }, as: root)
      let other = try await desk.call("importServiceNow", file: Self.log, as: .manager, query: Self.query)
      #expect(other.status == 409)
      #expect(other["code"] == "import-under-way")
      let joined = try await desk.imports.begin(ImportUpload(.source("a")) { GivenHistories([ImportItem]()) }, as: root)
      #expect(joined.id == run.id)
      #expect(desk.imports.standings()[run.id]?.isUnderWay == true)
      // How far it is, is not known before something has been read.
      #expect(desk.imports.standings()[run.id]?.share == nil)
      gate.signal()
      await desk.imports.stop()
      #expect(desk.imports.standings()[run.id]?.isUnderWay == false)
      await #expect(throws: MainstayError.unavailable(reason: "The server is stopping.")) {
        _ = try await desk.imports.begin(ImportUpload(.source("b")) { GivenHistories([ImportItem]()) }, as: root)
      }
    }
  }
}
