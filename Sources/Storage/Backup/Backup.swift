import Kernel

/// A whole database in one file of lines, the same for both engines: what one wrote the other can take.
///
/// The first line says when and with which schema steps it was taken. Then come the tables, each a
/// line with its columns and a line a row, the number sequences, and a last line with the number of
/// rows and the SHA-256 of all lines before it, so that a file cut short or changed is noticed.
public enum Backup {
  static let format = "mainstay-backup"
  static let version: Int64 = 1
  /// Bytes of one line at most; a row that is longer would not fit into a journal or a message.
  static let longestLine = 64 << 20
  /// Rows that go to the database together.
  static let batch = 500
  /// Seconds that one statement of a backup may take.
  static let timeLimit = 3600
  /// Rows between two calls of a progress handler.
  static let progressStep = 1000

  /// What a backup holds.
  public struct Summary: Hashable, Sendable {
    public var takenAt: Instant
    /// Ids of the schema steps, in order.
    public var steps: [String]
    /// Number of rows by table.
    public var rows: [String: Int]

    public var total: Int { rows.values.reduce(0, +) }
  }

  /// How a column's values are written.
  enum Kind: String {
    case text, integer, real, bool, bytes

    /// By the type that the engine reports: `TEXT`, `bigint`, `DOUBLE PRECISION`.
    init?(declared: String) {
      switch declared.uppercased() {
      case "TEXT", "CHARACTER VARYING", "JSON", "JSONB": self = .text
      case "INTEGER", "BIGINT", "INT", "SMALLINT": self = .integer
      case "DOUBLE PRECISION", "REAL": self = .real
      case "BOOLEAN": self = .bool
      case "BLOB", "BYTEA": self = .bytes
      default: return nil
      }
    }
  }

  struct Column: Equatable {
    var name: String
    var kind: Kind
  }

  struct Table: Equatable {
    var name: String
    var columns: [Column]

    var list: String { columns.map(\.name).joined(separator: ", ") }
  }
}
