import Core
import HTTPSupport
import Organisation
import OrganisationUseCases

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofOrganisation(app: App, reader: TableReader) -> [Endpoint] {
    StructureKind.allCases.flatMap { StructureEndpoints(app: app, kind: $0).all }
      + ProfileEndpoints(app: app).all + TableEndpoints(app: app, reader: reader).all
  }
}
