import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofSearches(app: App) -> [Endpoint] { SearchEndpoints(app: app).all }
}
