import Core
import Kernel
import Storage

/// Who has a mail address.
enum MailStore {
  /// Sign-in names of those who have it, in capitals or not, in order, but for one; those who were erased have none.
  static func names(_ mail: String, but name: String, limit: Int, in tx: any Transaction) throws -> [String] {
    try tx.query(
      """
      SELECT name FROM person WHERE \(tx.dialect.lower("email")) = $1 AND email IS NOT NULL AND name <> $2
      ORDER BY name LIMIT $3
      """,
      [.text(mail.lowercased()), .text(name), .int(limit)]
    ) { try $0.text(0) }
  }
}

extension Look {
  /// Sign-in names of others who have a mail address, the first few. It is no fault: people share boxes, nobody signs in
  /// by an address, and a directory knows people by other means.
  package func people(withMail mail: String, but name: String) throws -> [String] {
    try MailStore.names(mail, but: name, limit: 3, in: transaction)
  }
}

/// Who has the mail address of somebody too, the first few by sign-in name.
public struct SharesMail: Query {
  /// The sign-in name.
  public var name: String
  public init(with name: String) { self.name = name }

  /// - Throws: `notFound` where there is nobody of this name.
  public func answer(from look: Look) throws -> [String] {
    try look.principal.require(.managePeople)
    guard let person = try PeopleStore.person(named: name, in: look.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    return try person.email.map { try look.people(withMail: $0, but: name) } ?? []
  }
}
