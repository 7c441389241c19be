// Written by scripts/shipped-mappings.
extension ShippedMappings {
  static let servicenowLabels = """
    # A list of incidents that ServiceNow exported with the labels of its columns, as the list shows them: a row an incident.
    source: servicenow
    title: ServiceNow list, columns by label
    columns:
      number: Number
      opened: Opened
      updated: Updated
      updatedBy: Updated by
      openedBy: Opened by
      resolved: Resolved
      closed: Closed
      due: Due date
      verdict: Made SLA
      state: [Incident state, State]
      priority: Priority
      impact: Impact
      urgency: Urgency
      category: Category
      subcategory: Subcategory
      contactType: [Channel, Contact type]
      location: Location
      team: Assignment group
      assignee: Assigned to
      subject: Short description
      description: Description
      requester: Caller
      code: [Resolution code, Close code]
    states:
      new: open
      in progress: open
      work in progress: open
      active: open
      open: open
      on hold: {hold: on-hold}
      awaiting user info: {hold: awaiting-requester}
      awaiting caller: {hold: awaiting-requester}
      awaiting vendor: {hold: awaiting-vendor}
      awaiting problem: {hold: awaiting-problem}
      awaiting change: {hold: awaiting-change}
      resolved: resolved
      closed: closed
      canceled: cancelled
      cancelled: cancelled
      "1": open
      "2": open
      "3": {hold: on-hold}
      "6": resolved
      "7": closed
      "8": cancelled
    values:
      priority:
        words: {"1 - Critical": P1, "2 - High": P2, "3 - Moderate": P3, "4 - Low": P4, "5 - Planning": P5,
                Critical: P1, High: P2, Moderate: P3, Low: P4, Planning: P5,
                "1": P1, "2": P2, "3": P3, "4": P4, "5": P5}
    verdicts:
      met: ["true", "yes", "1"]
      missed: ["false", "no", "0"]

    """
}
