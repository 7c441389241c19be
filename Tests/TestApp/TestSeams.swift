import Core
import AgreementsUseCases
import BusinessTime
import Journal
import Kernel
import MessagesUseCases
import People
import PeopleUseCases
import Synchronization
import SystemZones

/// A clock that stands until the test moves it.
public final class ManualClock: Clock {
  private let instant: Mutex<Instant>

  public init(_ start: Instant) { instant = Mutex(start) }

  public func now() -> Instant { instant.withLock { $0 } }

  public func advance(by length: Kernel.Duration) { instant.withLock { $0 = $0 + length } }

  public func set(_ new: Instant) { instant.withLock { $0 = new } }
}

/// Ids and secrets by counting: the same in every run, each once.
public final class CountingIDs: IDSource {
  private let count = Mutex<UInt64>(0)

  public init() {}

  private func next() -> UInt64 {
    count.withLock { count in
      count += 1
      return count
    }
  }

  public func next(at now: Instant) -> RecordID {
    let time = digits(UInt64(clamping: now.milliseconds), 12)
    return RecordID("\(time.prefix(8))-\(time.suffix(4))-7000-8000-\(digits(next(), 12))")
  }

  public func secret(bytes count: Int) -> [UInt8] {
    // No two secrets are alike.
    var chance = SplitMix64(seed: next() &* 0x9e37_79b9_7f4a_7c15)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
  }

  private func digits(_ value: UInt64, _ width: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}

/// Keeps passwords as they are, which costs no time.
public struct PlainPasswords: PasswordHasher {
  public init() {}

  public func hash(_ password: String) async throws -> String { "plain:" + password }

  public func verify(_ password: String, against hash: String) async throws -> Bool { hash == "plain:" + password }
}

/// Calendars with the zones of this machine.
public struct ZonedCalendars: CalendarSource {
  private let zones = SystemZones()

  public init() {}

  public func calendar(_ definition: CalendarDefinition) throws -> BusinessCalendar {
    try BusinessCalendar(definition, zone: zones.rules(for: definition.timeZone))
  }

  public func faults(_ definition: CalendarDefinition, at prefix: String) -> [FieldFault] {
    definition.faults(at: prefix)
  }
}

/// A list of common passwords short enough to be read here.
public struct FewCommonPasswords: CommonPasswords {
  public static let all: Set<String> = ["password1234", "letmein letmein", "iloveyou2024"]
  public init() {}
  public func contains(_ password: String) -> Bool { FewCommonPasswords.all.contains(password) }
}

/// Keys for the secrets of webhooks that the test exchanges.
public final class TestSecrets: SecretsKeySource {
  private let bytes: Mutex<[UInt8]>

  /// - Parameter bytes: A key for each, all of whose bytes are this one; the present first.
  public init(_ bytes: [UInt8] = [9]) { self.bytes = Mutex(bytes) }

  public func set(_ new: [UInt8]) { bytes.withLock { $0 = new } }

  public func keys() throws(MainstayError) -> [SecretsKey] {
    let bytes = bytes.withLock { $0 }
    guard !bytes.isEmpty else { throw .unavailable(reason: "There is no secrets key.") }
    return bytes.compactMap { SecretsKey(secret: [UInt8](repeating: $0, count: SecretsKey.length)) }
  }
}
