/// One thing that is wrong with an input, and where: `targets[0].target`: "is not a duration".
public struct FieldFault: Hashable, Sendable {
  /// Dotted path with indexes as in the input; empty for the whole.
  public var path: String
  /// A sentence for people, without the path.
  public var message: String

  public init(_ path: String, _ message: String) {
    self.path = path
    self.message = message
  }
}

/// Everything that Domain and Application refuse, and no more. HTTPSupport alone turns it into answers.
public enum MainstayError: Error, Hashable, Sendable {
  /// The input is faulty; all faults at once.
  case invalid([FieldFault])
  /// There is none, or the asker may not know that there is.
  case notFound(kind: String, id: String)
  /// The principal lacks `permission`.
  case forbidden(permission: String)
  /// The record's state does not allow it. `code` is stable, for programs.
  case conflict(code: String, message: String)
  /// The record has moved on since the version the writer saw.
  case stale(kind: String, id: String, yours: Int, current: Int)
  /// What stands in `record` (a stream and its entry, or a table, key and column) means nothing to this version:
  /// it is damaged, or a newer version wrote it. Nothing was guessed; other records are not concerned.
  case unreadable(record: String, reason: String)
  /// A named bound was reached.
  case limit(name: String, limit: Int)
  /// The product cannot do this now; the same request may work later.
  case unavailable(reason: String)
  /// The database server cannot be reached. `internals` (addresses, users, the server's words) is for the log and for
  /// who runs a command, never for a page: those say `awayWords`.
  case away(internals: String)

  /// What anybody may be told of a database server that cannot be reached.
  public static let awayWords = "The database does not answer at the moment. Try again in a few seconds."

  /// A fault of one field.
  public static func field(_ path: String, _ message: String) -> MainstayError {
    .invalid([FieldFault(path, message)])
  }
}
