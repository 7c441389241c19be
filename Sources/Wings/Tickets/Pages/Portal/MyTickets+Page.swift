import Components
import Kernel
import Markup
import Tickets
import TicketsUseCases

/// A requester's own tickets.
public struct MyTicketsPage: Page {
  public var title: String { "My tickets" }
  public var place: Place? { .myTickets }
  public var keys: [KeyHint] { (rows.isEmpty ? [] : KeyHint.rows(of: "ticket")) + [.search] }
  public var rows: [Row]
  public var pager: Pager
  /// The words that are searched for.
  public var search: String
  /// What the reader should know of how they were looked for.
  public var notes: [String] = []
  public var live: LivePart?

  public struct Row: Sendable {
    public var number: String
    public var subject: String
    public var state: TicketState
    /// The desk waits for the requester.
    public var needsAnswer: Bool
    public var updatedAt: Instant
    /// Where the ticket stands that it was joined with; nil where it was not.
    public var outcome: TicketState?
    public init(
      number: String, subject: String, state: TicketState, needsAnswer: Bool = false, updatedAt: Instant,
      outcome: TicketState? = nil
    ) {
      (self.number, self.subject, self.state, self.outcome) = (number, subject, state, outcome)
      (self.needsAnswer, self.updatedAt) = (needsAnswer, updatedAt)
    }
  }

  public init(rows: [Row], pager: Pager, search: String = "", live: LivePart? = nil) {
    (self.rows, self.pager, self.search, self.live) = (rows, pager, search, live)
  }
}

/// A ticket as its requester sees it: what was said, and what happens next.
public struct MyTicketPage: Page {
  public var title: String { subject }
  public var place: Place? { .myTickets }
  public var crumbs: [Crumb] { [Crumb("My tickets", Place.myTickets.path)] }
  public var number: String
  public var subject: String
  public var state: TicketState
  /// The desk waits for the requester.
  public var needsAnswer: Bool
  public var version: Int
  /// Public entries only.
  public var timeline: [TimelineEntry]
  public var mayReply: Bool
  public var form: FormState
  /// Where earlier entries are; nil where there are none.
  public var earlier: String?
  /// Where the latest entries are; nil when these are they.
  public var latest: String?
  /// Own tickets that belong with it.
  public var related: [(number: String, subject: String)]
  public var openedAt: Instant
  public var live: LivePart?
  /// What became of the ticket that it was joined with; nil where it was not.
  public var outcome: MergedOutcome?
  /// That ticket, where it is the reader's own too.
  public var survivor: String?
  public var closedAt: Instant?
  /// Until when an answer opens the closed ticket again; nil where it does not.
  public var reopensUntil: Instant?

  public init(
    number: String, subject: String, state: TicketState, needsAnswer: Bool, version: Int, timeline: [TimelineEntry],
    mayReply: Bool, form: FormState = FormState(), earlier: String? = nil, latest: String? = nil,
    related: [(number: String, subject: String)] = [], openedAt: Instant,
    closedAt: Instant? = nil,
    reopensUntil: Instant? = nil, live: LivePart? = nil
  ) {
    (self.closedAt, self.reopensUntil) = (closedAt, reopensUntil)
    (self.earlier, self.latest, self.related) = (earlier, latest, related)
    (self.number, self.subject, self.state, self.needsAnswer) = (number, subject, state, needsAnswer)
    (self.version, self.timeline, self.mayReply) = (version, timeline, mayReply)
    (self.form, self.openedAt, self.live) = (form, openedAt, live)
  }
}

/// A new ticket: for oneself in the portal, for anyone at the desk.
public struct NewTicketPage: Page {
  public var title: String { "New ticket" }
  public var place: Place? { .newTicket }
  public var form: FormState
  public var choices: TicketChoices
  /// Kinds of ticket that its writer may open; with one of them there is nothing to choose.
  public var kinds: [Choice] = []
  /// With the fields that only the desk fills in.
  public var isForDesk: Bool

  public init(form: FormState = FormState(), choices: TicketChoices = TicketChoices(), isForDesk: Bool) {
    (self.form, self.choices, self.isForDesk) = (form, choices, isForDesk)
  }
}
