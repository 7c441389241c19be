import AgreementsUseCases
import Components
import Core
import HTTPSupport
import Kernel
import StatementsUseCases

extension Pages {
  /// The pages of this wing.
  public var ofStatements: [Route] { statements }
}

extension Place {
  public static let statements = Place(
    "/statements", "Statements", .verified, key: "5", .seeStatements, in: .serviceLevels, 4, rails: [.lead, .manager])
  /// The places of this wing.
  public static let ofStatements: [Place] = [.statements]
}
