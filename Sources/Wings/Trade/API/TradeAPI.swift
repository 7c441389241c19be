import AgreementsUseCases
import BusinessTime
import Core
import HTTPSupport
import TradeUseCases

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofTrade(
    app: App, zones: any ZoneSource, reader: @escaping AgreementFileReader, report: @escaping OfferReporting
  ) -> [Endpoint] {
    OfferEndpoints(app: app, reader: reader).all
      + OfferEvidenceEndpoints(app: app, zones: zones, report: report).all
  }
}
