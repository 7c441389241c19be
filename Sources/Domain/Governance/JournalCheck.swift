import Kernel

/// How much of a journal was looked at.
public struct JournalCounts: Hashable, Sendable {
  public var streams = 0
  public var entries = 0
  public var leaves = 0
  public var checkpoints = 0
  /// Entries that no checkpoint seals yet.
  public var unsealed: Int64 = 0

  public init() {}
}

/// Checks a journal line by line, from a database or from a file, in memory that does not grow with
/// its entries: chains, leaves against the entries that they seal, heads, roots, links, signatures.
public struct JournalCheck: Sendable {
  /// Signing keys that may stand in one journal: an installation's, and those that it had before.
  public static let mostKeys = 64
  /// Checkpoints that one check can follow at once.
  public static let mostCheckpoints = 10_000_000

  public private(set) var findings = FindingTally()
  public private(set) var counts = JournalCounts()
  /// The checkpoint taken last.
  public private(set) var last: SignedCheckpoint?
  /// The keys that signed, in the order of their first use.
  public private(set) var keys: [[UInt8]] = []

  private let trusted: Set<[UInt8]>
  private var anchors: [Int64: [UInt8]]
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
  ///   - trusted: Public keys that may sign; any key may where empty.
  ///   - anchors: Digests of checkpoints by number, as somebody kept them outside.
  public init(trusting trusted: [[UInt8]] = [], anchors: [Int64: [UInt8]] = [:]) {
    self.trusted = Set(trusted)
    self.anchors = anchors
  }

  /// Takes the next line. See `JournalLine` for their order.
  public mutating func take(_ line: JournalLine) throws(MainstayError) {
    if let stream = line.stream { enter(stream) } else { leaveStream() }
    switch line {
    case .entry(let entry, let hash):
      counts.entries += 1
      if let leaf = earlyLeaf {
        earlyLeaf = nil
        findings.add(leaf.unmet)
      }
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
    if let number = seals.keys.min(), let seal = seals[number] {
      add(.seal, number, "checkpoint \(number) is gone; \(seal.tree.count) leaves name it")
    }
    if let number = anchors.keys.min() {
      add(.seal, number, "checkpoint \(number) is gone; its digest was kept outside")
    }
    (seals, anchors) = ([:], [:])
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

  private mutating func take(_ signed: SignedCheckpoint) {
    let checkpoint = signed.checkpoint
    let (number, expected) = (checkpoint.number, (last?.checkpoint.number ?? 0) &+ 1)
    counts.checkpoints += 1
    if number != expected {
      add(.seal, expected, "checkpoint \(expected) should follow; checkpoint \(number) stands there")
    } else if checkpoint.previous != last?.checkpoint.digest ?? HashChain.origin {
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
    last = signed
  }

  private mutating func checkSignature(of signed: SignedCheckpoint) {
    let number = signed.checkpoint.number
    if !signed.isSigned {
      add(.signature, number, "the signature of checkpoint \(number) does not hold")
    } else if !trusted.isEmpty, !trusted.contains(signed.publicKey) {
      add(
        .signature, number, "checkpoint \(number) is signed by \(hexadecimal(signed.publicKey)), which is not trusted")
    }
    if !keys.contains(signed.publicKey), keys.count < JournalCheck.mostKeys { keys.append(signed.publicKey) }
  }
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
