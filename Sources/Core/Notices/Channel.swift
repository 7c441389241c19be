import Kernel
import Storage

/// A way to the outside. A new one is one more value in the list that the product is wired with.
public struct Channel: Sendable {
  /// How what it carries is kept.
  public enum Carrying: Sendable {
    /// With the change that caused it, and tried until it arrives.
    ///
    /// - Parameters:
    ///   - concurrency: Deliveries to one destination under way at once, on one node.
    ///   - deliver: One try. It ends within `Delivery.lease`, and what went wrong is its outcome. The app is for
    ///     looking up what the destination needs.
    case kept(
      concurrency: Int, deliver: @Sendable (_ delivery: Delivery, _ app: App) async -> DeliveryOutcome)
    /// Not at all: it is handed over as the change commits. The function returns at once.
    case passed(@Sendable (Notice) -> Void)
  }

  /// `webhook`: the first half of a destination.
  public var name: String
  public var carrying: Carrying
  /// Who wants a notice of this kind. Asked inside the transaction of every change that has something to tell, so
  /// it is one look by an index, or none.
  public var listeners: @Sendable (_ kind: NoticeKind, _ look: Look) throws -> [Listener]
  /// Why an address may not be called, as a sentence about it, as far as the address itself says it; nil where nothing
  /// is known against it. Asked when an address is written down; `deliver` looks again, at where it leads then.
  public var addressFault: @Sendable (_ address: String) -> String?
  /// Destinations of it that may have something under way at once, on one node; nil where they are as few as places.
  public var places: Int?
  /// Whether it asks of each person whom it tells whether they may know of the matter. What is confidential goes by no
  /// other: nobody knows who reads what a webhook is sent, or the log of the server.
  public var asksReaders = false
  /// What people call the one destination that all of its deliveries go through; nil where there are several.
  public var sharedName: String?

  /// Destinations of people's own addresses of one kind to which something may be under way at once.
  public static let mostPersonalPlaces = 24
  /// Channels with one destination for all, such as the mail server.
  public static let mostShared = 4

  public init(
    _ name: String, _ carrying: Carrying, addressFault: @escaping @Sendable (String) -> String? = { _ in nil },
    listeners: @escaping @Sendable (_ kind: NoticeKind, _ look: Look) throws -> [Listener]
  ) {
    (self.name, self.carrying, self.listeners, self.addressFault) = (name, carrying, listeners, addressFault)
  }
}

/// One who wants a notice.
public struct Listener: Hashable, Sendable {
  /// The channel's key for it; deliveries with one key are one queue.
  public var key: String
  /// What people call it.
  public var name: String
  public init(key: String, name: String) { (self.key, self.name) = (key, name) }
}

extension Channel {
  /// Hands the usual kinds to `write` as they commit. Nothing is kept for it: what happened is in the journal, and
  /// a line of a log is not worth a row in the database.
  public static func log(_ write: @escaping @Sendable (Notice) -> Void) -> Channel {
    Channel("log", .passed(write)) { kind, _ in kind.isUsual ? [Listener(key: "log", name: "log of the server")] : [] }
  }
}

extension App {
  package func channel(_ name: String) -> Channel? { channels.first { $0.name == name } }
}

extension Work {
  /// Tells whoever listens for a kind of notice. `facts` is asked for only where somebody does; where nobody does,
  /// nothing is written.
  ///
  /// - Parameter toPeopleAlone: It is confidential: only channels carry it that ask who reads it.
  package func tell(
    _ kind: NoticeKind, about subject: String, at: Instant, toPeopleAlone: Bool = false, _ facts: () -> NoticeFacts
  ) throws {
    let look = look
    let ways = try app.channels.compactMap { channel -> (Channel, [Listener])? in
      guard channel.asksReaders || !toPeopleAlone else { return nil }
      let listeners = try channel.listeners(kind, look)
      return listeners.isEmpty ? nil : (channel, listeners)
    }
    guard !ways.isEmpty else { return }
    let notice = Notice(kind, id: newID(), about: subject, at: at, facts(), now: now)
    var deliveries: [Delivery] = []
    for (channel, listeners) in ways {
      switch channel.carrying {
      case .passed(let pass): transaction.afterCommit { pass(notice) }
      case .kept: deliveries += listeners.map { delivery(of: notice, by: channel.name, to: $0) }
      }
    }
    try queue(notice, deliveries)
  }

  package func delivery(of notice: Notice, by channel: String, to listener: Listener) -> Delivery {
    Delivery(
      id: newID(), notice: notice, destination: Destination(channel: channel, key: listener.key),
      recipient: listener.name, createdAt: now, nextAt: now)
  }

  /// Keeps a notice with its deliveries; nothing where there are none.
  package func queue(_ notice: Notice, _ deliveries: [Delivery]) throws {
    guard !deliveries.isEmpty else { return }
    try NoticeStore.insert(notice, in: transaction)
    try DeliveryStore.insert(deliveries, in: transaction)
    try announce("outbox")
  }
}
