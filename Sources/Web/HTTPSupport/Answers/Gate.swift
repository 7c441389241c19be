import Synchronization

/// Hands values from one task to another, one at a time: a sender waits until the value is taken.
final class Gate<Value: Sendable>: Sendable {
  private struct State {
    var value: Value?
    var sender: CheckedContinuation<Bool, Never>?
    var receiver: CheckedContinuation<Value?, Never>?
    var isFinished = false
  }
  private enum Sending {
    case receiver(CheckedContinuation<Value?, Never>)
    case end, nobodyYet
  }
  private enum Receiving {
    case value(Value, CheckedContinuation<Bool, Never>?)
    case end, nothing
  }
  private let state = Mutex(State())

  /// Waits until the value is taken.
  /// - Throws: `CancellationError` when nobody will take it any more.
  func send(_ value: Value) async throws {
    let isTaken = await withCheckedContinuation { (sender: CheckedContinuation<Bool, Never>) in
      let found = state.withLock { state -> Sending in
        if state.isFinished { return .end }
        guard let receiver = state.receiver else {
          (state.value, state.sender) = (value, sender)
          return .nobodyYet
        }
        state.receiver = nil
        return .receiver(receiver)
      }
      switch found {
      case .receiver(let receiver):
        receiver.resume(returning: value)
        sender.resume(returning: true)
      case .end: sender.resume(returning: false)
      case .nobodyYet: break
      }
    }
    guard isTaken else { throw CancellationError() }
  }

  /// The next value; nil when there are no more.
  func next() async -> Value? {
    await withCheckedContinuation { receiver in
      let found = state.withLock { state -> Receiving in
        if let value = state.value {
          let sender = state.sender
          (state.value, state.sender) = (nil, nil)
          return .value(value, sender)
        }
        if state.isFinished { return .end }
        state.receiver = receiver
        return .nothing
      }
      switch found {
      case .value(let value, let sender):
        receiver.resume(returning: value)
        sender?.resume(returning: true)
      case .end: receiver.resume(returning: nil)
      case .nothing: break
      }
    }
  }

  /// Ends both sides; a sender that waits gets `CancellationError`.
  func finish() {
    let waiting = state.withLock { state in
      defer { state = State(isFinished: true) }
      return (state.sender, state.receiver)
    }
    waiting.0?.resume(returning: false)
    waiting.1?.resume(returning: nil)
  }
}
