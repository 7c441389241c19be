import Kernel

/// The entry that says that somebody was erased: the key, the salts and all that named them, and what stands there since.
public struct PersonErasure: Hashable, Sendable {
  public static let kind = "person.erased"

  /// The name in the place of the sign-in name: `erased-7f3a`.
  public var name: String
  /// What people read: `Erased person 7F3A`.
  public var displayName: String
  /// The digest of the former name, where entries of before hold that in plain.
  public var former: String?
  public var at: Instant

  public init(name: String, displayName: String, former: String? = nil, at: Instant) {
    (self.name, self.displayName, self.former, self.at) = (name, displayName, former, at)
  }

  /// What sign-in names of people who were erased begin with; nobody else has such a name.
  public static let mark = "erased-"

  /// - Parameter code: A few hexadecimal digits that tell those who were erased apart.
  public init(code: String, former: String?, at: Instant) {
    self.init(
      name: PersonErasure.mark + code.lowercased(), displayName: "Erased person \(code.uppercased())", former: former,
      at: at)
  }

  /// Reads what `payload` wrote; nil for anything else.
  public init?(_ payload: JSON, at: Instant) {
    guard let name = payload["name"]?.stringValue, let displayName = payload["displayName"]?.stringValue else {
      return nil
    }
    self.init(name: name, displayName: displayName, former: payload["former"]?.stringValue, at: at)
  }

  /// - Parameters:
  ///   - texts: Which texts went.
  ///   - reason: Why, in words that name nobody.
  ///   - user: Who did it on the server itself.
  ///   - gone: How many of each class of data.
  public func payload(texts: ErasedTexts, reason: String, user: String?, gone: [String: Int]) -> JSON {
    .members([
      "name": .string(name), "displayName": .string(displayName), "former": .text(former),
      "texts": .string(texts.rawValue), "reason": .string(reason), "by": .text(user),
      "gone": .object(gone.mapValues { .integer(Int64($0)) }),
    ])
  }
}

extension PersonErasure {
  /// Whether words stand in a text as words of their own, in capitals or not.
  public static func isNamed(_ words: String, in text: String) -> Bool {
    replacing(words.lowercased(), by: "\0", in: text.lowercased()).contains("\0")
  }

  /// The text with other words in the place of some, wherever these stand as words of their own.
  ///
  /// - Parameter ignoringCase: Whether capitals of ASCII are as good as small letters.
  public static func replacing(
    _ words: String, by other: String, ignoringCase: Bool = false, in text: String
  ) -> String {
    func folded(_ byte: UInt8) -> UInt8 { ignoringCase && (65...90).contains(byte) ? byte + 32 : byte }
    let (bytes, wanted) = (Array(text.utf8), Array(words.utf8).map(folded))
    guard !wanted.isEmpty, bytes.count >= wanted.count else { return text }
    func isOfName(_ index: Int) -> Bool {
      guard bytes.indices.contains(index) else { return false }
      let byte = bytes[index]
      return (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 0x2d
        || byte == 0x5f || byte >= 0x80
    }
    var out: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let end = index + wanted.count
      if end <= bytes.count, bytes[index..<end].lazy.map(folded).elementsEqual(wanted), !isOfName(index - 1),
        !isOfName(end)
      {
        out.append(contentsOf: other.utf8)
        index = end
      } else {
        out.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// Which texts go when somebody is erased.
public enum ErasedTexts: String, CaseIterable, Sendable {
  /// None: who they are from or about is no longer known, what they say stays.
  case keep
  /// What the person wrote, and the subject and description of the tickets for them.
  case written
  /// All that, and what others wrote on the tickets for them.
  case about
}
