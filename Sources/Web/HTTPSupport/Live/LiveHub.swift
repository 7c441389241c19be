import Core
import Kernel
import NIOCore
import Synchronization
import TicketsUseCases

/// The open streams of a node. It listens once to what commits, gathers the changes of a moment, looks again who may
/// still read, writes each event once for all who get the same, and hands the bytes round. No writer ever waits for a
/// reader.
///
/// A person whose standing changes (signed out, another password, a token revoked, deactivated, another role) is told
/// of over the same channel: from then on that person's streams get nothing more until they have been looked at again,
/// and those that are good no more end. All streams are looked at every `HTTPLimits.liveReview` as well, for what ends
/// by the clock alone or by other hands.
public final class LiveHub: Sendable {
  /// One open stream.
  struct Reader {
    var caller: Caller
    var view: any LiveView
    var inlet: AsyncStream<ByteBuffer>.Continuation
    /// Counts what was told of this person's standing; more than `reviewed` means: look again before anything is sent.
    var told = 0
    var reviewed = 0
    /// Changes that it has yet to get beside those of the next batch: from before it opened, or while it was held.
    /// By subject, each with the number of its newest change.
    var owed: [String: Int64] = [:]
    /// More has changed than is known, so that it must load anew.
    var mustReload = false
    /// It came back, and has yet to hear where it stands: in a turn, whether it missed anything or not, so that how soon
    /// it hears tells nothing of what others do.
    var isNew = false
    var sentAt: ContinuousClock.Instant

    var isHeld: Bool { told > reviewed }
    /// Whether rows of tickets are read for it: it shows them, or may see only some, which their rows alone say.
    var needsTickets: Bool { view.showsTickets || caller.principal.sight(of: .seeAllTickets) != .all }
    /// It has yet to be told of what is handed round already.
    var isBehind: Bool { mustReload || isNew || !owed.isEmpty }
  }

  struct State {
    var isListening = false
    var isClosed = false
    var lastID = 0
    var readers: [Int: Reader] = [:]
    /// The changes that are remembered, each with its place, the newest last.
    var remembered: [(place: Int64, subject: String)] = []
    /// The place of the last change that is not remembered any more.
    var forgotten: Int64 = 0
    /// The last place that was given to a change or told to somebody.
    var sequence: Int64 = 0
    /// The first change of the turn under way.
    var underway: Int64?
    /// What is to be handed round, each with the place of its newest change.
    var pending: [String: Int64] = [:]
    var reviewedAt: ContinuousClock.Instant?
    var wantsReview = false
  }

  let app: App
  let authenticator: any Authenticator
  let limits: HTTPLimits
  let state = Mutex(State())
  /// Tells positions of this node's life from those of others.
  let epoch: String
  /// Places are counted from here.
  private let origin = ContinuousClock.now
  private let wakes: AsyncStream<Void>
  let wake: AsyncStream<Void>.Continuation

