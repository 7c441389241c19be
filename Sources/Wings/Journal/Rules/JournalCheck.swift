import Kernel

/// How much of a journal was looked at.
public struct JournalCounts: Hashable, Sendable {
  public var streams = 0
  public var entries = 0
  public var leaves = 0
  public var checkpoints = 0
  /// Entries that no checkpoint seals yet.
  public var unsealed: Int64 = 0
  /// Entries that say that a person was erased.
  public var erasures = 0

  public init() {}
}

/// Checks a journal line by line, from a database or from a file, in memory that does not grow with
/// its entries: chains, leaves against the entries that they seal, heads, roots, links, signatures.
public struct JournalCheck: Sendable {
  /// Signing keys that are named at most.
  public static let mostKeys = 1000
  /// Checkpoints that one check can follow at once.
  public static let mostCheckpoints = 10_000_000

  public private(set) var findings = FindingTally()
  public private(set) var counts = JournalCounts()
  /// The checkpoint taken last.
  public private(set) var last: SignedCheckpoint?
  /// The keys that signed, in the order of their first use.
  public private(set) var keys: [[UInt8]] = []

  /// What the register of keys is worth; nil until it is complete.
  public private(set) var judgement: SealRegister.Judgement?

  private let trust: SealTrust
  private var register = SealRegister()
  private var anchors: [Int64: [UInt8]]
  private var pins: [Int64: (digest: [UInt8], sequence: Int64)] = [:]
  /// Whether the checkpoint came by that this node remembers.
  private var hasMetRemembered = false
  /// The number of the checkpoint taken last, and whether it could be read.
  private var lastNumber: (Int64, isReadable: Bool) = (0, true)
  private var chain: ChainCheck?
  private var hasHead = true
  private var sealedUpTo: Int64 = 0
  /// The first leaf that came before any entry of its stream.
  private var earlyLeaf: SealedLeaf?
  private var seals: [Int64: Seal] = [:]

  /// The leaves of a checkpoint as far as they have come by.
  private struct Seal {
    var tree = MerkleFrontier()
    var lastStream = ""

    /// False where the stream does not come after the one before.
    mutating func take(_ head: StreamHead) -> Bool {
      let isInOrder = tree.count == 0 || lastStream.precedesByBytes(head.stream)
      tree.append(head.leaf)
      lastStream = head.stream
      return isInOrder
    }
  }

  /// - Parameters:
  ///   - trust: Whose signatures count.
  ///   - anchors: Digests of checkpoints by number, as somebody kept them outside.
  public init(trusting trust: SealTrust = SealTrust(), anchors: [Int64: [UInt8]] = [:]) {
    self.trust = trust
    self.anchors = anchors
  }

  /// Takes the next line. See `JournalLine` for their order.
  public mutating func take(_ line: JournalLine) throws(MainstayError) {
    if let stream = line.stream { enter(stream) } else { leaveStream() }
    switch line {
    case .entry(let entry, let hash):
      counts.entries += 1
      if entry.kind == PersonErasure.kind { counts.erasures += 1 }
      if let leaf = earlyLeaf {
        earlyLeaf = nil
        findings.add(leaf.unmet)
      }
      if entry.stream.isExactly(SealRegister.stream) { register.take(entry, after: chain?.hash ?? HashChain.origin) }
      findings.add(chain?.take(entry, storedHash: hash))
    case .leaf(let leaf): try take(leaf)
    case .head(let head):
      hasHead = true
      findings.add(chain?.ends(at: head))
      counts.unsealed &+= max(0, head.sequence &- sealedUpTo)
    case .checkpoint(let signed): take(signed)
    }
  }

  /// Says that all lines have come.
  public mutating func finish() {
    leaveStream()
    judgeKeys()
    if counts.entries == 0 {
      let why = "there is nothing to verify: the journal has no entry, and a desk has some from its first start on"
      findings.add(JournalFinding(.missing, "journal", nil, why))
    }
    for (number, seal) in seals.sorted(by: { $0.key < $1.key }) {
      add(.seal, number, "checkpoint \(number) is gone; \(seal.tree.count) leaves name it")
    }
    for number in anchors.keys.sorted() {
      add(.seal, number, "checkpoint \(number) is gone; its digest was kept outside")
    }
    for (number, pin) in pins.sorted(by: { $0.key < $1.key }) {
      add(
        .seal, number,
        "checkpoint \(number) is gone; entry \(pin.sequence) of \(SealRegister.stream) was signed over it")
    }
    if let remembered = trust.remembered, !hasMetRemembered {
      add(
        .seal, remembered.number,
        "checkpoint \(remembered.number) is gone, which this node signed and remembers: seals were taken away, or an "
          + "older backup was restored")
    }
    for key in trust.named.union(trust.usedOwn).sorted(by: { hexadecimal($0) < hexadecimal($1) })
    where !hasPart(key) {
      let whose = trust.named.contains(key) ? "the key \(hexadecimal(key)), which was named," : "this node's own key"
      let what = "\(whose) has signed nothing in this journal: it is another journal, or was emptied or exchanged"
      if !findings.kept.contains(where: { $0.kind == .signature && $0.message.contains(hexadecimal(key)) }) {
        findings.add(JournalFinding(.signature, "journal", nil, what))
      }
    }
    (seals, anchors, pins) = ([:], [:], [:])
  }

