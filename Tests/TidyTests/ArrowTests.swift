import Testing

@Suite("Arrows between targets", .timeLimit(.minutes(10)))
struct ArrowTests {
  @Test("every import line follows docs/architecture.md")
  func importsFollowTheArrows() {
    let findings = Repository.sources.flatMap(Arrows.findings)
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("wings stand on wings before them, so that they form no circle")
  func noCircles() {
    #expect(Arrows.wings.count > 5)
    var before: Set<String> = []
    for wing in Arrows.wings {
      #expect(Set(wing.standsOn).isSubset(of: before), "\(wing.name) stands on a wing that comes after it")
      before.insert(wing.name)
    }
  }

  @Test("each wing's folder has the floors that Package.swift lists, and the server's list of wings has each")
  func wingsAreListed() {
    let rooms = Set(
      Repository.sources.compactMap { file -> String? in
        let parts = file.path.split(separator: "/")
        return parts.count > 4 && parts[1] == "Wings" ? "\(parts[2])/\(parts[3])" : nil
      })
    #expect(rooms == Set(Arrows.wings.flatMap { wing in wing.floors.map { "\(wing.name)/\($0)" } }))
    let list = Repository.file("Sources/MainstayServer/Wings.swift")?.text ?? ""
    for wing in Arrows.wings {
      for floor in wing.floors where floor != "Rules" {
        #expect(list.contains("import \(wing.name)\(floor)\n"), "\(wing.name)\(floor) is in no list")
      }
    }
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
      ("Sources/Wings/Tickets/API/Routes.swift", "private import TicketsPages"),
      ("Sources/Wings/Agreements/UseCases/Agreement.swift", "import Tickets"),
      ("Sources/Wings/People/Pages/People.swift", "import TicketsUseCases"),
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
