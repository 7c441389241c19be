import HTTPTypes
import HummingbirdCore
import Kernel
import NIOCore
import Synchronization

extension Site {
  /// What HTTP/1.1 asks of every request (RFC 9112, sections 3.2 and 6.1): one host, and no transfer coding but
  /// `chunked`, which is the one that is read here.
  static func checkFraming(_ request: Request) throws(Problem) {
    guard let host = request.head.authority, !host.isEmpty, request.headers[values: .host].isEmpty else {
      var problem = Problem.badRequest("host", "A request names one host, in one Host header.")
      problem.closesConnection = true
      throw problem
    }
    guard HostName.isValid(host) else {
      var problem = Problem.badRequest("host", "The Host header names no host.")
      problem.closesConnection = true
      throw problem
    }
    let codings = request.headers[values: .transferEncoding]
    guard codings.isEmpty || (codings.count == 1 && codings[0].trimmedASCII.lowercased() == "chunked") else {
      var problem = Problem.badRequest("transfer-coding", "A body comes with Content-Length or chunked, nothing else.")
      problem.closesConnection = true
      throw problem
    }
  }

  /// The body, read to its end.
  /// - Parameters:
  ///   - sender: Whose unfinished bodies are counted together.
  ///   - invite: Called once the body is wanted.
  /// - Throws: `Problem` 408 where it does not arrive in time, 413 where it is too large, 429 where the sender has too
  ///   many under way, 400 where it is not framed as HTTP has it.
  func body(_ request: Request, limit: Int, of sender: String, invite: () -> Void) async throws -> [UInt8] {
    if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit {
      // A short rest is read and dropped; then the sender reads the answer for certain.
      throw Problem.bodyTooLarge(limit, closing: announced > 16 * limit)
    }
    guard request.headers[.contentLength] != "0" else { return [] }
    guard
      CrossSite.isUnsafe(request.method) || request.headers.contains(.contentLength)
        || request.headers.contains(.transferEncoding)
    else { return [] }
    let place = try bodies.enter(sender)
    invite()
    let limits = settings.limits
    return try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask { try await Site.read(request.body, limit: limit, place) }
      group.addTask {
        try await Task.sleep(for: .milliseconds(limits.bodyTime.milliseconds))
        throw Problem.slowBody(limits)
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw Problem.slowBody(limits) }
      return first
    }
  }

  private static func read(_ body: RequestBody, limit: Int, _ place: BodyPlace) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      for try await part in body {
        guard bytes.count + part.readableBytes <= limit else { throw Problem.bodyTooLarge(limit, closing: true) }
        try place.grow(by: part.readableBytes)
        bytes.append(contentsOf: part.readableBytesView)
      }
    } catch let problem as Problem {
      throw problem
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      throw Problem.brokenBody()
    }
    return bytes
  }

  /// Runs `work` with a place among the requests. After `requestTime` the asker hears so, whatever the work does then;
  /// it is told to stop, and its place is given back when it has.
  func placed<T: Sendable>(_ route: Route, _ work: @Sendable @escaping () async throws -> T) async throws -> T {
    let limits = settings.limits
    let isCounted = !route.isApart
    guard !isCounted || load.enter(limits.requestsAtOnce) else {
      throw Problem.busy("More than \(limits.requestsAtOnce) requests are being answered.", limits)
    }
    let race = Race<T>()
    let task = Task { [load] in
      let outcome: Result<T, any Error>
      do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
      if isCounted { load.leave() }
      race.finish(outcome)
    }
    let timer = Task {
      try await Task.sleep(for: .milliseconds(limits.requestTime.milliseconds))
      race.finish(.failure(Problem.timeout(limits, mayHaveWritten: ![.get, .head].contains(route.method))))
      task.cancel()
    }
    defer { timer.cancel() }
    return try await withTaskCancellationHandler {
      try await race.value()
    } onCancel: {
      task.cancel()
    }
  }
}

/// The first of several outcomes; later ones are dropped.
final class Race<T: Sendable>: Sendable {
  private enum State {
    case open, waiting(CheckedContinuation<T, any Error>), decided(Result<T, any Error>), over
  }
  private let state = Mutex(State.open)

  func finish(_ outcome: Result<T, any Error>) {
    let waiting = state.withLock { state -> CheckedContinuation<T, any Error>? in
      switch state {
      case .open: state = .decided(outcome)
      case .waiting(let continuation):
        state = .over
        return continuation
      case .decided, .over: break
      }
      return nil
    }
    waiting?.resume(with: outcome)
  }

  /// Waits for the first outcome; asked once.
  func value() async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      let decided = state.withLock { state -> Result<T, any Error>? in
        if case .decided(let outcome) = state {
          state = .over
          return outcome
        }
        state = .waiting(continuation)
        return nil
      }
      if let decided { continuation.resume(with: decided) }
    }
  }
}

/// Bodies that are being received.
final class Bodies: Sendable {
  private struct State {
    var bySender: [String: Int] = [:]
    var bytes = 0
  }
  private let state = Mutex(State())
  private let limits: HTTPLimits

  init(_ limits: HTTPLimits) { self.limits = limits }

  func enter(_ sender: String) throws(Problem) -> BodyPlace {
    let isFree = state.withLock { state -> Bool in
      guard state.bySender[sender, default: 0] < limits.bodiesOfSender else { return false }
      state.bySender[sender, default: 0] += 1
      return true
    }
    guard isFree else { throw .manyBodies(limits) }
    return BodyPlace(self, sender)
  }

  fileprivate func grow(by count: Int) throws(Problem) {
    let fits = state.withLock { state -> Bool in
      guard state.bytes + count <= limits.bodyBytesAtOnce else { return false }
      state.bytes += count
      return true
    }
    guard fits else {
      var problem = Problem.busy("More than \(limits.bodyBytesAtOnce) bytes are being received.", limits)
      problem.closesConnection = true
      throw problem
    }
  }

  fileprivate func leave(_ sender: String, _ bytes: Int) {
    state.withLock { state in
      state.bytes -= bytes
      let left = state.bySender[sender, default: 1] - 1
      state.bySender[sender] = left > 0 ? left : nil
    }
  }
}

/// One body's part of what may be received; given back when nobody holds it.
final class BodyPlace: Sendable {
  private let bodies: Bodies
  private let sender: String
  private let bytes = Atomic<Int>(0)

  fileprivate init(_ bodies: Bodies, _ sender: String) { (self.bodies, self.sender) = (bodies, sender) }

  func grow(by count: Int) throws(Problem) {
    try bodies.grow(by: count)
    bytes.add(count, ordering: .relaxed)
  }

  deinit { bodies.leave(sender, bytes.load(ordering: .relaxed)) }
}

extension HTTPField.Name {
  static let host = HTTPField.Name("Host")!
}
