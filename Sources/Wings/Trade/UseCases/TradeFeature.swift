import AgreementsUseCases
import Core
import Journal
import Kernel
import ProposalsUseCases
import ReachUseCases
import Storage
import Trade

extension Feature {
  public static let trade = Feature(
    "Trade", permissions: [.seeOffers, .tradeOffers, .visitOffers], migrations: TradeMigrations.all,
    projections: [OfferProjection.self], personal: [OfferRecords.self],
    subjects: [
      StreamNaming(
        OfferStreams.prefix, .seeOffers,
        key: { name, transaction in
          try Offer.number(name).flatMap { try OfferStore.row(numbered: $0, in: transaction)?.offer.text }
        },
        find: { ids, transaction in try OfferStore.names(ids, in: transaction) })
    ],
    notices: OfferNews.Occasion.allCases.map(\.notice) + [SendOfferCode.notice, OfferNews.outside], matters: [.offers],
    expiring: [
      Expiring("offerAccess") { work in
        try OfferLinkStore.deleteEnded(at: work.now, limit: Retention.batch / 2, in: work.transaction)
      },
      Expiring("offerContacts") { try $0.forgetContacts() },
    ],
    // A session is good only where it came from.
    restored: { try OfferLinkStore.endAll(in: $0) },
    prepare: { parts in
      parts[ProposalReview.self].append(.offers)
      parts[AgreementReview.self].append(
        AgreementReview(overtaken: { key, look in
          try OfferStore.openOffer(of: key, in: look.transaction).map {
            ["\($0.value.name) offers it to \($0.value.partyName) and is open: this change overtakes that offer."]
          } ?? []
        }))
      parts[OutsideMail.self].append(contentsOf: [.offerCodes, .offerNews])
    })
}

extension Work {
  /// Takes away whose links were that have ended for long enough: name and address.
  fileprivate func forgetContacts() throws -> Int {
    let since = now - app.retention.work
    let rows = try OfferLinkStore.ended(before: since, limit: Retention.batch / 10, in: transaction)
    for var row in rows {
      row.value.address = ""
      try OfferLinkStore.endSessions(of: row, in: transaction)
      try write(row, OfferEntry.linkForgotten)
    }
    // Fewer than a batch says that there are no more.
    return rows.count
  }
}

/// Engine work.
public enum OfferWork {
  public static let module = "offers"
}

extension RecordKind {
  package static let offers = RecordKind("offers")
}

/// Holds offers and what belongs to them against the journal: every column, words by their digests.
struct OfferProjection: Projection {
  static let prefix = OfferStreams.prefix
  static let records = [RecordKind.offers]
  private var words = LastWords()

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard entry.stream.key(behind: OfferProjection.prefix) != nil else { return }
    words.take(
      entry,
      [
        OfferRow.table, RoundRow.table, CommentRow.table, SignatureRow.table, LinkRow.table, FigureRow.table,
      ])
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    try words.compare(
      [
        (OfferRow.table, .offers, { try OfferRow.reading($0).journaled }),
        (RoundRow.table, .offers, { try RoundRow.reading($0).journaled }),
        (CommentRow.table, .offers, { try CommentRow.reading($0).journaled }),
        (SignatureRow.table, .offers, { try SignatureRow.reading($0).journaled }),
        (LinkRow.table, .offers, { try LinkRow.reading($0).journaled }),
        (FigureRow.table, .offers, { try FigureRow.reading($0).journaled }),
      ], prefix: OfferProjection.prefix, from: first, through: last, in: look, into: &report)
  }
}
