import Kernel
import ServiceLevels

extension AgreementFinding {
  /// The page on which it is mended.
  public var path: String {
    switch place {
    case .agreement(let key, let objective):
      "/agreements/\(AgreementFinding.encoded(key))" + (objective.map { "#o-\(AgreementFinding.encoded($0))" } ?? "")
    case .calendar(let key): "/calendars/\(AgreementFinding.encoded(key))"
    case .ticket(let number): "/which-agreement?ticket=\(AgreementFinding.encoded(number))"
    case .agreements: "/agreements"
    }
  }

  private static func encoded(_ text: String) -> String { PercentCoding.encode(text) }

  public var json: JSON {
    [
      "kind": .string(kind.rawValue), "severity": .string(severity.rawValue), "agreement": .text(agreement) ?? .null,
      "objective": .text(objective) ?? .null, "row": row.map { .integer(Int64($0)) } ?? .null,
      "calendar": .text(calendar) ?? .null, "sentence": .string(sentence),
      "evidence": .array(
        evidence.map { ["words": .string($0.words), "count": $0.count.map { .integer(Int64($0)) } ?? .null] }),
      "tickets": .array(tickets.map(JSON.string)), "page": .string(path),
    ]
  }
}

extension FindingsReport {
  /// The members that answers of programs share.
  public var members: [String: JSON] {
    func number(_ severity: AgreementFinding.Severity) -> JSON { .integer(Int64(count(severity))) }
    return [
      "errors": number(.error), "warnings": number(.warning), "notes": number(.note),
      "findings": .array(findings.map(\.json)), "bounds": .array(bounds.map(JSON.string)),
      "notLookedAt": .array(notLookedAt.map(JSON.string)),
    ]
  }
}

extension FindAgreementFindings.Answer {
  public var json: JSON {
    .object(
      report.members.merging([
        "asOf": .string(asOf.rfc3339), "from": .string(from.rfc3339), "to": .string(to.rfc3339),
        "agreements": .integer(Int64(agreements)), "tickets": .integer(Int64(tickets)),
      ]) { $1 })
  }
}
