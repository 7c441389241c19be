/// A Merkle tree (RFC 6962 section 2.1) that grows leaf by leaf and remembers only the roots of its
/// whole subtrees: as many hashes as the count of leaves has binary ones.
public struct MerkleFrontier: Hashable, Sendable {
  /// How many leaves it has.
  public private(set) var count = 0
  /// Roots of whole subtrees, the largest first.
  private var nodes: [[UInt8]] = []

  public init() {}

  /// Adds a leaf by its content.
  public mutating func append(_ content: [UInt8]) {
    var hash = MerkleTree.leafHash(content)
    var rest = count
    while rest & 1 == 1, let left = nodes.popLast() {
      hash = MerkleTree.nodeHash(left, hash)
      rest >>= 1
    }
    nodes.append(hash)
    count += 1
  }

  /// SHA-256 of nothing for an empty tree.
  public var root: [UInt8] {
    guard var hash = nodes.last else { return MerkleTree([]).root }
    for left in nodes.dropLast().reversed() { hash = MerkleTree.nodeHash(left, hash) }
    return hash
  }
}
