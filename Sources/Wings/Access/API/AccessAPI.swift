import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofAccess(app: App) -> [Endpoint] {
    RoleEndpoints(app: app).all + GrantEndpoints(app: app).all + AccessEndpoints(app: app).all
      + ReaderEndpoints(app: app).all
  }
}
