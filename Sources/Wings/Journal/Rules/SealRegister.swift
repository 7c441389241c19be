import Kernel

/// The keys that may seal, as the stream `seal-keys` tells: who came when, vouched for by whom, and who went.
public struct SealRegister: Sendable {
  public static let stream = "seal-keys"

  /// A key and the checkpoints that it may have signed.
  public struct Member: Hashable, Sendable {
    public enum State: String, Sendable {
      /// Vouched for; it has not said yet that it is in use.
      case added
      case active, retired
      /// It signed before there was a register.
      case earlier
    }
    public var key: [UInt8]
    public var node: String
    public var state: State
    /// It signs checkpoints behind this one.
    public var after: Int64
    /// The last that it may have signed; nil while it signs.
    public var through: Int64?
    public var cameAt: Instant
    public var wentAt: Instant?
    /// The key that vouched for it: itself for the first, and for one that was adopted.
    public var voucher: [UInt8]

    /// Whether it was added, and was neither put to use nor taken back yet.
    public var isWaiting: Bool { state == .added && wentAt == nil }

    /// Whether it may have signed the checkpoint of this number.
    public func covers(_ number: Int64) -> Bool {
      state != .added && number > after && through.map { number <= $0 } ?? true
    }
  }

  /// What the register is worth to somebody who trusts some keys from outside the database.
  public struct Judgement: Hashable, Sendable {
    public var members: [Member] = []
    /// Whether a key that is trusted from outside has signed in the register; then all before is vouched for too.
    public var isVouched = false
    public var findings: [JournalFinding] = []

    /// The active keys.
    public var active: [[UInt8]] { members.filter { $0.state == .active }.map(\.key) }

    public func member(_ key: [UInt8]) -> Member? { members.last { $0.key == key } }

    /// Whether `key` may have signed the checkpoint of this number. One that everybody has counts only for what a
    /// later key has signed over since.
    public func covers(_ number: Int64, by key: [UInt8]) -> Bool {
      let isPublished = SealKey.published.contains(key)
      return members.contains { $0.key == key && $0.covers(number) && !(isPublished && $0.through == nil) }
    }
  }

  private struct Entry: Sendable {
    var sequence: Int64
    /// Nil where the entry is no statement, or its signature does not hold.
    var statement: SealKeyStatement?
  }

  private var entries: [Entry] = []

  public init() {}

  /// Whether nothing was ever registered.
  public var isEmpty: Bool { entries.isEmpty }

  /// Takes the next entry of the stream; `previous` is the hash of the one before.
  public mutating func take(_ entry: JournalEntry, after previous: [UInt8]) {
    let statement = SealKeyStatement(entry).flatMap { $0.holds(after: previous) ? $0 : nil }
    entries.append(Entry(sequence: entry.sequence, statement: statement))
  }

  /// Checkpoints whose digests were signed in the register, up to an entry of it.
  public func pins(through sequence: Int64) -> [Int64: (digest: [UInt8], sequence: Int64)] {
    var pins: [Int64: (digest: [UInt8], sequence: Int64)] = [:]
    for entry in entries where entry.sequence <= sequence {
      guard let statement = entry.statement, statement.checkpoint > 0, pins[statement.checkpoint] == nil else {
        continue
      }
      pins[statement.checkpoint] = (statement.digest, entry.sequence)
    }
    return pins
  }

  /// Whether this key has signed anything in the register.
  public func isSigned(by key: [UInt8]) -> Bool { entries.contains { $0.statement?.signer == key } }

  /// Who may have signed what, for somebody who trusts these keys from outside the database.
  public func judged(trusting outside: Set<[UInt8]>) -> Judgement {
    var judgement = Judgement()
    let vouched = entries.lastIndex { $0.statement.map { outside.contains($0.signer) } ?? false }
    judgement.isVouched = vouched != nil
    for (index, entry) in entries.enumerated() {
      guard let statement = entry.statement else {
        judgement.add(entry.sequence, "is no signed statement about a key")
        continue
      }
      let isVouchedFor = vouched.map { index <= $0 } ?? false
      if let fault = judgement.apply(statement, isFirst: index == 0, isVouchedFor: isVouchedFor) {
        judgement.add(entry.sequence, fault)
      }
    }
    return judgement
  }
}

extension SealRegister.Judgement {
  fileprivate mutating func add(_ sequence: Int64, _ message: String) {
    findings.append(JournalFinding(.signature, SealRegister.stream, sequence, "entry \(sequence) \(message)"))
  }

  /// Takes a statement whose signature holds; says why it does not count.
  fileprivate mutating func apply(_ statement: SealKeyStatement, isFirst: Bool, isVouchedFor: Bool) -> String? {
    let (key, signer) = (statement.key, statement.signer)
    let isOwn = key == signer
    if statement.act != .retired, SealKey.isSmallOrder(key) { return "is about a key for which anybody can sign" }
    switch statement.act {
    case .began:
      guard isFirst, isOwn else { return "begins the register a second time" }
      for other in statement.earlier where other != key {
        members.append(member(other, statement, .earlier, after: 0, through: statement.checkpoint))
      }
      members.append(member(key, statement, .active, after: 0))
    case .added:
      guard active.contains(signer) else { return notRegistered(signer) }
      guard member(key).map({ $0.state == .earlier }) ?? true else {
        return "adds \(hexadecimal(key)), which was registered before"
      }
      members.append(member(key, statement, .added, after: statement.checkpoint))
    case .accepted:
      guard isOwn, let index = members.lastIndex(where: { $0.key == key && $0.isWaiting }) else {
        return "accepts \(hexadecimal(key)), which nobody added"
      }
      members[index].state = .active
      members[index].after = statement.checkpoint
    case .retired:
      guard active.contains(signer) else { return notRegistered(signer) }
      guard let index = members.lastIndex(where: { $0.key == key && ($0.state == .active || $0.isWaiting) })
      else { return "retires \(hexadecimal(key)), which does not sign" }
      // One that never said that it is in use has signed nothing.
      if members[index].state == .active { members[index].state = .retired }
      members[index].through = statement.checkpoint
      members[index].wentAt = statement.at
    case .adopted:
      guard isOwn, member(key).map({ $0.state == .earlier }) ?? true else {
        return "adopts \(hexadecimal(key)), which was registered before"
      }
      guard isVouchedFor else {
        return "adopts \(hexadecimal(key)), which no registered key vouches for; only somebody who knows this key "
          + "from elsewhere can trust it"
      }
      for index in members.indices where members[index].state == .active {
        members[index].state = .retired
        members[index].through = statement.checkpoint
        members[index].wentAt = statement.at
      }
      members.append(member(key, statement, .active, after: statement.checkpoint))
    }
    return nil
  }

  private func notRegistered(_ signer: [UInt8]) -> String {
    "is signed by \(hexadecimal(signer)), which was not registered then"
  }

  private func member(
    _ key: [UInt8], _ statement: SealKeyStatement, _ state: SealRegister.Member.State, after: Int64,
    through: Int64? = nil
  ) -> SealRegister.Member {
    SealRegister.Member(
      key: key, node: state == .earlier ? "" : statement.node, state: state, after: after, through: through,
      cameAt: statement.at, wentAt: state == .earlier ? statement.at : nil, voucher: statement.signer)
  }
}
