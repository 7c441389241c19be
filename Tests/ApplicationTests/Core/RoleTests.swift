import Core
import Foundation
import Kernel
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Who may do what", .timeLimit(.minutes(10)))
struct RoleTests {
  @Test("each use case is refused exactly to the roles that lack its permission", arguments: Guarded.commands)
  func commands(_ guarded: Guarded) async throws { try await check(guarded) }

  @Test("each query is refused exactly to the roles that lack its permission", arguments: Guarded.queries)
  func queries(_ guarded: Guarded) async throws { try await check(guarded) }

  @Test("each use case of the product has a row, and each row a use case")
  func complete() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources").standardized
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var found: Set<String> = []
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /(?:struct|enum|class) (\w+)(?:<[^>]*>)?: ([\w, &.]+)/) {
        let adopted = match.2.split { $0 == "," || $0 == " " || $0 == "&" }
        if adopted.contains("Command") || adopted.contains("Query") { found.insert(String(match.1)) }
      }
    }
    let rows = Set((Guarded.commands + Guarded.queries).flatMap(\.useCases))
    let missing = found.subtracting(rows).sorted()
    #expect(found.count > 90)
    #expect(missing.isEmpty, "These use cases stand in no row of the role table: \(missing.joined(separator: ", "))")
    #expect(rows.subtracting(found).isEmpty, "These rows name no use case: \(rows.subtracting(found).sorted())")
  }

  private func check(_ guarded: Guarded) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      // The requester's own, so that nothing but the permission can be in the way.
      let ticket = try await test.run(OpenTicket(title: "Printer"), as: "rita")
      for role in Role.allCases {
        let principal = test.anyone(role)
        var refusal: MainstayError?
        do {
          try await guarded.attempt(test, principal, TicketKey(ticket.id))
        } catch let error as MainstayError {
          if case .forbidden = error { refusal = error }
        }
        let expected = guarded.permission.flatMap { permission -> MainstayError? in
          principal.may(permission) ? nil : .forbidden(permission: permission.name)
        }
        #expect(refusal == expected, "\(role)")
      }
    }
  }

  /// A requester who asks for somebody else's ticket hears that there is none.
  @Test("requesters cannot tell others' tickets from none", arguments: Guarded.commands + Guarded.queries)
  func othersTickets(_ guarded: Guarded) async throws {
    let onTicket = [
      "answer", "show a ticket",
    ]
    guard onTicket.contains(guarded.name) else { return }
    try await withTestApp(on: .sqlite) { test async throws in
      let ticket = try await test.run(OpenTicket(title: "Printer"), as: "ron")
      for key in [ticket.number, ticket.number.lowercased(), ticket.id.text, ticket.id.text.uppercased()] {
        await #expect(throws: MainstayError.notFound(kind: "ticket", id: key)) {
          try await guarded.attempt(test, test.person("rita"), TicketKey(key))
        }
        try await guarded.attempt(test, test.person("kim"), TicketKey(key))
      }
    }
  }
}
