import Core

extension Report {
  /// For a terminal: facts by lines, tables as such.
  var text: String {
    var lines = ["\(title.oneLine): \(subject.oneLine)", "Times are those of \(zone.oneLine)."]
    lines += warnings.map(\.oneLine)
    for part in parts {
      lines += ["", part.title.oneLine, String(repeating: "=", count: part.title.oneLine.count)]
      lines += part.words.map(\.oneLine)
      let width = part.facts.map(\.name.count).max() ?? 0
      for fact in part.facts {
        let padding = String(repeating: " ", count: width - fact.name.count)
        lines.append("\(fact.name)\(padding)  \(fact.cells.map(\.words.oneLine).joined(separator: " "))")
      }
      for table in part.tables {
        if part.tables.count > 1 { lines += ["", table.title] }
        lines.append(table.text)
      }
      lines += part.remarks.map(\.oneLine)
    }
    return lines.joined(separator: "\n")
  }
}

extension Report.Table {
  fileprivate var text: String {
    var made = TextTable(
      columns.enumerated().map { column, title in
        let isNumber = rows.contains { column < $0.count && $0[column].isNumber }
        return (title, isNumber ? .right : .left)
      })
    for row in rows { made.add(row.map(\.words)) }
    return made.text
  }
}
