import Core
import Kernel
import PeopleUseCases
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Streams of readers who see some tickets", .timeLimit(.minutes(10)))
struct ScopedStreamTests {
  @Test("a program is told of the tickets in its reach, and of no others", arguments: TestEngine.available)
  func scoped(_ engine: TestEngine) async throws {
    try await LiveDesk.open(on: engine) { desk in
      _ = try await desk.test.run(GiveGrant("agent", to: .person("ron"), in: .team("network")), as: "ada")
      let token = try await desk.test.app.run(
        CreateToken(label: "stream", scopes: [.read], validFor: .days(2)), as: desk.test.holding("ron"))
      let stream = try await desk.stream("/api/v1/events", by: .token(token))
      #expect(stream.status == 200)
      let hidden = try await desk.test.run(OpenTicket(title: "Mouse", team: "desk"), as: "kim")
      let seen = try await desk.test.run(OpenTicket(title: "Switch", team: "network"), as: "kim")
      #expect(try await stream.read(until: "data: ticket:\(seen.id)\n"))
      let later = try await desk.test.run(OpenTicket(title: "Router", team: "network"), as: "kim")
      #expect(try await stream.read(until: "data: ticket:\(later.id)\n"))
      #expect(!stream.text.contains(hidden.id.text))
    }
  }
}
