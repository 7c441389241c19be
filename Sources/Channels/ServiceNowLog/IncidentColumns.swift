import Kernel

/// Which column of a file holds what, by the names in its first row, in any order: ServiceNow's names of the
/// columns (`opened_at`), its labels (`Opened`), or a field of what a column refers to (`caller_id.name`).
struct IncidentColumns: Sendable {
  /// What becomes an attribute of the ticket, and from which column. The first is the priority.
  static let attributes: [(name: String, column: String)] = [
    ("priority", "priority"), ("impact", "impact"), ("urgency", "urgency"), ("category", "category"),
    ("subcategory", "subcategory"), ("location", "location"), ("contactType", "contact_type"),
    ("symptom", "u_symptom"),
  ]
  static let needed = ["number", "incident_state", "opened_at", "sys_updated_at", "priority"]

  /// What a column may be called, without blanks and in small letters, the first that a file has being used.
  private static let names: [String: [String]] = [
    "number": ["number"], "incident_state": ["incident_state", "incidentstate", "state"],
    "opened_at": ["opened_at", "opened", "openedat"],
    "sys_updated_at": ["sys_updated_at", "sys_updated_on", "updated", "updatedon"], "priority": ["priority"],
    "sys_mod_count": ["sys_mod_count", "updates"], "sys_updated_by": ["sys_updated_by", "updatedby"],
    "opened_by": ["opened_by", "openedby", "opened_by.name"], "resolved_at": ["resolved_at", "resolved", "resolvedat"],
    "closed_at": ["closed_at", "closed", "closedat"],
    "closed_code": ["closed_code", "close_code", "closecode", "resolutioncode"],
    "reopen_count": ["reopen_count", "reopencount"], "made_sla": ["made_sla", "madesla"],
    "caller_id": ["caller_id", "caller", "caller_id.name"],
    "assignment_group": ["assignment_group", "assignmentgroup", "assignment_group.name"],
    "assigned_to": ["assigned_to", "assignedto", "assigned_to.name"],
    "short_description": ["short_description", "shortdescription"], "description": ["description"],
    "impact": ["impact"], "urgency": ["urgency"], "category": ["category"], "subcategory": ["subcategory"],
    "location": ["location", "location.name"],
    "contact_type": ["contact_type", "contacttype", "channel"], "u_symptom": ["u_symptom", "symptom"],
  ]

  var number, state, openedAt, updatedAt: Int
  var count, updatedBy, openedBy, resolvedAt, closedAt, closedCode, reopenCount, madeSLA: Int?
  var caller, group, assignee, title, description: Int?
  var attributes: [Int?]
  /// Columns in the first row: every row has as many.
  let width: Int
  /// What the columns that are used are called in this file, by place.
  let titles: [Int: String]
  /// What the columns that are not used are called, as they stand.
  let unused: [String]

  /// A name as columns are told apart by it.
  static func key(_ name: String) -> String { name.filter { !$0.isWhitespace }.lowercased() }

  /// How many of the columns that are used stand among these names.
  static func known(_ names: [String]) -> Int {
    let keys = Set(names.map(key))
    return self.names.values.count { $0.contains(where: keys.contains) }
  }

  /// Throws `MainstayError.invalid` naming every needed column that is missing and every used one that is repeated.
  init(names: [String]) throws(MainstayError) {
    let keys = names.map(IncidentColumns.key)
    var places: [String: Int] = [:]
    var faults: [FieldFault] = []
    for column in IncidentColumns.names.keys.sorted() {
      for key in IncidentColumns.names[column] ?? [] {
        guard let place = keys.firstIndex(of: key) else { continue }
        if keys.lastIndex(of: key) != place {
          faults.append(FieldFault("header", "the column \(names[place]) stands there twice"))
        }
        places[column] = place
        break
      }
    }
    for name in IncidentColumns.needed where places[name] == nil {
      let others = IncidentColumns.names[name]?.dropFirst().filter { !$0.hasPrefix(name.filter { $0 != "_" }) } ?? []
      let also = others.isEmpty ? "" : " (or \(others.joined(separator: ", ")))"
      faults.append(FieldFault("header", "the column \(name)\(also) is missing"))
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
    let used = Set(places.values)
    titles = Dictionary(uniqueKeysWithValues: used.map { ($0, names[$0]) })
    unused = names.indices.filter { !used.contains($0) }.map { names[$0] }
  }

  /// The columns that hold dates.
  var dates: [Int] { [openedAt, updatedAt] + [resolvedAt, closedAt].compactMap { $0 } }
}
