// Written by scripts/shipped-mappings.
extension ShippedMappings {
  static let osticket = """
    # The tickets of a queue that osTicket exported as CSV: a row a ticket. "SLA Due Date" is what the agreement promises,
    # "Due Date" what an agent set by hand.
    source: osticket
    title: osTicket tickets
    columns:
      number: Ticket Number
      opened: [Date Created, Create Date]
      updated: [Last Updated, Last Update]
      closed: [Closed Date, Close Date, Date Closed]
      due: [SLA Due Date, Due Date]
      state: [Current Status, Status]
      priority: Priority
      category: Help Topic
      contactType: Source
      team: [Department, Team Assigned]
      assignee: [Agent Assigned, Assigned To]
      subject: Subject
      requester: [From, User]
    states:
      open: open
      resolved: resolved
      closed: closed
      archived: closed
      deleted: cancelled
    values:
      priority:
        words: {Emergency: P1, High: P2, Normal: P3, Low: P4}

    """
}
