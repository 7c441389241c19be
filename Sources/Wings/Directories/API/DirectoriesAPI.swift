import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofDirectories(app: App) -> [Endpoint] { DirectoryEndpoints(app: app).all }
}

extension Route {
  /// What directories themselves call.
  public static func ofDirectories(app: App) -> [Route] { SCIMRoutes(app: app).all }
}
