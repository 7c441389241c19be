import Core
import Journal
import Kernel
import Storage

/// What the journal says of the latest link that was made for somebody.
struct ExpectedLink: Sendable {
  static let digestMember = "link"
  static let expiryMember = "expires"

  /// The digest of its secret, and its end in milliseconds; nil in entries from before they said so.
  var columns: [String?]?

  init(_ payload: JSON) {
    guard let digest = payload[ExpectedLink.digestMember]?.stringValue,
      let expires = payload[ExpectedLink.expiryMember]?.integerValue
    else { return }
    columns = [digest, String(expires)]
  }
}

extension PersonProjection {
  /// Holds links to choose a password by against the journal: each must be the latest that was made for its person, with
  /// no password set since. One that is gone was used up, has expired, or ended with its person's access.
  func compareLinks(
    from first: String, through last: String, in tx: any Transaction, into report: inout ProjectionReport
  ) throws {
    try SignInLinkStore.forEach(from: first, through: last, in: tx) { owner, found in
      let subject = PersonProjection.prefix + owner
      guard let link = people[owner]?.link else {
        return report.add(
          .projection, subject, "the journal knows of no link to choose a password by that still stands")
      }
      guard let columns = link.columns else { return }
      report.compare(
        ["digest of the link to choose a password by", "its end"], expected: columns, found: found, of: subject)
    }
  }
}
