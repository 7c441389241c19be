import Components
import Kernel
import ServiceLevels
import ServiceLevelsPages

extension Sample {
  private static var report: FindingsReport {
    var report = FindingsReport()
    report.findings = [
      AgreementFinding(
        .rowNeverReached, agreement: "gold", objective: "resolution", row: 2,
        "Row 2 of resolution of Gold <1> (priority is P1: 4 h) is never reached: the rows before it take its tickets.",
        evidence: [.init("Row 1: any ticket, 8 h")]),
      AgreementFinding(
        .hoursMiss, agreement: "gold", calendar: "paris",
        "41.0 % of the tickets of Gold <1> were opened while paris is closed: 410 of 1000.",
        evidence: [.init("Saturday", 300), .init("Saturday, 10:00 to 11:00", 120)]),
      AgreementFinding(
        .uncovered, "12 of 1000 tickets have no agreement, and none would cover them today: they stand without clocks.",
        evidence: [.init("service: <print>", 12)], tickets: ["INC-12", "INC-9"], place: .ticket("INC-12")),
      AgreementFinding(
        .neverChosen, agreement: "silver", "Silver covered none of the 1000 tickets that were looked at."),
    ]
    report.bounds = ["Only the newest 50,000 tickets of the span were read, back to 2025-01-01T00:00:00Z."]
    return report
  }

  static let findings = AgreementFindingsPage(
    form: FormState(["agreement": ""]), agreements: [Choice("gold", "Gold <1>"), Choice("silver", "Silver")],
    found: .init(
      report, from: at("2024-06-02T09:00:00Z"), to: at("2025-06-02T09:00:00Z"), agreements: 2, tickets: 1000,
      names: ["gold": "Gold <1>", "silver": "Silver"]))

  static let noFindings = AgreementFindingsPage(
    form: FormState(["from": "odd"], faults: [FieldFault("from", "is no day")]),
    found: .init(
      FindingsReport(), from: at("2024-06-02T09:00:00Z"), to: at("2025-06-02T09:00:00Z"), agreements: 0, tickets: 0,
      names: [:]))
}
