/// Rows in columns, for people: numbers to the right, two spaces between.
struct TextTable {
  enum Side { case left, right }

  private var columns: [(title: String, side: Side)]
  private var rows: [[String]] = []

  init(_ columns: [(String, Side)]) { self.columns = columns.map { (title: $0.0, side: $0.1) } }

  /// Cells that are missing at the end are empty.
  mutating func add(_ cells: [String]) {
    rows.append(cells.map(\.oneLine) + Array(repeating: "", count: max(0, columns.count - cells.count)))
  }

  var text: String {
    let titles = columns.map(\.title)
    let widths = columns.indices.map { column in
      ([titles] + rows).map { $0[column].count }.max() ?? 0
    }
    let rule = widths.map { String(repeating: "-", count: $0) }
    let lines = ([titles, rule] + rows).map { cells in
      var line = columns.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - cells[column].count)
        return columns[column].side == .left ? cells[column] + padding : padding + cells[column]
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
    return lines.joined(separator: "\n")
  }
}
