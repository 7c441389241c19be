import CCurl
import Foundation
import Kernel
import Synchronization

/// Exchanges with other servers through libcurl, all of them on one thread of their own, which is there while there are
/// any: nothing that everything else runs on waits for a server.
final class Exchanges: Sendable {
  /// Exchanges under way at once; one more is refused.
  static let mostAtOnce = 256

  static let shared = Exchanges()

  private struct State {
    /// Asked for, and not yet taken by the thread.
    var waiting: [(number: Int, exchange: any Exchange, continuation: CheckedContinuation<Reply, any Error>)] = []
    /// Asked for, and not yet answered.
    var underway: Set<Int> = []
    var cancelled: Set<Int> = []
    var hasThread = false
    var lastNumber = 0
  }

  /// What the thread works on.
  private struct Running {
    var transfer: any Transfer
    var continuation: CheckedContinuation<Reply, any Error>
  }

  private let state = Mutex(State())
  // Only the thread works with it; all others only wake it up, which libcurl allows from everywhere.
  nonisolated(unsafe) private let multi: UnsafeMutableRawPointer?

  private static let isStarted = curl_start() == CURLE_OK

  init() { multi = Exchanges.isStarted ? curl_multi_init() : nil }

  deinit { curl_multi_cleanup(multi) }

  /// The answer. Throws what an exchange ends with, and `CancellationError` once its task is cancelled:
  /// then its connection is closed.
  func reply(to exchange: any Exchange) async throws -> Reply {
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { begin(exchange, number, $0) }
    } onCancel: {
      let isUnderway = state.withLock { state in
        guard state.underway.contains(number) else { return false }
        state.cancelled.insert(number)
        return true
      }
      if isUnderway { curl_multi_wakeup(multi) }
    }
  }

  private func begin(_ exchange: any Exchange, _ number: Int, _ continuation: CheckedContinuation<Reply, any Error>) {
    let (refusal, needsThread) = state.withLock { state -> ((any Error)?, Bool) in
      // Whoever is cancelled from here on finds it among those under way.
      guard !Task.isCancelled else { return (CancellationError(), false) }
      guard multi != nil else { return (HTTPSender.Broken(description: "libcurl does not start."), false) }
      guard state.underway.count < Exchanges.mostAtOnce else {
        let most = Exchanges.mostAtOnce
        return (HTTPSender.Broken(description: "More than \(most) exchanges with other servers are under way."), false)
      }
      state.underway.insert(number)
      state.waiting.append((number, exchange, continuation))
      defer { state.hasThread = true }
      return (nil, !state.hasThread)
    }
    if let refusal { return continuation.resume(throwing: refusal) }
    guard needsThread else {
      curl_multi_wakeup(multi)
      return
    }
    let thread = Thread { [self] in work() }
    thread.name = "mainstay-outbound"
    thread.stackSize = 1 << 20
    thread.start()
  }

  /// Works on all exchanges until none is left.
  private func work() {
    ignoreBrokenPipes()
    var transfers: [Int: Running] = [:]
    while takeOrders(&transfers) {
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      finishWhatIsDone(&transfers)
      if !transfers.isEmpty { curl_multi_poll(multi, nil, 0, 1000, nil) }
    }
  }

  /// Writing to a connection that its other end has closed is an error, not the end of the process.
  private func ignoreBrokenPipes() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Begins what was asked for and ends what was cancelled; false where nothing is left to do.
  private func takeOrders(_ transfers: inout [Int: Running]) -> Bool {
    let isIdle = transfers.isEmpty
    let orders = state.withLock { state -> State? in
      if isIdle, state.waiting.isEmpty {
        state.hasThread = false
        return nil
      }
      defer { (state.waiting, state.cancelled) = ([], []) }
      return state
    }
    guard let orders else { return false }
    for (number, exchange, continuation) in orders.waiting {
      do {
        let transfer = try exchange.transfer()
        curl_multi_add_handle(multi, transfer.easy)
        transfers[number] = Running(transfer: transfer, continuation: continuation)
      } catch {
        end(number)
        continuation.resume(throwing: error)
      }
    }
    for number in orders.cancelled {
      guard let running = transfers.removeValue(forKey: number) else { continue }
      curl_multi_remove_handle(multi, running.transfer.easy)
      end(number)
      running.continuation.resume(throwing: CancellationError())
    }
    return true
  }

  private func finishWhatIsDone(_ transfers: inout [Int: Running]) {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE else { continue }
      // The message is gone once its handle is removed.
      let (easy, code) = (message.pointee.easy_handle, message.pointee.data.result)
      guard let (number, running) = transfers.first(where: { $0.value.transfer.easy == easy }) else { continue }
      transfers[number] = nil
      let outcome = running.transfer.outcome(code)
      curl_multi_remove_handle(multi, running.transfer.easy)
      end(number)
      running.continuation.resume(with: outcome)
    }
  }

  private func end(_ number: Int) {
    state.withLock { state in
      state.underway.remove(number)
      state.cancelled.remove(number)
    }
  }
}
