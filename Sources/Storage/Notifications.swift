import Kernel
import Synchronization

/// Hands what is sent on a channel to those who listen in this process.
package final class Notifications: Sendable {
  private struct State {
    var listeners: [String: [Int: AsyncStream<String>.Continuation]] = [:]
    var lastID = 0
    var isClosed = false
  }

  /// Payloads that may wait for one slow listener; past it the oldest go, and it is told to look again.
  package static let backlog = 256
  /// The longest payload, in bytes of UTF-8.
  package static let payloadLimit = 4000
  /// The longest channel name, in characters.
  package static let channelLimit = 40

  private let state = Mutex(State())
  /// Called when the first listener of a channel comes (true) or the last one goes (false).
  private let interest: @Sendable (String, Bool) -> Void

  package init(interest: @escaping @Sendable (String, Bool) -> Void = { _, _ in }) {
    self.interest = interest
  }

  package func listen(_ channel: String) -> AsyncStream<String> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: String.self, bufferingPolicy: .bufferingNewest(Self.backlog))
    let (id, isFirst) = state.withLock { state -> (Int?, Bool) in
      guard !state.isClosed else { return (nil, false) }
      state.lastID += 1
      let isFirst = state.listeners[channel] == nil
      state.listeners[channel, default: [:]][state.lastID] = continuation
      return (state.lastID, isFirst)
    }
    guard let id else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in self?.forget(channel, id) }
    if isFirst { interest(channel, true) }
    return stream
  }

  package func send(_ channel: String, _ payload: String) {
    let listeners = state.withLock { $0.listeners[channel].map { Array($0.values) } ?? [] }
    for listener in listeners {
      if case .dropped = listener.yield(payload) { listener.yield("") }
    }
  }

  package var hasListeners: Bool { state.withLock { !$0.listeners.isEmpty } }

  /// Tells every listener that something may have been missed.
  package func sendMissed() {
    let listeners = state.withLock { $0.listeners.values.flatMap(\.values) }
    for listener in listeners { listener.yield("") }
  }

  package func close() {
    let listeners = state.withLock { state in
      defer { state.listeners = [:] }
      state.isClosed = true
      return state.listeners.values.flatMap(\.values)
    }
    for listener in listeners { listener.finish() }
  }

  private func forget(_ channel: String, _ id: Int) {
    let isLast = state.withLock { state in
      state.listeners[channel]?[id] = nil
      guard state.listeners[channel]?.isEmpty == true else { return false }
      state.listeners[channel] = nil
      return true
    }
    if isLast { interest(channel, false) }
  }

  /// Throws when a message cannot be sent on either engine.
  package static func check(_ channel: String, _ payload: String) throws {
    let isName = channel.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D
    }
    guard isName, (1...channelLimit).contains(channel.utf8.count) else {
      throw StorageError.statement(code: "channel", message: "not a channel name", sql: channel)
    }
    guard !payload.isEmpty, payload.utf8.count <= payloadLimit else {
      throw MainstayError.limit(name: "bytes of a notification", limit: payloadLimit)
    }
  }
}
