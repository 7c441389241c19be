// Written by scripts/shipped-mappings.
extension ShippedMappings {
  static let znuny = """
    # The result of a ticket search that Znuny or OTRS exported as CSV in English: a row a ticket. Let the export have the
    # column "Changed" too (AgentTicketSearch###SearchCSVData): since when a ticket waits no other one says.
    source: znuny
    title: Znuny or OTRS tickets
    columns:
      number: [Ticket Number, Ticket#]
      opened: Created
      updated: Changed
      responded: First Response
      closed: Closed
      state: State
      priority: Priority
      category: Type
      service: Service
      team: Queue
      assignee: Owner
      subject: [Title, Subject]
      requester: [Customer Name, CustomerUserID, From]
    states:
      new: open
      open: open
      pending reminder: {hold: pending-reminder}
      pending auto close+: {hold: pending-close}
      pending auto close-: {hold: pending-close}
      closed successful: closed
      closed unsuccessful: closed
      closed with workaround: closed
      merged: cancelled
      removed: cancelled
    values:
      priority:
        words: {5 very high: P1, 4 high: P2, 3 normal: P3, 2 low: P4, 1 very low: P5}

    """
}
