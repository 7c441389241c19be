import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofEscalation(app: App) -> [Endpoint] {
    LadderEndpoints(app: app).all + EscalationEndpoints(app: app).all
  }
}
