import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofStatements(app: App) -> [Endpoint] { StatementEndpoints(app: app).all }
}
