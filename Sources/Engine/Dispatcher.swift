import Core
import Kernel
import MessagesUseCases

/// Sends what waits in the outbox, on one node. Each destination has workers of its own, which take one delivery
/// after the other, so that one which is slow, dripping or dead keeps nobody waiting but itself.
public actor Dispatcher {
  /// Deliveries under way on one node. More than the destinations that there can be (webhooks have a bound), so
  /// that one which answers always finds a place however many do not.
  public static let mostUnderway = Hook.most + Channel.mostShared + 2 * Channel.mostPersonalPlaces + mostFurther
  /// Of these for destinations that have one under way already.
  static let mostFurther = 28
  /// How often it is looked for what has waited for too long, or waits for an instant that lies too far ahead.
  static let oldEvery = Kernel.Duration.minutes(1)

  private struct Worker {
    var destination: Destination
    var task: Task<Void, Never>
  }

  private var workers: [Int: Worker] = [:]
  private var lastWorker = 0
  private var underway: [Destination: Int] = [:]
  /// Destinations whose last delivery arrived: those may have several under way.
  private var proven: Set<Destination> = []
  /// Deliveries that have ended since somebody asked.
  private var ended = 0
  private var failure: (any Error)?
  private var isStopping = false
  private var lookedForOldAt: Instant?
  private var waiting: [CheckedContinuation<Void, Never>] = []

  public init() {}

  /// Begins to send what is due, and waits for nothing of it.
  ///
  /// - Returns: How many deliveries have ended since the last call.
  /// - Throws: What kept deliveries from being taken or settled meanwhile.
  public func begin(_ app: App) async throws -> Int {
    isStopping = false
    try await giveUpOld(app)
    let due = try await app.ask(DueDestinations(limit: Dispatcher.mostUnderway), as: EngineModule.principal)
    for destination in due where workers.count < Dispatcher.mostUnderway {
      guard underway[destination] == nil, let channel = channel(of: destination, app) else { continue }
      if let places = channel.places, count(of: destination.channel) >= places { continue }
      start(at: destination, channel, app)
    }
    if let failure {
      self.failure = nil
      throw failure
    }
    return takeEnded()
  }

  /// Waits until nothing is under way; how many deliveries have ended since the last call.
  public func idle() async -> Int {
    if !workers.isEmpty { await withCheckedContinuation { waiting.append($0) } }
    return takeEnded()
  }

  /// Breaks off what is under way, which others then send, and waits until that is settled.
  public func stop() async {
    isStopping = true
    for worker in workers.values { worker.task.cancel() }
    _ = await idle()
  }

  /// Deliveries under way to a destination.
  func count(at destination: Destination) -> Int { underway[destination] ?? 0 }

  private func takeEnded() -> Int {
    defer { ended = 0 }
    return ended
  }

  /// Also at once where the clock was put back.
  private func giveUpOld(_ app: App) async throws {
    let now = app.clock.now()
    if let last = lookedForOldAt, now - last < Dispatcher.oldEvery, now >= last { return }
    lookedForOldAt = now
    let renewing = RenewDeliveries()
    while try await app.run(renewing, as: EngineModule.principal) == renewing.limit {}
    ended += try await app.run(GiveUpDeliveries(), as: EngineModule.principal)
  }

  /// Destinations of a channel to which something is under way.
  private func count(of channel: String) -> Int { underway.keys.count { $0.channel == channel } }

  private struct KeptChannel: Sendable {
    var places: Int?
    var concurrency: Int
    var deliver: @Sendable (Delivery, App) async -> DeliveryOutcome
  }

  private func channel(of destination: Destination, _ app: App) -> KeptChannel? {
    guard let channel = app.channels.first(where: { $0.name == destination.channel }),
      case .kept(let concurrency, let deliver) = channel.carrying
    else { return nil }
    return KeptChannel(places: channel.places, concurrency: concurrency, deliver: deliver)
  }

  private func start(at destination: Destination, _ channel: KeptChannel, _ app: App) {
    lastWorker += 1
    let number = lastWorker
    underway[destination, default: 0] += 1
    workers[number] = Worker(
      destination: destination,
      task: Task {
        await work(at: destination, channel, app)
        end(number)
      })
  }

  private func end(_ number: Int) {
    guard let worker = workers.removeValue(forKey: number) else { return }
    let left = (underway[worker.destination] ?? 1) - 1
    underway[worker.destination] = left > 0 ? left : nil
    guard workers.isEmpty else { return }
    for waiter in waiting { waiter.resume() }
    waiting = []
  }

  /// Sends one delivery after the other until none is due at the destination.
  private func work(at destination: Destination, _ channel: KeptChannel, _ app: App) async {
    var settling: Settlement?
    while true {
      let claimed: ClaimedDelivery?
      do {
        claimed = try await next(at: destination, settling: settling, app)
      } catch {
        // What was not settled is sent again once its lease ends.
        failure = error
        return
      }
      if settling != nil { ended += 1 }
      guard let claimed else { return }
      if claimed.hasMore, mayWiden(destination, channel) { start(at: destination, channel, app) }
      let outcome = await channel.deliver(claimed.delivery, app)
      settling = Settlement(claimed.delivery, kept(outcome, at: destination))
    }
  }

  /// Not of the worker's own task: how a delivery ended is written also while the node stops.
  private func next(
    at destination: Destination, settling: Settlement?, _ app: App
  ) async throws -> ClaimedDelivery? {
    let isStopping = isStopping
    return try await Task { () async throws -> ClaimedDelivery? in
      guard isStopping else {
        return try await app.run(NextDelivery(at: destination, settling: settling), as: EngineModule.principal)
      }
      if let settling {
        try await app.run(SettleDelivery(settling.delivery, settling.outcome), as: EngineModule.principal)
      }
      return nil
    }.value
  }

  /// A destination that has just answered may have more under way, as long as each other can have one.
  private func mayWiden(_ destination: Destination, _ channel: KeptChannel) -> Bool {
    proven.contains(destination) && !isStopping && underway[destination, default: 0] < channel.concurrency
      && workers.count < Dispatcher.mostUnderway && workers.count - underway.count < Dispatcher.mostFurther
  }

  private func kept(_ outcome: DeliveryOutcome, at destination: Destination) -> DeliveryOutcome {
    if case .delivered = outcome {
      proven.insert(destination)
      return outcome
    }
    proven.remove(destination)
    // That this node stops is no failure of the receiver; the next node tries at once.
    switch outcome {
    case .failed where isStopping, .busy where isStopping, .deferred where isStopping:
      return .postponed("The node that sent it was stopped.", .zero)
    default: return outcome
    }
  }
}
