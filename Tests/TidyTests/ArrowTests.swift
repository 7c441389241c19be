import Testing

@Suite("Arrows between targets", .timeLimit(.minutes(10)))
struct ArrowTests {
  @Test("every import line follows docs/architecture.md")
  func importsFollowTheArrows() {
    let findings = Repository.sources.flatMap(Arrows.findings)
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("every folder under Sources is a target that the arrows know")
  func everyTargetIsKnown() {
    let unknown = Set(Repository.sources.compactMap(\.file.target)).subtracting(Arrows.ours).sorted()
    #expect(unknown.isEmpty, "add to Tests/TidyTests/Arrows.swift and docs/architecture.md: \(unknown)")
  }

  @Test(
    "an import against the arrows is found",
    arguments: [
      ("Sources/Wings/Tickets/Pages/Queue/Queue.swift", "import Storage"),
      ("Sources/Wings/Tickets/Pages/Queue/Queue.swift", "import StorageSQLite"),
      ("Sources/Wings/Tickets/API/Routes.swift", "private import WebUI"),
      ("Sources/Kernel/Instant.swift", "import Foundation"),
      ("Sources/Wings/BusinessTime/Rules/Calendar.swift", "import Agreements"),
      ("Sources/Wings/Tickets/Rules/Ticket.swift", "import struct Foundation.Date"),
      ("Sources/Core/App.swift", "@testable import HummingbirdCore"),
      ("Sources/Channels/Webhooks/Sender.swift", "import Storage"),
      ("Sources/MainstayCLI/Serve.swift", "import StoragePostgres"),
    ])
  func forbiddenImport(path: String, line: String) {
    let file = SwiftFile(Repository.File(path: path, text: line))
    #expect(Arrows.findings(in: file).count == 1)
  }

  @Test(
    "an import along the arrows is not",
    arguments: [
      ("Sources/MainstayServer/Wiring.swift", "import StorageSQLite"),
      ("Sources/Wings/Tickets/UseCases/TicketStore.swift", "import Storage"),
      ("Sources/Wings/Tickets/Rules/Ticket.swift", "import Agreements"),
      ("Sources/Kernel/Instant.swift", "// import Foundation"),
    ])
  func allowedImport(path: String, line: String) {
    let file = SwiftFile(Repository.File(path: path, text: line))
    #expect(Arrows.findings(in: file).isEmpty)
  }
}
