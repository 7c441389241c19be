import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofDisputes(app: App) -> [Endpoint] { DisputeEndpoints(app: app).all }
}
