// Written by scripts/shipped-mappings.
extension ShippedMappings {
  static let zendesk = """
    # The tickets that Zendesk exported as CSV for the whole account, or from a view: a row a ticket. "Solved at" is the last
    # time that a ticket was solved. When it was closed no column says.
    source: zendesk
    title: Zendesk tickets
    columns:
      number: [Id, Ticket ID]
      opened: [Created at, Requested]
      updated: [Updated at, Updated, Latest update]
      resolved: [Solved at, Solved]
      state: [Status, Ticket status]
      priority: Priority
      category: [Ticket type, Type]
      contactType: Via
      team: Group
      assignee: Assignee
      subject: Subject
      requester: Requester
      openedBy: Submitter
    states:
      new: open
      open: open
      pending: {hold: awaiting-requester}
      hold: {hold: on-hold}
      on-hold: {hold: on-hold}
      solved: resolved
      closed: closed
      deleted: cancelled
    values:
      priority:
        words: {Urgent: P1, High: P2, Normal: P3, Low: P4}

    """
}
