import Core
import Kernel

/// What a wing on which agreements do not stand has to say of an agreement that is to be applied.
public struct AgreementReview: Sendable, AppPart {
  public static let absent: [AgreementReview] = []

  /// Words that it names and no ticket can have, a sentence each.
  var unknownWords: @Sendable (AgreementTerms, Look) throws -> [String]

  public init(unknownWords: @escaping @Sendable (AgreementTerms, Look) throws -> [String]) {
    self.unknownWords = unknownWords
  }
}

extension Look {
  func unknownWords(in terms: AgreementTerms) throws -> [String] {
    try app.parts[AgreementReview.self].flatMap { try $0.unknownWords(terms, self) }
  }

  /// What the newest versions of agreements say, by key, as far as they can be read.
  package func newestTerms() throws -> [AgreementTerms] {
    let stored = try AgreementStore.readableAgreements(in: transaction)
    return NewestVersions(stored.rows, stored.unreadable, key: \.key, version: \.version).rows
      .sorted { $0.key < $1.key }.compactMap { try? AgreementTerms(json: $0.value.body) }
  }
}