  /// Says that the register of keys has come by whole; what does not hold of it is found.
  public mutating func judgeKeys() {
    guard judgement == nil else { return }
    let found = register.judged(trusting: trust.outside)
    judgement = found
    for finding in found.findings { findings.add(finding) }
    for key in trust.own.sorted(by: { hexadecimal($0) < hexadecimal($1) })
    where !register.isEmpty && !register.isSigned(by: key) {
      let why =
        "this node's own key \(hexadecimal(key)) has signed nothing in the register: it was never added "
        + "(`mainstay seal-key add`), or the register was exchanged"
      findings.add(JournalFinding(.signature, SealRegister.stream, nil, why))
    }
    pins = register.pins(through: trust.registerThrough ?? Int64.max)
  }

  /// Adds what was found elsewhere to the tally.
  public mutating func add(_ finding: JournalFinding?) { findings.add(finding) }

  private mutating func add(_ kind: JournalFinding.Kind, _ number: Int64, _ message: String) {
    findings.add(JournalFinding(kind, "checkpoint/\(number)", nil, message))
  }

  // MARK: Streams

  private mutating func enter(_ stream: String) {
    if let chain, chain.stream.isExactly(stream) {
      if hasHead {
        findings.add(
          JournalFinding(.unexpected, stream, chain.sequence, "something stands after the stream's recorded end"))
      }
      return
    }
    let previous = chain?.stream
    leaveStream()
    if let previous, !previous.precedesByBytes(stream) {
      findings.add(JournalFinding(.reordered, stream, nil, "the stream stands after \(previous)"))
    }
    chain = ChainCheck(stream: stream)
    (hasHead, sealedUpTo, earlyLeaf) = (false, 0, nil)
    counts.streams += 1
  }

  private mutating func leaveStream() {
    guard let chain, !hasHead else { return }
    hasHead = true
    findings.add(
      JournalFinding(
        chain.sequence == 0 ? .missing : .unexpected, chain.stream, chain.sequence == 0 ? 1 : chain.sequence,
        chain.sequence == 0
          ? "the whole stream is gone; it was sealed up to entry \(sealedUpTo)"
          : "the stream has entries and is not registered"))
  }

  private mutating func take(_ leaf: SealedLeaf) throws(MainstayError) {
    counts.leaves += 1
    if let chain {
      findings.add(chain.fault(of: leaf))
      // Whether its stream is gone or only stands behind it shows with the next line.
      if chain.sequence == 0 { earlyLeaf = earlyLeaf ?? leaf }
    }
    sealedUpTo = max(sealedUpTo, leaf.head.sequence)
    if seals[leaf.checkpoint] == nil, seals.count >= JournalCheck.mostCheckpoints {
      throw .limit(name: "checkpoints of one check", limit: JournalCheck.mostCheckpoints)
    }
    let isInOrder = seals[leaf.checkpoint, default: Seal()].take(leaf.head)
    if !isInOrder {
      add(.seal, leaf.checkpoint, "checkpoint \(leaf.checkpoint) seals \(leaf.head.stream) twice or out of order")
    }
  }

  // MARK: Checkpoints

  /// Takes a checkpoint that stands there and cannot be read, which the caller has found: what else is held against
  /// it is neither found nor missed.
  public mutating func takeUnreadableCheckpoint(_ number: Int64) {
    judgeKeys()
    counts.checkpoints += 1
    expect(number)
    seals[number] = nil
    anchors[number] = nil
    pins[number] = nil
    if trust.remembered?.number == number { hasMetRemembered = true }
    lastNumber = (number, false)
  }

  private mutating func expect(_ number: Int64) {
    let expected = lastNumber.0 &+ 1
    if number != expected {
      add(.seal, expected, "checkpoint \(expected) should follow; checkpoint \(number) stands there")
    }
  }

