import HTTPTypes
import Metrics
import Synchronization

/// Counts and times of requests, in few series: by route what is needed to find the route that fails or is slow, and
/// how long requests take only by their kind. A series is made with its first request, so that routes which nobody
/// calls cost nothing.
struct SiteMetrics: Sendable {
  /// Requests of one path, whatever their method.
  private final class OfPath: Sendable {
    private let path: String
    private let factory: any MetricsFactory
    private let made = Mutex<(classes: [Int: Counter], time: Counter?)>(([:], nil))

    init(_ path: String, _ factory: any MetricsFactory) { (self.path, self.factory) = (path, factory) }

    func record(status: Int, microseconds: Int64) {
      let route = ("route", path)
      let hundreds = min(5, max(1, status / 100))
      let (count, time) = made.withLock { made in
        let count =
          made.classes[hundreds]
          ?? Counter(label: "http_requests", dimensions: [route, ("status", "\(hundreds)xx")], factory: factory)
        let time = made.time ?? Counter(label: "http_request_microseconds", dimensions: [route], factory: factory)
        made.classes[hundreds] = count
        made.time = time
        return (count, time)
      }
      count.increment()
      time.increment(by: microseconds)
    }
  }

  /// Routes whose times are put together.
  private struct Group: Hashable {
    var kind: Route.Kind
    var isChange: Bool

    var labels: [(String, String)] {
      let name =
        switch kind {
        case .api: "api"
        case .page: "page"
        case .plain: "plain"
        }
      return [("kind", name), ("does", isChange ? "change" : "read")]
    }
  }

  private let routes: [(path: OfPath, time: Timer)]
  private let unknown: OfPath
  private let refusals: [Int: Counter]

  init(_ routes: [Route], factory: any MetricsFactory = MetricsSystem.factory) {
    var paths: [String: OfPath] = [:]
    var times: [Group: Timer] = [:]
    self.routes = routes.map { route in
      let path = route.path.description
      let group = Group(kind: route.kind, isChange: CrossSite.isUnsafe(route.method))
      let ofPath = paths[path] ?? OfPath(path, factory)
      let time = times[group] ?? Timer(label: "http_request_duration", dimensions: group.labels, factory: factory)
      (paths[path], times[group]) = (ofPath, time)
      return (ofPath, time)
    }
    unknown = OfPath("none", factory)
    refusals = Dictionary(
      uniqueKeysWithValues: [401, 403, 429].map {
        ($0, Counter(label: "http_refusals", dimensions: [("status", String($0))], factory: factory))
      })
  }

  func countRefusal(_ status: Int) { refusals[status]?.increment() }

  func record(route: Int?, status: Int, _ elapsed: Swift.Duration) {
    let (seconds, attoseconds) = elapsed.components
    let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    guard let route else { return unknown.record(status: status, microseconds: nanoseconds / 1000) }
    routes[route].path.record(status: status, microseconds: nanoseconds / 1000)
    routes[route].time.recordNanoseconds(nanoseconds)
  }
}
