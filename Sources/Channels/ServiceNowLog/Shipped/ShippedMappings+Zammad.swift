// Written by scripts/shipped-mappings.
extension ShippedMappings {
  static let zammad = """
    # A list of tickets of Zammad, as its reports are downloaded (saved as CSV) or made from its API: a row a ticket.
    # "Closed At" is when a ticket was closed first: of one that was opened again and closed once more Zammad does not export when.
    source: zammad
    title: Zammad tickets
    columns:
      number: [Ticket#, "#", Number]
      opened: [Created at, created_at, Created]
      updated: [Updated at, updated_at, Updated]
      responded: [First response at, first_response_at]
      closed: [Last close at, last_close_at, Closed at, Close at, close_at]
      due: [Close escalation at, close_escalation_at]
      state: [State, state]
      priority: [Priority, priority]
      team: [Group, group]
      contactType: Create channel
      assignee: [Owner, owner]
      subject: [Title, title]
      requester: [Customer, customer]
      openedBy: [Created by, created_by]
    states:
      new: open
      open: open
      pending reminder: {hold: pending-reminder}
      pending close: resolved
      closed: closed
      merged: cancelled
      removed: cancelled
    values:
      priority:
        words: {1 low: P4, 2 normal: P3, 3 high: P2}

    """
}
