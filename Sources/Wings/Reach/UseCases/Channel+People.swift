import Core
import Kernel
import Reach
import Storage
import Synchronization

extension Channel {
  /// The name of the channel that turns what happens into messages to people.
  public static let peopleName = "people"
  static let peopleKey = "desk"
  /// The one destination of all mail.
  static let mailKey = "server"

  /// Tells people, each by their own ways: what its deliveries do is to decide who that is.
  public static let people: Channel = {
    var channel = Channel(
      peopleName,
      // One after the other, so that "you have duty" and "you have it no more" arrive in the order in which they were so.
      .kept(concurrency: 1) { delivery, app in
        do {
          if DutyNews.kinds.contains(delivery.notice.kind) {
            try await app.run(TellOfDuty(delivery), as: .system("engine"))
          } else if let matter = app.features.matter(ofKind: delivery.notice.kind) {
            try await app.run(TellOfMatter(matter, delivery), as: .system("engine"))
          } else {
            try await app.run(TellPeople(delivery), as: .system("engine"))
          }
          return .delivered
        } catch MainstayError.notFound {
          return .declined("What it is about is no longer there.")
        } catch {
          return .deferred("It could not be decided who is told: \(String(describing: error).prefix(utf8Bytes: 300))")
        }
      }
    ) { kind, look in
      guard
        TicketNews.kinds.contains(kind.name) || DutyNews.kinds.contains(kind.name)
          || look.app.features.matter(ofKind: kind.name) != nil,
        try look.app.anyWays.isAnyVerified(look)
      else { return [] }
      return [Listener(key: peopleKey, name: "people, by their own ways")]
    }
    channel.sharedName = "people, by their own ways"
    channel.asksReaders = true
    return channel
  }()

  /// A kind of way by which people are reached.
  ///
  /// - Parameter deliver: One try; `App.outgoing` says what is sent and where.
  public static func personal(
    _ kind: WayKind, addressFault: @escaping @Sendable (_ address: String) -> String? = { _ in nil },
    _ deliver: @escaping @Sendable (_ delivery: Delivery, _ app: App) async -> DeliveryOutcome
  ) -> Channel {
    var channel = Channel(
      kind.channel, .kept(concurrency: kind == .mail ? 4 : 1, deliver: deliver), addressFault: addressFault
    ) { _, _ in [] }
    if kind == .mail {
      channel.sharedName = "the mail server"
    } else {
      channel.places = Channel.mostPersonalPlaces
    }
    return channel
  }
}

/// Whether anybody has a way that was verified, as this process knows it: it is asked for every change of every ticket.
/// What another node changes is known here a second later.
final class AnyWays: Sendable {
  static let fresh = Duration.seconds(1)

  private struct State {
    var isAny: Bool?
    var loadedAt = Instant.earliest
    /// Counts the changes, so that what was read before one is not kept after it.
    var changes = 0
  }

  private let state = Mutex(State())

  func isAnyVerified(_ look: Look) throws -> Bool {
    let (known, changes) = state.withLock { state -> (Bool?, Int) in
      let age = look.now - state.loadedAt
      return (age >= .zero && age < AnyWays.fresh ? state.isAny : nil, state.changes)
    }
    if let known { return known }
    let isAny = try WayStore.isAnyVerified(in: look.transaction)
    state.withLock { state in
      if state.changes == changes { (state.isAny, state.loadedAt) = (isAny, look.now) }
    }
    return isAny
  }

  /// A way was changed: the next who asks reads anew.
  func forget() {
    state.withLock { state in
      state.isAny = nil
      state.changes += 1
    }
  }
}