  private mutating func take(_ signed: SignedCheckpoint) {
    judgeKeys()
    let checkpoint = signed.checkpoint
    let number = checkpoint.number
    counts.checkpoints += 1
    expect(number)
    let follows = number == lastNumber.0 &+ 1 && lastNumber.isReadable
    if follows, checkpoint.previous != last?.checkpoint.digest ?? HashChain.origin {
      add(.seal, number, "checkpoint \(number) does not follow the checkpoint before as it is now")
    }
    let tree = seals.removeValue(forKey: number)?.tree ?? MerkleFrontier()
    if tree.count != checkpoint.size {
      add(.seal, number, "checkpoint \(number) seals \(checkpoint.size) streams; \(tree.count) leaves are there")
    } else if tree.root != checkpoint.root {
      add(
        .seal, number,
        "the leaves of checkpoint \(number) have the root \(hexadecimal(tree.root)), not \(hexadecimal(checkpoint.root))"
      )
    }
    checkSignature(of: signed)
    if let digest = anchors.removeValue(forKey: number), digest != checkpoint.digest {
      add(
        .seal, number,
        "checkpoint \(number) has the digest \(hexadecimal(checkpoint.digest)); \(hexadecimal(digest)) was kept outside"
      )
    }
    if let pin = pins.removeValue(forKey: number), pin.digest != checkpoint.digest {
      add(
        .seal, number,
        "checkpoint \(number) has the digest \(hexadecimal(checkpoint.digest)); entry \(pin.sequence) of "
          + "\(SealRegister.stream) was signed over \(hexadecimal(pin.digest))")
    }
    if let remembered = trust.remembered, remembered.number == number {
      hasMetRemembered = true
      if remembered.digest != checkpoint.digest {
        add(
          .seal, number,
          "checkpoint \(number) has the digest \(hexadecimal(checkpoint.digest)); this node signed one with "
            + "\(hexadecimal(remembered.digest)) and remembers it")
      }
    }
    lastNumber = (number, true)
    last = signed
  }

  private mutating func checkSignature(of signed: SignedCheckpoint) {
    let number = signed.checkpoint.number
    if !signed.isSigned {
      add(.signature, number, "the signature of checkpoint \(number) does not hold")
    } else if !mayHaveSigned(signed) {
      add(
        .signature, number, "checkpoint \(number) is signed by \(hexadecimal(signed.publicKey)), which is not trusted")
    }
    if !keys.contains(signed.publicKey), keys.count < JournalCheck.mostKeys { keys.append(signed.publicKey) }
  }
}

extension JournalCheck {
  /// Whether a key has signed in the register or a checkpoint, or is registered as one that is trusted vouches.
  private func hasPart(_ key: [UInt8]) -> Bool {
    register.isSigned(by: key) || keys.contains(key)
      || (judgement?.isVouched == true && judgement?.member(key) != nil)
  }

  /// Keys that were named count wherever they signed, registered ones while they were registered. A register in
  /// which no named key has signed proves nothing to those who named one.
  private func mayHaveSigned(_ signed: SignedCheckpoint) -> Bool {
    if trust.named.contains(signed.publicKey) { return true }
    if register.isEmpty {
      return trust.outside.isEmpty || trust.outside.contains(signed.publicKey)
    }
    let isWorthless = !trust.named.isEmpty && judgement?.isVouched != true
    return !isWorthless && judgement?.covers(signed.checkpoint.number, by: signed.publicKey) == true
  }
}

/// Whose signatures count when a journal is checked.
public struct SealTrust: Hashable, Sendable {
  /// Public keys that somebody named: they may have signed any checkpoint.
  public var named: Set<[UInt8]>
  /// The public halves of the keys that lie beside the database's node, outside the database.
  public var own: Set<[UInt8]>
  /// The last entry of the register whose checkpoint must be there; later ones may name later checkpoints.
  public var registerThrough: Int64?
  /// Of `own`, those that this node has only since they signed.
  public var usedOwn: Set<[UInt8]>
  /// The checkpoint that this node signed last and remembers outside the database.
  public var remembered: RememberedSeal?

  public init(
    named: some Sequence<[UInt8]> = [], own: some Sequence<[UInt8]> = [], registerThrough: Int64? = nil,
    usedOwn: some Sequence<[UInt8]> = [], remembered: RememberedSeal? = nil
  ) {
    (self.named, self.own, self.registerThrough) = (Set(named), Set(own), registerThrough)
    (self.usedOwn, self.remembered) = (Set(usedOwn), remembered)
  }

  /// Everything that is known from outside the database.
  var outside: Set<[UInt8]> { named.isEmpty ? own : named }
}

extension ChainCheck {
  /// What is wrong with a leaf that stands behind the entry taken last.
  fileprivate func fault(of leaf: SealedLeaf) -> JournalFinding? {
    if leaf.head.sequence == sequence {
      if leaf.head.hash == hash { return nil }
      return JournalFinding(
        .changed, stream, sequence,
        "checkpoint \(leaf.checkpoint) sealed entry \(sequence) as \(hexadecimal(leaf.head.hash)); "
          + "stored is \(hexadecimal(hash))")
    }
    if leaf.head.sequence < sequence {
      return JournalFinding(
        .reordered, stream, leaf.head.sequence,
        "the leaf of checkpoint \(leaf.checkpoint) for entry \(leaf.head.sequence) stands after entry \(sequence)")
    }
    return sequence == 0 ? nil : leaf.unmet
  }
}

extension SealedLeaf {
  /// That the entry it seals is not there.
  fileprivate var unmet: JournalFinding {
    JournalFinding(
      .truncated, head.stream, head.sequence, "checkpoint \(checkpoint) sealed entry \(head.sequence); it is not there")
  }
}
