// Written by scripts/shipped-mappings.
extension ShippedMappings {
  static let servicenowList = """
    # A list of incidents that ServiceNow exported with the names of its columns: a row an incident.
    source: servicenow
    title: ServiceNow list, columns by name
    columns:
      number: number
      opened: opened_at
      updated: [sys_updated_on, sys_updated_at]
      updatedBy: sys_updated_by
      openedBy: [opened_by, opened_by.name]
      resolved: resolved_at
      closed: closed_at
      due: due_date
      verdict: made_sla
      state: [incident_state, state]
      priority: priority
      impact: impact
      urgency: urgency
      category: category
      subcategory: subcategory
      contactType: contact_type
      location: [location, location.name]
      team: [assignment_group, assignment_group.name]
      assignee: [assigned_to, assigned_to.name]
      subject: short_description
      description: description
      requester: [caller_id, caller_id.name]
      code: close_code
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
