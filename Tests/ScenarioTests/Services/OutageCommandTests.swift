import Foundation
import Kernel
import MainstayCLI
import Testing

@Suite("Availability at a terminal", .timeLimit(.minutes(10)))
struct OutageCommandTests {
  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  @Test("outages are recorded, corrected, brought in and withdrawn, and a promise is counted")
  func life() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("outages-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let database = folder.appendingPathComponent("desk.sqlite").path
    // The command line goes by the machine's clock: a day some weeks ago, and its month.
    let past = CivilDate(daysSince1970: Int(Date().timeIntervalSince1970 / 86_400) - 40)
    let (day, month) = (past.iso8601, String(past.iso8601.prefix(7)))
    let file = folder.appendingPathComponent("monitor.csv").path
    try Data(
      "service,from,to\npayments,\(day)T10:00:00Z,\(day)T10:20:00Z\npayments,soon,\n".utf8
    ).write(to: URL(fileURLWithPath: file))
    #expect(await run("migrate", "--database", database) == .done)
    let from = "\(day)T08:00:00+01:00"
    #expect(await run("outage", "record", "payments", "--from", from, "--database", database) == .badInput)
    #expect(
      await run("outage", "record", "payments", "--from", from, "--new-service", "--database", database) == .done)
    #expect(await run("outage", "record", "payments", "--from", "soon", "--database", database) == .badInput)
    #expect(
      await run(
        "outage", "correct", "OUT-1", "--to", "\(day)T09:00:00+01:00", "--reason", "over", "--database", database)
        == .done)
    #expect(await run("outage", "import", file, "--dry-run", "--database", database) == .checkFailed)
    let other = folder.appendingPathComponent("other.csv").path
    let latin = "service;Anfang;until;note\r\npayments;\(day)T11:00:00Z;\(day)T11:20:00Z;Störung\r\n"
    try #require(latin.data(using: .utf16LittleEndian)).write(to: URL(fileURLWithPath: other))
    let reading = ["outage", "import", other, "--dry-run", "--encoding", "utf-16le", "--database", database]
    #expect(await MainstayCommand.runToEnd(reading) == .badInput)
    #expect(await MainstayCommand.runToEnd(reading + ["--column", "Anfang=from"]) == .done)
    #expect(await run("outage", "import", file, "--database", database, "--json") == .checkFailed)
    #expect(
      await run("services", "promise", "payments", "--target", "99.9", "--from", "\(month)-01", "--database", database)
        == .done)
    #expect(await run("services", "promise", "payments", "--database", database) == .badInput)
    #expect(
      await run("services", "promise", "payments", "--target", "99", "--from", "\(month)-15", "--database", database)
        == .badInput)
    #expect(await run("services", "--database", database) == .done)
    #expect(await run("services", "show", "payments", "--period", month, "--database", database) == .done)
    #expect(await run("services", "show", "payments", "--period", "soon", "--database", database) == .badInput)
    #expect(await run("services", "question", "payments", "--period", month, "--database", database) == .done)
    #expect(await run("outage", "withdraw", "OUT-2", "--reason", "twice", "--database", database) == .done)
    #expect(await run("services", "changes", "--database", database) == .done)
    #expect(await run("services", "changes", "--database", database, "--json") == .done)
    // A person decides, on the page.
    #expect(await run("services", "changes", "approve", "CHG-1", "--database", database) == .badInput)
    #expect(await run("services", "changes", "refuse", "CHG-1", "--note", "x", "--database", database) == .badInput)
    #expect(await run("services", "changes", "take-back", "CHG-1", "--database", database) == .done)
    #expect(await run("services", "changes", "--decided", "--database", database) == .done)
    #expect(await run("disputes", "--database", database) == .done)
    #expect(await run("disputes", "--ended", "--database", database, "--json") == .done)
    #expect(await run("disputes", "show", "CHG-1", "--database", database) == .badInput)
    #expect(
      await run("services", "promise", "payments", "--target", "0", "--database", database) == .badInput)
    #expect(await run("outage", "approve", "OUT-1", "--database", database) == .badInput)
    #expect(await run("outage", "--database", database, "--json") == .done)
    #expect(await run("verify", "--database", database) == .done)
  }
}
