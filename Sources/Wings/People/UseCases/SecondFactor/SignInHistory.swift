import Core
import Kernel
import Storage

/// One sign-in of somebody, or a code that was refused after a right password.
public struct PastSignIn: Hashable, Sendable {
  public var id: RecordID
  public var at: Instant
  public var means: SignInMeans
  /// What the second factor was shown by; nil where there was none.
  public var factor: SignInFactor?
  /// Whether somebody came in.
  public var isGood: Bool
  public var address: String
  /// The browser and its system, as it said.
  public var device: String
}

/// When, how and from where somebody signed in, the newest first; oneself where no name is given.
public struct ListSignIns: Query {
  public var person: String?
  /// The line behind which the page begins.
  public var after: RecordID?
  public var limit: Int

  public init(of person: String? = nil, after: RecordID? = nil, limit: Int = PageLimits.usual) {
    (self.person, self.after, self.limit) = (person, after, limit)
  }

  public struct Answer: Hashable, Sendable {
    public var signIns: [PastSignIn]
    /// The line behind which there are more; nil at the end.
    public var next: RecordID?
  }

  /// - Throws: `invalid` at `after` for a line that is no more, or of somebody else.
  public func answer(from look: Look) throws -> Answer {
    let owner = try look.owner(of: person)
    var place: PastSignIn?
    if let after {
      guard let found = try SignInHistoryStore.line(after, of: owner, in: look.transaction) else {
        throw MainstayError.field("after", "is no line of this list any more; begin at the first page")
      }
      place = found
    }
    let limit = PageLimits.clamp(limit)
    let found = try SignInHistoryStore.latest(of: owner, after: place, limit: limit + 1, in: look.transaction)
    return Answer(signIns: Array(found.prefix(limit)), next: found.count > limit ? found[limit - 1].id : nil)
  }
}
