import Kernel
import Synchronization

/// Places for open streams: of the node, of one person, and of one session or token. Whoever opens more than one's
/// share is told so, and takes nothing from the others.
final class StreamPlaces: Sendable {
  private struct Counts {
    var all = 0
    var people: [RecordID: Int] = [:]
    var secrets: [CallerSecret: Int] = [:]
  }

  private let counts = Mutex(Counts())

  /// A place that is given back when the value goes.
  ///
  /// - Throws: `Problem` 503 where the node has none left, 429 where the caller has taken as many as one may.
  func take(_ caller: Caller?, _ limits: HTTPLimits) throws(Problem) -> StreamPlace {
    let problem = counts.withLock { counts -> Problem? in
      if let caller {
        if counts.people[caller.principal.id, default: 0] >= limits.streamsOfPerson {
          return .tooManyStreams("streams of one person", limits.streamsOfPerson, limits)
        }
        if let secret = caller.secret,
          counts.secrets[secret, default: 0] >= limits.streamsOfCredential
        {
          return .tooManyStreams("streams of one session or token", limits.streamsOfCredential, limits)
        }
      }
      guard counts.all < limits.streamsAtOnce else {
        return .busy("streams of this node: at most \(limits.streamsAtOnce) are open at once.", limits)
      }
      counts.all += 1
      if let caller {
        counts.people[caller.principal.id, default: 0] += 1
        if let secret = caller.secret { counts.secrets[secret, default: 0] += 1 }
      }
      return nil
    }
    if let problem { throw problem }
    return StreamPlace(self, caller)
  }

  fileprivate func giveBack(_ caller: Caller?) {
    counts.withLock { counts in
      counts.all -= 1
      guard let caller else { return }
      StreamPlaces.down(&counts.people, caller.principal.id)
      if let secret = caller.secret { StreamPlaces.down(&counts.secrets, secret) }
    }
  }

  private static func down<Key: Hashable>(_ counts: inout [Key: Int], _ key: Key) {
    guard let count = counts[key] else { return }
    counts[key] = count > 1 ? count - 1 : nil
  }
}

/// The place of one open stream.
final class StreamPlace: Sendable {
  private let places: StreamPlaces
  private let caller: Caller?

  fileprivate init(_ places: StreamPlaces, _ caller: Caller?) { (self.places, self.caller) = (places, caller) }

  deinit { places.giveBack(caller) }
}
