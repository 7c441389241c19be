import Core
import HTTPSupport
import OrganisationUseCases

extension Endpoint {
  /// The operations of this wing.
  public static func ofServices(app: App, reader: TableReader) -> [Endpoint] {
    ServiceEndpoints(app: app).all + OutageEndpoints(app: app).all + ServiceChangeEndpoints(app: app).all
      + OutageFileEndpoints(app: app, reader: reader).all
  }
}
