import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofDefinitions(app: App) -> [Endpoint] { DefinitionEndpoints(app: app).all }
}
