// Written by scripts/shipped-mappings.
extension ShippedMappings {
  static let freshdesk = """
    # The tickets that Freshdesk or Freshservice exported as CSV: a row a ticket. States are those that every account has; put
    # your own beside them.
    source: freshdesk
    title: Freshdesk tickets
    columns:
      number: Ticket ID
      opened: Created time
      updated: [Last update time, Last updated time]
      responded: Initial response time
      resolved: Resolved time
      closed: Closed time
      due: Due by time
      verdict: Resolution status
      state: Status
      priority: Priority
      category: [Category, Type]
      contactType: Source
      team: Group
      assignee: Agent
      subject: Subject
      requester: [Full name, Requester name]
    states:
      open: open
      pending: {hold: on-hold}
      waiting on customer: {hold: awaiting-requester}
      waiting on third party: {hold: awaiting-vendor}
      resolved: resolved
      closed: closed
    values:
      priority:
        words: {Urgent: P1, High: P2, Medium: P3, Low: P4}
    verdicts:
      met: [Within SLA]
      missed: [SLA Violated]
    absent: [No Agent, No Group]

    """
}
