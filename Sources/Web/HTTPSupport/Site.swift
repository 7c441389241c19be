import Kernel
import Logging
import Synchronization

/// The page that people see instead of a problem document.
public typealias ErrorPage = @Sendable (Problem, Principal?, _ requestID: String) -> [UInt8]

/// All routes of the product with what stands around each of them: matching, limits, sign-in, form
/// tokens, the map from errors to answers, headers, metrics, and one log line for each request.
public struct Site: Sendable {
  public let routes: [Route]
  let tree: RouteTree
  let settings: HTTPSettings
  let authenticator: any Authenticator
  let clock: any Clock
  let ids: any IDSource
  let files: PublicFiles?
  let errorPage: ErrorPage
  let load: Load
  let places = StreamPlaces()
  let bodies: Bodies
  let metrics: SiteMetrics
  /// Guesses of tokens and sessions, by address.
  let guesses: RateLimit
  let changes: ChangeLimits

  /// - Parameters:
  ///   - files: Served below their own paths where no route matches.
  ///   - errorPage: Made by the pages' own layout; a bare page stands in for it.
  /// - Throws: When two routes have the same method and path.
  public init(
    routes: [Route], settings: HTTPSettings, authenticator: any Authenticator, clock: any Clock, ids: any IDSource,
    files: PublicFiles? = nil, errorPage: @escaping ErrorPage = BareErrorPage.make
  ) throws {
    self.routes = routes
    self.settings = settings
    self.authenticator = authenticator
    self.clock = clock
    self.ids = ids
    self.files = files
    self.errorPage = errorPage
    tree = try RouteTree(routes)
    load = Load()
    bodies = Bodies(settings.limits)
    metrics = SiteMetrics(routes)
    changes = ChangeLimits(settings.limits.changes)
    guesses = RateLimit("token guesses by address", limit: settings.limits.tokenGuesses, window: .minutes(1))
  }
}

/// What is going on at the moment.
final class Load: Sendable {
  private let requests = Atomic<Int>(0)

  func enter(_ limit: Int) -> Bool { Load.up(requests, limit) }
  func leave() { requests.subtract(1, ordering: .relaxed) }

  private static func up(_ count: borrowing Atomic<Int>, _ limit: Int) -> Bool {
    guard count.add(1, ordering: .relaxed).newValue <= limit else {
      count.subtract(1, ordering: .relaxed)
      return false
    }
    return true
  }
}

/// What the server hands over with each request.
public struct Connection: Sendable {
  /// The address at its other end.
  let remote: String
  let logger: Logger
  /// Tells the sender of a request that waits for it to send its body.
  let invite: @Sendable () -> Void

  public init(remote: String = "local", logger: Logger, invite: @escaping @Sendable () -> Void = {}) {
    (self.remote, self.logger, self.invite) = (remote, logger, invite)
  }
}
