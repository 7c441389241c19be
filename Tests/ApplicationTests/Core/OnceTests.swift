import Core
import Kernel
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Idempotency keys", .timeLimit(.minutes(10)))
struct OnceTests {
  private func open(
    _ test: TestApp, _ title: String, key: String, digest: String? = nil, as name: String = "rita"
  ) async throws -> OnceAnswer {
    try await test.app.run(
      OpenTicket(title: title), as: test.person(name), once: IdempotencyKey(key: key, digest: digest ?? title)
    ) { OnceAnswer(status: 201, body: $0.number, etag: "\"\($0.version)\"") }
  }

  private func count(_ test: TestApp) async throws -> Int {
    try await test.ask(CountTickets([TicketFilter()]), as: "kim")[0]
  }

  @Test("the same request again gets the same answer and does nothing", arguments: TestEngine.available)
  func again(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let first = try await open(test, "Mouse", key: "k")
      #expect(!first.repeated && first.body == "INC-1")
      test.clock.advance(by: .hours(1))
      let second = try await open(test, "Mouse", key: "k")
      #expect(second.repeated && second.body == first.body && second.etag == first.etag && second.status == 201)
      #expect(try await count(test) == 1)
    }
  }

  @Test("many at once are one", arguments: TestEngine.available)
  func together(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let bodies = try await withThrowingTaskGroup(of: OnceAnswer.self) { group in
        for _ in 0..<8 { group.addTask { try await open(test, "Mouse", key: "k") } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(bodies.map(\.body)).count == 1 && bodies.count { !$0.repeated } == 1)
      #expect(try await count(test) == 1)
    }
  }

  @Test("another request under the key is a conflict; another person's key is another key")
  func others() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      _ = try await open(test, "Mouse", key: "k")
      await #expect(
        throws: MainstayError.conflict(
          code: "idempotency-key", message: "This Idempotency-Key was used for another request.")
      ) { try await open(test, "Cat", key: "k") }
      #expect(try await open(test, "Cat", key: "k", as: "ron").repeated == false)
    }
  }

  @Test("an answer is not repeated to who may not have it any more", arguments: TestEngine.available)
  func rightIsGone(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func add(as principal: Principal) async throws -> OnceAnswer {
        try await test.app.run(
          AddPerson(PersonDraft(name: "nora", displayName: "Nora", role: .agent)), as: principal,
          once: IdempotencyKey(key: "k", digest: "d")
        ) { OnceAnswer(status: 201, body: $0.name) }
      }
      #expect(try await !add(as: test.person("ada")).repeated)
      #expect(try await add(as: test.person("ada")).repeated)
      var demoted = test.person("ada")
      demoted.role = .lead
      let lead = demoted
      await #expect(throws: MainstayError.forbidden(permission: "people.manage")) { try await add(as: lead) }
      #expect(try await test.ask(ListPeople(search: "nora"), as: "ada").people.count == 1)
    }
  }

  @Test("a refused request leaves its key free")
  func refused() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      await #expect(throws: MainstayError.self) { try await open(test, " ", key: "k", digest: "d") }
      #expect(try await open(test, "Mouse", key: "k", digest: "d").repeated == false)
    }
  }

  @Test("keys have 1 to 200 characters", arguments: [0, 201])
  func bounds(_ length: Int) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      await #expect(throws: MainstayError.self) {
        try await open(test, "Mouse", key: String(repeating: "k", count: length))
      }
    }
  }

  @Test("keys are forgotten after two days", arguments: TestEngine.available)
  func forgotten(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      _ = try await open(test, "Mouse", key: "k")
      test.clock.advance(by: .days(2))
      #expect(try await test.run(ForgetOldKeys(), as: "system") == 0)
      test.clock.advance(by: .milliseconds(1))
      #expect(try await test.run(ForgetOldKeys(), as: "system") == 1)
      #expect(try await open(test, "Mouse", key: "k").repeated == false)
    }
  }
}
