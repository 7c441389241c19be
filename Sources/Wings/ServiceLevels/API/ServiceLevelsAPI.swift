import BusinessTime
import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofServiceLevels(app: App, zones: any ZoneSource) -> [Endpoint] {
    ComplianceEndpoints(app: app, zones: zones).all + LevelEndpoints(app: app).all
  }
}
