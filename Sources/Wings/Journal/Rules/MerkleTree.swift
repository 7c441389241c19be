import Cryptography

/// The Merkle tree of RFC 6962 section 2.1: leaves are hashed behind byte 0, nodes behind byte 1.
public struct MerkleTree: Sendable {
  private let leaves: [[UInt8]]

  /// `entries` are the leaves' contents, in order.
  public init(_ entries: [[UInt8]]) { leaves = entries.map(MerkleTree.leafHash) }

  public static func leafHash(_ content: [UInt8]) -> [UInt8] { SHA256.hash([0] + content) }

  static func nodeHash(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { SHA256.hash([1] + left + right) }

  /// SHA-256 of nothing for an empty tree.
  public var root: [UInt8] {
    guard !leaves.isEmpty else { return SHA256.hash([]) }
    var level = leaves
    while level.count > 1 { level = MerkleTree.parents(of: level) }
    return level[0]
  }

  /// A lone last node rises unchanged, which equals the largest-power-of-two split of the RFC.
  private static func parents(of level: [[UInt8]]) -> [[UInt8]] {
    stride(from: 0, to: level.count, by: 2).map { index in
      index + 1 < level.count ? nodeHash(level[index], level[index + 1]) : level[index]
    }
  }

  /// The audit path of a leaf (RFC 6962 section 2.1.1), from the leaf up; nil when there is no such leaf.
  public func inclusionProof(of index: Int) -> [[UInt8]]? {
    guard leaves.indices.contains(index) else { return nil }
    var proof: [[UInt8]] = []
    var level = leaves
    var position = index
    while level.count > 1 {
      let sibling = position ^ 1
      if sibling < level.count { proof.append(level[sibling]) }
      level = MerkleTree.parents(of: level)
      position /= 2
    }
    return proof
  }

  /// Whether `proof` leads from the leaf with this content at `index` of `count` leaves to `root`.
  public static func verify(
    content: [UInt8], at index: Int, of count: Int, proof: [[UInt8]], root: [UInt8]
  ) -> Bool {
    guard index >= 0, index < count else { return false }
    var hash = leafHash(content)
    var (position, width, rest) = (index, count, proof[...])
    while width > 1 {
      if position ^ 1 < width {
        guard let sibling = rest.popFirst() else { return false }
        hash = position.isMultiple(of: 2) ? nodeHash(hash, sibling) : nodeHash(sibling, hash)
      }
      position /= 2
      width = (width + 1) / 2
    }
    return rest.isEmpty && hash == root
  }
}
