import Agreements
import Components
import Kernel
import Markup
import ServiceLevels
import ServiceLevelsUseCases

/// One measured objective of an agreement, period by period.
public struct MeasurePage: Page {
  public var title: String { "\(Words.capital(line.objective.name)): \(name)" }
  public var place: Place? { .serviceLevels }
  public var crumbs: [Crumb] { [Crumb(Place.serviceLevels.title, Place.serviceLevels.path)] }
  public var words: [Term] { [.objective, .agreement, .interval, .promisedShare, .compliance, .target, .calendar] }

  /// Of the agreement, and what it is called.
  public var key: String
  public var name: String
  public var line: MeasureLine
  /// What was typed, or stands in the address.
  public var form: FormState
  /// The instant as which the figures were asked for; nil: now.
  public var asOf: Instant?
  public var unreadable: [String]

  public init(
    _ line: MeasureLine, of key: String, called name: String, form: FormState = FormState(), asOf: Instant? = nil,
    unreadable: [String] = []
  ) {
    (self.line, self.key, self.name) = (line, key, name)
    (self.form, self.asOf, self.unreadable) = (form, asOf, unreadable)
  }
}

/// What stands behind a number of a measured objective: each ticket with why it is counted so.
public struct MeasureTicketsPage: Page {
  public var title: String
  public var place: Place? { .serviceLevels }
  public var crumbs: [Crumb] { [Crumb(Place.serviceLevels.title, Place.serviceLevels.path), Crumb(name, back)] }
  public var words: [Term] { [.objective, .agreement, .target] }
  public var keys: [KeyHint] { found.items.isEmpty ? [] : KeyHint.rows(of: "ticket") }

  /// The measured objective, and its page.
  public var name: String
  public var back: String
  public var lead: String
  public var found: MeasuredTicketPage
  public var csv: String
  public var pager: Pager

  public init(
    title: String, name: String, back: String, lead: String, found: MeasuredTicketPage, csv: String, pager: Pager
  ) {
    (self.title, self.name, self.back, self.lead) = (title, name, back, lead)
    (self.found, self.csv, self.pager) = (found, csv, pager)
  }
}
