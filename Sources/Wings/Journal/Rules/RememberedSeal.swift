import Kernel

/// The checkpoint that a node signed last, as it remembers it outside the database: what the database has to hold.
public struct RememberedSeal: Hashable, Sendable {
  public var number: Int64
  /// 32 bytes.
  public var digest: [UInt8]

  public init(number: Int64, digest: [UInt8]) { (self.number, self.digest) = (number, digest) }

  public init(_ checkpoint: Checkpoint) { self.init(number: checkpoint.number, digest: checkpoint.digest) }

  /// From `number:digest`, as `text` writes it; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let number = Int64(parts[0]), number > 0, let digest = bytes(hexadecimal: String(parts[1])),
      digest.count == 32
    else { return nil }
    self.init(number: number, digest: digest)
  }

  public var text: String { "\(number):\(hexadecimal(digest))" }
}
