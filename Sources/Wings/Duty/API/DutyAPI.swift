import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofDuty(app: App) -> [Endpoint] {
    RosterEndpoints(app: app).all + OnDutyEndpoints(app: app).all + OwnDutyEndpoints(app: app).all
  }
}
