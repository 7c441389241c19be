import Core
import Kernel

/// The stream of a record, by what people call the record or by its id. No other column of the record is read: its
/// entries can be looked at where the record itself cannot.
public struct FindStream: Query {
  /// What the stream's name begins with: `ticket/`.
  public var prefix: String
  public var name: String
  public init(_ prefix: String, _ name: String) { (self.prefix, self.name) = (prefix, name) }

  /// - Throws: `notFound` where there is no such record.
  public func answer(from look: Look) throws -> String {
    try look.principal.require(.seeJournal)
    let kind = String(prefix.dropLast())
    guard let naming = look.app.features.all.lazy.flatMap(\.subjects).first(where: { $0.prefix == prefix }) else {
      throw MainstayError.notFound(kind: kind, id: name)
    }
    try look.principal.require(naming.permission)
    let stream = try prefix + (naming.key(name, look.transaction) ?? name)
    guard try JournalStore.head(of: stream, lock: false, in: look.transaction) != nil else {
      throw MainstayError.notFound(kind: kind, id: name)
    }
    try look.requireReadable(stream, orNotFound: kind, name)
    return stream
  }
}
