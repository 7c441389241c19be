import Kernel

/// Which column of a file holds what, by the names in its first row, in any order: ServiceNow's names of the
/// columns (`opened_at`), its labels (`Opened`), or a field of what a column refers to (`caller_id.name`).
struct IncidentColumns: Sendable {
  /// What becomes an attribute of the ticket, and from which column. The first is the priority.
  static let attributes: [(name: String, column: String)] = [
    ("priority", "priority"), ("impact", "impact"), ("urgency", "urgency"), ("category", "category"),
    ("subcategory", "subcategory"), ("location", "location"), ("contactType", "contact_type"),
    ("symptom", "u_symptom"), ("service", "service"), (TicketMapping.due, "due"),
    (TicketMapping.response, "responded"),
  ]

  /// What the columns of ServiceNow may be called, without blanks and in small letters, the first that a file has being
  /// used.
  fileprivate static let serviceNow: [String: [String]] = [
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

  var number, openedAt: Int
  /// Where the file has none of its own, that of the opening.
  var updatedAt: Int
  var state: Int?
  var count, updatedBy, openedBy, resolvedAt, closedAt, closedCode, reopenCount, madeSLA: Int?
  var caller, group, assignee, title, description: Int?
  var attributes: [Int?]
  /// Columns in the first row: every row has as many.
  let width: Int
  /// What the columns that are used are called in this file, by place.
  let titles: [Int: String]
  /// What stands where, for people: `opened from Created at`; only said of a mapping.
  private(set) var uses: [String] = []
  /// What the columns that are not used are called, as they stand.
  let unused: [String]

  /// A name as columns are told apart by it.
  static func key(_ name: String) -> String { name.filter { !$0.isWhitespace }.lowercased() }

  /// Throws `MainstayError.invalid` naming every needed column that is missing and every used one that is repeated.
  init(names: [String], by known: ColumnNames = .serviceNow) throws(MainstayError) {
    let keys = names.map(IncidentColumns.key)
    var places: [String: Int] = [:]
    var faults: [FieldFault] = []
    for column in known.names.keys.sorted() {
      for key in known.names[column] ?? [] {
        guard let place = keys.firstIndex(of: key) else { continue }
        if keys.lastIndex(of: key) != place {
          faults.append(FieldFault("header", "the column \(names[place]) stands there twice"))
        }
        places[column] = place
        break
      }
    }
    for name in known.needed where places[name] == nil {
      faults.append(FieldFault("header", known.missing(name, names)))
    }
    guard faults.isEmpty, let number = places["number"], let openedAt = places["opened_at"] else {
      throw .invalid(faults)
    }
    (self.number, self.openedAt) = (number, openedAt)
    (updatedAt, state) = (places["sys_updated_at"] ?? openedAt, places["incident_state"])
    uses = known.uses(places, names)
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

  var hasUpdates: Bool { updatedAt != openedAt }

  /// The columns that hold dates, the opening first and then the update, where the file has it.
  var dates: [Int] {
    let recorded = IncidentColumns.attributes.indices.filter(IncidentColumns.isTime).map { attributes[$0] }
    return [openedAt] + (hasUpdates ? [updatedAt] : []) + ([resolvedAt, closedAt] + recorded).compactMap { $0 }
  }

  /// Whether an attribute is an instant.
  static func isTime(_ attribute: Int) -> Bool {
    [TicketMapping.due, TicketMapping.response].contains(attributes[attribute].name)
  }
}

/// What the columns of a tool may be called, and which a file must have.
struct ColumnNames: Sendable {
  /// By what a column holds, in ServiceNow's names: what it may be called, as `IncidentColumns.key` has it.
  var names: [String: [String]]
  var needed: [String]
  /// The mapping that says so; nil of ServiceNow's own names.
  var mapping: TicketMapping?

  static let serviceNow = ColumnNames(
    names: IncidentColumns.serviceNow,
    needed: ["number", "incident_state", "opened_at", "sys_updated_at", "priority"])

  /// How many of the columns that are used stand among these titles.
  func known(_ titles: [String]) -> Int {
    let keys = Set(titles.map(IncidentColumns.key))
    return names.values.count { $0.contains(where: keys.contains) }
  }

  func missing(_ name: String, _ titles: [String]) -> String {
    if let mapping, let word = mapping.word(of: name) {
      let called = (mapping.columns[word] ?? []).joined(separator: ", or ")
      let has = titles.prefix(40).map(Field.shown).joined(separator: ", ")
      return "the column \(called) (\(word)) is missing; the file has \(has)"
    }
    let others = names[name]?.dropFirst().filter { !$0.hasPrefix(name.filter { $0 != "_" }) } ?? []
    return "the column \(name)\(others.isEmpty ? "" : " (or \(others.joined(separator: ", ")))") is missing"
  }

  /// What stands where in a file, and which columns of the mapping it has not.
  func uses(_ places: [String: Int], _ titles: [String]) -> [String] {
    guard let mapping else { return [] }
    let words = TicketMapping.names.filter { mapping.columns[$0.word] != nil }
    let found = words.compactMap { word, name in places[name].map { "\(word) from \(titles[$0])" } }
    let gone = words.filter { places[$0.name] == nil }.map(\.word)
    return ["Columns: \(found.joined(separator: ", "))."]
      + (gone.isEmpty ? [] : ["The file has no column for \(gone.joined(separator: ", "))."])
  }
}
