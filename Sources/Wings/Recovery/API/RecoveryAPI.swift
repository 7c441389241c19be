import AgreementsUseCases
import Core
import HTTPSupport
import RecoveryUseCases

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofRecovery(
    app: App, recoveries: BackgroundRecoveries, reader: @escaping AgreementFileReader
  ) -> [Endpoint] {
    RecoveryEndpoints(app: app, recoveries: recoveries, files: reader).all
  }
}
