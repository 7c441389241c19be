import AgreementsUseCases
import Components
import Core
import HTTPSupport
import Kernel
import RecoveryUseCases

extension Pages {
  /// The pages of this wing.
  ///
  /// - Parameters:
  ///   - recoveries: Looks for rules behind the requests that begin it.
  ///   - reader: Reads agreement files.
  public func ofRecovery(_ recoveries: BackgroundRecoveries, reader: @escaping AgreementFileReader) -> [Route] {
    RecoveryRoutes(pages: self, recoveries: recoveries, files: reader).all
  }
}

extension Place {
  public static let recover = Place(
    "/recover", "Recover a rule", .search, key: "0", .proposeAgreements, in: .serviceLevels, 7, rails: [])
  /// The places of this wing.
  public static let ofRecovery: [Place] = [.recover]
}
