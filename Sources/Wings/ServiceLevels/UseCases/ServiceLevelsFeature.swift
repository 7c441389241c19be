import AgreementsUseCases
import Core
import Journal
import Kernel
import ServiceLevels

extension Feature {
  public static let serviceLevels = Feature(
    "ServiceLevels", migrations: ComplianceMigrations.all + MeasureMigrations.all,
    checks: [
      Feature.Check("tallies") { look in
        try TallyCheck.findings(in: look).map {
          JournalFinding(
            .projection, "compliance-tallies", nil,
            "\($0); figures of compliance are wrong by it. `mainstay compliance --recount` lets them be counted anew.")
        }
      }
    ],
    prepare: { parts in
      parts[AgreementReview.self].append(
        AgreementReview(findings: { key, look in try look.findings(ofDefinition: key).count }))
    })
}
