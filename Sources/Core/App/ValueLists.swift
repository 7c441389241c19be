import Kernel
import Storage

/// Lists of values for a statement's IN, padded to one of few lengths, so that there are only as many statements.
package enum ValueLists {
  /// Two people a line, for a usual page of lines.
  private static let widths = [PageLimits.usual, 2 * PageLimits.usual, PageLimits.most]

  /// At most `PageLimits.most` values each.
  package static func of(_ values: Set<String>) -> [(marks: String, values: [SQLValue])] {
    let all = values.map { SQLValue.text($0) }
    return stride(from: 0, to: all.count, by: PageLimits.most).map { start in
      let found = Array(all[start..<min(start + PageLimits.most, all.count)])
      let width = widths.first { found.count <= $0 } ?? PageLimits.most
      let padding = Array(repeating: found[found.count - 1], count: width - found.count)
      return ((1...width).map { "$\($0)" }.joined(separator: ", "), found + padding)
    }
  }
}
