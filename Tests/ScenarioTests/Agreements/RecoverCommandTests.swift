import AgreementFiles
import BusinessTime
import CSVFiles
import CaseFiles
import Foundation
import Kernel
import Recovery
import SystemZones
import TestDatabases
import Testing
@testable import MainstayCLI

@Suite("mainstay recover, from the command line", .timeLimit(.minutes(10)))
struct RecoverCommandTests {
  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  /// Three months of a desk with four and twelve open hours, and what its tool made of them.
  private static func cases() throws -> String {
    let json = """
      {"timeZone": "Europe/Paris", "weekly": {"mon": ["09:00-17:00"], "tue": ["09:00-17:00"], "wed": ["09:00-17:00"],
        "thu": ["09:00-17:00"], "fri": ["09:00-17:00"]}}
      """
    let zone = try SystemZones().rules(for: "Europe/Paris")
    let desk = try BusinessCalendar(CalendarDefinition(json: JSON(parsing: json)), zone: zone)
    var lines = ["opened,due,closed,kept,category"]
    for place in 0..<160 {
      let opened = Instant(seconds: 1_770_000_000 + Int64(place) * 47_113)
      let isMail = place % 3 == 0
      guard let due = desk.instant(adding: .hours(isMail ? 4 : 12), to: opened) else { continue }
      let closed = opened + .seconds(Int64(place * 7919 % 260_000))
      func text(_ instant: Instant) -> String { String(zone.local(instant).text.prefix(19)).replacing("T", with: " ") }
      lines.append(
        "\(text(opened)),\(text(due)),\(text(closed)),\(closed <= due ? "yes" : "no"),\(isMail ? "mail" : "web")")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The agreement file of what was recovered, which explains everything.
  private static func recovered(_ text: String) throws -> String {
    let columns = CaseColumns(
      opened: "opened", due: "due", stopped: "closed", verdict: .init(column: "kept", met: "yes"), classes: ["category"]
    )
    let file = try CaseFile(columns, zone: SystemZones().rules(for: "Europe/Paris")) {
      MemoryBytes(Array(text.utf8))
    }
    let found = try Recovery(file.cases).recovered()
    #expect(found.explained == found.cases)
    #expect(found.holding.verdict.explained == found.holding.verdict.compared)
    return found.agreementFile(title: "cases.csv")
  }

  @Test("what is recovered is an agreement file that explains its cases and is applied as it is")
  func recover() async throws {
    try await withTemporaryFolder { folder in
      let file = folder + "/cases.csv"
      try Self.cases().write(toFile: file, atomically: true, encoding: .utf8)
      let columns = [
        "--opened", "opened", "--due", "due", "--stopped", "closed", "--verdict", "kept=yes", "--class", "category",
        "--zone", "Europe/Paris",
      ]
      func ask(_ more: String...) async -> CommandStatus {
        await MainstayCommand.runToEnd(["recover", file] + columns + more)
      }
      #expect(await ask() == .done)
      #expect(await ask("--json") == .done)
      #expect(await ask("--pretty") == .done)
      #expect(await ask("--check", file) == .done)
      let recovered = folder + "/recovered.yaml"
      try Self.recovered(Self.cases()).write(toFile: recovered, atomically: true, encoding: .utf8)
      #expect(await ask("--check", recovered) == .done)
      #expect(await ask("--check", recovered, "--pretty") == .done)
      #expect(await run("apply", recovered, "--database", folder + "/desk.sqlite") == .done)
      #expect(await ask("--within", "P3D") == .badInput)
      #expect(await ask("--format", "dd/MM/yyyy HH:mm") == .badInput)
      #expect(await ask("--check", folder + "/none.yaml") == .badInput)
      #expect(await run("recover", file, "--opened", "opened", "--zone", "Europe/Paris") == .badInput)
      #expect(
        await run("recover", file, "--opened", "open", "--due", "due", "--zone", "Europe/Paris") == .badInput)
      #expect(
        await run(
          "recover", file, "--opened", "opened", "--due", "due", "--zone", "Europe/Paris", "--class", "category,,kept")
          == .badInput)
      #expect(await run("recover", file, "--opened", "opened", "--due", "due", "--zone", "Mars/Base") == .badInput)
      #expect(await run("recover", "servicenow", file, "--zone", "Europe/Paris") == .badInput)
    }
  }
}
