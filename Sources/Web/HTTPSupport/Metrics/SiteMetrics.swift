import HTTPTypes
import Metrics

/// Counts and times of requests by route and class of status; made once, so that recording costs little.
struct SiteMetrics: Sendable {
  private struct One: Sendable {
    var time: Timer
    /// 1xx to 5xx.
    var classes: [Counter]

    init(route: String, method: String) {
      let labels = [("method", method), ("route", route)]
      time = Timer(label: "http_request_duration", dimensions: labels)
      classes = (1...5).map { Counter(label: "http_requests", dimensions: labels + [("status", "\($0)xx")]) }
    }
  }

  private let routes: [One]
  private let unknown: One
  private let refusals: [Int: Counter]

  init(_ routes: [Route]) {
    self.routes = routes.map { One(route: $0.path.description, method: $0.method.rawValue) }
    unknown = One(route: "none", method: "any")
    refusals = Dictionary(
      uniqueKeysWithValues: [401, 403, 429].map {
        ($0, Counter(label: "http_refusals", dimensions: [("status", String($0))]))
      })
  }

  func countRefusal(_ status: Int) { refusals[status]?.increment() }

  func record(route: Int?, status: Int, _ elapsed: Swift.Duration) {
    let one = route.map { routes[$0] } ?? unknown
    let (seconds, attoseconds) = elapsed.components
    one.time.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    one.classes[min(4, max(0, status / 100 - 1))].increment()
  }
}
