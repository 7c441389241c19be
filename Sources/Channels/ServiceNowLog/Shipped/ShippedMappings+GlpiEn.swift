// Written by scripts/shipped-mappings.
extension ShippedMappings {
  static let glpiEn = """
    # The list of tickets that GLPI exported in English: a row a ticket. "Solved" is the state, "Resolution date" when it was.
    source: glpi
    title: GLPI tickets, English
    columns:
      number: ID
      opened: [Opening date, Open date]
      updated: Last update
      resolved: [Resolution date, Solution date]
      closed: Closing date
      due: [Time to resolve, Time to resolve + Progress]
      state: Status
      priority: Priority
      urgency: Urgency
      impact: Impact
      category: Category
      location: Location
      team: [Assigned to - Technician group, Assigned to - Group, Technician group]
      assignee: [Assigned to - Technician, Technician]
      subject: Title
      description: Description
      requester: [Requester - Requester, Requester]
    states:
      new: open
      processing (assigned): open
      processing (planned): open
      pending: {hold: on-hold}
      solved: resolved
      closed: closed
    values:
      priority:
        words: {Major: P1, Very high: P1, High: P2, Medium: P3, Low: P4, Very low: P5}

    """
}
