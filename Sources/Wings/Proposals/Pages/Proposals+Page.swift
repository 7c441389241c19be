import AgreementsPages
import Components
import Kernel
import Markup
import ServiceLevelsUseCases

/// Changes of agreements that wait for a decision, and those about which there was one.
public struct ProposalsPage: Page {
  public static let path = "/agreement-proposals"

  public var title: String { "Proposals" }
  public var place: Place? { .agreements }
  public var crumbs: [Crumb] { [Crumb("Agreements", Place.agreements.path)] }
  public var words: [Term] { [.agreement] }

  public var waiting: [Row]
  public var decided: [Row]
  public var pager: Pager
  /// What belongs here and cannot be read, a line each.
  public var unreadable: [String] = []
  /// Whether the reader may propose something.
  public var mayPropose: Bool
  public var rule: Rule

  public struct Row: Sendable {
    public var id: String
    public var title: String
    public var proposer: PersonName
    public var at: Instant
    public var state: String
    public var tone: Tone
    /// Who ended it, and when.
    public var decider: PersonName?
    public var decidedAt: Instant?

    public init(
      id: String, title: String, proposer: PersonName, at: Instant, state: String, tone: Tone,
      decider: PersonName? = nil, decidedAt: Instant? = nil
    ) {
      (self.id, self.title, self.proposer, self.at) = (id, title, proposer, at)
      (self.state, self.tone, self.decider, self.decidedAt) = (state, tone, decider, decidedAt)
    }

    var path: String { ProposalsPage.path + "/" + Address.encoded(id) }
  }

  /// Whether changes need a second person, and who has decided that.
  public struct Rule: Sendable {
    public var isNeeded: Bool
    public var version: Int
    /// Whether the reader may change it.
    public var isReaders: Bool

    /// Who has decided it last, and when; nil where nobody has.
    public var changed: (by: PersonName, at: Instant)?

    public init(isNeeded: Bool, version: Int, isReaders: Bool, changed: (by: PersonName, at: Instant)? = nil) {
      (self.isNeeded, self.version, self.isReaders, self.changed) = (isNeeded, version, isReaders, changed)
    }
  }

  public init(waiting: [Row], decided: [Row], pager: Pager, mayPropose: Bool, rule: Rule) {
    (self.waiting, self.decided, self.pager) = (waiting, decided, pager)
    (self.mayPropose, self.rule) = (mayPropose, rule)
  }
}

/// A form to propose a change, or to hand one in anew.
public struct ProposalFormPage: Page {
  public var title: String { id == nil ? "Propose a change" : "Revise the proposal" }
  public var place: Place? { .agreements }
  public var crumbs: [Crumb] {
    [Crumb("Agreements", Place.agreements.path), Crumb("Proposals", ProposalsPage.path)]
  }
  public var words: [Term] { [.agreement, .objective, .target, .calendar] }

  /// Nil of a new one.
  public var id: String?
  public var version: Int?
  public var form: FormState

  public init(id: String? = nil, version: Int? = nil, form: FormState) {
    (self.id, self.version, self.form) = (id, version, form)
  }
}

/// A proposal with what it would change, to be decided about.
public struct ProposalPage: Page {
  public var title: String
  public var place: Place? { .agreements }
  public var crumbs: [Crumb] {
    [Crumb("Agreements", Place.agreements.path), Crumb("Proposals", ProposalsPage.path)]
  }
  public var words: [Term] { [.agreement, .objective, .target, .calendar] }

  public var id: String
  public var reason: String
  public var proposer: PersonName
  public var revisedAt: Instant
  public var state: String
  public var tone: Tone
  public var isOpen: Bool
  public var version: Int
  public var digest: String
  public var decision: Decision?
  public var changes: [Change] = []
  /// The versions that its approval made.
  public var made: [Change] = []
  /// Why it could not be applied now, a sentence each.
  public var faults: [FieldFault] = []
  /// What would be hardly meant by it, a sentence each.
  public var newFindings: [String] = []
  /// What is hardly meant now and would not be there any more.
  public var mendedFindings: [String] = []
  public var files: [(name: String, text: String)] = []
  public var mayApprove = false
  public var mayRefuse = false
  public var mayRevise = false
  /// Why the reader cannot approve it, where they could others.
  public var whyNot: String?
  /// Whether the reader may look what it would have made of past tickets.
  public var maySeePast = false
  public var form = FormState()

  public struct Decision: Sendable {
    public var by: PersonName
    public var at: Instant
    public var note: String
    public init(by: PersonName, at: Instant, note: String) { (self.by, self.at, self.note) = (by, at, note) }
  }

