import Components
import Core
import HTTPSupport
import Kernel
import AgreementsUseCases

extension Pages {
  /// The pages of this wing.
  public var ofServiceLevels: [Route] {
    levels + measures + compliance + whichAgreement + agreementFindings + workbench
  }
}

extension Place {
  public static let serviceLevels = Place(
    "/service-levels", "Service levels", .verified, key: "l", .seeCompliance, in: .serviceLevels, 1,
    rails: [.lead, .manager, .admin], homeOf: [.manager])
  public static let compliance = Place(
    "/compliance", "Compliance", .graph, key: "c", .seeCompliance, in: .serviceLevels, 2, rails: [.lead, .manager])
  public static let agreementFindings = Place(
    "/agreement-findings", "Agreement findings", .flag, key: "4", .seeAgreements, in: .serviceLevels, 6,
    rails: [.manager])
  public static let workbench = Place(
    "/workbench", "Try targets", .graph, key: "3", .seeCompliance, in: .serviceLevels, 8, rails: [.manager])
  /// The places of this wing.
  public static let ofServiceLevels: [Place] = [.serviceLevels, .compliance, .agreementFindings, .workbench]
}
