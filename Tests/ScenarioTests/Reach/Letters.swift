import Core
import Engine
import Kernel
import PeopleUseCases
import Reach
import ReachUseCases
import Synchronization
import TestApp

/// Takes what is sent to people, in the place of the world outside.
final class Letters: Sendable {
  struct Letter: Sendable {
    var kind: WayKind
    var message: OutgoingMessage
    var delivery: Delivery
  }

  private struct State {
    var letters: [Letter] = []
    var outcomes: [WayKind: DeliveryOutcome] = [:]
  }

  private let state = Mutex(State())

  var all: [Letter] { state.withLock { $0.letters } }

  /// Those to an address that are no codes.
  func told(_ address: String) -> [String] {
    all.filter { $0.message.address == address && $0.message.code == nil }.map(\.message.text)
  }

  func code(to address: String) -> String? { all.last { $0.message.address == address }?.message.code }

  /// What every try by a kind of way ends with; nil lets it arrive.
  func answer(_ kind: WayKind, _ outcome: DeliveryOutcome?) { state.withLock { $0.outcomes[kind] = outcome } }

  private func take(_ kind: WayKind, _ delivery: Delivery, _ app: App) async -> DeliveryOutcome {
    switch await app.outgoing(delivery) {
    case .not(let outcome): return outcome
    case .send(let message):
      return state.withLock { state in
        if let outcome = state.outcomes[kind] { return outcome }
        state.letters.append(Letter(kind: kind, message: message, delivery: delivery))
        return .delivered
      }
    }
  }

  func channels(_ kinds: [WayKind] = WayKind.allCases) -> [Channel] {
    [.people] + kinds.map { kind in .personal(kind) { await self.take(kind, $0, $1) } }
  }
}

/// A desk whose people are reached by `Letters`.
struct ReachDesk: Sendable {
  let test: TestApp
  let app: App
  let letters: Letters
  private let dispatcher = Dispatcher()

  init(_ test: TestApp, kinds: [WayKind] = WayKind.allCases, letters: Letters = Letters()) {
    self.letters = letters
    (self.test, app) = (test, test.app.with(channels: letters.channels(kinds)))
  }

  /// Lets the engine do all that is due now.
  func settle() async throws {
    for _ in 1...3 {
      _ = try await dispatcher.begin(app)
      _ = await dispatcher.idle()
      _ = try await app.advancePersonalNotices(limit: 100, as: .system("engine"))
    }
  }

  @discardableResult
  func run<C: Command>(_ command: C, as name: String) async throws -> C.Output {
    try await app.run(command, as: test.person(name))
  }

  func ask<Q: Query>(_ query: Q, as name: String) async throws -> Q.Output {
    try await app.ask(query, as: test.person(name))
  }

  /// Adds a way and types its code.
  @discardableResult
  func add(_ kind: WayKind, _ address: String, of name: String) async throws -> RecordID {
    let way = try await run(AddWay(kind: kind, label: kind.words.capitalized, address: address), as: name)
    try await settle()
    _ = try await run(VerifyWay(way.way.id, code: letters.code(to: address) ?? ""), as: name)
    return way.way.id
  }

  /// Lets kim sign in, or not any more.
  func allow(kim isActive: Bool) async throws {
    let draft = PersonDraft(
      name: "kim", displayName: "Kim Agent", role: .agent, teams: ["desk"], isActive: isActive)
    _ = try await run(ChangePerson(draft), as: "ada")
  }

  /// What the newest messages to somebody have come to, newest first, with why; without those that they want nothing of,
  /// which are made at the same instant.
  func outcomes(of name: String) async throws -> [(state: ToldState, why: String)] {
    try await ask(ListOwnNotices(), as: name).items.map { ($0.notice.state, $0.notice.why) }
      .filter { !$0.why.hasPrefix("nothing is sent: that is what you chose") }
  }
}

extension String {
  var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
