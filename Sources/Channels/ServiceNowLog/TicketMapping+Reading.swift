import ImportUseCases
import Kernel
import Tickets

/// Bounds of a mapping.
public enum MappingLimit {
  /// Bytes of its file.
  public static let bytes = 1 << 18
  /// States, and values of one column.
  static let words = 2000
  /// Titles of one column.
  static let titles = 20
}

extension TicketMapping {
  /// Reads a mapping.
  ///
  /// - Parameters:
  ///   - text: the file, whose lines faults name.
  ///   - value: what stands in it.
  /// - Throws: `MainstayError.invalid` with every fault by its key, and the line where that can be told.
  public init(text: [UInt8], value: JSON) throws(MainstayError) {
    let log = FaultLog()
    let mapping = MappingReader(text: text).mapping(Field(value, log: log))
    guard let mapping, log.faults.isEmpty else {
      let lines = KeyLines(text)
      throw .invalid(
        log.faults.map { fault in
          FieldFault(lines.line(of: fault.path).map { "line \($0), \(fault.path)" } ?? fault.path, fault.message)
        })
    }
    self = mapping
  }
}

/// Reads the whole of a mapping, logging every fault.
private struct MappingReader {
  let text: [UInt8]

  private static let keys = [
    "source", "title", "rows", "kind", "zone", "dates", "columns", "states", "values", "verdicts", "absent",
  ]

  func mapping(_ root: Field) -> TicketMapping? {
    guard let members = root.members(MappingReader.keys, of: "source, columns, states") else { return nil }
    let source = members.required("source", "is missing: the tool in a word, like zammad").flatMap(key)
    let title = members["title"].map { short($0) } ?? source
    let rows = members["rows"].map { $0.choice(TicketMapping.Rows.self) } ?? .ticket
    let kind = members["kind"].map(kind) ?? .incident
    let zone = members["zone"].flatMap { short($0) }
    let dates = members["dates"].flatMap { $0.choice(DateOrder.self) }
    let columns = members.required("columns", "is missing: number and opened at least").flatMap {
      self.columns($0, rows ?? .ticket)
    }
    let states = self.states(members, columns ?? [:])
    let values = self.values(members["values"], columns ?? [:])
    let verdicts = self.verdicts(members, columns ?? [:])
    let absent = members["absent"].flatMap(words) ?? []
    guard let source, let title, let rows, let kind, let columns else { return nil }
    return TicketMapping(
      source: source, title: title, rows: rows, kind: kind, zone: zone, dates: dates, columns: columns, states: states,
      values: values, met: verdicts.met, missed: verdicts.missed, absent: absent, text: text)
  }

  private func key(_ field: Field) -> String? {
    guard let text = field.scalarText, TicketKind(rawValue: text) != nil else {
      field.fault("must be a word of small letters, digits and dashes that begins with a letter")
      return nil
    }
    return text
  }

  private func kind(_ field: Field) -> TicketKind? { key(field).flatMap(TicketKind.init) }

  /// A text of a line.
  private func short(_ field: Field) -> String? {
    guard let text = field.scalarText, !text.isEmpty, text.utf8.count <= TicketLimits.name else {
      field.fault("must be a text of at most \(TicketLimits.name) bytes")
      return nil
    }
    return text
  }

  private func columns(_ field: Field, _ rows: TicketMapping.Rows) -> [String: [String]]? {
    let known = TicketMapping.names.map(\.word)
    guard let members = field.members(known, of: "number, opened and what else there is") else { return nil }
    var columns: [String: [String]] = [:]
    var holders: [String: String] = [:]
    for word in members.keys {
      guard known.contains(word), let field = members[word], let titles = texts(field) else { continue }
      columns[word] = titles
      for title in titles {
        let key = IncidentColumns.key(title)
        if let other = holders[key], other != word { field.fault("\(Field.shown(title)) holds \(other) already") }
        holders[key] = word
      }
    }
    _ = members.required("number", "is missing: what the file calls this column")
    if rows == .ticket { _ = members.required("opened", "is missing: what the file calls this column") }
    if rows == .update {
      _ = members.required("updated", "is missing: with a row an update, when the update was made")
      _ = members.required("state", "is missing: with a row an update, where the ticket stood")
    }
    return columns
  }