  public init(_ app: App, _ authenticator: any Authenticator, limits: HTTPLimits = .init()) {
    (self.app, self.authenticator, self.limits) = (app, authenticator, limits)
    epoch = hexadecimal(app.ids.secret(bytes: 6))
    (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  }

  deinit { wake.finish() }

  /// Where this node stands. What a page reads after it asked for this is not older, so a stream that opens with it
  /// misses nothing.
  public var position: String {
    listen()
    return position(state.withLock { nextPlace(&$0) })
  }

  /// A place behind all that were given before: the microseconds that the hub has lived, so that places in the pages of
  /// requesters, who see few changes, do not tell how many there are.
  func nextPlace(_ state: inout State) -> Int64 {
    let (seconds, fraction) = (ContinuousClock.now - origin).components
    state.sequence = max(state.sequence + 1, seconds * 1_000_000 + fraction / 1_000_000_000_000)
    return state.sequence
  }

  /// The newest place up to which everything has been handed round.
  func standing(_ state: inout State) -> Int64 {
    guard let first = (state.pending.values + [state.underway].compactMap { $0 }).min() else {
      return nextPlace(&state)
    }
    return first - 1
  }

  func position(_ sequence: Int64) -> String { "\(epoch)-\(sequence)" }

  /// Opens a stream for the caller of a request.
  ///
  /// - Parameter since: A position that was told before; what has changed after it comes first, or the event `reload`
  ///   where that is not known any more.
  public func open(_ view: any LiveView, for call: Call, since: String?) throws -> Answer {
    guard let caller = call.caller else { throw Problem.unauthenticated() }
    listen()
    let (stream, inlet) = AsyncStream.makeStream(
      of: ByteBuffer.self, bufferingPolicy: .bufferingOldest(limits.eventsWaiting))
    var reader = Reader(caller: caller, view: view, inlet: inlet, sentAt: .now)
    let (id, isOwed) = state.withLock { state -> (Int?, Bool) in
      guard !state.isClosed else { return (nil, false) }
      if let since {
        reader.isNew = true
        if let missed = remembered(after: since, state) {
          reader.owed = missed
        } else {
          reader.mustReload = true
        }
      }
      // What it missed comes first; until it has that, nothing may tell it of a newer place to come back to.
      let place = reader.isBehind ? "" : self.place(standing(&state))
      inlet.yield(ByteBuffer(string: "retry: 2000\n: open\n\n" + place))
      state.lastID += 1
      state.readers[state.lastID] = reader
      return (state.lastID, reader.isBehind)
    }
    guard let id else {
      throw MainstayError.unavailable(reason: "The node is shutting down.")
    }
    inlet.onTermination = { [weak self] _ in self?.forget(id) }
    if isOwed { wake.yield() }
    return .events(stream) { inlet.finish() }
  }

  /// The event that says nothing but where the reader stands.
  func place(_ place: Int64) -> String { "id: \(position(place))\nevent: at\ndata: \(place)\n\n" }

  private func remembered(after position: String, _ state: State) -> [String: Int64]? {
    let parts = position.split(separator: "-", maxSplits: 1)
    guard parts.count == 2, parts[0] == epoch, let seen = Int64(parts[1]), seen <= state.sequence,
      seen >= state.forgotten
    else { return nil }
    let missed = state.remembered.reversed().prefix { $0.place > seen }
    return Dictionary(missed.map { ($0.subject, $0.place) }, uniquingKeysWith: max)
  }

  /// How many streams are open.
  public var readerCount: Int { state.withLock { $0.readers.count } }

  private func forget(_ id: Int) { _ = state.withLock { $0.readers.removeValue(forKey: id) } }

  /// Looks at all streams again now, without waiting for the time of it.
  public func review() {
    state.withLock { $0.wantsReview = true }
    wake.yield()
  }
}

extension LiveHub {
  /// Begins to listen, once; ends with the database. The first page or stream begins it at the latest; a server does
  /// so before it takes requests, so that other nodes are heard from the first one on.
  public func listen() {
    let isFirst = state.withLock { state in
      defer { state.isListening = true }
      return !state.isListening
    }
    guard isFirst else { return }
    let changes = app.changes()
    Task { [weak self] in
      for await change in changes {
        guard let self else { return }
        take(change)
      }
      self?.close()
    }
    Task { [weak self, wakes] in
      for await _ in wakes {
        guard let window = self?.window else { return }
        try await Task.sleep(for: window)
        await self?.handRound()
      }
    }
    Task { [weak self] in
      while let pause = self?.pause {
        try await Task.sleep(for: pause)
        self?.wakeForTime()
      }
    }
  }

  /// One text of the database's channel.
  private func take(_ change: String) {
    let wakes = state.withLock { state -> Bool in
      if change.isEmpty {
        // Something was missed: of changes, so that all load anew, and perhaps of somebody's standing.
        state.remembered = []
        state.forgotten = nextPlace(&state)
        for id in state.readers.keys {
          state.readers[id]?.mustReload = true
          state.readers[id]?.told += 1
        }
        return true
      }
      if change.hasPrefix(App.standingPrefix) {
        let told = String(change.dropFirst(App.standingPrefix.count))
        var isKnown = false
        for (id, reader) in state.readers where told == App.everybody || reader.caller.principal.id.text == told {
          state.readers[id]?.told += 1
          isKnown = true
        }
        return isKnown
      }
      let place = nextPlace(&state)
      state.remembered.append((place, change))
      if state.remembered.count > 2 * limits.changesRemembered {
        let count = state.remembered.count - limits.changesRemembered
        state.forgotten = state.remembered[count - 1].place
        state.remembered.removeFirst(count)
      }
      guard !state.readers.isEmpty else { return false }
      state.pending[change] = place
      return true
    }
    if wakes { wake.yield() }
  }

  private func close() {
    let readers = state.withLock { state in
      defer { state.readers = [:] }
      state.isClosed = true
      return Array(state.readers.values)
    }
    for reader in readers { reader.inlet.finish() }
    wake.finish()
  }

  /// How long changes are gathered, for as many readers as there are.
  private var window: Swift.Duration {
    let readers = Int64(readerCount)
    let more = limits.liveWindowPerThousand.milliseconds * readers / 1000
    return .milliseconds(min(limits.liveWindowLongest.milliseconds, limits.liveWindow.milliseconds + more))
  }

  /// Between two looks at the time; nil once there is nothing more to look for.
  private var pause: Swift.Duration? {
    let isClosed = state.withLock { $0.isClosed }
    let least = min(1000, limits.heartbeat.milliseconds, limits.liveReview.milliseconds)
    return isClosed ? nil : .milliseconds(max(1, least))
  }

  private func wakeForTime() {
    let now = ContinuousClock.now
    let isDue = state.withLock { state in
      guard !state.readers.isEmpty else { return false }
      let silence = Swift.Duration.milliseconds(limits.heartbeat.milliseconds)
      let every = Swift.Duration.milliseconds(limits.liveReview.milliseconds)
      if state.reviewedAt.map({ now - $0 >= every }) ?? true { state.wantsReview = true }
      return state.wantsReview || !state.pending.isEmpty
        || state.readers.values.contains { now - $0.sentAt >= silence || $0.isHeld }
    }
    if isDue { wake.yield() }
  }
}
