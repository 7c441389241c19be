import CSVFiles
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

  var number: Int
  /// Where the file has none of its own, that of the update.
  var openedAt: Int
  /// Where the file has none of its own, that of the opening.
  var updatedAt: Int
  /// Whether the file says when a ticket was opened, and when it was updated.
  let hasOpening, hasUpdates: Bool
  var state: Int?
  var count, updatedBy, openedBy, resolvedAt, closedAt, closedCode, reopenCount, madeSLA: Int?
  var caller, group, assignee, title, description: Int?
  var attributes: [Int?]
  /// Columns in the first row: every row has as many.
  let width: Int
  /// Whether every row ends with a delimiter more than the first one.
  var hasTrail = false
  /// Of columns that are called alike, by each the next one: of a row the first that is filled counts.
  let next: [Int: Int]
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
    var next: [Int: Int] = [:]
    var faults: [FieldFault] = []
    for column in known.names.keys.sorted() {
      for key in known.names[column] ?? [] {
        let found = keys.indices.filter { keys[$0] == key }
        guard let place = found.first else { continue }
        if known.mayRepeat(column) {
          for (place, other) in zip(found, found.dropFirst()) { next[place] = other }
        } else if found.count > 1 {
          faults.append(
            FieldFault("header", "the column \(names[place]) stands there twice; keep the one that is meant"))
        }
        places[column] = place
        break
      }
    }
    for name in known.needed where places[name] == nil {
      faults.append(FieldFault("header", known.missing(name, names)))
    }
    let (opened, updated) = (places["opened_at"], places["sys_updated_at"])
    guard faults.isEmpty, let number = places["number"], let openedAt = opened ?? updated else {
      throw .invalid(faults)
    }
    (self.number, self.openedAt, hasOpening, hasUpdates) = (number, openedAt, opened != nil, updated != nil)
    (updatedAt, state, self.next) = (updated ?? openedAt, places["incident_state"], next)
    uses = known.uses(places, names) + IncidentColumns.repeats(next, names)
    (count, updatedBy, openedBy) = (places["sys_mod_count"], places["sys_updated_by"], places["opened_by"])
    (resolvedAt, closedAt, closedCode) = (places["resolved_at"], places["closed_at"], places["closed_code"])
    (reopenCount, madeSLA, caller) = (places["reopen_count"], places["made_sla"], places["caller_id"])
    (group, assignee) = (places["assignment_group"], places["assigned_to"])
    (title, description) = (places["short_description"], places["description"])
    attributes = IncidentColumns.attributes.map { places[$0.column] }
    width = names.count
    let used = Set(places.values).union(next.values)
    titles = Dictionary(uniqueKeysWithValues: used.map { ($0, names[$0]) })
    unused = names.indices.filter { !used.contains($0) }.map { names[$0] }
  }

  private static func repeats(_ next: [Int: Int], _ names: [String]) -> [String] {
    let repeated = Set(next.keys).subtracting(next.values).sorted().map { names[$0] }
    return repeated.isEmpty
      ? []
      : ["Several columns are called \(repeated.joined(separator: ", ")): of a row the first that is filled counts."]
  }

  /// Whether the file says both when a ticket was opened and when it was updated.
  var hasBoth: Bool { hasOpening && hasUpdates }

  /// Whether a row has the fields of the first one.
  func fits<Source>(_ reader: CSVReader<Source>) -> Bool {
    hasTrail ? reader.count == width + 1 && reader.withBytes(width) { $0.isEmpty } : reader.count == width
  }

  /// The columns that hold dates, the opening first and then the update, where the file has both.
  var dates: [Int] {
    let recorded = IncidentColumns.attributes.indices.filter(IncidentColumns.isTime).map { attributes[$0] }
    return [openedAt] + (hasBoth ? [updatedAt] : []) + ([resolvedAt, closedAt] + recorded).compactMap { $0 }
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

  /// What tools give several columns of a name for, a value each.
  private static let repeated: Set<String> = [
    "category", "subcategory", "service", "location", "contact_type", "assignment_group", "assigned_to",
    "short_description", "description", "caller_id", "opened_by", "sys_updated_by", "closed_code",
  ]

  func mayRepeat(_ column: String) -> Bool { mapping != nil && ColumnNames.repeated.contains(column) }

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
