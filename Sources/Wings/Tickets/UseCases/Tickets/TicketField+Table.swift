import Core
import Kernel
import Storage
import Tickets

extension TicketField {
  /// The fields of a ticket. A new one is a line here, its property of `TicketRow`, and the step that makes its column.
  public static let all: [TicketField] = [
    TicketField("id", "id", \.id, written: .once) { .text($0.ticket.id.text) },
    TicketField("number", "number", \.number, cell: (1, "number"), written: .once) { .text($0.ticket.number) },
    TicketField(
      "kind", "kind", \.kind, label: "Kind",
      filter: Filter(key: "kind", place: 1, says: "incident, request, or another kind of the desk."),
      written: .once
    ) { .text($0.ticket.kind.rawValue) },
    TicketField("state", "state", \.state, label: "State", cell: (6, "state")) { .text($0.ticket.state.rawValue) },
    TicketField("title", "title", \.title, label: "Subject", cell: (2, "title"), written: .text) {
      .text($0.text?.title)
    },
    TicketField(
      "requester", "requester", \.requester, label: "For whom",
      filter: Filter(key: "requester", place: 7, says: "For whom it is.", knowsMe: true), cell: (3, "requester"),
      written: .once
    ) { .text($0.ticket.requester) },
    TicketField(
      "priority", "priority", \.priority, label: "Priority",
      filter: Filter(key: "priority", place: 4, says: "Its priority."), cell: (4, "priority")
    ) { .text($0.ticket.priority) },
    TicketField(
      "category", "category", \.category, label: "Category",
      filter: Filter(key: "category", place: 5, says: "Its category."), cell: (5, "category")
    ) { .text($0.ticket.category) },
    TicketField(
      "service", "service", \.service, label: "Service",
      filter: Filter(key: "service", place: 6, says: "Its service.")
    ) { .text($0.ticket.service) },
    TicketField("organisation", "organisation", \.organisation, label: "Organisation") {
      .text($0.ticket.organisation)
    },
    TicketField(
      "class", "confidentialityClass", \.confidentialityClass, label: "Class",
      says: "The class of a confidential ticket: only who is cleared for it gets the ticket at all.",
      filter: Filter(key: "class", place: 8, says: "Its class, of those that one is cleared for."), hidden: .some(nil)
    ) { .text($0.ticket.confidentialityClass) },
    TicketField(
      "team", "team", \.team, label: "Team", filter: Filter(key: "team", place: 2, says: "The team that has it."),
      cell: (7, "team"), hidden: .some(nil)
    ) { .text($0.ticket.team) },
    TicketField(
      "assignee", "assignee", \.assignee, label: "Person",
      filter: Filter(
        key: "assignee", others: ["owner"], place: 3, says: "The person who has it.", knowsMe: true, knowsNone: true),
      cell: (8, "assignee"), hidden: .some(nil)
    ) { .text($0.ticket.assignee) },
    TicketField("holds", "holds", \.holds) { .text($0.ticket.holds.joined(separator: "\n")) },
    TicketField("vendors", "vendors", \.vendors, hidden: []) { .text($0.ticket.vendors.joined(separator: "\n")) },
    TicketField(
      "agreement", "agreement", \.agreement, label: "Agreement", says: "The agreement version that holds for it.",
      written: .once
    ) { .text($0.ticket.agreement?.text) },
    TicketField("opened_at", "openedAt", \.openedAt, label: "Opened", cell: (10, "opened"), written: .once) {
      .integer($0.ticket.openedAt.milliseconds)
    },
    TicketField("resolved_at", "resolvedAt", \.resolvedAt, label: "Resolved", isFact: true) {
      .integer($0.ticket.resolvedAt?.milliseconds)
    },
    TicketField("closed_at", "closedAt", \.closedAt, label: "Closed", isFact: true) {
      .integer($0.ticket.closedAt?.milliseconds)
    },
    TicketField(
      "recorded_met", "recordedMet", \.recordedMet, label: "Recorded verdict",
      says: "The verdict that another tool recorded.", hidden: .some(nil)
    ) { $0.ticket.recordedMet.map(SQLValue.bool) ?? .null },
    TicketField(
      "version", "version", \.version, says: "For `If-Match`. Requesters see a version of what they are shown."
    ) { .int($0.ticket.version) },
    TicketField(
      "updated_at", "updatedAt", \.updatedAt, label: "Changed",
      says: "The last change; for requesters the last that shows to them."
    ) { .integer($0.updatedAt.milliseconds) },
    TicketField(
      "due_at", "due", \.due, says: "The earliest deadline among its open clocks.", cell: (9, "due"), written: .clocks,
      read: readDue
    ) { .integer(dueColumn($0.clocks)) },
    TicketField("breached", "breached", \.isBreached, says: "Whether an open clock has breached.", written: .clocks) {
      .bool($0.clocks.isBreached)
    },
    TicketField(
      "returned_at", "returnedAt", \.returnedAt,
      says:
        "When its requester answered after it had been resolved or closed, until the desk writes again, be it a note; "
        + "requesters do not see it.",
      hidden: .some(nil)
    ) { .integer($0.ticket.returnedAt?.milliseconds) },
    TicketField(
      "undecided_since", "undecidedSince", \.undecidedSince,
      says:
        "Since when nobody can tell which agreement covers it, as one cannot be read: it has no clocks until then.",
      hidden: .some(nil)
    ) { .integer($0.ticket.undecidedSince?.milliseconds) },
    TicketField("requester_version", inner: \.requesterVersion) { .int($0.ticket.requesterVersion) },
    TicketField("requester_at", inner: \.requesterAt) { .integer($0.ticket.requesterAt.milliseconds) },
    TicketField("attributes", .text) { .text(JSON.object($0.ticket.attributes.mapValues(JSON.string)).canonical) },
    TicketField("merged_into", .text) { .text($0.ticket.mergedInto?.text) },
    TicketField("wake_at", .integer, written: .clocks) { .integer($0.clocks.wake?.milliseconds) },
    TicketField("description", .text, written: .text) { .text($0.text?.description) },
    TicketField("salt", .text, written: .text) { $0.text.map { .bytes($0.salt) } ?? .null },
  ]

  /// Without a deadline a ticket sorts after all others, alike on both engines.
  static func dueColumn(_ clocks: ClockSummary) -> Int64 { (clocks.due ?? .latest).milliseconds }

  @Sendable private static func readDue(_ row: any Row, _ column: Int) throws -> Instant? {
    let due = try Instant.read(row, column)
    return due == .latest ? nil : due
  }
}
