import AgreementsPages
import Components
import Kernel
import ServiceLevels

/// What of agreements is hardly meant, by their definitions and by what became of tickets.
public struct AgreementFindingsPage: Page {
  public static let path = "/agreement-findings"

  public var title: String { "Agreement findings" }
  public var place: Place? { .agreementFindings }
  public var words: [Term] { [.agreement, .objective, .target, .threshold, .calendar, .interval] }

  public var form: FormState
  /// Agreements to choose from.
  public var agreements: [Choice]
  /// Nil where what was asked for is not understood.
  public var found: Found?

  public struct Found: Sendable {
    public var report: FindingsReport
    public var from: Instant
    public var to: Instant
    public var agreements: Int
    public var tickets: Int
    /// Names of agreements by key.
    public var names: [String: String]
    public init(
      _ report: FindingsReport, from: Instant, to: Instant, agreements: Int, tickets: Int, names: [String: String]
    ) {
      (self.report, self.from, self.to) = (report, from, to)
      (self.agreements, self.tickets, self.names) = (agreements, tickets, names)
    }
  }

  public init(form: FormState, agreements: [Choice] = [], found: Found? = nil) {
    (self.form, self.agreements, self.found) = (form, agreements, found)
  }
}
