import CLibPQ
import Kernel
import Storage

/// What went wrong in the words of the server, and what follows from it.
struct PostgresFailure: Error {
  /// Five characters; empty when the server did not say.
  var state: String
  /// What callers are told.
  var error: any Error
  /// The connection is of no more use.
  var isLost: Bool
  /// The server does not even answer a new connection.
  var isSilent = false

  /// Whether the same transaction may succeed when it is run again.
  var mayPass: Bool {
    isLost || state == "40001" || state == "40P01" || mustPrepareAgain
  }

  /// A kept statement no longer fits the schema, or the server has forgotten it.
  var mustPrepareAgain: Bool { state == "0A000" || state == "26000" }

  static func lost(_ reason: String) -> PostgresFailure {
    PostgresFailure(
      state: "", error: MainstayError.away(internals: "the connection to the database was lost: \(reason)"),
      isLost: true)
  }

  /// Reads a failed result.
  init(_ result: OpaquePointer, sql: String, kind: Job.Kind, seconds: Int) {
    func field(_ code: Character) -> String? {
      guard let code = code.asciiValue, let text = PQresultErrorField(result, CInt(code)) else { return nil }
      return String(cString: text)
    }
    let state = field("C") ?? ""
    let message = field("M") ?? "unknown error"
    // A former primary that has become a standby is lost for writing.
    let isStandby = state == "25006" && kind == .write
    isLost = isStandby || state.hasPrefix("08") || state.hasPrefix("57P") || state == "25P03"
    self.state = state
    error =
      switch state {
      case "23505": StorageError.unique(constraint: field("n"))
      case "23503": StorageError.foreignKey(constraint: field("n"))
      case "23514": StorageError.check(constraint: field("n"))
      case "23502": StorageError.notNull(column: field("c").map { (field("t") ?? "?") + "." + $0 })
      case "57014": MainstayError.unavailable(reason: "a statement took longer than its limit of \(seconds) s")
      case "53100": MainstayError.unavailable(reason: "the disk of the database server is full")
      case "40001", "40P01": MainstayError.unavailable(reason: "the database is busy with conflicting changes")
      default:
        if isLost || state.hasPrefix("53") || state.hasPrefix("58") || state == "55P03" {
          MainstayError.away(internals: "the database server cannot do this now: \(message) (\(state))")
        } else {
          StorageError.statement(code: state, message: message, sql: sql)
        }
      }
  }

  private init(state: String, error: any Error, isLost: Bool) {
    (self.state, self.error, self.isLost) = (state, error, isLost)
  }
}
