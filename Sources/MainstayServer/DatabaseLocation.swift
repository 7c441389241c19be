import Kernel

/// Where the data is: the one setting that every command shares.
public enum DatabaseLocation: Hashable, Sendable {
  /// Path of a SQLite file; made when it is not there.
  case sqlite(path: String)
  /// A `postgresql://` URL as libpq reads it.
  case postgres(url: String)

  /// - Throws: `MainstayError.invalid` for what is neither a path nor a URL of a known kind.
  public init(parsing text: String, field: String = "database") throws(MainstayError) {
    guard !text.isEmpty, text.utf8.count <= DatabaseLocation.longest, !text.utf8.contains(0) else {
      throw .field(field, "is a SQLite file or a postgresql:// URL of at most \(DatabaseLocation.longest) characters")
    }
    if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
      self = .postgres(url: text)
    } else if text.hasPrefix("sqlite:") {
      self = .sqlite(path: String(text.dropFirst("sqlite:".count)))
    } else if text.contains("://") {
      throw .field(field, "is a SQLite file or a postgresql:// URL; this URL is of another kind")
    } else {
      self = .sqlite(path: text)
    }
  }

  static let longest = 4096

  /// The location without its password, for messages and logs.
  public var described: String {
    switch self {
    case .sqlite(let path): return path
    case .postgres(let url):
      guard let scheme = url.firstRange(of: "://") else { return "postgresql" }
      let rest = url[scheme.upperBound...]
      let authority = rest.prefix { $0 != "/" && $0 != "?" }
      let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
      // What follows `?` may hold a password too.
      let path = rest[authority.endIndex...].prefix { $0 != "?" }
      return "postgresql://" + host + path
    }
  }
}
