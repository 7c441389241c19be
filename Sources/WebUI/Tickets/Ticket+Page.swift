import Agreements
import Kernel
import Markup
import Tickets

/// A ticket: what was said and done as one time line, its clocks and why, and what can be done now.
public struct TicketPage: Page {
  public var title: String { "\(ticket.number) \(ticket.subject)" }
  public var place: Place? { .queue }
  public var crumbs: [Crumb] { [Crumb(Place.queue.title, Place.queue.path)] }

  public var ticket: TicketFacts
  public var clocks: [ClockFigure]
  public var attribution: [HolderShare]
  public var timeline: [TimelineEntry]
  /// What has been left out of its clocks, oldest first.
  public var exclusions: [ExclusionFigure]
  /// There are more entries than the page shows; where the earlier ones are.
  public var earlier: String?
  /// Where the latest entries are; nil when these are they.
  public var latest: String?
  public var show: TimelineFilter
  /// What the reader may do and the ticket's state allows.
  public var acts: [TicketAct]
  public var choices: TicketChoices
  /// The act whose form came back, with what was typed.
  public var attempted: Attempt?
  /// What changed while the reader was writing.
  public var conflict: Conflict?
  /// Why the ticket can only be read on this node; nil where it can be changed.
  public var readOnly: String?

  public init(
    ticket: TicketFacts, clocks: [ClockFigure], attribution: [HolderShare] = [], timeline: [TimelineEntry],
    earlier: String? = nil, latest: String? = nil, show: TimelineFilter = .all, acts: [TicketAct],
    choices: TicketChoices = TicketChoices(),
    attempted: Attempt? = nil, conflict: Conflict? = nil, exclusions: [ExclusionFigure] = [],
    readOnly: String? = nil
  ) {
    (self.ticket, self.clocks, self.attribution, self.timeline) = (ticket, clocks, attribution, timeline)
    (self.earlier, self.show, self.acts, self.choices) = (earlier, show, acts, choices)
    (self.attempted, self.conflict, self.exclusions, self.latest) = (attempted, conflict, exclusions, latest)
    self.readOnly = readOnly
