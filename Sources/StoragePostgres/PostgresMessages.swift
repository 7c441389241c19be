import CLibPQ
import Foundation
import Kernel
import Storage
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Notifications between nodes, on a connection of their own: a NOTIFY inside a writer's transaction
/// would make all commits of the server queue for one lock. What this process sends reaches its own
/// listeners directly and those of others through the server.
final class PostgresMessages: Sendable {
  private struct State {
    var outgoing: [String] = []
    var isStarted = false
    var isClosed = false
  }

  /// Messages that may wait for the server; past it they are dropped and everyone is told to look again.
  private static let backlog = 4096
  /// Milliseconds from one sending to the next, so that what is committed meanwhile goes out together: each sending is
  /// a transaction of the server's, which costs as much as a small write does.
  private static let interval = 10
  /// Messages of one statement.
  private static let portion = 256
  /// Stands for "some were missed" on the wire, where an empty payload is not possible.
  private static let missed = "!"
  private static let longestPause: CInt = 2000
  /// Milliseconds of silence after which the server is asked whether it is still there.
  private static let longestSilence: CInt = 10_000

  private let url: String
  private let options: PostgresDatabase.Options
  private let threads: ThreadGroup
  private let local = Notifications()
  private let state = Mutex(State())
  private let wake = WakePipe()

  init(url: String, options: PostgresDatabase.Options, threads: ThreadGroup) {
    (self.url, self.options, self.threads) = (url, options, threads)
  }

  func listen(_ channel: String) -> AsyncStream<String> {
    start()
    return local.listen(channel)
  }

  func send(_ channel: String, _ payload: String) {
    local.send(channel, payload)
    let isFirst = state.withLock { state in
      defer {
        if state.outgoing.count < Self.backlog {
          state.outgoing.append(channel + " " + payload)
        } else {
          state.outgoing = [Self.missed]
        }
      }
      return state.outgoing.isEmpty
    }
    start()
    // The thread takes all that waits, so that only the first has to wake it.
    if isFirst { wake.signal() }
  }

  func close() {
    local.close()
    state.withLock { $0.isClosed = true }
    wake.signal()
  }

  private func start() {
    let isFirst = state.withLock { state in
      defer { state.isStarted = true }
      return !state.isStarted && !state.isClosed
    }
    if isFirst { threads.start(name: "postgres-messages") { [self] in live() } }
  }

  private var isClosed: Bool { state.withLock { $0.isClosed } }

  /// As the server lists it: `mainstay messages`, and the schema where there is one.
  private var sessionName: String {
    (["mainstay messages"] + [options.schema].compactMap(\.self)).joined(separator: " ")
  }

  /// The thread: one connection after the other until closed.
  private func live() {
    var pause: CInt = 50
    var isFirst = true
    while !isClosed {
      if let connection = try? PostgresConnection(url: url, options: options, name: sessionName) {
        pause = 50
        _ = try? serve(connection, again: !isFirst)
        connection.close()
        isFirst = false
      }
      if !isClosed { wake.wait(beside: -1, milliseconds: pause) }
      pause = min(Self.longestPause, pause * 2)
    }
  }

  /// One connection's life. What is sent while there is none waits; what others sent is lost, so all
  /// are told to look again.
  private func serve(_ connection: PostgresConnection, again: Bool) throws {
    let name = "\"mainstay" + (options.schema.map { "_" + $0 } ?? "") + "\""
    // A message that a crash of the server takes with it is one that some have missed.
    try connection.send("SET synchronous_commit = off", [])
    try connection.send("LISTEN " + name, [])
    try connection.sync()
    if again {
      local.sendMissed()
      state.withLock { $0.outgoing.append(Self.missed) }
    }
    while !isClosed {
      let batch = state.withLock { state in
        defer { state.outgoing = [] }
        return state.outgoing
      }
      if !batch.isEmpty {
        try send(batch, on: name, connection)
        Thread.sleep(forTimeInterval: Double(Self.interval) / 1000)
      }
      for message in try connection.notifications() { receive(message) }
      if state.withLock({ $0.outgoing.isEmpty && !$0.isClosed }) {
        let isQuiet = !wake.wait(beside: connection.socket, milliseconds: Self.longestSilence)
        if isQuiet { try connection.check() }
      }
    }
  }

  private func send(_ batch: [String], on name: String, _ connection: PostgresConnection) throws {
    do {
      let channel = String(name.dropFirst().dropLast())
      for first in stride(from: 0, to: batch.count, by: Self.portion) {
        try connection.send(
          "SELECT pg_notify($1, value) FROM json_array_elements_text(CAST($2 AS json))",
          [.text(channel), .list(batch[first..<min(first + Self.portion, batch.count)])])
      }
      try connection.sync()
    } catch {
      // They go out again with the next connection: twice is harmless, never is not.
      state.withLock { $0.outgoing.insert(contentsOf: batch.suffix(max(0, Self.backlog - $0.outgoing.count)), at: 0) }
      throw error
    }
  }

  private func receive(_ message: String) {
    if message == Self.missed { return local.sendMissed() }
    guard let space = message.firstIndex(of: " ") else { return }
    local.send(String(message[..<space]), String(message[message.index(after: space)...]))
  }
}

/// Wakes a thread that waits for a socket.
private final class WakePipe: Sendable {
  private let reading: CInt
  private let writing: CInt

  init() {
    var ends: [CInt] = [-1, -1]
    _ = pipe(&ends)
    (reading, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
  }

  deinit {
    _ = close(reading)
    _ = close(writing)
  }

  func signal() {
    var byte: UInt8 = 1
    _ = write(writing, &byte, 1)
  }

  /// Returns once signalled, or when `socket` has input; false after `milliseconds` without either.
  @discardableResult
  func wait(beside socket: CInt, milliseconds: CInt) -> Bool {
    var descriptors = [
      pollfd(fd: reading, events: Int16(POLLIN), revents: 0), pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
    ]
    let ready = poll(&descriptors, 2, milliseconds)
    var drain: [UInt8] = Array(repeating: 0, count: 256)
    while read(reading, &drain, drain.count) > 0 {}
    return ready != 0
  }
}