  /// One text, or a list of them.
  private func texts(_ field: Field) -> [String]? {
    guard case .array = field.value else { return short(field).map { [$0] } }
    let texts = field.elements(limit: MappingLimit.titles)?.compactMap { short($0) }
    if texts?.isEmpty == true { field.fault("is empty") }
    return texts
  }

  /// Words of cells, in small letters.
  private func words(_ field: Field) -> Set<String>? { texts(field).map { Set($0.map { $0.lowercased() }) } }

  private func states(_ members: Members, _ columns: [String: [String]]) -> [String: IncidentState?] {
    guard columns["state"] != nil else {
      members["states"]?.fault("is of no use, as no column is the state")
      return [:]
    }
    guard let field = members.required("states", "is missing: what the words of the column state mean"),
      let words = field.anyMembers(of: "the tool's word and open, hold, resolved, closed, cancelled")
    else { return [:] }
    if words.keys.count > MappingLimit.words { field.fault("has more than \(MappingLimit.words) entries") }
    var states: [String: IncidentState?] = [:]
    for word in words.keys {
      guard let field = words[word] else {
        words.field.missing(word, MappingReader.stateWords)
        continue
      }
      if states.updateValue(state(field), forKey: word.lowercased()) != nil {
        field.fault("stands there twice but for capital letters")
      }
    }
    return states
  }

  private static let stateWords =
    "must be open, resumed, reopened, resolved, closed, cancelled, unsaid or hold: REASON"

  private func state(_ field: Field) -> IncidentState? {
    if case .object = field.value {
      guard let reason = field.members(["hold"], of: "hold: REASON")?.required("hold") else { return nil }
      return key(reason).map(IncidentState.waiting)
    }
    switch field.scalarText {
    case "open", "resumed", "reopened": return .working
    case "resolved": return .resolved
    case "closed": return .closed
    case "cancelled": return .cancelled
    case "unsaid": return nil
    default:
      field.fault(MappingReader.stateWords)
      return nil
    }
  }

  private func values(_ field: Field?, _ columns: [String: [String]]) -> [String: TicketMapping.Values] {
    guard let members = field?.members(TicketMapping.translated, of: "columns and what their values are called here")
    else { return [:] }
    var values: [String: TicketMapping.Values] = [:]
    for column in members.keys {
      guard let field = members[column], let parts = field.members(["words", "others"], of: "words, others") else {
        continue
      }
      if columns[column] == nil { field.fault("is no column of the mapping") }
      var words: [String: String] = [:]
      let given = parts.required("words", "is missing: the tool's value and the desk's word")?
        .anyMembers(of: "the tool's value and the desk's word")
      for value in given?.keys ?? [] {
        guard let field = given?[value], let word = short(field) else { continue }
        if words.updateValue(word, forKey: value.lowercased()) != nil {
          field.fault("stands there twice but for capital letters")
        }
      }
      if words.count > MappingLimit.words { field.fault("has more than \(MappingLimit.words) words") }
      let others = parts["others"].map { $0.choice(Others.self) } ?? .refuse
      values[column] = TicketMapping.Values(words: words, takesOthers: others == .bringIn)
    }
    return values
  }

  private enum Others: String, CaseIterable {
    case refuse
    case bringIn = "bring-in"
  }

  private func verdicts(
    _ members: Members, _ columns: [String: [String]]
  ) -> (met: Set<String>, missed: Set<String>) {
    guard columns["verdict"] != nil else {
      members["verdicts"]?.fault("is of no use, as no column is the verdict")
      return ([], [])
    }
    let field = members.required("verdicts", "is missing: which words of the column verdict are met, and missed")
    guard let parts = field?.members(["met", "missed"], of: "met, missed") else { return ([], []) }
    let (met, missed) = (parts.required("met").flatMap(words) ?? [], parts.required("missed").flatMap(words) ?? [])
    if let both = met.intersection(missed).min() { parts["missed"]?.fault("\(Field.shown(both)) is met already") }
    return (met, missed)
  }
}
