import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofJournal(app: App) -> [Endpoint] {
    JournalEndpoints(app: app).all
  }
}
