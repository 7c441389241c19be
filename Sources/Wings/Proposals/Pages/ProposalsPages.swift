import AgreementsUseCases
import Components
import Core
import HTTPSupport
import Kernel
import ProposalsUseCases

extension Pages {
  /// The pages of this wing.
  public func ofProposals(reader: @escaping AgreementFileReader) -> [Route] { proposals(reading: reader) + endings }
}

extension Place {
  /// The places of this wing: it is reached from the agreements.
  public static let ofProposals: [Place] = []
}
