import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofReach(app: App) -> [Endpoint] {
    WayEndpoints(app: app).all + ReachEndpoints(app: app).all
  }
}
