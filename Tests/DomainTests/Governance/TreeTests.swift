import Journal
import Kernel
import Testing

@Suite("Hash chains and Merkle trees", .timeLimit(.minutes(10)))
struct TreeTests {
  /// The leaves of the RFC 6962 test vectors that certificate transparency logs are checked with.
  static let leaves = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
  ].compactMap(bytes(hexadecimal:))

  static let roots: [(Int, String)] = [
    (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
  ]

  @Test("roots are those of RFC 6962", arguments: roots)
  func root(count: Int, expected: String) {
    #expect(hexadecimal(MerkleTree(Array(Self.leaves.prefix(count))).root) == expected)
    var frontier = MerkleFrontier()
    for leaf in Self.leaves.prefix(count) { frontier.append(leaf) }
    #expect(hexadecimal(frontier.root) == expected && frontier.count == count)
  }

  @Test("a chain starts at 32 zero bytes and links each entry to the one before")
  func chain() {
    let first = HashChain.link(Array(#"{"action":"sla.update","actor":"alice","seq":1}"#.utf8), after: HashChain.origin)
    #expect(hexadecimal(first) == "c7f94055d4ead624ed0b764af0568289119e085b80aa4ba9e72ba662486c1344")
    let second = HashChain.link(Array(#"{"action":"sla.approve","actor":"bob","seq":2}"#.utf8), after: first)
    #expect(hexadecimal(second) == "b906eb393fcdafa9fbaf5ec2c7ec99f6046e06cd4f4bebd61858926c03bdb571")
  }

  @Test("a tree that grows leaf by leaf has the root of the whole", arguments: Array(0...70) + [127, 128, 129, 1000])
  func frontier(count: Int) {
    let leaves = (0..<count).map { Array("leaf \($0)".utf8) }
    var frontier = MerkleFrontier()
    for leaf in leaves { frontier.append(leaf) }
    #expect(frontier.root == MerkleTree(leaves).root)
  }

  @Test("every leaf is proved in trees of every size, and nothing else is", arguments: 1...33)
  func inclusion(count: Int) throws {
    let leaves = (0..<count).map { Array("leaf \($0)".utf8) }
    let tree = MerkleTree(leaves)
    func holds(_ index: Int, _ content: [UInt8], _ proof: [[UInt8]], of size: Int? = nil) -> Bool {
      MerkleTree.verify(content: content, at: index, of: size ?? count, proof: proof, root: tree.root)
    }
    for index in 0..<count {
      let proof = try #require(tree.inclusionProof(of: index))
      #expect(holds(index, leaves[index], proof))
      #expect(!holds(index, Array("other".utf8), proof))
      #expect(!holds(index, leaves[index], proof + [tree.root]))
      if count > 1 {
        #expect(!holds((index + 1) % count, leaves[index], proof))
        #expect(!holds(index, leaves[index], Array(proof.dropLast())))
        var changed = proof
        changed[0][0] ^= 1
        #expect(!holds(index, leaves[index], changed))
      }
    }
    #expect(tree.inclusionProof(of: count) == nil && tree.inclusionProof(of: -1) == nil)
    #expect(!holds(-1, leaves[0], []) && !holds(count, leaves[0], []))
  }

  @Test("hexadecimal is read back, and nothing else is", arguments: ["0", "0g", "é", "00 ", "+1"])
  func hex(faulty: String) {
    let all = (0...255).map(UInt8.init)
    #expect(bytes(hexadecimal: hexadecimal(all)) == all)
    #expect(bytes(hexadecimal: hexadecimal(all).uppercased()) == all)
    #expect(bytes(hexadecimal: faulty) == nil)
  }

  @Test("a digest depends on its salt and its text")
  func digests() {
    #expect(saltedDigest("text", salt: [1]) == sha256Hex([1] + Array("text".utf8)))
    #expect(saltedDigest("text", salt: [1]) != saltedDigest("text", salt: [2]))
    #expect(sha256Hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test("a checkpoint is signed by its key and by no other, and says all that it seals")
  func signatures() throws {
    let key = try #require(SealKey(secret: [UInt8](repeating: 1, count: 32)))
    let other = try #require(SealKey(secret: [UInt8](repeating: 2, count: 32)))
    #expect(SealKey(secret: [1, 2, 3]) == nil)
    let heads = ["a", "b", "c"].map { StreamHead(stream: $0, sequence: 1, hash: HashChain.origin) }
    let checkpoint = Checkpoint(
      sealing: heads, number: 1, at: Instant(milliseconds: 5), after: HashChain.origin)
    let signed = try SignedCheckpoint(checkpoint, by: key)
    #expect(signed.isSigned)
    #expect(!SealKey.verify(signed.signature, of: checkpoint, by: other.publicKey))
    #expect(!SealKey.verify(signed.signature, of: checkpoint, by: [1, 2, 3]))
    #expect(!SealKey.verify([], of: checkpoint, by: key.publicKey))
    var changes = [checkpoint, checkpoint, checkpoint, checkpoint, checkpoint]
    changes[0].number = 2
    changes[1].at = Instant(milliseconds: 6)
    changes[2].size = 2
    changes[3].root[0] ^= 1
    changes[4].previous[0] ^= 1
    for change in changes {
      #expect(!SealKey.verify(signed.signature, of: change, by: key.publicKey))
      #expect(change.digest != checkpoint.digest)
    }
  }
}
