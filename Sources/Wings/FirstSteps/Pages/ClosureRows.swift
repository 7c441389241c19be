import BusinessTime
import Components
import FirstSteps
import HTTPSupport
import Kernel

/// The days on which a desk is closed, as rows of a form: each says in its two fields what `ClosureLines` has in a line.
enum ClosureRows {
  static let name = "closures"
  /// Rows that the form has room for; a file may have more.
  static let most = 200
  private static let day = RowEditor.Cell("day", "Day", limit: 600)
  private static let called = RowEditor.Cell("name", "What it is called", limit: CalendarDefinition.Limit.nameLength)

  /// - Parameter text: A closure a line. What has more lines than the form has rows does not fit.
  static func editor(_ text: String) -> RowEditor {
    RowEditor(name, [day, called], rows: lines(text).map(row), most: most)
  }

  /// What was sent, with what was pasted behind it.
  static func editor(_ form: Form) -> RowEditor { RowEditor(form, name, [day, called], most: most) }

  /// With the lines of a text behind the rows that there are; what has no room is a fault.
  static func adding(_ text: String, to editor: RowEditor) throws(MainstayError) -> RowEditor {
    let known = editor.rows.indices.filter { !editor.isEmpty($0) }.map { editor.rows[$0] }
    var rows = known
    for row in lines(text).map(row) where !rows.contains(row) { rows.append(row) }
    guard rows.count <= most else {
      throw .field(
        "more", "has \(rows.count) rows with those above, and this form takes \(most); use mainstay apply FILE")
    }
    return RowEditor(name, editor.cells, rows: rows, most: most)
  }

  /// What the rows say, a line each, and what is wrong with them by their fields.
  static func text(_ editor: RowEditor) -> (text: String, faults: [FieldFault]) {
    var lines: [String] = []
    var faults: [FieldFault] = []
    for place in editor.rows.indices where !editor.isEmpty(place) {
      let row = editor.rows[place]
      let line = [row[day.name] ?? "", row[called.name] ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
      if let fault = ClosureLines.read(line).faults.first {
        // `line 1, "24 Dec": begin with ...` names what stands beside it here.
        let reason = fault.message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? fault.message
        faults.append(FieldFault(editor.field(day, place), reason))
      }
      lines.append(line)
    }
    return (lines.joined(separator: "\n"), faults)
  }

  static func labels(_ editor: RowEditor) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: editor.rows.indices.map { (editor.field(day, $0), "Closed day, row \($0 + 1)") })
  }

  private static func lines(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map { line in
      String(line).trimmingBlanks
    }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }

  /// The name apart from the day, where the line is understood and the two say the same as the line.
  private static func row(_ line: String) -> [String: String] {
    let read = ClosureLines.read(line)
    guard read.faults.isEmpty, var closure = read.closures.first, let name = closure.name, !line.hasPrefix("{") else {
      return [day.name: line, called.name: ""]
    }
    closure.name = nil
    let said = ClosureLines.line(closure)
    guard !said.hasPrefix("{"), ClosureLines.read("\(said) \(name)").closures == read.closures else {
      return [day.name: line, called.name: ""]
    }
    return [day.name: said, called.name: name]
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
