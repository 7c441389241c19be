import AgreementsUseCases
import BusinessTime
import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofTrade(
    app: App, zones: any ZoneSource, reader: @escaping AgreementFileReader
  ) -> [Endpoint] {
    OfferEndpoints(app: app, reader: reader).all + OfferEvidenceEndpoints(app: app, zones: zones).all
  }
}
