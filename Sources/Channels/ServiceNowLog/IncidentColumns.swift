import Kernel

/// Which column of a file holds what, by the names in its first row, in any order.
struct IncidentColumns {
  /// What becomes an attribute of the ticket, and from which column. The first is the priority.
  static let attributes: [(name: String, column: String)] = [
    ("priority", "priority"), ("impact", "impact"), ("urgency", "urgency"), ("category", "category"),
    ("subcategory", "subcategory"), ("location", "location"), ("contactType", "contact_type"),
    ("symptom", "u_symptom"),
  ]
  static let needed = ["number", "incident_state", "opened_at", "sys_updated_at", "priority"]

  var number, state, openedAt, updatedAt: Int
  var count, updatedBy, openedBy, resolvedAt, closedAt, closedCode, reopenCount, madeSLA: Int?
  var caller, group, assignee, title, description: Int?
  var attributes: [Int?]
  /// Columns in the first row: every row has as many.
  let width: Int

  /// Throws `MainstayError.invalid` naming every needed column that is missing and every name that is repeated.
  init(names: [String]) throws(MainstayError) {
    var places: [String: Int] = [:]
    var faults: [FieldFault] = []
    for (place, name) in names.enumerated() where places.updateValue(place, forKey: name) != nil {
      faults.append(FieldFault("header", "the column \(name) stands there twice"))
    }
    for name in IncidentColumns.needed where places[name] == nil {
      faults.append(FieldFault("header", "the column \(name) is missing"))
    }
    guard faults.isEmpty, let number = places["number"], let state = places["incident_state"],
      let openedAt = places["opened_at"], let updatedAt = places["sys_updated_at"]
    else { throw .invalid(faults) }
    (self.number, self.state, self.openedAt, self.updatedAt) = (number, state, openedAt, updatedAt)
    (count, updatedBy, openedBy) = (places["sys_mod_count"], places["sys_updated_by"], places["opened_by"])
    (resolvedAt, closedAt, closedCode) = (places["resolved_at"], places["closed_at"], places["closed_code"])
    (reopenCount, madeSLA, caller) = (places["reopen_count"], places["made_sla"], places["caller_id"])
    (group, assignee) = (places["assignment_group"], places["assigned_to"])
    (title, description) = (places["short_description"], places["description"])
    attributes = IncidentColumns.attributes.map { places[$0.column] }
    width = names.count
  }
}
