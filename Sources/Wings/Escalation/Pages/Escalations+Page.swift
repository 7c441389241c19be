import Components
import Escalation
import EscalationUseCases
import Kernel
import Markup

/// What waits for the reader, and what will fire within some hours.
public struct EscalationsPage: Page {
  public var title: String { "Escalations" }
  public var place: Place? { .escalations }

  public var hours: Int
  public var coming: Coming
  /// What the list is narrowed by: `mine`, `unacknowledged` and `team`, where they are said.
  public var form: FormState
  /// Names of teams by their keys.
  public var teams: [String: String]
  /// From which ticket on the page shows them, from 0.
  public var first: Int

  public init(
    hours: Int, coming: Coming, form: FormState = FormState(), teams: [String: String] = [:], first: Int = 0
  ) {
    (self.hours, self.coming, self.form) = (hours, coming, form)
    (self.teams, self.first) = (teams, first)
  }

  /// Tickets of a page.
  static let most = 25

  /// The same page for other hours, or from another ticket on.
  func path(hours: Int, from first: Int = 0) -> String {
    func said(_ name: String) -> String? { form[name].isEmpty ? nil : form[name] }
    return Address.path(
      Place.escalations.path,
      [
        "hours": String(hours), "mine": said("mine"), "unacknowledged": said("unacknowledged"), "team": said("team"),
        "from": first > 0 ? String(first) : nil,
      ])
  }

  /// How far ahead one can look from the page.
  static let choices = [8, 24, 72]
}

/// What fired, to whom, and what came of it.
public struct FiredPage: Page {
  public var title: String { "What fired" }
  public var place: Place? { .escalations }

  public var fired: Fired
  public var pager: Pager

  public init(fired: Fired, pager: Pager) { (self.fired, self.pager) = (fired, pager) }
}

/// The ladders of one ticket.
public struct TicketEscalationsPage: Page {
  public var title: String { "Escalations of \(found.number)" }
  public var place: Place? { .escalations }

  public var found: TicketEscalations
  public var fault: String?

  public init(_ found: TicketEscalations, fault: String? = nil) { (self.found, self.fault) = (found, fault) }
}
