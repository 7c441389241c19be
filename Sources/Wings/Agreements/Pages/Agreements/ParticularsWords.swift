import Agreements
import AgreementsUseCases
import Components
import Kernel

/// What an agreement says of itself, in words.
extension AgreementWords {
  public static func kind(_ kind: AgreementParticulars.Kind) -> String {
    switch kind {
    case .sla: "service level agreement"
    case .ola: "operational level agreement"
    case .underpinningContract: "underpinning contract"
    }
  }

  /// `team service-desk`, `Alder IT`.
  public static func party(_ party: AgreementParticulars.Party) -> String {
    party.subject == .name ? party.value : "\(party.subject.rawValue) \(party.value)"
  }

  public static func signatory(_ one: AgreementParticulars.Signatory) -> String {
    one.name + (one.role.map { ", \($0)" } ?? "") + ", for the \(one.side.rawValue)"
  }

  public static func life(_ life: AgreementLife) -> String {
    switch life {
    case .draft: "draft"
    case .inNegotiation: "in negotiation"
    case .agreed: "agreed"
    case .inForce: "in force"
    case .expired: "expired"
    case .terminated: "terminated"
    }
  }

  static func tone(_ life: AgreementLife) -> Tone {
    switch life {
    case .inForce: .good
    case .inNegotiation, .agreed: .warn
    case .draft, .expired, .terminated: .plain
    }
  }

  /// `with effect from 1 Mar 2027, 00:00, told on 1 Dec 2026; because ...`
  static func termination(_ end: AgreementTermination, _ period: NoticePeriod?, for reader: Reader) -> String {
    "with effect from \(Moments.text(end.effective, .full, for: reader)), told "
      + "\(Moments.text(end.toldAt, .full, for: reader)), because: \(end.reason). "
      + end.noticeWords(period) { reader.zone.local($0).date }
  }

  /// A clause for each thing that it says.
  package static func clauses(_ particulars: AgreementParticulars) -> [Clause] {
    var clauses: [Clause] = []
    func add(_ name: String, _ text: String?) { if let text { clauses.append(Clause(name, text)) } }
    add("Kind", particulars.kind.map(kind))
    add("Provider", particulars.provider.map(party))
    add("Customer", particulars.customer.map(party))
    for one in particulars.signatories { add("Signed by \(one.name)", signatory(one)) }
    add("What it covers, in words", particulars.scopeWords)
    for one in particulars.clauses { add("Clause \(one.name)", one.text) }
    for (index, text) in particulars.assumptions.enumerated() { add("Assumption \(index + 1)", text) }
    for one in particulars.documents {
      add(
        "Document \(one.title)", [one.link, one.hash.map { "SHA-256 \($0)" }].compactMap { $0 }.joined(separator: ", "))
    }
    add("Reviewed on", particulars.reviewDate.map(Words.date))
    add("Period of notice", particulars.noticePeriod?.words)
    return clauses
  }
}
