import ImportUseCases
import Kernel
import Tickets

/// What the columns and words of another tool's export mean here.
public struct TicketMapping: Sendable {
  /// What a row of the file is.
  public enum Rows: String, CaseIterable, Sendable {
    /// A ticket as it stands.
    case ticket
    /// A ticket as one update left it.
    case update
  }

  /// What a desk calls the values of a column.
  struct Values: Sendable {
    /// By the value in small letters.
    var words: [String: String]
    /// Whether a value that is not listed comes in as it is, as a word that is new here; it is refused otherwise.
    var takesOthers: Bool
  }

  /// The tool: numbers of one are told apart from another's, and tickets have it as their attribute `source`.
  public var source: String
  /// What people call it.
  public var title: String
  public var rows: Rows
  public var kind: TicketKind
  /// Whose clock the times are by, where the mapping is of one desk.
  public var zone: String?
  public var dates: DateOrder?
  /// By what a column holds: what it may be called, as people write it, the first that a file has being used.
  public var columns: [String: [String]]
  /// By the tool's word in small letters; `.some(nil)` says nothing about the state.
  var states: [String: IncidentState?]
  /// By what the column holds.
  var values: [String: Values]
  var met: Set<String>
  var missed: Set<String>
  /// What stands in cells that say nothing, in small letters.
  var absent: Set<String>
  /// The file of the mapping, byte by byte: another one reads a file anew.
  let text: [UInt8]

  /// The attribute that holds until when the other tool wanted a ticket done.
  public static let due = "recordedDue"
  /// The attribute that holds when the other tool says that somebody answered first. It stops no clock: what was
  /// answered, and whether the requester could read it, no row says.
  public static let response = "recordedResponse"

  /// What a column may hold, and what ServiceNow calls it.
  static let names: [(word: String, name: String)] = [
    ("number", "number"), ("opened", "opened_at"), ("updated", "sys_updated_at"), ("count", "sys_mod_count"),
    ("responded", "responded"), ("resolved", "resolved_at"), ("closed", "closed_at"), ("due", "due"),
    ("verdict", "made_sla"), ("state", "incident_state"), ("priority", "priority"), ("impact", "impact"),
    ("urgency", "urgency"), ("category", "category"), ("subcategory", "subcategory"), ("service", "service"),
    ("location", "location"), ("contactType", "contact_type"), ("team", "assignment_group"),
    ("assignee", "assigned_to"), ("subject", "short_description"), ("description", "description"),
    ("requester", "caller_id"), ("openedBy", "opened_by"), ("updatedBy", "sys_updated_by"),
    ("code", "closed_code"),
  ]
  /// Columns whose values may become other words.
  static let translated = [
    "priority", "impact", "urgency", "category", "subcategory", "service", "location", "contactType", "team", "code",
  ]

  /// What ServiceNow's name of a column holds, in the words of a mapping.
  func word(of name: String) -> String? { TicketMapping.names.first { $0.name == name }?.word }

  var columnNames: ColumnNames {
    var names: [String: [String]] = [:]
    for (word, name) in TicketMapping.names {
      if let titles = columns[word] { names[name] = titles.map(IncidentColumns.key) }
    }
    var needed = hasOpening ? ["number", "opened_at"] : ["number"]
    if columns["state"] != nil { needed.append("incident_state") }
    if rows == .update { needed.append("sys_updated_at") }
    return ColumnNames(names: names, needed: needed, mapping: self)
  }

  /// Whether rows say when their ticket was opened; the first update of it is its opening otherwise.
  var hasOpening: Bool { columns["opened"] != nil }

  /// Words that databases and programs write where there is nothing.
  private static let nothing: Set<String> = ["NULL", "\\N", "(null)", "(empty)", "NaN", "-", "--"]
  private static let longestNothing = 7

  /// What a cell says, without what programs wrap it in; empty where it says nothing.
  ///
  /// - Parameter isName: of several lines only the first is said, as tools write one name a line.
  func said(_ cell: String, isName: Bool) -> String {
    var text = TicketMapping.unwrapped(cell)
    if isName, let line = text.utf8.firstIndex(where: { $0 == 10 || $0 == 13 }) {
      text = String(text[..<line]).trimmed
    }
    if text.utf8.count <= TicketMapping.longestNothing, TicketMapping.nothing.contains(text) { return "" }
    return !absent.isEmpty && absent.contains(text.lowercased()) ? "" : text
  }

  /// `="00123"`, which keeps spreadsheets from reading a text as a number, as the text.
  static func unwrapped(_ cell: String) -> String {
    guard cell.hasPrefix("=\""), cell.hasSuffix("\""), cell.utf8.count >= 3 else { return cell }
    let inner = cell.dropFirst(2).dropLast()
    return inner.contains("\"") ? cell : String(inner)
  }

  /// The state behind a word of the tool; nil where it is not known or says nothing.
  func state(of word: String) -> IncidentState? { states[word.lowercased()].flatMap { $0 } }
}
