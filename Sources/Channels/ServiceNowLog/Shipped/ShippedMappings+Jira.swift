// Written by scripts/shipped-mappings.
extension ShippedMappings {
  static let jira = """
    # The issues of a search that Jira exported as CSV, current fields or all: a row an issue. States and priorities are those
    # of its own workflows; put those of your project beside them. "Due date" is a day without a time, and so no due time.
    source: jira
    title: Jira issues
    columns:
      number: Issue key
      opened: Created
      updated: Updated
      resolved: Resolved
      state: Status
      priority: Priority
      category: [Custom field (Request Type), Custom field (Customer Request Type), Component/s, Components]
      assignee: Assignee
      subject: Summary
      description: Description
      requester: Reporter
      openedBy: Creator
      code: Resolution
    states:
      backlog: open
      to do: open
      open: open
      new: open
      in progress: open
      in review: open
      reopened: reopened
      waiting for support: open
      work in progress: open
      escalated: open
      waiting for customer: {hold: awaiting-requester}
      waiting for approval: {hold: awaiting-approval}
      pending: {hold: on-hold}
      on hold: {hold: on-hold}
      resolved: resolved
      done: closed
      closed: closed
      declined: cancelled
      canceled: cancelled
      cancelled: cancelled
    values:
      priority:
        words: {Highest: P1, High: P2, Medium: P3, Low: P4, Lowest: P5,
                Blocker: P1, Critical: P1, Major: P2, Minor: P4, Trivial: P5}
    absent: [Unassigned, Unresolved]

    """
}
