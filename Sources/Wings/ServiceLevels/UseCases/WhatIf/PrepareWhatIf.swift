import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import Tickets
import TicketsUseCases

/// Drafts ready to replay with.
struct PreparedDrafts: Sendable {
  var agreements: [PreparedDraft]
  /// The keys that the drafts take the place of.
  var keys: Set<String>
  var asOf: Instant
  var from: Instant
  var to: Instant
  /// Tickets opened in the period.
  var total: Int
}

struct PreparedDraft: Sendable {
  var terms: AgreementTerms
  var plans: TicketPlans
}

/// Checks drafts as applying them would, and makes them ready to replay with.
struct PrepareWhatIf: Query {
  var question: WhatIf

  init(_ question: WhatIf) { self.question = question }

  func answer(from look: Look) throws -> PreparedDrafts {
    try look.requireWhatIf()
    let drafts = question.drafts
    guard !drafts.agreements.isEmpty else {
      throw MainstayError.field("agreements", "are missing: a what-if needs at least one")
    }
    let from = question.from ?? .earliest
    let to = question.to ?? Instant(milliseconds: Instant.latest.milliseconds + 1)
    guard from < to else { throw MainstayError.field("to", "must lie after `from`") }
    _ = try look.plan(drafts)
    var calendars = try drafts.calendars.mapValues { try look.app.agreements.calendarSource.calendar($0) }
    for row in try AgreementStore.calendars(in: look.transaction) where drafts.calendars[row.key] == nil {
      // The newest version of a calendar comes last.
      calendars[row.key] = try look.app.agreements.calendar(row.key, version: row.version, in: look.transaction)
    }
    let agreements = try drafts.agreements.map { terms in
      PreparedDraft(terms: terms, plans: try TicketPlans(terms.agreement, calendars: calendars))
    }
    return PreparedDrafts(
      agreements: agreements.sorted { $0.terms.key < $1.terms.key }, keys: Set(drafts.agreements.map(\.key)),
      asOf: look.now, from: from, to: to,
      total: try WhatIfStore.count(openedFrom: from, before: to, in: look.transaction))
  }
}

extension Look {
  /// A what-if shows figures and terms of every ticket.
  func requireWhatIf() throws {
    try principal.require(.seeCompliance)
    try principal.require(.seeAgreements)
  }
}

extension PreparedDrafts {
  /// Which draft covers a ticket: the rule by which agreements are chosen, with the drafts in force from
  /// the beginning of time in place of the agreements of the same keys. Nil where none does.
  func covering(_ opening: TicketEvent.Opening, at openedAt: Instant, beside others: AgreementsInForce) throws -> Int? {
    let attributes = opening.attributes.merging(["kind": opening.kind.rawValue]) { _, kind in kind }
    let covering = agreements.indices.filter { agreements[$0].terms.covers(attributes) }
    guard let best = covering.min(by: { agreements[$0].terms.goesBefore(agreements[$1].terms) }) else { return nil }
    guard let theirs = try others.version(covering: opening.covered, at: openedAt)?.terms else { return best }
    return agreements[best].terms.goesBefore(theirs) ? best : nil
  }
}
