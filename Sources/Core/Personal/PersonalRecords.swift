import Journal
import Kernel

/// What a wing keeps that says who somebody is, and how that goes when the person is erased. Erasing asks all wings the
/// same: what is in the way, how much there is, a portion of the texts at a time, and the rest in the last transaction.
public protocol PersonalRecords: Sendable {
  /// What it takes away or renames, in the order in which people read it.
  static var kinds: [ErasedKind] { get }
  /// Where it keeps sign-in names that the journal has as ids.
  static var names: [NameColumn] { get }
  /// Why somebody cannot be erased now, in sentences.
  static func obstacles(to leaving: Leaving, in look: Look) throws -> [String]
  /// How much there is, beside `names`.
  static func counts(of leaving: Leaving, in look: Look) throws -> [ErasedKind: Int]
  /// What stays and holds the name, the display name or the mail address, by what people call it; at most `limit`.
  static func mentions(of leaving: Leaving, limit: Int, in look: Look) throws -> [String]
  /// Takes away a portion of what may be much, each with an entry in its stream that says so.
  static func takePortion(of leaving: Leaving, in work: Work) throws -> ErasedPortion
  /// Takes away or renames the rest, beside `names`, in the transaction that destroys the key; how much.
  static func takeRest(of leaving: Leaving, as erasure: PersonErasure, in work: Work) throws -> [ErasedKind: Int]
}

extension PersonalRecords {
  public static var names: [NameColumn] { [] }
  public static func obstacles(to leaving: Leaving, in look: Look) throws -> [String] { [] }
  public static func counts(of leaving: Leaving, in look: Look) throws -> [ErasedKind: Int] { [:] }
  public static func mentions(of leaving: Leaving, limit: Int, in look: Look) throws -> [String] { [] }
  public static func takePortion(of leaving: Leaving, in work: Work) throws -> ErasedPortion { ErasedPortion() }
  public static func takeRest(
    of leaving: Leaving, as erasure: PersonErasure, in work: Work
  ) throws -> [ErasedKind: Int] { [:] }
}

/// Whom an erasure is about, as every wing sees them.
public struct Leaving: Hashable, Sendable {
  /// Nil of who stands only in tickets that were imported before names stood beside the journal.
  public var id: RecordID?
  /// The sign-in name, or the name in another tool.
  public var name: String
  /// What they are called beside that: display name and mail address.
  public var words: [String]
  /// Which texts go.
  public var texts: ErasedTexts

  /// All that they are called by.
  public var called: [String] { [name] + words }

  public init(id: RecordID?, name: String, words: [String], texts: ErasedTexts) {
    (self.id, self.name, self.words, self.texts) = (id, name, words, texts)
  }
}

/// A kind of what an erasure takes away or renames.
public struct ErasedKind: Hashable, Sendable {
  /// As reports, the API and the journal call it: `ticketTexts`.
  public var name: String
  /// What it is, behind a number.
  public var words: String
  public init(_ name: String, _ words: String) { (self.name, self.words) = (name, words) }
}

/// A column that holds sign-in names, and what a name in it counts as.
public struct NameColumn: Hashable, Sendable {
  public var table: String
  public var column: String
  public var kind: ErasedKind

  public init(_ table: String, _ column: String, _ kind: ErasedKind) {
    (self.table, self.column, self.kind) = (table, column, kind)
  }
}

/// What a portion took away.
public struct ErasedPortion: Hashable, Sendable {
  /// Records of one portion, about.
  public static let most = 200
  public var gone: [ErasedKind: Int]
  /// Whether there is no more of it.
  public var isLast: Bool

  public init(_ gone: [ErasedKind: Int] = [:], isLast: Bool = true) { (self.gone, self.isLast) = (gone, isLast) }

  /// This and what another wing took.
  public mutating func add(_ other: ErasedPortion) {
    gone.merge(other.gone, uniquingKeysWith: +)
    isLast = isLast && other.isLast
  }
}

extension PersonErasure {
  /// The text with what stands there since in the place of what somebody was called by.
  package func replacing(_ leaving: Leaving, in text: String) -> String {
    let text = leaving.words.reduce(text) {
      PersonErasure.replacing($1, by: displayName, ignoringCase: true, in: $0)
    }
    return PersonErasure.replacing(leaving.name, by: name, in: text)
  }

  /// As above in all texts of a value, but for the names of its members.
  package func replacing(_ leaving: Leaving, in json: JSON) -> JSON {
    switch json {
    case .string(let text): .string(replacing(leaving, in: text))
    case .array(let elements): .array(elements.map { replacing(leaving, in: $0) })
    case .object(let members): .object(members.mapValues { replacing(leaving, in: $0) })
    case .null, .bool, .integer, .decimal: json
    }
  }
}

extension Features {
  /// What every wing keeps of people.
  public var personal: [any PersonalRecords.Type] { [CoreRecords.self] + all.flatMap(\.personal) }

  /// What erasing somebody takes away or renames, in the order in which people read it.
  public var erasedKinds: [ErasedKind] {
    var seen: Set<ErasedKind> = []
    return personal.flatMap { $0.kinds }.filter { seen.insert($0).inserted }
  }

  /// Where sign-in names stand that the journal has as ids.
  public var nameColumns: [NameColumn] { personal.flatMap { $0.names } }
}
