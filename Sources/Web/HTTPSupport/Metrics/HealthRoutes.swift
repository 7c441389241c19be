import Core
import HTTPTypes
import Kernel

/// One thing that must work for the product to work.
public struct HealthCheck: Sendable {
  public var name: String
  public var isGood: Bool
  /// Is shown as late although people are served all the same.
  public var isLate = false
  /// A few words, without secrets.
  public var detail: String
  /// What the log says beside it, and nobody who asks: addresses, the database server's words.
  public var internals: String?
  public init(_ name: String, good: Bool, late: Bool = false, _ detail: String, internals: String? = nil) {
    (self.name, self.isGood, self.isLate, self.detail) = (name, good, late, detail)
    self.internals = internals
  }

  var word: String { isGood ? (isLate ? "LATE" : "good") : "BAD" }
}

/// What watches the product asks here.
public enum HealthRoutes {
  /// - Parameters:
  ///   - ready: Asked on each call of `/health/ready`; any check that is not good gives 503.
  ///   - metrics: Nil leaves `/metrics` out.
  public static func routes(
    ready: @escaping @Sendable () async -> [HealthCheck], metrics: Prometheus?
  ) -> [Route] {
    var routes: [Route] = [
      Route(.get, "/health/live", kind: .plain, access: .anyone, feature: "Health") { _ in .text("alive\n") },
      Route(.get, "/health/ready", kind: .plain, access: .anyone, feature: "Health") { _ in
        let checks = await ready()
        let good = checks.allSatisfy(\.isGood)
        let lines = checks.map { "\($0.word) \($0.name): \($0.detail)\n" }
        return .text((good ? "ready\n" : "not ready\n") + lines.joined(), status: good ? .ok : .serviceUnavailable)
      },
    ]
    if let metrics {
      routes.append(
        Route(.get, "/metrics", kind: .plain, access: .anyone, feature: "Health") { call in
          try mayRead(call)
          return .bytes(metrics.text().utf8, type: "text/plain; version=0.0.4; charset=utf-8")
        })
    }
    for index in routes.indices { routes[index].isApart = true }
    return routes
  }

  /// Programs on the same machine, where no proxy can stand between, and whoever may see the health of the product.
  private static func mayRead(_ call: Call) throws {
    let isLocal =
      !call.settings.isBehindSomething && ["127.0.0.1", "::1", "local"].contains(call.remote)
      && !call.headers.contains(.forwardedFor)
    if !isLocal { try call.principal.require(.seeHealth) }
  }
}
