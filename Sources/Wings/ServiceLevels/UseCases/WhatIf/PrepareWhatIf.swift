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
  /// The calendars of the drafts, and the newest versions of all others.
  var calendars: [String: BusinessCalendar]
  /// The versions in force now.
  var inForce: [AgreementVersion]
  /// Keys of agreements in force that no draft names and that a draft of their open hours changes, as applying does.
  var takenAlong: [String]
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
    let from = question.from ?? .earliest
    let to = question.to ?? Instant(milliseconds: Instant.latest.milliseconds + 1)
    guard from < to else { throw MainstayError.field("to", "must lie after `from`") }
    let plan = try look.plan(drafts)
    let inForce = try AgreementsInForce(in: look).versions(at: look.now).versions
    let along = try takenAlong(inForce, plan)
    var calendars = try drafts.calendars.mapValues { try look.app.agreements.calendarSource.calendar($0) }
    for row in try AgreementStore.calendars(in: look.transaction) where drafts.calendars[row.key] == nil {
      // The newest version of a calendar comes last.
      calendars[row.key] = try look.app.agreements.calendar(row.key, version: row.version, in: look.transaction)
    }
    let agreements = try (drafts.agreements + along).map { terms in
      PreparedDraft(terms: terms, plans: try TicketPlans(terms.agreement, calendars: calendars))
    }
    let total = try WhatIfStore.count(
      openedFrom: from, before: to, seen: look.principal.sight(of: .seeCompliance), in: look.transaction)
    if let most = question.most, total > most {
      throw MainstayError.field(
        "from",
        "lets \(Numerals.grouped(total)) tickets in, and at most \(Numerals.grouped(most)) are replayed here; choose a "
          + "later day, or replay them with mainstay whatif")
    }
    return PreparedDrafts(
      agreements: agreements.sorted { $0.terms.key < $1.terms.key }, calendars: calendars, inForce: inForce,
      takenAlong: along.map(\.key).sorted(), keys: Set(agreements.map(\.terms.key)), asOf: look.now, from: from, to: to,
      total: total)
  }

  /// The agreements in force that no draft names and whose open hours the drafts change; where the drafts name no
  /// agreement at all, those that use the open hours of the drafts.
  private func takenAlong(_ inForce: [AgreementVersion], _ plan: [PlannedChange]) throws -> [AgreementTerms] {
    let drafts = question.drafts
    let named = Set(drafts.agreements.map(\.key))
    let changed = plan.filter { $0.subject == .calendar && ($0.isChange || named.isEmpty) }.map(\.key)
    let along = inForce.map(\.terms).filter { terms in
      !named.contains(terms.key) && terms.agreement.objectives.contains { changed.contains($0.calendar) }
    }
    guard named.isEmpty, along.isEmpty else { return along }
    throw MainstayError.field(
      "agreements",
      drafts.calendars.isEmpty
        ? "are missing: a what-if needs at least one, or open hours that one in force uses"
        : "are missing, and none in force uses the open hours \(drafts.calendars.keys.sorted().joined(separator: ", "))"
    )
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
  /// Which of the versions in force now covers a ticket, as if it had been in force all along. Nil where none does.
  func holding(_ opening: TicketEvent.Opening) -> Int? {
    inForce.indices.filter { inForce[$0].terms.covers(opening.covered) }
      .min { inForce[$0].terms.goesBefore(inForce[$1].terms) }
  }

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
