import BusinessTime
import Core
import Kernel
import Reach
import ReachUseCases
import Synchronization

/// Takes the company's mail while its past is lived, and keeps nothing of it but codes.
final class DemoMailbox: Sendable {
  private let codes = Mutex<[String: String]>([:])

  func take(_ delivery: Delivery, _ app: App) async -> DeliveryOutcome {
    switch await app.outgoing(delivery) {
    case .not(let outcome): return outcome
    case .send(let message):
      if let code = message.code { codes.withLock { $0[message.address] = code } }
      return .delivered
    }
  }

  func code(to address: String) -> String? { codes.withLock { $0[address] } }
}

/// Who of the company has said how they are reached.
struct DemoReach {
  var person: String
  var address: String
  var wishes: ChangeReach?
  /// Whether the code was typed.
  var isVerified = true

  /// How long before the present the company begins to tell people.
  static let since = Duration.days(2)

  static let all = [
    DemoReach(
      person: "amara", address: "amara@alder.example",
      wishes: ChangeReach(choices: ["noted.ordinary": "in-order", "team.ordinary": "in-order"])),
    DemoReach(
      person: "lena", address: "lena@alder.example",
      wishes: ChangeReach(
        timeZone: "Europe/Berlin", quiet: "20:00-07:00", quietDays: [.saturday, .sunday], passing: .urgent,
        choices: ["clock.ordinary": "nothing"])),
    DemoReach(person: "rosa", address: "rosa@alder.example"),
    DemoReach(person: "marc", address: "marc@alder.example", isVerified: false),
  ]
}

extension DemoCompany {
  /// Lets people say how they are reached; `work` carries what is due to where it goes.
  func beginTelling(_ people: [String: Principal], work: () async throws -> Void) async throws {
    for one in DemoReach.all {
      guard let person = people[one.person] else { continue }
      let way = try await app.run(AddWay(kind: .mail, label: "Mail", address: one.address), as: person)
      try await work()
      if one.isVerified, let code = mailbox.code(to: one.address) {
        _ = try await app.run(VerifyWay(way.way.id, code: code), as: person)
      }
      if let wishes = one.wishes { _ = try await app.run(wishes, as: person) }
    }
  }
}
