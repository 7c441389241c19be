import AgreementsUseCases
import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofProposals(app: App, reader: @escaping AgreementFileReader) -> [Endpoint] {
    ProposalEndpoints(app: app, reader: reader).all + EndingEndpoints(app: app).all
  }
}
