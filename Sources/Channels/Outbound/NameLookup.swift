// Its header brings the system's sockets along, so that the compiler looks for them there.
import CCurl
import Foundation
import Kernel
import Synchronization

/// Looks host names up on threads of its own: the system's resolver blocks, for as long as a name server is silent,
/// and the threads that run everything else must not wait for it.
final class NameLookup: Sendable {
  typealias Address = OutboundGuard.Address

  /// Threads at most. A name is asked for by one of them at a time, however many wait for it, so that silent name
  /// servers keep only as many threads as there are such names.
  static let mostThreads = 32
  /// How long somebody waits for an answer.
  static let limit = Kernel.Duration.seconds(5)
  /// Names that may wait for a thread.
  static let mostNames = 256

  struct TookTooLong: Error, CustomStringConvertible {
    var description: String { "Its host's name was not looked up within \(NameLookup.limit.milliseconds / 1000) s." }
  }

  private struct State {
    /// Who waits for a name, by numbers of their own.
    var waiters: [String: [Int: CheckedContinuation<[Address]?, Never>]] = [:]
    /// Names that no thread has taken yet, oldest first.
    var queue: [String] = []
    var threads = 0
    var lastWaiter = 0
  }

  private let state = Mutex(State())
  private let limit: Kernel.Duration
  private let resolve: @Sendable (String) -> [Address]

  /// - Parameter resolve: The addresses of a name, none where it has none; it may block.
  init(limit: Kernel.Duration = NameLookup.limit, _ resolve: @escaping @Sendable (String) -> [Address]) {
    (self.limit, self.resolve) = (limit, resolve)
  }

  /// The addresses of a name; none where it has none. Throws `TookTooLong`.
  func addresses(of host: String) async throws -> [Address] {
    let number = state.withLock { state in
      state.lastWaiter += 1
      return state.lastWaiter
    }
    let limit = limit
    var timer: Task<Void, Never>?
    let found = await withCheckedContinuation { continuation in
      wait(for: host, as: number, continuation)
      timer = Task {
        try? await Task.sleep(for: .milliseconds(limit.milliseconds))
        giveUp(number, on: host)
      }
    }
    timer?.cancel()
    guard let found else { throw TookTooLong() }
    return found
  }

  private func wait(for host: String, as number: Int, _ continuation: CheckedContinuation<[Address]?, Never>) {
    let (isFull, needsThread) = state.withLock { state in
      let isNew = state.waiters[host] == nil
      if isNew, state.queue.count >= NameLookup.mostNames { return (true, false) }
      state.waiters[host, default: [:]][number] = continuation
      guard isNew else { return (false, false) }
      state.queue.append(host)
      guard state.threads < NameLookup.mostThreads else { return (false, false) }
      state.threads += 1
      return (false, true)
    }
    if isFull { continuation.resume(returning: nil) }
    guard needsThread else { return }
    let thread = Thread { [self] in work() }
    thread.name = "mainstay-names"
    thread.stackSize = 1 << 20
    thread.start()
  }

  /// The name stays marked as asked for until its thread is back, so that no second one is bound by it.
  private func giveUp(_ number: Int, on host: String) {
    state.withLock { $0.waiters[host]?.removeValue(forKey: number) }?.resume(returning: nil)
  }

  /// Answers one name after the other; the thread ends when none is left.
  private func work() {
    while let host = next() {
      let found = resolve(host)
      let waiters = state.withLock { $0.waiters.removeValue(forKey: host) } ?? [:]
      for waiter in waiters.values { waiter.resume(returning: found) }
    }
  }

  private func next() -> String? {
    state.withLock { state in
      guard !state.queue.isEmpty else {
        state.threads -= 1
        return nil
      }
      return state.queue.removeFirst()
    }
  }

  /// Asks the system's resolver, which blocks.
  static func system(_ host: String) -> [Address] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    var addresses: [Address] = []
    var next = list
    while let entry = next?.pointee {
      if entry.ai_family == AF_INET {
        entry.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
          addresses.append(Address(bytes: withUnsafeBytes(of: address.pointee.sin_addr.s_addr) { Array($0) }))
        }
      } else if entry.ai_family == AF_INET6 {
        entry.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
          addresses.append(Address(bytes: withUnsafeBytes(of: address.pointee.sin6_addr) { Array($0) }))
        }
      }
      next = entry.ai_next
    }
    return addresses
  }
}
