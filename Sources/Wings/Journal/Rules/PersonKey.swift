import Cryptography
import Kernel

/// The key that seals what the journal keeps of one person: AES-256-GCM, with the person's id bound in. Once it is
/// destroyed nobody reads that again, and the chain over it stays whole.
public struct PersonKey: Sendable {
  private let key: AES256GCM
  /// Whose it is.
  public let person: RecordID

  public static let length = AES256GCM.keyLength
  public static let nonceLength = AES256GCM.nonceLength

  /// From 32 secret bytes; nil for any other count.
  public init?(secret: [UInt8], of person: RecordID) {
    guard let key = AES256GCM(key: secret) else { return nil }
    (self.key, self.person) = (key, person)
  }

  /// - Parameter nonce: 12 bytes that this key sealed nothing else with.
  public func seal(_ text: String, nonce: [UInt8]) throws -> PersonalText {
    PersonalText(
      person: person,
      box: try key.seal(Array(text.utf8), nonce: nonce, authenticating: Array(person.text.utf8)))
  }

  /// The text; nil where it was sealed with another key or for somebody else, or was changed.
  public func open(_ sealed: PersonalText) -> String? {
    guard sealed.person == person else { return nil }
    return key.open(sealed.box, authenticating: Array(person.text.utf8)).flatMap {
      String(validating: $0, as: UTF8.self)
    }
  }
}

/// A text that a person's key sealed, as a payload holds it: `sealed/<id>/<nonce, text and tag in hexadecimal>`.
public struct PersonalText: Hashable, Sendable {
  /// Whose key opens it.
  public var person: RecordID
  public var box: [UInt8]

  private static let mark = "sealed/"

  init(person: RecordID, box: [UInt8]) { (self.person, self.box) = (person, box) }

  /// Nil for a text that is not sealed, as in entries of before.
  public init?(_ text: String) {
    guard text.hasPrefix(PersonalText.mark) else { return nil }
    let parts = text.dropFirst(PersonalText.mark.utf8.count).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let box = bytes(hexadecimal: String(parts[1])), box.count >= PersonalText.shortest else {
      return nil
    }
    self.init(person: RecordID(String(parts[0])), box: box)
  }

  private static let shortest = AES256GCM.nonceLength + AES256GCM.tagLength

  public var text: String { PersonalText.mark + person.text + "/" + hexadecimal(box) }
}
