import AgreementsUseCases
import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofAgreements(app: App, reader: @escaping AgreementFileReader) -> [Endpoint] {
    AgreementEndpoints(app: app, reader: reader).all
  }
}
