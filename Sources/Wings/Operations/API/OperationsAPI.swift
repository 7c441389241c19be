import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofOperations(app: App) -> [Endpoint] {
    EngineEndpoints(app: app).all
  }
}
