import Core
import Journal
import Kernel
import Trade

extension ErasedKind {
  package static let offers = ErasedKind("offers", "texts of offers that name them: they stand without the name")
}

/// What people wrote in offers: it stays, and names are exchanged in it. The text of a round is signed to the letter and
/// stays as it is.
enum OfferRecords: PersonalRecords {
  static let kinds: [ErasedKind] = [.offers]

  static func counts(of leaving: Leaving, in look: Look) throws -> [ErasedKind: Int] {
    // What stands there since is not known yet, and none of the texts' business.
    let found = try renamed(leaving, as: PersonErasure(code: "", former: nil, at: look.now), in: look)
    return [.offers: found.count]
  }

  static func takeRest(
    of leaving: Leaving, as erasure: PersonErasure, in work: Work
  ) throws -> [ErasedKind: Int] {
    let found = try renamed(leaving, as: erasure, in: work.look)
    for row in found { try work.write(row, OfferEntry.renamed) }
    return [.offers: found.count]
  }

  static func mentions(of leaving: Leaving, limit: Int, in look: Look) throws -> [String] {
    let found = try OfferStore.mentioning(RoundRow.self, leaving.called, in: ["body"], in: look.transaction)
    return try Set(found.map(\.offer)).prefix(limit).compactMap { id in
      try OfferStore.row(id, in: look.transaction).map { "the text that \($0.value.name) offers" }
    }.sorted()
  }

  /// Rows with the name in what was written, as they are to be without it.
  private static func renamed(
    _ leaving: Leaving, as erasure: PersonErasure, in look: Look
  ) throws -> [any OfferRecord] {
    func found<R: OfferRecord & Hashable>(
      _ kind: R.Type, _ columns: [String], _ change: (inout R, (String) -> String) -> Void
    ) throws -> [any OfferRecord] {
      try OfferStore.mentioning(kind, leaving.called, in: columns, in: look.transaction).compactMap { row in
        var other = row
        change(&other) { erasure.replacing(leaving, in: $0) }
        return other == row ? nil : other
      }
    }
    return try found(OfferRow.self, ["title", "party_name", "note"]) { row, exchange in
      row.value.title = exchange(row.value.title)
      row.value.partyName = exchange(row.value.partyName)
      row.value.note = row.value.note.map(exchange)
    }
      + found(RoundRow.self, ["note"]) { $0.value.note = $1($0.value.note) }
      + found(CommentRow.self, ["text"]) { $0.value.text = $1($0.value.text) }
      + found(SignatureRow.self, ["name"]) { $0.value.name = $1($0.value.name) }
      + found(LinkRow.self, ["contact", "address"]) { row, exchange in
        row.value.contact = exchange(row.value.contact)
        row.value.address = exchange(row.value.address)
      } + found(FigureRow.self, ["label"]) { $0.value.label = $1($0.value.label) }
  }
}
