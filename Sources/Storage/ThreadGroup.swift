import Foundation
import Kernel
import Synchronization

/// Threads that hold connections, and a way to wait until they have ended.
package final class ThreadGroup: Sendable {
  private struct State {
    var running = 0
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  package init() {}

  /// Runs `body` on a thread of its own, with a stack of 4 MiB.
  package func start(name: String, _ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.running += 1 }
    let thread = Thread { [self] in
      body()
      finish()
    }
    thread.name = name
    thread.stackSize = 4 << 20
    thread.start()
  }

  /// Returns when all threads have ended.
  package func join() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if state.running > 0 { state.waiting.append(continuation) }
        return state.running == 0
      }
      if isOver { continuation.resume() }
    }
  }

  private func finish() {
    let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      state.running -= 1
      guard state.running == 0 else { return [] }
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}