  /// What it would do to an agreement or a calendar.
  public struct Change: Sendable {
    /// `Agreement Standard`, `Open hours office`.
    public var name: String
    public var path: String?
    /// `version 2 becomes version 3`, `new`.
    public var versions: String
    public var clauses: [ClauseChange]
    /// What is to be looked at before it is approved, a sentence each.
    public var remarks: [String]
    /// Tickets that are open now under it, in words; nil of what has none.
    public var openTickets: String?

    public init(
      name: String, path: String?, versions: String, clauses: [ClauseChange], remarks: [String] = [],
      openTickets: String? = nil
    ) {
      (self.name, self.path, self.versions, self.clauses) = (name, path, versions, clauses)
      (self.remarks, self.openTickets) = (remarks, openTickets)
    }
  }

  public init(
    id: String, title: String, reason: String, proposer: PersonName, revisedAt: Instant, state: String, tone: Tone,
    isOpen: Bool, version: Int, digest: String, decision: Decision? = nil
  ) {
    (self.id, self.title, self.reason, self.proposer) = (id, title, reason, proposer)
    (self.revisedAt, self.state, self.tone, self.isOpen) = (revisedAt, state, tone, isOpen)
    (self.version, self.digest, self.decision) = (version, digest, decision)
  }

  var path: String { ProposalsPage.path + "/" + Address.encoded(id) }
}

/// What a proposal would have made of past tickets.
public struct ProposalPastPage: Page {
  public var title: String { "What it would have made of past tickets" }
  public var place: Place? { .agreements }
  public var crumbs: [Crumb] {
    [
      Crumb("Agreements", Place.agreements.path), Crumb("Proposals", ProposalsPage.path),
      Crumb(name, ProposalsPage.path + "/" + Address.encoded(id)),
    ]
  }
  public var words: [Term] { [.compliance, .objective] }

  public var id: String
  public var name: String
  public var form: FormState
  /// Nil where what was asked for is not understood.
  public var found: Found?

  public struct Found: Sendable {
    public var tickets: Int
    /// Those that come out otherwise than under the version in force now.
    public var changed: Int
    /// Those that come out otherwise than recorded.
    public var changedRecorded: Int
    /// Keys of agreements in force that go along with their changed open hours.
    public var takenAlong: [String]
    /// Tickets that a version in force covers which it takes the place of, and it does not: how many fall to which other
    /// agreement, or with nil to none.
    public var released: [(agreement: String?, tickets: Int)]
    public var rows: [Row]
    public var deciding: [Ticket]
    public init(
      tickets: Int, changed: Int, changedRecorded: Int, takenAlong: [String] = [], rows: [Row], deciding: [Ticket],
      released: [(agreement: String?, tickets: Int)] = []
    ) {
      self.released = released
      (self.tickets, self.changed, self.changedRecorded) = (tickets, changed, changedRecorded)
      (self.takenAlong, self.rows, self.deciding) = (takenAlong, rows, deciding)
    }
  }

  /// An objective on both sides.
  public struct Row: Sendable {
    public var objective: String
    public var recorded: Side
    public var proposed: Side
    /// Under the version in force now.
    public var inForce: Side
    /// Held against the version in force now, and against what was recorded.
    public var newlyBreached: Change
    public var newlyMet: Change
    /// What else comes to something else beside the version in force now, in words: `2 no clock, breached as proposed`.
    public var others: [String]
    public init(
      objective: String, recorded: Side, inForce: Side, proposed: Side, newlyBreached: Change, newlyMet: Change,
      others: [String] = []
    ) {
      self.others = others
      (self.objective, self.recorded, self.inForce, self.proposed) = (objective, recorded, inForce, proposed)
      (self.newlyBreached, self.newlyMet) = (newlyBreached, newlyMet)
    }

    public struct Change: Sendable {
      public var inForce: Int
      public var recorded: Int
      public init(inForce: Int, recorded: Int) { (self.inForce, self.recorded) = (inForce, recorded) }
    }
  }

  public struct Side: Sendable {
    public var met: Int
    public var breached: Int
    public var running: Int
    /// The share that was met with its 95 % interval, in words.
    public var share: String
    public init(met: Int, breached: Int, running: Int, share: String) {
      (self.met, self.breached, self.running, self.share) = (met, breached, running, share)
    }
  }

  public struct Ticket: Sendable {
    public var number: String
    public var objective: String
    public var move: WhatIfMove
    /// Whether it was met as recorded; nil where that says nothing.
    public var wasMet: Bool?
    /// `12 min over`, `3 h left`; nil where nothing has ended as proposed.
    public var margin: String?
    public init(number: String, objective: String, move: WhatIfMove, wasMet: Bool? = nil, margin: String?) {
      (self.number, self.objective, self.move) = (number, objective, move)
      (self.wasMet, self.margin) = (wasMet, margin)
    }
  }

  public init(id: String, name: String, form: FormState, found: Found?) {
    (self.id, self.name, self.form, self.found) = (id, name, form, found)
  }
}
